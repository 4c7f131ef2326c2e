//! Counts of a text after an edit that somebody is likely to make next.

use serde::{Deserialize, Serialize};

use crate::{text_edit::TextEdit, tokenizing::Tally};

const FORESEEN_KEYS: &str = concat!(
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`",
    "abcdefghijklmnopqrstuvwxyz{|}~\n，。、？！：；"
);

/// The keys for which the count is foreseen, those that write one sign, in the
/// order of [`Foresight::typed`].
pub fn foreseen_keys() -> impl Iterator<Item = &'static str> {
    let keys = FORESEEN_KEYS.char_indices();
    keys.map(|(at, key)| FORESEEN_KEYS.get(at..at + key.len_utf8()).unwrap_or_default())
}

/// What the count will be after the next key, so that it can be shown together
/// with what was typed, without asking.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Foresight {
    /// Where the key would be typed, in UTF-16 units.
    pub at: u32,
    /// Bytes of the text now.
    pub bytes: u32,
    /// Tokens of the text after each of [`foreseen_keys`], in order.
    pub typed: Vec<u32>,
    /// Tokens and bytes of the text once the UTF-16 unit before is deleted; the
    /// half of a character is not foreseen.
    pub deleted: Option<(u32, u32)>,
}

impl Foresight {
    /// The count after an edit, if it is one of those that were foreseen.
    #[must_use]
    pub fn after(&self, edit: &TextEdit) -> Option<Tally> {
        let whole = |count, bytes| Tally { count, bytes, ..Tally::default() };
        if edit.inserted.is_empty() {
            let (count, bytes) = self.deleted?;
            let is_back = edit.deleted == 1 && edit.start.checked_add(1) == Some(self.at);
            return is_back.then(|| whole(count, bytes));
        }
        if edit.deleted > 0 || edit.start != self.at {
            return None;
        }
        let key = foreseen_keys().position(|key| key == edit.inserted)?;
        let length = u32::try_from(edit.inserted.len()).unwrap_or(u32::MAX);
        Some(whole(*self.typed.get(key)?, self.bytes.saturating_add(length)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Foresight, foreseen_keys};
    use crate::text_edit::TextEdit;

    #[test]
    fn only_the_edit_that_was_foreseen_is_known() {
        let typed = (100..).take(foreseen_keys().count()).collect();
        let foresight = Foresight { at: 4, bytes: 6, typed, deleted: Some((7, 3)) };
        let after = |start, deleted, inserted: &str| {
            let edit = TextEdit { start, deleted, inserted: inserted.to_owned() };
            foresight.after(&edit).map(|it| (it.count, it.bytes, it.is_whole(), it.held))
        };
        assert_eq!(after(4, 0, " "), Some((100, 7, true, false)));
        assert_eq!(after(4, 0, "~"), Some((194, 7, true, false)));
        assert_eq!(after(4, 0, "，"), Some((196, 9, true, false)));
        assert_eq!(after(3, 1, ""), Some((7, 3, true, false)));
        for (start, deleted, inserted) in
            [(3, 0, "a"), (3, 1, "a"), (4, 0, "ab"), (4, 0, "é"), (4, 1, ""), (2, 2, ""), (4, 0, "")]
        {
            assert_eq!(after(start, deleted, inserted), None, "{start} {deleted} {inserted:?}");
        }
        assert_eq!(
            Foresight::default().after(&TextEdit { start: u32::MAX, deleted: 1, inserted: String::new() }),
            None
        );
    }
}
