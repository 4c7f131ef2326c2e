//! Any text as the fragment of a link.
#![no_main]

#[path = "../../crates/core/tests/fuzzed/mod.rs"]
mod fuzzed;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| fuzzed::link(input));
