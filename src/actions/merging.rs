//! The merge replay: which piece, which step.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use lollipop_core::tokenizing::Piece;

use super::Machinery;
use crate::{
    browser::page::sleep_ms,
    state::{AppState, merging::Taken},
};

/// How long a step stands, in milliseconds.
const STEP_MS: u32 = 1_000;
/// The most that is typed into the replay's own field, in characters.
pub const MOST_TYPED: usize = 64;

/// Asks the tokenizer how the tokens of a piece come about.
pub fn ask(state: AppState, machinery: Machinery, of: Piece) {
    let id = state.merging.asked.get_value().wrapping_add(1);
    state.merging.asked.set_value(id);
    machinery.tokenizer.with_value(|client| {
        if let Some(client) = client {
            client.assemble(id, of);
        }
    });
}

/// Takes the answer. Another piece is shown with all its merges made.
pub fn heard(state: AppState, id: u32, taken: Taken) {
    let it = state.merging;
    if it.asked.get_value() != id {
        return;
    }
    let is_same = it.taken.with_untracked(|before| before.as_ref().is_some_and(|before| **before == taken));
    if !is_same {
        pause(state);
        let steps = taken.pieces.first().map_or(0, |it| it.steps());
        it.piece.set(0);
        it.step.set(steps);
        it.taken.set(Some(Arc::new(taken)));
    }
}

/// Replays the piece that a token of the prompt is part of.
pub fn choose(state: AppState, doc: u32, token: u32) {
    state.merging.typed.set(String::new());
    state.merging.chosen.set(Some((doc, token)));
}

/// Replays what is typed; nothing brings the prompt's token back.
pub fn type_word(state: AppState, text: &str) {
    state.merging.typed.set(text.chars().take(MOST_TYPED).collect());
}

/// Shows another of the pieces, with all its merges made.
pub fn choose_piece(state: AppState, piece: usize) {
    pause(state);
    state.merging.piece.set(piece);
    state.merging.step.set(steps(state));
}

/// Merges of the piece that is to be seen.
fn steps(state: AppState) -> usize {
    untrack(|| state.merging.shown()).map_or(0, |it| it.steps())
}

/// Goes to a step; one that is not there is the last.
pub fn go_to(state: AppState, step: usize) {
    pause(state);
    state.merging.step.set(step.min(steps(state)));
}

/// Makes the next merges one by one; from the beginning, if all are made.
pub fn play(state: AppState) {
    let it = state.merging;
    if it.step.get_untracked() >= steps(state) {
        it.step.set(0);
    }
    let turn = next_turn(state);
    it.playing.set(true);
    spawn_local(async move {
        loop {
            sleep_ms(STEP_MS).await;
            if it.turn.get_value() != turn {
                return;
            }
            let (next, last) = (it.step.get_untracked() + 1, steps(state));
            it.step.set(next.min(last));
            if next >= last {
                return it.playing.set(false);
            }
        }
    });
}

/// Stops where it is.
pub fn pause(state: AppState) {
    next_turn(state);
    state.merging.playing.set(false);
}

fn next_turn(state: AppState) -> u32 {
    let turn = state.merging.turn.get_value().wrapping_add(1);
    state.merging.turn.set_value(turn);
    turn
}
