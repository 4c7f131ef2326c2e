//! One run: what was asked once and answered piece by piece.
//!
//! Invariant: a run only grows; text that arrived survives Stop, errors and early ends. This module
//! must not know the wire, nor the clock: times are passed in, in milliseconds of the page's
//! monotonic clock.

use std::sync::Arc;

use crate::lens::Written;
use crate::wire::{FinishReason, RunError, RunEvent, ServerTimings, Usage};

/// Tells runs apart, so that late events of an old one are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub u32);

/// Where a run is.
#[derive(Clone, Debug, PartialEq)]
pub enum RunStatus {
    /// Sent; nothing came yet.
    Waiting,
    /// Refused; it will be sent again.
    Retrying {
        /// Which repetition comes next, from 1.
        attempt: u32,
        /// How long it waits. Unit: milliseconds.
        delay_ms: u32,
    },
    /// The answer arrives.
    Streaming,
    /// The answer is whole.
    Done,
    /// A person stopped it. Not an error.
    Stopped,
    /// Something went wrong.
    Failed(RunError),
}

/// A piece of the answer and when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its length. Unit: Unicode code points.
    pub chars: u32,
    /// Unit: whole milliseconds after sending.
    pub at_ms: u32,
}

/// One run and all that is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Whose events it takes.
    pub id: RunId,
    /// The answer so far.
    pub text: String,
    /// Its tokens with their chances, where they were asked for and given. They
    /// may cover the reasoning, too. Shared, because views follow them as they come.
    pub tokens: Vec<Arc<Written>>,
    /// The reasoning so far, which is shown apart.
    pub reasoning: String,
    /// What the server counted, if it said so.
    pub usage: Option<Usage>,
    /// Why the answer ended, if the server said so.
    pub finish: Option<FinishReason>,
    /// The model that answered, by the server's name for it.
    pub model: Option<String>,
    /// The server's own timings, if it gave them.
    pub timings: Option<ServerTimings>,
    /// The pieces in which the answer came, in order.
    pub pieces: Vec<Piece>,
    /// How many pieces of answer or reasoning came.
    pub deltas: u32,
    /// When the person sent it.
    pub started_ms: f64,
    /// When the first piece of answer or reasoning came.
    pub first_token_ms: Option<f64>,
    /// When the last piece of answer or reasoning came.
    pub last_token_ms: Option<f64>,
    /// When it was over.
    pub ended_ms: Option<f64>,
    /// Where it is.
    pub status: RunStatus,
}

impl Run {
    /// A run that was just sent.
    pub fn start(id: RunId, now_ms: f64) -> Self {
        Self {
            id,
            text: String::new(),
            tokens: Vec::new(),
            reasoning: String::new(),
            usage: None,
            finish: None,
            model: None,
            timings: None,
            pieces: Vec::new(),
            deltas: 0,
            started_ms: now_ms,
            first_token_ms: None,
            last_token_ms: None,
            ended_ms: None,
            status: RunStatus::Waiting,
        }
    }

    /// Applies one event. Events of another run, and events after the end, are dropped.
    pub fn apply(&mut self, from: RunId, event: RunEvent, now_ms: f64) {
        if !self.takes(from) {
            return;
        }
        self.status = RunStatus::Streaming;
        match event {
            RunEvent::Delta(piece) => {
                self.text.push_str(&piece);
                let chars = u32::try_from(piece.chars().count()).unwrap_or(u32::MAX);
                // A time below zero or beyond 49 days ends at the bound.
                self.pieces.push(Piece { chars, at_ms: (now_ms - self.started_ms) as u32 });
                self.mark_token(now_ms);
            }
            RunEvent::Reasoning(piece) => {
                self.reasoning.push_str(&piece);
                self.mark_token(now_ms);
            }
            RunEvent::Tokens(tokens) => self.tokens.extend(tokens.into_iter().map(Arc::new)),
            RunEvent::Usage(usage) if usage.is_zero() => {}
            RunEvent::Usage(usage) => self.usage = Some(usage),
            RunEvent::Finish(reason) => self.finish = Some(reason),
            RunEvent::Model(model) => self.model = Some(model),
            RunEvent::ServerTimings(timings) => self.timings = Some(timings),
            RunEvent::Failed(error) => self.end(RunStatus::Failed(error), now_ms),
            RunEvent::Done => self.end(RunStatus::Done, now_ms),
        }
    }

    /// Stops the run, keeping what came. A run that is over stays as it ended.
    pub fn stop(&mut self, now_ms: f64) {
        if self.is_active() {
            self.end(RunStatus::Stopped, now_ms);
        }
    }

    /// Notes that the request was refused and will be sent again.
    ///
    /// `attempt` counts from 1. Ignored once the answer has begun, for then nothing is sent again.
    pub fn retrying(&mut self, from: RunId, attempt: u32, delay_ms: u32) {
        if self.takes(from) && self.status != RunStatus::Streaming {
            self.status = RunStatus::Retrying { attempt, delay_ms };
        }
    }

    /// Notes that the request was sent again, after [`Run::retrying`].
    pub fn sent_again(&mut self, from: RunId) {
        if self.takes(from) && matches!(self.status, RunStatus::Retrying { .. }) {
            self.status = RunStatus::Waiting;
        }
    }

    /// Lets the times count from now: what went before, such as loading a
    /// model, was no part of the answer. Ignored once the answer has begun.
    pub fn begin_now(&mut self, from: RunId, now_ms: f64) {
        if self.takes(from) && self.first_token_ms.is_none() {
            self.started_ms = now_ms;
        }
    }

    /// Whether it failed before anything of an answer came.
    pub fn is_fruitless(&self) -> bool {
        matches!(self.status, RunStatus::Failed(_)) && self.deltas == 0
    }

    /// Whether more may come.
    pub fn is_active(&self) -> bool {
        matches!(self.status, RunStatus::Waiting | RunStatus::Retrying { .. } | RunStatus::Streaming)
    }

    /// From sending to the first piece of answer or reasoning, waits between retries included.
    ///
    /// Unit: milliseconds. `None`: nothing came.
    pub fn time_to_first_token_ms(&self) -> Option<f64> {
        self.first_token_ms.map(|first| first - self.started_ms)
    }

    /// Tokens per second between the first and the last piece.
    ///
    /// The first token is what starts the clock and so is not counted, nor are reasoning tokens
    /// that were reported but never shown. `None`, never invented: the server reported no usage,
    /// or the answer came in one piece or all at once, so that no rate was seen.
    pub fn tokens_per_second(&self) -> Option<f64> {
        let usage = self.usage?;
        let seconds = (self.last_token_ms? - self.first_token_ms?) / 1000.0;
        let unseen = if self.reasoning.is_empty() { usage.reasoning_tokens.unwrap_or(0) } else { 0 };
        let after_first = usage.completion_tokens.saturating_sub(unseen).saturating_sub(1);
        (seconds > 0.0 && after_first > 0).then(|| f64::from(after_first) / seconds)
    }

    /// Whether the server counts the end token, one more than the `shown` tokens of the answer.
    ///
    /// A model ends its answer with a token that is no part of the text. Servers that run it
    /// themselves count what it wrote, this token included (llama.cpp does).
    pub fn counts_the_end(&self, shown: u32) -> bool {
        let more = self.usage.and_then(|usage| usage.completion_tokens.checked_sub(shown));
        more == Some(1) && self.finish == Some(FinishReason::Stop)
    }

    fn takes(&self, from: RunId) -> bool {
        self.id == from && self.is_active()
    }

    fn mark_token(&mut self, now_ms: f64) {
        self.deltas = self.deltas.saturating_add(1);
        self.first_token_ms.get_or_insert(now_ms);
        self.last_token_ms = Some(now_ms);
    }

    fn end(&mut self, status: RunStatus, now_ms: f64) {
        self.ended_ms = Some(now_ms);
        self.status = status;
    }
}
