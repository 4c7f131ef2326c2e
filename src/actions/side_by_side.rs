//! Encodings side by side: which, and bringing their vocabularies one at a time.

use std::sync::Arc;

use leptos::prelude::*;
use lollipop_bpe::Encoding;
use lollipop_core::{
    side_by_side::{QUESTIONS, Weighed},
    tokenizing::LoadFailure,
};

use super::Machinery;
use crate::state::{AppState, side_by_side::Shelved};

/// Opens the section, or closes it and drops what was fetched for it.
pub fn open(state: AppState, machinery: Machinery, open: bool) {
    let it = state.side_by_side;
    if it.open.get_untracked() == open {
        return;
    }
    it.open.set(open);
    if !open {
        it.started.set(false);
        forget(state);
        machinery.tokenizer.with_value(|client| {
            if let Some(client) = client {
                client.clear_shelf();
            }
        });
    }
}

/// Begins to fetch what is chosen.
pub fn start(state: AppState, machinery: Machinery) {
    state.side_by_side.started.set(true);
    fetch_next(state, machinery);
}

/// Takes an encoding in, or leaves it out.
pub fn toggle(state: AppState, machinery: Machinery, encoding: Encoding) {
    state.side_by_side.chosen.update(|chosen| {
        let is_in = |it: &Encoding| chosen.contains(it) != (*it == encoding);
        *chosen = Encoding::ALL.into_iter().filter(is_in).collect();
    });
    fetch_next(state, machinery);
}

/// Fetches again what did not come.
pub fn retry(state: AppState, machinery: Machinery, encoding: Encoding) {
    state.side_by_side.shelf.update(|shelf| {
        shelf.remove(&encoding);
    });
    fetch_next(state, machinery);
}

/// Fetches the next vocabulary that is chosen and not here, unless one is on
/// its way or nobody has asked for any.
fn fetch_next(state: AppState, machinery: Machinery) {
    let it = state.side_by_side;
    let is_busy = |shelf: &Shelved| matches!(shelf, Shelved::Loading { .. });
    if !it.started.get_untracked() || it.shelf.with_untracked(|shelf| shelf.values().any(is_busy)) {
        return;
    }
    let next = it.shelf.with_untracked(|shelf| {
        it.chosen.with_untracked(|chosen| chosen.iter().copied().find(|it| !shelf.contains_key(it)))
    });
    let Some(next) = next else { return };
    note(state, next, Shelved::Loading { received: 0, total: None });
    machinery.tokenizer.with_value(|client| {
        if let Some(client) = client {
            client.shelve(next);
        }
    });
}

/// Asks what the chosen encodings make of a text and of the questions.
pub fn weigh(state: AppState, machinery: Machinery, encodings: &[Encoding], text: String) {
    let id = state.side_by_side.asked.get_value().wrapping_add(1);
    state.side_by_side.asked.set_value(id);
    let questions = QUESTIONS.iter().map(|it| it.text.to_owned());
    let texts = std::iter::once(text).chain(questions).collect();
    machinery.tokenizer.with_value(|client| {
        if let Some(client) = client {
            client.weigh(id, encodings, texts);
        }
    });
}

/// Takes the answer.
pub fn weighed(state: AppState, id: u32, texts: Vec<Weighed>) {
    if state.side_by_side.asked.get_value() == id {
        state.side_by_side.weighed.set(Arc::new(texts));
    }
}

/// A vocabulary is on its way.
pub fn shelving(state: AppState, encoding: &str, received: u32, total: Option<u32>) {
    if let Some(encoding) = Encoding::from_name(encoding) {
        note(state, encoding, Shelved::Loading { received, total });
    }
}

/// A vocabulary has come, or not; the next one is asked for.
pub fn came(state: AppState, machinery: Machinery, encoding: &str, came: Result<u32, LoadFailure>) {
    let Some(encoding) = Encoding::from_name(encoding) else { return };
    match came {
        Ok(memory_bytes) => {
            state.side_by_side.memory_bytes.set(memory_bytes);
            note(state, encoding, Shelved::Here);
        }
        Err(reason) => note(state, encoding, Shelved::Failed(reason)),
    }
    fetch_next(state, machinery);
}

/// The worker died, and what it held with it: fetches again what is looked at.
pub fn lost(state: AppState, machinery: Machinery) {
    forget(state);
    fetch_next(state, machinery);
}

/// What comes of an earlier opening is not heard.
fn note(state: AppState, encoding: Encoding, shelved: Shelved) {
    if state.side_by_side.started.get_untracked() {
        state.side_by_side.shelf.update(|shelf| {
            shelf.insert(encoding, shelved);
        });
    }
}

fn forget(state: AppState) {
    state.side_by_side.shelf.update(|shelf| shelf.clear());
    state.side_by_side.weighed.set(Arc::default());
}
