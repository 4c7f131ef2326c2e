//! The engine with the real vocabularies, held against tiktoken.
//!
//! One program, so that each vocabulary is packed once.

#![allow(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

mod common;
mod first;
mod fixtures;
mod found;
mod fuzzed;
mod hostile_text;
mod imports;
mod layout;
mod oracle;
mod random_text;
mod special;
mod steps;
mod vendors;
mod vocabularies;
