//! Runs side by side: the same prompt several times, one after the other.

use leptos::{prelude::*, task::spawn_local};
use lollipop_core::{
    chat::Mode,
    compare::{Kind, MOST_RUNS, SEEDS, TEMPERATURES, capital, read_tokens, request},
    demo::{Demo, View},
    endpoint::{Reach, ResolvedUrl, resolve},
    lm::LmPrompt,
    run::Run,
    wire::{Field, Prompt},
};

use super::{Machinery, edit, exchange::Exchange, lm, replay, send};
use crate::{
    browser::{endpoint::Stopper, page::now_ms},
    state::{AppState, compare::Slot},
};

/// Compares something else; the runs of before go.
pub fn choose_kind(state: AppState, machinery: Machinery, kind: Kind) {
    if state.compare.kind.get_untracked() != kind {
        stop(state, machinery);
        clear(state);
        state.compare.kind.set(kind);
    }
}

/// Takes a temperature in, or leaves it out.
pub fn toggle_temperature(state: AppState, temperature: f64) {
    state.compare.temperatures.update(|chosen| {
        let is_in = |it: &f64| chosen.contains(it) != (*it == temperature);
        *chosen = TEMPERATURES.into_iter().filter(is_in).take(MOST_RUNS).collect();
    });
}

/// Takes a seed in, or leaves it out.
pub fn toggle_seed(state: AppState, seed: u64) {
    state.compare.seeds.update(|chosen| {
        let is_in = |it: &u64| chosen.contains(it) != (*it == seed);
        *chosen = SEEDS.into_iter().filter(is_in).collect();
    });
}

/// Puts the question about the capital on the page; what was there can be
/// brought back.
pub fn ask_for_the_capital(state: AppState, machinery: Machinery, chinese: bool) {
    let demo = state.draft.with_untracked(|draft| Demo {
        mode: Mode::Text,
        text: capital(chinese).to_owned(),
        model: draft.model.clone(),
        encoding: draft.encoding,
        window: draft.window,
        view: View::Compare,
        ..Demo::default()
    });
    edit::replace(state, machinery, demo);
}

/// Runs everything that is chosen, one after the other. What cannot be sent is
/// not begun, which the view says beforehand.
pub fn start(state: AppState, machinery: Machinery) {
    stop(state, machinery);
    clear(state);
    let it = state.compare;
    let Ok(settings) = it.settings.get_untracked() else { return };
    let variants = untrack(|| it.variants());
    let mut runs = Vec::new();
    for (slot, variant) in it.slots.into_iter().zip(variants) {
        let sent = state.draft.with_untracked(|draft| {
            let (target, mut spec) = request(draft, variant, settings);
            let to = resolve(&draft.base_url, target).ok()?;
            spec.model = send::model_at(state, &to, spec.model);
            Some((to, spec))
        });
        let Some((to, spec)) = sent else { return };
        slot.variant.set(Some(variant));
        slot.sent_to.set(Some(to.clone()));
        runs.push((slot, to, spec));
    }
    let stopper = Stopper::new();
    machinery.side_stopper.set_value(Some(stopper.clone()));
    let turn = next_turn(state);
    it.running.set(true);
    spawn_local(async move {
        for (slot, to, spec) in runs {
            if stopper.is_stopped() {
                return;
            }
            // Of a model that is not loaded yet it is known after the run.
            let is_read = read(state, machinery, slot, turn, &to, &spec.prompt).await;
            if stopper.is_stopped() {
                return;
            }
            let id = replay::next_run(machinery);
            let key = state.keys.with_untracked(|keys| keys.get(&to.origin).cloned());
            slot.run.set(Some(Run::start(id, now_ms())));
            let exchange = Exchange {
                machinery,
                id,
                to: to.clone(),
                key,
                stopper: stopper.clone(),
                run: slot.run,
                wire: None,
            };
            exchange.run(state, &spec).await;
            if !is_read {
                read(state, machinery, slot, turn, &to, &spec.prompt).await;
            }
        }
        if it.turn.get_value() == turn {
            it.running.set(false);
        }
    });
}

/// Stops what is going on, and does not begin what would be next; what has come
/// stays.
pub fn stop(state: AppState, machinery: Machinery) {
    let it = state.compare;
    machinery.side_stopper.with_value(|stopper| {
        if let Some(stopper) = stopper {
            stopper.stop();
        }
    });
    next_turn(state);
    it.running.set(false);
    for Slot { run, .. } in it.slots {
        if run.with_untracked(|run| run.as_ref().is_some_and(Run::is_active)) {
            run.update(|run| {
                if let Some(run) = run {
                    run.stop(now_ms());
                }
            });
        }
    }
}

/// Runs all again without the field that the endpoint refused.
pub fn start_without(state: AppState, machinery: Machinery, slot: Slot, field: Field) {
    if let Some(to) = slot.sent_to.get_untracked() {
        send::leave_out(state, to.origin, field);
    }
    start(state, machinery);
}

/// Finds out how the model in this tab reads a prompt; of other endpoints the
/// page does not know. Returns whether it is known.
async fn read(
    state: AppState,
    machinery: Machinery,
    slot: Slot,
    turn: u32,
    to: &ResolvedUrl,
    prompt: &Prompt,
) -> bool {
    let about = untrack(|| state.lm.about()).filter(|_| to.reach == Reach::Tab);
    let Some((about, spelling)) = about.zip(state.lm.spelling.get_untracked()) else { return false };
    let prompt = match prompt {
        Prompt::Messages(messages) => LmPrompt::Messages(messages.clone()),
        Prompt::Raw(text) => LmPrompt::Raw(text.clone()),
    };
    let Ok(ids) = lm::client(state, machinery).spell(prompt).await else { return false };
    if state.compare.turn.get_value() == turn {
        slot.read.set(read_tokens(&ids, &spelling, &about.ends));
    }
    true
}

fn clear(state: AppState) {
    for slot in state.compare.slots {
        slot.variant.set(None);
        slot.sent_to.set(None);
        slot.run.set(None);
        slot.read.set(Vec::new());
    }
}

fn next_turn(state: AppState) -> u32 {
    let turn = state.compare.turn.get_value().wrapping_add(1);
    state.compare.turn.set_value(turn);
    turn
}
