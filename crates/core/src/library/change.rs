//! What becomes of a record when a tab writes it, given what stands there now.
//!
//! Invariant: no change makes another tab's work go away; where two cannot
//! both stand under one id, the second gets an id of its own.

use super::{Entry, EntryId, entry::read_record};
use crate::demo::Demo;

/// What saving made.
#[derive(Clone, Debug, PartialEq)]
pub enum Saved {
    /// The entry was changed, or made.
    Kept(Entry),
    /// Another tab had changed it: this is a new one beside it.
    Beside(Entry),
}

impl Saved {
    /// The entry that holds the demo now.
    #[must_use]
    pub const fn entry(&self) -> &Entry {
        match self {
            Self::Kept(entry) | Self::Beside(entry) => entry,
        }
    }
}

/// Saves `mine`, the entry as this tab has it, which knew the record at
/// `mine.revision`; 0 for one that is new.
///
/// `stored` is the record under its id now. Runs and the pin are the stored
/// ones, for they change without a save. `beside` names the copy that is made
/// when the stored demo is not the one that this tab knew.
#[must_use]
pub fn save(
    stored: Option<&str>,
    mine: Entry,
    now_ms: u64,
    beside: impl FnOnce(&Demo) -> (EntryId, String),
) -> Saved {
    let demo = mine.demo.clone();
    let Some(stored) = stored else {
        let mut entry = mine;
        entry.change(demo, now_ms);
        return Saved::Kept(entry);
    };
    match read_record(stored) {
        Ok(mut entry) if entry.revision == mine.revision || entry.demo == demo => {
            entry.tags = mine.tags;
            if entry.demo != demo {
                entry.change(demo, now_ms);
            }
            Saved::Kept(entry)
        }
        // A record that cannot be read is not overwritten either.
        _ => {
            let (id, title) = beside(&demo);
            Saved::Beside(Entry::new(id, Demo { title, ..demo }, mine.tags, now_ms))
        }
    }
}

/// Adds an entry that comes from a file or comes back after it was deleted.
/// `None`: it is there already.
#[must_use]
pub fn add(stored: Option<&str>, entry: Entry, fresh: EntryId) -> Option<Entry> {
    match stored.map(read_record) {
        None => Some(entry),
        Some(Ok(there)) if there == entry => None,
        Some(_) => Some(Entry { id: fresh, ..entry }),
    }
}

/// Keeps an entry that storage did not take when it was changed: over the
/// record it was made of, or beside one that another tab changed since.
#[must_use]
pub fn keep_late(stored: Option<&str>, mine: Entry, fresh: EntryId) -> Entry {
    let fits = |there: Entry| there.revision < mine.revision || there.demo == mine.demo;
    match stored.map(|it| read_record(it).is_ok_and(fits)) {
        None | Some(true) => mine,
        Some(false) => Entry { id: fresh, ..mine },
    }
}

/// The title of a copy, e.g. `Whale (other tab)`, told apart from those there are.
#[must_use]
pub fn beside(title: &str, what: &str, taken: impl Fn(&str) -> bool) -> String {
    let first = if title.is_empty() { what.to_owned() } else { format!("{title} ({what})") };
    let mut name = first.clone();
    // There are fewer titles than numbers.
    for number in 2..u32::MAX {
        if !taken(&name) {
            break;
        }
        name = format!("{first} {number}");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::KeptRun;

    fn demo(text: &str) -> Demo {
        Demo { title: "Whale".to_owned(), text: text.to_owned(), ..Demo::default() }
    }

    fn entry(text: &str) -> Entry {
        Entry::new(EntryId::from_key("a"), demo(text), vec![], 1)
    }

    fn other(demo: &Demo) -> (EntryId, String) {
        (EntryId::from_key("b"), beside(&demo.title, "other tab", |_| false))
    }

    #[test]
    fn a_save_over_the_known_revision_changes_it_and_keeps_runs_and_pin() {
        let mut stored = entry("old");
        stored.pinned = true;
        let run = r#"{"at":1,"model":"m","answer":"x"}"#;
        stored.push_run(serde_json::from_str::<KeptRun>(run).unwrap());
        let Saved::Kept(it) = save(Some(&stored.to_record()), entry("new"), 9, other) else {
            panic!("a conflict")
        };
        assert_eq!((it.demo.text.as_str(), it.revision, it.updated_ms), ("new", 2, 9));
        assert!(it.pinned && it.runs.len() == 1 && it.created_ms == 1);
    }

    #[test]
    fn a_save_over_another_tabs_change_stands_beside_it() {
        let mut stored = entry("old");
        stored.change(demo("theirs"), 5);
        let Saved::Beside(it) = save(Some(&stored.to_record()), entry("mine"), 9, other) else {
            panic!("theirs is overwritten")
        };
        assert_eq!((it.id.as_str(), it.demo.title.as_str()), ("b", "Whale (other tab)"));
        assert_eq!(it.demo.text, "mine");
    }

    #[test]
    fn the_same_change_in_two_tabs_is_no_conflict() {
        let mut stored = entry("old");
        stored.change(demo("same"), 5);
        let saved = save(Some(&stored.to_record()), entry("same"), 9, other);
        assert_eq!(saved, Saved::Kept(stored));
    }

    #[test]
    fn a_demo_that_another_tab_deleted_is_saved_again() {
        let saved = save(None, entry("mine"), 9, other);
        assert!(matches!(saved, Saved::Kept(it) if it.id.as_str() == "a" && it.revision == 2));
    }

    #[test]
    fn a_broken_record_is_never_overwritten() {
        assert!(matches!(save(Some("{"), entry("mine"), 9, other), Saved::Beside(_)));
        let fresh = EntryId::from_key("b");
        assert_eq!(add(Some("{"), entry("mine"), fresh.clone()).unwrap().id, fresh);
    }

    #[test]
    fn an_entry_that_is_there_is_not_added_twice() {
        let fresh = EntryId::from_key("b");
        assert_eq!(add(None, entry("x"), fresh.clone()), Some(entry("x")));
        assert_eq!(add(Some(&entry("x").to_record()), entry("x"), fresh.clone()), None);
        assert_eq!(add(Some(&entry("x").to_record()), entry("y"), fresh.clone()).unwrap().id, fresh);
    }

    #[test]
    fn what_is_kept_late_replaces_only_what_it_was_made_of() {
        let fresh = EntryId::from_key("b");
        let mut mine = entry("old");
        mine.change(demo("mine"), 2);
        assert_eq!(keep_late(None, mine.clone(), fresh.clone()), mine);
        assert_eq!(keep_late(Some(&entry("old").to_record()), mine.clone(), fresh.clone()), mine);
        let mut theirs = entry("old");
        theirs.change(demo("theirs"), 3);
        for stored in [theirs.to_record(), "{".to_owned()] {
            assert_eq!(keep_late(Some(&stored), mine.clone(), fresh.clone()).id, fresh);
        }
    }

    #[test]
    fn copies_have_names_of_their_own() {
        let taken = ["Whale (copy)", "Whale (copy) 2"];
        assert_eq!(beside("Whale", "copy", |it| taken.contains(&it)), "Whale (copy) 3");
        assert_eq!(beside("", "copy", |_| false), "copy");
    }
}
