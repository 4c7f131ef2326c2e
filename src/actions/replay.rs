//! The recorded run: kept when a run is over, shown when its demo is opened,
//! replayed as it came. Nothing here asks anybody.

use leptos::{prelude::*, task::spawn_local};
use lollipop_core::{
    demo::Recorded,
    run::{Run, RunId},
    wire::{RunEvent, Usage},
};

use super::Machinery;
use crate::{
    browser::page::{now_ms, prefers_stillness, sleep_ms, today},
    state::{AppState, Replayed},
};

/// A pause that was longer is replayed as this one, in milliseconds.
const MOST_PAUSE_MS: u32 = 2_000;

/// The number of the next run.
pub fn next_run(machinery: Machinery) -> RunId {
    let id = RunId(machinery.last_run.get_value().wrapping_add(1));
    machinery.last_run.set_value(id.0);
    id
}

/// Keeps what a run that is over brought, in the place of what was kept before.
pub fn keep(state: AppState, id: RunId, asked_for: &str) {
    let record = state.run.with_untracked(|run| {
        let run = run.as_ref().filter(|run| run.id == id)?;
        Recorded::of(run, asked_for, today())
    });
    if record.is_some() {
        state.draft.update(|draft| draft.recorded = record);
    }
}

/// Shows the recorded run of the draft whole, if there is one.
pub fn show(state: AppState, machinery: Machinery) {
    let Some(record) = state.draft.with_untracked(|draft| draft.recorded.clone()) else { return };
    begin(state, &record);
    state.run.set(Some(record.to_run(next_run(machinery))));
}

/// Shows the recorded run piece by piece, as fast as it came; at once for a
/// person who wants nothing to move.
pub fn replay(state: AppState, machinery: Machinery) {
    super::send::stop(state, machinery);
    let Some(record) = state.draft.with_untracked(|draft| draft.recorded.clone()) else { return };
    if prefers_stillness() {
        return show(state, machinery);
    }
    let id = next_run(machinery);
    begin(state, &record);
    state.run.set(Some(Run::start(id, now_ms())));
    spawn_local(async move {
        let mut before = 0;
        let apply = |event| {
            state.run.update(|run| {
                if let Some(run) = run {
                    run.apply(id, event, now_ms());
                }
            })
        };
        if let Some(usage) = &record.usage {
            apply(RunEvent::Usage(Usage::from(usage)));
        }
        for (at_ms, piece) in record.replay() {
            sleep_ms(at_ms.saturating_sub(before).min(MOST_PAUSE_MS)).await;
            before = at_ms;
            if !is_going_on(state, id) {
                break;
            }
            apply(RunEvent::Delta(piece.to_owned()));
        }
        // Stopped or at its end, it stands there whole, with the times it had.
        if state.run.with_untracked(|run| run.as_ref().is_some_and(|run| run.id == id)) {
            state.run.set(Some(record.to_run(id)));
        }
    });
}

fn begin(state: AppState, record: &Recorded) {
    state.replayed.set(Some(Replayed { date: record.date.clone(), model: record.model.clone() }));
    state.sent_to.set(None);
    state.sent_prompt.set(None);
}

fn is_going_on(state: AppState, id: RunId) -> bool {
    state.run.with_untracked(|run| run.as_ref().is_some_and(|run| run.id == id && run.is_active()))
}
