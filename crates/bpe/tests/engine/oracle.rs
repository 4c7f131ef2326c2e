//! Random texts, and every character, through tiktoken and through us.

use lollipop_bpe::Encoding;
use proptest::{prelude::*, test_runner::TestRunner};

use crate::{
    common::{check_consistent, oracle, tokenizer},
    random_text,
};

fn check(encoding: Encoding) {
    let config = ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() };
    let compare = |text: String| {
        let expected = oracle(encoding).encode_ordinary(&text);
        prop_assert_eq!(check_consistent(encoding, &text), expected);
        Ok(())
    };
    TestRunner::new(config).run(&random_text::text(), compare).unwrap();
}

#[test]
fn r50k_base() {
    check(Encoding::R50kBase);
}

#[test]
fn p50k_base() {
    check(Encoding::P50kBase);
}

#[test]
fn p50k_edit() {
    check(Encoding::P50kEdit);
}

#[test]
fn cl100k_base() {
    check(Encoding::Cl100kBase);
}

#[test]
fn o200k_base() {
    check(Encoding::O200kBase);
}

#[test]
fn o200k_harmony() {
    check(Encoding::O200kHarmony);
}

/// Each character in turn where its class decides: after a capital, between
/// letters, after a number, a symbol and spaces, in a contraction.
#[test]
fn every_character() {
    for encoding in [Encoding::R50kBase, Encoding::Cl100kBase, Encoding::O200kBase] {
        let characters: Vec<_> = ('\0'..=char::MAX).collect();
        for some in characters.chunks(2_000) {
            let text: String =
                some.iter().map(|char| format!("A{char}a1{char}!{char}  {char}'{char} ")).collect();
            let expected = oracle(encoding).encode_ordinary(&text);
            let ids = tokenizer(encoding).encode(&text);
            assert!(ids == expected, "{encoding:?}: one of {:?}…", some[0]);
        }
    }
}
