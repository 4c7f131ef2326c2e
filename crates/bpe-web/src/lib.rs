//! The engine behind a handful of functions of numbers, for `lollipop.js`.
//!
//! Text goes in through a buffer that JavaScript writes with
//! `TextEncoder.encodeInto`, ids come out of one that it reads with a single
//! copy. wasm-bindgen would add a tool to the build and its own way of copying
//! strings, a character at a time, to what needs neither.
//!
//! One instance of the module holds one vocabulary and its sessions.
//!
//! Invariant: nothing here decides anything about tokens; lone surrogates, which
//! the engine cannot know, are the only matter of its own.

#[expect(unsafe_code, reason = "an export needs its plain name, and that attribute counts as unsafe")]
pub mod exports;
pub mod session;
mod surrogates;
