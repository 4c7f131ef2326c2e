//! A vocabulary file that may be anything.
#![no_main]

#[path = "../../crates/bpe/tests/engine/fuzzed.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "each target takes one of the checks, and a panic is a find")]
mod fuzzed;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| fuzzed::load(input));
