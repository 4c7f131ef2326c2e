//! Send and Stop: one run from the request to its last event.

use leptos::{prelude::*, task::spawn_local};
use lollipop_core::{
    demo::View,
    draft::Draft,
    endpoint::{Origin, Reach, ResolvedUrl},
    lm::SITE_MODEL,
    run::Run,
    wire::{Field, RequestSpec, most_top_logprobs},
};

use super::{Machinery, compare, edit, exchange::Exchange, parts::in_part, replay};
use crate::{
    browser::{dom, endpoint::Stopper, page::now_ms, storage},
    part_verb,
    state::AppState,
};

/// Why Send did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsendable {
    NoPrompt,
    NoModel,
    BadAddress,
    BadParameter,
}

/// What stands in the way of sending, if anything does.
pub fn unsendable(state: AppState) -> Option<Unsendable> {
    let (prompt, model, params) =
        state.draft.with(|it| (it.has_prompt(), !it.model.trim().is_empty(), it.params().is_ok()));
    if state.target().with(Result::is_err) {
        return Some(Unsendable::BadAddress);
    }
    match (prompt, model, params) {
        (false, ..) => Some(Unsendable::NoPrompt),
        (_, false, _) => Some(Unsendable::NoModel),
        (.., false) => Some(Unsendable::BadParameter),
        _ => None,
    }
}

/// Sends the draft. A run that is going on is stopped first.
pub fn send(state: AppState, machinery: Machinery) {
    in_part(state, begin(state, machinery));
}

part_verb! {
    async fn begin in run(state: AppState, machinery: Machinery) {
        send_now(state, machinery);
    }
}

part_verb! {
    /// Sends the draft where nothing stands in the way.
    pub async fn send_if_ready in run(state: AppState, machinery: Machinery) {
        if untrack(|| unsendable(state)).is_none() {
            send_now(state, machinery);
        }
    }
}

fn send_now(state: AppState, machinery: Machinery) {
    stop(state, machinery);
    // One after the other: many a server, and the model in a tab, has one mind.
    compare::stop(state, machinery);
    let Some((spec, to)) = untrack(|| state.draft.with(|it| request_of(state, it))) else { return };
    edit::enter_workbench(state);
    let id = replay::next_run(machinery);
    let stopper = Stopper::new();
    machinery.stopper.set_value(Some(stopper.clone()));
    let key = state.keys.with_untracked(|keys| keys.get(&to.origin).cloned());
    state.replayed.set(None);
    state.answered.set_value(Some(state.draft.get_untracked()));
    state.run.set(Some(Run::start(id, now_ms())));
    state.sent_to.set(Some((to.clone(), spec.model.clone())));
    state.lens.run_was_asked.set(spec.top_logprobs.is_some());
    state.sent_prompt.set(state.receipt.with_untracked(|it| it.as_ref().map(|it| it.total())));
    // Who watches the tokens goes on doing so.
    if state.draft.with_untracked(|it| it.view != View::Next || !it.alternatives) {
        edit::choose_view(state, View::Run);
    }
    dom::reveal(".result-pane");
    spawn_local(async move {
        let exchange = Exchange { machinery, id, to, key, stopper, run: state.run, wire: Some(state.wire) };
        exchange.run(state, &spec).await;
        replay::keep(state, id, &spec.model);
    });
}

/// Stops the run; the text so far stays.
pub fn stop(state: AppState, machinery: Machinery) {
    machinery.stopper.with_value(|stopper| {
        if let Some(stopper) = stopper {
            stopper.stop();
        }
    });
    if state.run.with_untracked(|run| run.as_ref().is_some_and(Run::is_active)) {
        state.run.update(|run| {
            if let Some(run) = run {
                run.stop(now_ms());
            }
        });
    }
}

/// Sends again without the field that the endpoint refused, and leaves it out
/// for this endpoint from now on.
pub fn send_without(state: AppState, machinery: Machinery, field: Field) {
    if let Some((to, _)) = state.sent_to.get_untracked() {
        leave_out(state, to.origin, field);
    }
    send(state, machinery);
}

/// Leaves a field out for this endpoint from now on.
pub fn leave_out(state: AppState, origin: Origin, field: Field) {
    state.quirks.update(|all| {
        let quirks = all.entry(origin).or_default();
        *quirks = quirks.without(field);
    });
    state.quirks.with_untracked(storage::keep_quirks);
}

/// Sends an endpoint again what it once refused.
pub fn forget_quirks(state: AppState, origin: &Origin) {
    state.quirks.update(|all| {
        all.remove(origin);
    });
    state.quirks.with_untracked(storage::keep_quirks);
}

/// What a draft asks, and whom; nothing where something stands in the way.
pub fn request_of(state: AppState, draft: &Draft) -> Option<(RequestSpec, ResolvedUrl)> {
    let to = state.target().get().ok()?;
    let params = draft.params().ok()?;
    let prompt = draft.prompt()?;
    let most = most_top_logprobs(&prompt, to.reach == Reach::Secure);
    let spec = RequestSpec {
        model: model_at(state, &to, draft.model.trim().to_owned()),
        prompt,
        temperature: params.temperature,
        top_p: params.top_p,
        top_k: params.top_k,
        seed: params.seed,
        stop: params.stop,
        max_tokens: params.max_tokens,
        top_logprobs: params.alternatives.then_some(most),
        stream: true,
    };
    (!spec.model.is_empty()).then_some((spec, to))
}

/// The model that a request names: in this tab one model answers, whatever the
/// page counts for.
pub fn model_at(state: AppState, to: &ResolvedUrl, typed: String) -> String {
    match to.reach {
        Reach::Tab => state.lm.about().map_or_else(|| SITE_MODEL.name.to_owned(), |it| it.name),
        _ => typed,
    }
}
