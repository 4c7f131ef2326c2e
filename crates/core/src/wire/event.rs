//! What a response says, freed from how it says it.

use serde::{Deserialize, Serialize};

use super::RunError;
use crate::lens::Written;

/// The token figures that a server reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of the prompt, framing included.
    pub prompt_tokens: u32,
    /// Tokens of the completion, reasoning included.
    pub completion_tokens: u32,
    /// The total as reported, or the sum where it was not.
    pub total_tokens: u32,
    /// Completion tokens that were spent on reasoning; `None`: not reported.
    pub reasoning_tokens: Option<u32>,
    /// Prompt tokens that were served from a cache; `None`: not reported.
    pub cached_tokens: Option<u32>,
}

impl Usage {
    /// Whether the figures are the zeros that some servers send until the last chunk.
    pub fn is_zero(&self) -> bool {
        self.prompt_tokens == 0 && self.completion_tokens == 0 && self.total_tokens == 0
    }
}

/// Why the completion ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinishReason {
    /// The model ended its answer, or a stop sequence did.
    Stop,
    /// The completion limit or the context window was reached.
    Length,
    /// The provider's filter cut the answer.
    ContentFilter,
    /// The model wants a tool or function called.
    ToolCalls,
    /// A reason that is not known, as it came.
    Other(String),
}

/// How long the server says that it took; llama.cpp reports this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ServerTimings {
    /// Reading the prompt. Unit: milliseconds.
    pub prompt_ms: Option<f64>,
    /// Writing the completion. Unit: milliseconds.
    pub predicted_ms: Option<f64>,
    /// Tokens written in that time.
    pub predicted_n: Option<u32>,
}

/// One thing that a response said.
#[derive(Clone, Debug, PartialEq)]
pub enum RunEvent {
    /// More of the answer; never empty.
    Delta(String),
    /// More of the reasoning, which is shown apart and never sent back; never empty.
    Reasoning(String),
    /// Tokens of the answer with their chances, where they were asked for; never
    /// empty. They may come before or after the text that they spell.
    Tokens(Vec<Written>),
    /// Token figures; never all zero. A later one replaces an earlier one.
    Usage(Usage),
    /// Why the completion ended. Not the end of the response: usage may follow.
    Finish(FinishReason),
    /// The model that answered, by the server's name for it.
    Model(String),
    /// The server's own timings.
    ServerTimings(ServerTimings),
    /// The end: something went wrong. What came before stays.
    Failed(RunError),
    /// The end: the response is whole.
    Done,
}

impl RunEvent {
    /// Whether nothing can follow this event.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::Done)
    }
}
