//! The drafts of all tabs, in localStorage, which is written before a call
//! returns: what was kept outlives a tab that is killed.
//!
//! Invariant: a tab writes to its own slot only. The slot's name stands in the
//! tab's session, so that a reload finds it; a duplicated tab brings the same
//! name along, so each page signs the slot it uses, and one that finds another
//! signature goes on in a new slot. A new tab begins with the latest draft,
//! in the slot of a tab that was closed or in a copy.

use lollipop_core::{demo::Demo, draft::Place, library::EntryId, text_edit::units};
use serde::{Deserialize, Serialize};
use web_sys::Storage;

use super::{
    page,
    storage::{local, read, session, write},
};

/// Under the name of its slot: a draft, `/` and the places of its long texts,
/// `#` and what is known of it, `^` and the draft that it replaced.
const DRAFT: &str = "lollipop.drafts.";
/// The slot of this tab, in its session.
const TAB: &str = "lollipop.tab";
/// Where all tabs kept one draft, in an earlier version.
const OLD_DRAFT: &str = "lollipop.draft";
const OLD_REPLACED: &str = "lollipop.replaced";
/// Browsers take some five million UTF-16 units in all.
const MOST_UNITS: u32 = 5 * 1024 * 1024;

/// The demo of the library that a draft is of, and the revision it knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Which.
    pub id: EntryId,
    /// As it was when it came onto the page, or was saved last.
    pub revision: u32,
}

/// What is known of a slot.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Slot {
    /// The signature of the page that writes it.
    owner: String,
    /// When it was written last. Unit: milliseconds since 1970.
    at_ms: u64,
    /// Its page was closed.
    left: bool,
    /// The demo of the library that it is of.
    origin: Option<Origin>,
}

/// What the browser took of a draft.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    /// All of it.
    #[default]
    All,
    /// All but one or more long texts, for which there is no room.
    NotTheLong,
    /// Nothing (no room at all, private mode).
    Nothing,
}

/// A draft that another tab keeps, or kept when it was closed.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherDraft {
    /// The name of its slot.
    pub slot: String,
    /// When it was written last. Unit: milliseconds since 1970.
    pub at_ms: u64,
    /// What it says.
    pub demo: Demo,
}

/// What a tab finds when it begins.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// What was worked on last.
    pub draft: Option<Demo>,
    /// The demo of the library that it is of.
    pub origin: Option<Origin>,
    /// The draft that another demo replaced.
    pub replaced: Option<Demo>,
}

/// This page's slot and signature.
#[derive(Clone, Debug)]
pub struct Tab {
    slot: String,
    owner: String,
}

impl Tab {
    /// Takes the slot of this tab, or a new one that begins with the latest
    /// draft there is.
    pub fn begin() -> (Self, Found) {
        let owner = name();
        let own = read::<String>(session(), TAB).filter(|slot| known(slot).is_some());
        let latest = || slots().into_iter().max_by_key(|(_, slot)| slot.at_ms);
        let (slot, from) = match own {
            Some(slot) => (slot.clone(), Some(slot)),
            None => match latest() {
                // Nobody writes there any more.
                Some((name, slot)) if slot.left => (name.clone(), Some(name)),
                Some((name, _)) => (self::name(), Some(name)),
                None => (self::name(), None),
            },
        };
        write(session(), TAB, Some(&slot));
        let found = match &from {
            Some(from) => Found {
                draft: draft_in(&format!("{DRAFT}{from}"), "/"),
                origin: known(from).and_then(|it| it.origin),
                replaced: (*from == slot).then(|| read(local(), &format!("{DRAFT}{from}^"))).flatten(),
            },
            None => {
                Found { draft: draft_in(OLD_DRAFT, "."), origin: None, replaced: read(local(), OLD_REPLACED) }
            }
        };
        let tab = Self { slot, owner };
        if from.as_ref() == Some(&tab.slot) {
            tab.sign(found.origin.clone(), false);
        }
        (tab, found)
    }

    /// Keeps the draft; a demo has no place for a key. Its long texts are kept
    /// beside it as they are, because packing them would hold the page up.
    pub fn keep(&mut self, draft: &Demo, long: &[(Place, &str)], origin: Option<Origin>) -> Kept {
        if known(&self.slot).is_some_and(|it| it.owner != self.owner) {
            // A duplicate of this tab took the slot: it has what was there.
            self.slot = name();
            write(session(), TAB, Some(&self.slot));
        }
        let base = format!("{DRAFT}{}", self.slot);
        let names: Vec<_> = long.iter().map(|(place, _)| long_name(&base, "/", *place)).collect();
        remove(|name| {
            name.strip_prefix(&base).is_some_and(|it| it.starts_with('/')) && !names.contains(name)
        });
        if !write(local(), &base, Some(draft)) {
            return Kept::Nothing;
        }
        self.sign(origin, false);
        let keep = |(name, (_, text)): (&String, &(Place, &str))| {
            let fits = units(text) <= MOST_UNITS;
            let kept = fits && local().is_some_and(|it| it.set_item(name, text).is_ok());
            if !kept && let Some(storage) = local() {
                // What is there is an older text: nothing is better than that.
                let _ = storage.remove_item(name);
            }
            kept
        };
        // Every one is tried: a shorter one may fit where a longer does not.
        let refused = names.iter().zip(long).filter(|it| !keep(*it)).count();
        // The draft of an earlier version is in the slot now.
        remove(|name| {
            name == OLD_DRAFT || name.strip_prefix(OLD_DRAFT).is_some_and(|it| it.starts_with('.'))
        });
        if refused > 0 { Kept::NotTheLong } else { Kept::All }
    }

    /// Says that this page is left: a new tab may go on where it was.
    pub fn leave(&self) {
        if let Some(slot) = known(&self.slot).filter(|it| it.owner == self.owner) {
            write(local(), &format!("{DRAFT}{}#", self.slot), Some(&Slot { left: true, ..slot }));
        }
    }

    /// Keeps the draft that another demo replaced, so that it outlives the
    /// tab, or forgets it.
    pub fn keep_replaced(&self, draft: Option<&Demo>) {
        write(local(), &format!("{DRAFT}{}^", self.slot), draft);
        write::<Demo>(local(), OLD_REPLACED, None);
    }

    /// The drafts of other tabs, open or closed, the latest first.
    pub fn others(&self) -> Vec<OtherDraft> {
        let others = slots().into_iter().filter(|(name, _)| *name != self.slot);
        let read = |(slot, it): (String, Slot)| {
            let demo = draft_in(&format!("{DRAFT}{slot}"), "/")?;
            Some(OtherDraft { slot, at_ms: it.at_ms, demo })
        };
        let mut drafts: Vec<_> = others.filter_map(read).collect();
        drafts.sort_unstable_by_key(|it| std::cmp::Reverse(it.at_ms));
        drafts
    }

    fn sign(&self, origin: Option<Origin>, left: bool) {
        let slot = Slot { owner: self.owner.clone(), at_ms: page::unix_ms(), left, origin };
        write(local(), &format!("{DRAFT}{}#", self.slot), Some(&slot));
    }
}

/// Lets a draft go. What it replaced is given back: the caller keeps it.
pub fn forget(slot: &str) -> Option<Demo> {
    let replaced = read(local(), &format!("{DRAFT}{slot}^"));
    let base = format!("{DRAFT}{slot}");
    remove(|name| {
        name.strip_prefix(&base).is_some_and(|it| it.is_empty() || it.starts_with(['/', '#', '^']))
    });
    replaced
}

/// The draft of this tab as it was last kept.
pub fn kept() -> Option<Demo> {
    draft_in(&format!("{DRAFT}{}", read::<String>(session(), TAB)?), "/")
}

fn name() -> String {
    EntryId::new(page::unix_ms(), page::jitter()).to_string()
}

fn known(slot: &str) -> Option<Slot> {
    read(local(), &format!("{DRAFT}{slot}#"))
}

/// Every slot that there is.
fn slots() -> Vec<(String, Slot)> {
    let of = |name: String| {
        let slot = name.strip_prefix(DRAFT)?.strip_suffix('#')?.to_owned();
        known(&slot).map(|it| (slot, it))
    };
    names(local()).into_iter().filter_map(of).collect()
}

fn draft_in(base: &str, separator: &str) -> Option<Demo> {
    let mut demo: Demo = read(local(), base)?;
    let long = |place| local()?.get_item(&long_name(base, separator, place)).ok().flatten();
    if let Some(text) = long(Place::Text) {
        demo.text = text;
    }
    for (at, message) in demo.messages.iter_mut().enumerate() {
        if let Some(text) = long(Place::Message(at)) {
            message.content = text;
        }
    }
    Some(demo)
}

fn long_name(base: &str, separator: &str, place: Place) -> String {
    match place {
        Place::Text => format!("{base}{separator}text"),
        Place::Message(at) => format!("{base}{separator}{at}"),
    }
}

fn names(storage: Option<Storage>) -> Vec<String> {
    let Some(storage) = storage else { return Vec::new() };
    (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten()).collect()
}

fn remove(goes: impl Fn(&String) -> bool) {
    let Some(storage) = local() else { return };
    for name in names(Some(storage.clone())).iter().filter(|name| goes(name)) {
        // A browser that refuses to forget keeps an old text: no harm.
        let _ = storage.remove_item(name);
    }
}
