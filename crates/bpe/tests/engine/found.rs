//! The inputs that fuzzing has found to reach what others do not.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use lollipop_bpe::{import_gguf, import_tokenizer_json};
use proptest::{prelude::*, sample::Index, test_runner::TestRunner};

use crate::fuzzed;

const FILES: &str = include_str!("../../../../fuzz/corpora/import.txt");

/// The inputs of a corpus: a line of base64 each.
fn inputs(corpus: &str) -> impl Iterator<Item = Vec<u8>> {
    corpus.lines().map(|line| STANDARD.decode(line).unwrap())
}

fn run(corpus: &str, check: fn(&[u8])) {
    assert!(corpus.lines().count() > 50);
    inputs(corpus).for_each(|input| check(&input));
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
    run(FILES, fuzzed::import);
}

/// Whole files of either kind, with some of their bytes replaced.
#[test]
fn damaged_tokenizer_files() {
    let is_whole = |file: &Vec<u8>| import_tokenizer_json(file).is_ok() || import_gguf(file).is_ok();
    let whole: Vec<_> = inputs(FILES).filter(is_whole).collect();
    let kinds = whole.iter().filter(|file| file.starts_with(b"GGUF")).count();
    assert!(kinds > 5 && whole.len() - kinds > 3, "{kinds} of {}", whole.len());
    let damage = prop::collection::vec((any::<Index>(), any::<u8>()), 1..4);
    let run = |(which, damage): (Index, Vec<(Index, u8)>)| {
        let mut file = which.get(&whole).clone();
        for (at, byte) in damage {
            let at = at.index(file.len());
            file[at] = byte;
        }
        fuzzed::import(&file);
        Ok(())
    };
    let config = ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config).run(&(any::<Index>(), damage), run).unwrap();
}
