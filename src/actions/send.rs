//! Send and Stop: one run from the request to its last event.

use leptos::{prelude::*, task::spawn_local};
use lollipop_core::{
    demo::View,
    draft::Draft,
    endpoint::{Origin, Reach, ResolvedUrl},
    key::ApiKey,
    lm::{LmTrouble, SITE_MODEL},
    retry::delay_ms,
    run::{Run, RunId},
    wire::{Field, RequestSpec, ResponseReader, RunError, RunEvent, most_top_logprobs, request_body},
};

use super::{Machinery, edit, lm, parts::in_part, replay};
use crate::{
    browser::{
        dom,
        endpoint::{FetchFailure, Head, Stopper, answers_at_all, post},
        lm::LmPart,
        page::{jitter, now_ms, sleep_ms},
        storage,
    },
    part_verb,
    state::{AppState, Wire},
};

/// How much of a response is kept for the wire view, in bytes.
const WIRE_KEPT_BYTES: usize = 256 * 1024;

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
    let Some((spec, to)) = untrack(|| prepare(state)) else { return };
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
        let attempt = Attempt { state, machinery, id, to, key, stopper };
        attempt.run(&spec).await;
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

fn prepare(state: AppState) -> Option<(RequestSpec, ResolvedUrl)> {
    let to = state.target().get().ok()?;
    let spec = state.draft.with(|draft: &Draft| {
        let params = draft.params().ok()?;
        let prompt = draft.prompt()?;
        let most = most_top_logprobs(&prompt, to.reach == Reach::Secure);
        Some(RequestSpec {
            // In this tab one model answers, whatever the page counts for.
            model: if to.reach == Reach::Tab {
                state.lm.about().map_or_else(|| SITE_MODEL.name.to_owned(), |it| it.name)
            } else {
                draft.model.trim().to_owned()
            },
            prompt,
            temperature: params.temperature,
            top_p: params.top_p,
            top_k: params.top_k,
            seed: params.seed,
            stop: params.stop,
            max_tokens: params.max_tokens,
            top_logprobs: params.alternatives.then_some(most),
            stream: true,
        })
    })?;
    (!spec.model.is_empty()).then_some((spec, to))
}

/// One run on its way, over as many requests as the retry rule allows.
struct Attempt {
    state: AppState,
    machinery: Machinery,
    id: RunId,
    to: ResolvedUrl,
    key: Option<ApiKey>,
    stopper: Stopper,
}

impl Attempt {
    async fn run(self, spec: &RequestSpec) {
        let quirks =
            self.state.quirks.with_untracked(|all| all.get(&self.to.origin).cloned()).unwrap_or_default();
        let body = request_body(spec, &quirks);
        self.state.wire.set(Wire {
            url: self.to.url.clone(),
            key: self.key.clone(),
            request: body.clone(),
            ..Wire::default()
        });
        if self.to.reach == Reach::PlainRemote {
            // The page's policy would block it, and say so only on the console.
            return self.apply(RunEvent::Failed(RunError::PolicyBlocked));
        }
        if self.to.reach == Reach::Tab {
            return self.ask_tab(body).await;
        }
        let failure = match self.exchange(body).await {
            Ok(()) | Err(FetchFailure::Aborted) => return,
            Err(FetchFailure::Network) => self.diagnose().await,
        };
        self.apply(RunEvent::Failed(failure));
    }

    /// Asks the model in this tab, which is loaded first if it is not.
    async fn ask_tab(&self, body: String) {
        let client = match lm::ready(self.state, self.machinery, &self.stopper).await {
            Ok(client) => client,
            Err(None) => return,
            Err(Some(trouble)) => return self.apply(RunEvent::Failed(RunError::TabModel(trouble))),
        };
        self.update(|run| run.begin_now(self.id, now_ms()));
        let mut answer = client.ask(&self.to.after_host, body, &self.stopper);
        let mut reader = None;
        while let Some(part) = answer.next().await {
            match part {
                LmPart::Head { status, content_type } => {
                    self.note_head(&Head { status, content_type: content_type.clone(), retry_after: None });
                    reader = Some(ResponseReader::new(status, &content_type));
                }
                LmPart::Chunk(text) => {
                    self.note_bytes(text.as_bytes());
                    self.apply_all(reader.as_mut().map(|it| it.push(text.as_bytes())).unwrap_or_default());
                }
                LmPart::End => {
                    return self.apply_all(reader.map(|mut it| it.finish()).unwrap_or_default());
                }
            }
        }
        // Stopped, which ends the run elsewhere, or the worker is gone.
        if !self.stopper.is_stopped() {
            let mut rest = reader.map(|mut it| it.finish()).unwrap_or_default();
            rest.retain(|event| !matches!(event, RunEvent::Failed(_)));
            self.apply_all(rest);
            self.apply(RunEvent::Failed(RunError::TabModel(LmTrouble::Died)));
        }
    }

    /// Asks, and asks again while the answer is "not now" and nothing of an
    /// answer has come; then reads the answer to its end.
    async fn exchange(&self, body: String) -> Result<(), FetchFailure> {
        let mut attempt = 0;
        let answer = loop {
            let answer = post(&self.to, body.clone(), self.key.as_ref(), &self.stopper).await?;
            let head = &answer.head;
            let Some(delay) = delay_ms(attempt, head.status, head.retry_after.as_deref(), jitter(), false)
            else {
                break answer;
            };
            attempt += 1;
            self.update(|run| run.retrying(self.id, attempt, delay));
            sleep_ms(delay).await;
            if self.stopper.is_stopped() {
                return Err(FetchFailure::Aborted);
            }
            self.update(|run| run.sent_again(self.id));
        };
        self.note_head(&answer.head);
        let mut reader = ResponseReader::new(answer.head.status, &answer.head.content_type)
            .retry_after(answer.head.retry_after.as_deref());
        if let Some(key) = &self.key {
            reader = reader.hiding(key.expose());
        }
        let on_chunk = |chunk: &[u8]| {
            self.note_bytes(chunk);
            self.apply_all(reader.push(chunk));
        };
        let read = answer.read(on_chunk).await;
        // Cut or whole, what the reader still holds is the person's; it also
        // knows whether the end was one.
        self.apply_all(reader.finish());
        read.or(Ok(()))
    }

    /// What a browser hides behind "failed to fetch", as far as it can be told.
    async fn diagnose(&self) -> RunError {
        if answers_at_all(&self.to.url).await { RunError::Cors } else { RunError::Unreachable }
    }

    fn update(&self, change: impl FnOnce(&mut Run)) {
        self.state.run.update(|run| {
            if let Some(run) = run {
                change(run);
            }
        });
    }

    fn apply(&self, event: RunEvent) {
        self.update(|run| run.apply(self.id, event, now_ms()));
    }

    fn apply_all(&self, events: Vec<RunEvent>) {
        if events.is_empty() {
            return;
        }
        let now = now_ms();
        self.update(|run| {
            for event in events {
                run.apply(self.id, event, now);
            }
        });
    }

    fn note_head(&self, head: &Head) {
        self.state.wire.update(|wire| {
            wire.status = Some(head.status);
            wire.content_type.clone_from(&head.content_type);
        });
    }

    fn note_bytes(&self, chunk: &[u8]) {
        self.state.wire.update(|wire| {
            if wire.response.len() < WIRE_KEPT_BYTES {
                wire.response.extend_from_slice(chunk);
            } else {
                wire.cut = true;
            }
        });
    }
}
