//! What the page knows of the encodings laid side by side.
//!
//! To show them from elsewhere, such as from a lesson: choose the Tokens view,
//! set `chosen`, and call [`crate::actions::side_by_side::open`]; a person's
//! press on [`crate::actions::side_by_side::start`] fetches the vocabularies.

use std::{collections::BTreeMap, sync::Arc};

use leptos::prelude::*;
use lollipop_bpe::Encoding;
use lollipop_core::{
    side_by_side::{FIRST, Weighed},
    tokenizing::LoadFailure,
};

/// Where a vocabulary is that is kept beside the one in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelved {
    /// On its way, with the bytes received and expected.
    Loading {
        received: u32,
        total: Option<u32>,
    },
    Here,
    Failed(LoadFailure),
}

/// Signals of the section; copied, not cloned.
#[derive(Clone, Copy)]
pub struct SideBySideState {
    pub open: RwSignal<bool>,
    /// Whether vocabularies may be fetched: somebody pressed for it.
    pub started: RwSignal<bool>,
    /// In the order of [`Encoding::ALL`].
    pub chosen: RwSignal<Vec<Encoding>>,
    pub shelf: RwSignal<BTreeMap<Encoding, Shelved>>,
    /// The tokenizer's whole memory when a vocabulary came last, in bytes.
    pub memory_bytes: RwSignal<u32>,
    /// The prompt first, then the questions.
    pub weighed: RwSignal<Arc<Vec<Weighed>>>,
    /// The last question's number; answers to earlier ones are not heard.
    pub asked: StoredValue<u32>,
}

impl SideBySideState {
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            started: RwSignal::new(false),
            chosen: RwSignal::new(FIRST.to_vec()),
            shelf: RwSignal::new(BTreeMap::new()),
            memory_bytes: RwSignal::new(0),
            weighed: RwSignal::new(Arc::default()),
            asked: StoredValue::new(0),
        }
    }

    /// The chosen encodings whose vocabularies are here; subscribes.
    pub fn here(self) -> Vec<Encoding> {
        self.shelf.with(|shelf| {
            let is_here = |it: &Encoding| shelf.get(it) == Some(&Shelved::Here);
            self.chosen.with(|chosen| chosen.iter().copied().filter(is_here).collect())
        })
    }
}
