//! What the page knows of the library.

use std::{collections::BTreeSet, sync::Arc};

use leptos::prelude::*;
use lollipop_core::library::{Entry, EntryId, ReadError, SetAside};

use crate::browser::{
    database::DatabaseError,
    drafts::{Origin, OtherDraft},
};

/// What the library says once, about the last thing done.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    Saved,
    /// Another tab had changed the demo: this one stands beside it.
    SavedBeside(String),
    Imported {
        added: usize,
        /// Those that were there already.
        known: usize,
        skipped: usize,
        left_out: usize,
    },
    /// A file gave nothing.
    NotImported(String, ReadError),
    /// A file could not be read at all.
    Unreadable(String),
    /// The browser did not take a file.
    NotSaved(String),
}

/// Signals of the library; copied, not cloned.
#[derive(Clone, Copy)]
pub struct LibraryState {
    /// Whether it was read, and keeps up with other tabs since.
    pub started: StoredValue<bool>,
    /// Whether its dialog is open.
    pub open: RwSignal<bool>,
    /// In no order.
    pub entries: RwSignal<Vec<Arc<Entry>>>,
    /// Records that cannot be read; they stay where they are.
    pub aside: RwSignal<Vec<SetAside>>,
    /// The demo that the draft is of.
    pub origin: RwSignal<Option<Origin>>,
    /// That of the draft which another demo replaced.
    pub replaced_origin: StoredValue<Option<Origin>>,
    /// Why the browser did not keep the last change, if it did not.
    pub fault: RwSignal<Option<DatabaseError>>,
    /// Entries that are in this tab only, because the browser did not take them.
    pub unkept: RwSignal<BTreeSet<EntryId>>,
    pub said: RwSignal<Option<Said>>,
    /// What was deleted here, the last at the end; it can be put back.
    pub deleted: RwSignal<Vec<Arc<Entry>>>,
    /// The drafts of other tabs.
    pub drafts: RwSignal<Vec<OtherDraft>>,
}

impl LibraryState {
    pub fn new() -> Self {
        Self {
            started: StoredValue::new(false),
            open: RwSignal::new(false),
            entries: RwSignal::new(Vec::new()),
            aside: RwSignal::new(Vec::new()),
            origin: RwSignal::new(None),
            replaced_origin: StoredValue::new(None),
            fault: RwSignal::new(None),
            unkept: RwSignal::new(BTreeSet::new()),
            said: RwSignal::new(None),
            deleted: RwSignal::new(Vec::new()),
            drafts: RwSignal::new(Vec::new()),
        }
    }

    /// The entry of this id, as this tab knows it.
    pub fn entry(self, id: &EntryId) -> Option<Arc<Entry>> {
        self.entries.with(|all| all.iter().find(|it| it.id == *id).cloned())
    }
}
