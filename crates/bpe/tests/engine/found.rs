//! The inputs that fuzzing has found to reach what others do not.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::fuzzed;

/// Runs every input of a corpus: a line of base64 each.
fn run(corpus: &str, check: fn(&[u8])) {
    assert!(corpus.lines().count() > 50);
    for line in corpus.lines() {
        check(&STANDARD.decode(line).unwrap());
    }
}

#[test]
fn vocabulary_files() {
    run(include_str!("../../../../fuzz/corpora/load.txt"), fuzzed::load);
}

#[test]
fn texts_and_edits() {
    run(include_str!("../../../../fuzz/corpora/encode.txt"), fuzzed::encode);
}

#[test]
fn imported_files() {
    run(include_str!("../../../../fuzz/corpora/import.txt"), fuzzed::import);
}
