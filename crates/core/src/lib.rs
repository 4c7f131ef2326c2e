//! The domain of Lollipop: chat prompts, counting, context windows, endpoints,
//! keys, links and the messages to the tokenizer's worker.
//!
//! Everything that can be decided without a browser is decided here. This
//! crate knows no browser, no clock, no randomness, no async, and no sentence
//! that a person reads: it returns data, and the view words it.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by panicking"))]

pub mod chat;
pub mod classic;
pub mod compare;
pub mod count;
pub mod demo;
pub mod draft;
pub mod embedding;
pub mod endpoint;
pub mod foresight;
pub mod invisible;
pub mod key;
pub mod lens;
pub mod lesson;
pub mod library;
pub mod lm;
pub mod merging;
pub mod model;
pub mod notes;
pub mod qr;
pub mod retry;
pub mod run;
pub mod secrets;
pub mod side_by_side;
pub mod sse;
pub mod text_edit;
pub mod tokenizing;
pub mod window;
pub mod wire;
