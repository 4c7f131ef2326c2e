//! The fragments of links that fuzzing has found to reach what others do not.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod fuzzed;

use base64::{Engine, engine::general_purpose::STANDARD};

#[test]
fn any_fragment_is_a_demo_or_a_named_error() {
    let corpus = include_str!("../../../fuzz/corpora/link.txt");
    assert!(corpus.lines().count() > 50);
    for line in corpus.lines() {
        fuzzed::link(&STANDARD.decode(line).unwrap());
    }
}
