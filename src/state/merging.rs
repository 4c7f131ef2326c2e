//! What the page knows of the merge replay.
//!
//! To show it from elsewhere, such as from a lesson: choose the Tokens view,
//! set `open`, and call [`crate::actions::merging::type_word`], or
//! [`crate::actions::merging::choose`] for a token of the prompt.

use std::sync::Arc;

use leptos::prelude::*;
use lollipop_core::merging::Assembly;

/// What the tokenizer said of the piece that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The encoding's name.
    pub encoding: String,
    pub pieces: Vec<Assembly>,
    /// Bytes of pieces that are too long to be taken apart.
    pub too_long_bytes: u32,
}

/// Signals of the merge replay; copied, not cloned.
#[derive(Clone, Copy)]
pub struct MergingState {
    /// Whether its section is open.
    pub open: RwSignal<bool>,
    /// The document and the place of the token whose piece is replayed, where
    /// one was pressed.
    pub chosen: RwSignal<Option<(u32, u32)>>,
    /// Replayed instead, unless it is empty.
    pub typed: RwSignal<String>,
    pub taken: RwSignal<Option<Arc<Taken>>>,
    /// Which of the pieces is to be seen.
    pub piece: RwSignal<usize>,
    /// How many merges are made.
    pub step: RwSignal<usize>,
    pub playing: RwSignal<bool>,
    /// The last question's number; answers to earlier ones are not heard.
    pub asked: StoredValue<u32>,
    /// Grows when playing begins or ends, so that an earlier play ends.
    pub turn: StoredValue<u32>,
}

impl MergingState {
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(true),
            chosen: RwSignal::new(None),
            typed: RwSignal::new(String::new()),
            taken: RwSignal::new(None),
            piece: RwSignal::new(0),
            step: RwSignal::new(0),
            playing: RwSignal::new(false),
            asked: StoredValue::new(0),
            turn: StoredValue::new(0),
        }
    }

    /// The piece that is to be seen; subscribes to it.
    pub fn shown(self) -> Option<Assembly> {
        self.taken.with(|it| it.as_ref()?.pieces.get(self.piece.get()).cloned())
    }
}
