//! The OpenAI-compatible protocol: request bodies out, response bodies in; and, for the model in this
//! tab, the other way round.
//!
//! Invariant: only this module knows the JSON field names of the protocol; the rest of the program
//! sees [`RunEvent`]s and [`RunError`]s. It must not know how bytes travel, nor any sentence that
//! a person reads beyond the server's own message, which is passed on with keys masked.

mod classify;
mod dialect;
mod error;
mod event;
mod excerpt;
mod failure;
mod logprobs;
mod models;
mod overflow;
mod payload;
mod quirks;
mod reader;
mod request;
pub mod serve;
mod sniff;
mod think;
mod veil;

pub use classify::read_error;
pub use error::RunError;
pub use event::{FinishReason, RunEvent, ServerTimings, Usage};
pub use logprobs::most_top_logprobs;
pub(crate) use logprobs::{bytes_of, name_of};
pub use models::parse_models;
pub use quirks::{Field, Quirks};
pub use reader::ResponseReader;
pub use request::{ChatMessage, Prompt, RequestSpec, request_body};
