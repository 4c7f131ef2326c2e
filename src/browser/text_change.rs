//! What changed in a field, found by holding its text against what it was.
//!
//! The browser compares its own strings at the speed of memory, so that even a
//! text of megabytes is neither copied nor looked at sign by sign; and what is
//! found does not depend on how the change was made: typed, pasted, dragged,
//! undone, composed, or set by a script.

use js_sys::{JsString, Reflect};
use lollipop_core::text_edit::TextEdit;
use lollipop_js_text::text;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlTextAreaElement;

/// The text of a field, as the browser has it.
#[derive(Clone, Debug)]
pub struct FieldText(JsString);

/// One stretch of a text replaced by another.
#[derive(Clone, Debug)]
pub struct TextChange {
    /// Where it begins, in UTF-16 units.
    pub start: u32,
    /// UTF-16 units that are gone.
    pub deleted: u32,
    /// UTF-16 units of the whole text afterwards.
    pub length_after: u32,
    pub(super) inserted: JsString,
}

impl FieldText {
    /// What the field holds now.
    pub fn of(field: &HtmlTextAreaElement) -> Self {
        let value = Reflect::get(field, &"value".into()).ok();
        Self(value.and_then(|it| it.dyn_into().ok()).unwrap_or_else(|| JsString::from("")))
    }

    /// Whether it is exactly this text. Cost: a copy of the text.
    pub fn is(&self, text: &str) -> bool {
        self.0 == text
    }

    /// What has become of it. Nothing if both are the same.
    ///
    /// Cost: linear, at the speed at which the browser compares strings.
    pub fn change_to(&self, after: &Self) -> Option<TextChange> {
        let (old, new) = (&self.0, &after.0);
        let shorter = old.length().min(new.length());
        let mut same_head = longest(shorter, |from, to| old.slice(from, to) == new.slice(from, to));
        if same_head == old.length() && same_head == new.length() {
            return None;
        }
        let mut same_tail = longest(shorter - same_head, |from, to| {
            let part = |text: &JsString| text.slice(text.length() - to, text.length() - from);
            part(old) == part(new)
        });
        // Neither text is cut between the halves of a surrogate pair.
        if same_head > 0 && (0xD800..0xDC00).contains(&unit(new, same_head - 1)) {
            same_head -= 1;
        }
        if same_tail > 0 && (0xDC00..0xE000).contains(&unit(new, new.length() - same_tail)) {
            same_tail -= 1;
        }
        Some(TextChange {
            start: same_head,
            deleted: old.length() - same_tail - same_head,
            length_after: new.length(),
            inserted: new.slice(same_head, new.length() - same_tail),
        })
    }

    /// It takes the place of a whole text of so many UTF-16 units.
    pub fn instead_of(&self, units: u32) -> TextChange {
        TextChange { start: 0, deleted: units, length_after: self.0.length(), inserted: self.0.clone() }
    }
}

impl TextChange {
    /// The change for a text of ours. Half a surrogate pair becomes U+FFFD.
    pub fn edit(&self) -> TextEdit {
        TextEdit { start: self.start, deleted: self.deleted, inserted: text(&self.inserted) }
    }
}

fn unit(text: &JsString, at: u32) -> u32 {
    text.char_code_at(at) as u32
}

/// The largest number up to `most` for which all below it are alike, where
/// `alike(from, to)` answers for a stretch.
fn longest(most: u32, alike: impl Fn(u32, u32) -> bool) -> u32 {
    if alike(0, most) {
        return most;
    }
    let (mut known, mut other) = (0, most);
    while other - known > 1 {
        let middle = known + (other - known) / 2;
        if alike(known, middle) { known = middle } else { other = middle }
    }
    known
}
