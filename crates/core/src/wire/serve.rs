//! The other side of the protocol: request bodies in, response bodies out, for
//! the model in this tab.
//!
//! What it takes and says is what OpenAI's API documents
//! (<https://platform.openai.com/docs/api-reference/chat/create> and
//! `/completions/create`, read on 2026-11-24), and llama.cpp's `top_k` and
//! `timings`.

mod request;
mod response;

pub use request::{Asked, MAX_TOP_LOGPROBS, Refusal, ServedRequest, read_request};
pub use response::{AnswerWriter, Likely, PieceLogprobs, Timings, models_body};
