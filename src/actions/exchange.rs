//! One run on its way: from its request to its last event, over as many
//! requests as the retry rule allows. Which run of the page it is, is not known
//! here: its events go to the signal that it was given.

use leptos::prelude::*;
use lollipop_core::{
    endpoint::{Reach, ResolvedUrl},
    key::ApiKey,
    lm::LmTrouble,
    retry::delay_ms,
    run::{Run, RunId},
    wire::{RequestSpec, ResponseReader, RunError, RunEvent, request_body},
};

use super::{Machinery, lm, replay};
use crate::{
    browser::{
        endpoint::{FetchFailure, Head, Stopper, answers_at_all, post},
        lm::LmPart,
        page::{jitter, now_ms, sleep_ms},
    },
    state::{AppState, Wire},
};

/// How much of a response is kept for the wire view, in bytes.
const WIRE_KEPT_BYTES: usize = 256 * 1024;

/// A run that is to be made.
pub struct Exchange {
    pub machinery: Machinery,
    /// Whose events these are.
    pub id: RunId,
    pub to: ResolvedUrl,
    pub key: Option<ApiKey>,
    pub stopper: Stopper,
    /// Hears of everything, while it holds the run of this id.
    pub run: RwSignal<Option<Run>>,
    /// Keeps what goes over the wire, where somebody reads it.
    pub wire: Option<RwSignal<Wire>>,
}

impl Exchange {
    /// Asks, and returns when the run is over, however it ended.
    pub async fn run(self, state: AppState, spec: &RequestSpec) {
        let quirks = state.quirks.with_untracked(|all| all.get(&self.to.origin).cloned()).unwrap_or_default();
        let body = request_body(spec, &quirks);
        if let Some(wire) = self.wire {
            wire.set(Wire {
                url: self.to.url.clone(),
                key: self.key.clone(),
                request: body.clone(),
                ..Wire::default()
            });
        }
        if self.to.reach == Reach::PlainRemote {
            // The page's policy would block it, and say so only on the console.
            return self.apply(RunEvent::Failed(RunError::PolicyBlocked));
        }
        if self.to.reach == Reach::Tab {
            return self.ask_tab(state, body).await;
        }
        let failure = match self.exchange(body).await {
            Ok(()) | Err(FetchFailure::Aborted) => return,
            Err(FetchFailure::Network) => self.diagnose().await,
        };
        self.apply(RunEvent::Failed(failure));
    }

    /// Asks the model in this tab, which is loaded first if it is not.
    async fn ask_tab(&self, state: AppState, body: String) {
        let client = match lm::ready(state, self.machinery, &self.stopper).await {
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
        self.run.update(|run| {
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
        if let Some(wire) = self.wire {
            wire.update(|wire| {
                wire.status = Some(head.status);
                wire.content_type.clone_from(&head.content_type);
            });
        }
    }

    fn note_bytes(&self, chunk: &[u8]) {
        let Some(wire) = self.wire else { return };
        wire.update(|wire| {
            if wire.response.len() < WIRE_KEPT_BYTES {
                wire.response.extend_from_slice(chunk);
            } else {
                wire.cut = true;
            }
        });
    }
}

/// Asks once, where nobody watches the answer come, and returns the run as it
/// ended. One that was stopped is still active.
pub async fn answer(
    state: AppState,
    machinery: Machinery,
    to: ResolvedUrl,
    spec: &RequestSpec,
    stopper: Stopper,
) -> Run {
    let id = replay::next_run(machinery);
    let begun = Run::start(id, now_ms());
    let key = state.keys.with_untracked(|keys| keys.get(&to.origin).cloned());
    let run = RwSignal::new(Some(begun.clone()));
    Exchange { machinery, id, to, key, stopper, run, wire: None }.run(state, spec).await;
    let ended = run.get_untracked();
    run.dispose();
    ended.unwrap_or(begun)
}
