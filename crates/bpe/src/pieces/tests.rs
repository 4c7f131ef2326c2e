//! Each pre-tokenizer against the pattern that it follows, run by the engine
//! that tiktoken-rs runs it with.

#![allow(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

use fancy_regex::Regex;
use proptest::{prelude::*, test_runner::TestRunner};

use super::{cl100k, gpt2, o200k};
use crate::{encoding::Encoding, words::Window};

#[path = "../../tests/engine/random_text.rs"]
#[allow(clippy::duplicate_mod, reason = "the strategies have no state")]
mod random_text;

/// The patterns of tiktoken-rs 0.12.1, `src/tiktoken_ext/openai_public.rs`.
fn pattern(encoding: Encoding) -> Regex {
    let pattern = match encoding {
        Encoding::R50kBase | Encoding::P50kBase | Encoding::P50kEdit => {
            concat!(r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++", r"|\s++$|\s+(?!\S)|\s",)
        }
        Encoding::Cl100kBase => concat!(
            r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+",
            r"| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
        ),
        Encoding::O200kBase | Encoding::O200kHarmony => tiktoken_rs::O200K_BASE_PAT_STR,
    };
    Regex::new(pattern).unwrap()
}

fn pieces(encoding: Encoding, text: &str) -> Vec<&str> {
    let end = match encoding {
        Encoding::R50kBase | Encoding::P50kBase | Encoding::P50kEdit => gpt2::end,
        Encoding::Cl100kBase => cl100k::end,
        Encoding::O200kBase | Encoding::O200kHarmony => o200k::end,
    };
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = at;
        at = end(text, at, Window::at(text.as_bytes(), at));
        pieces.push(&text[start..at]);
    }
    pieces
}

fn matches<'t>(pattern: &Regex, text: &'t str) -> Vec<&'t str> {
    let matches = pattern.find_iter(text);
    matches.map(|found| found.unwrap().as_str()).collect()
}

const PATTERNS: [Encoding; 3] = [Encoding::R50kBase, Encoding::Cl100kBase, Encoding::O200kBase];

#[test]
fn random_texts() {
    for encoding in PATTERNS {
        let pattern = pattern(encoding);
        let config = ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() };
        let compare = |text: String| {
            let pieces = pieces(encoding, &text);
            prop_assert_eq!(pieces, matches(&pattern, &text), "{:?}", encoding);
            Ok(())
        };
        TestRunner::new(config).run(&random_text::text(), compare).unwrap();
    }
}

/// Every text of up to four of these.
#[test]
fn short_texts() {
    const ALPHABET: [&str; 15] =
        [" ", "\n", "\r", "\u{3000}", "'", "s", "L", "l", "ſ", "中", "\u{301}", "1", "!", "/", "ǅ"];
    let longer = |texts: &[String]| -> Vec<String> {
        let more = |text: &String| ALPHABET.map(|char| format!("{text}{char}"));
        texts.iter().flat_map(more).collect()
    };
    for encoding in PATTERNS {
        let pattern = pattern(encoding);
        let mut texts = vec![String::new()];
        for _ in 0..4 {
            texts = longer(&texts);
            for text in &texts {
                let pieces = pieces(encoding, text);
                assert_eq!(pieces, matches(&pattern, text), "{encoding:?}: {text:?}");
            }
        }
    }
}

#[track_caller]
fn check(encoding: Encoding, text: &str, expected: &[&str]) {
    let pieces = pieces(encoding, text);
    assert_eq!(pieces, expected, "{encoding:?}");
    assert_eq!(matches(&pattern(encoding), text), expected, "{encoding:?}");
}

#[test]
fn contractions() {
    use Encoding::*;
    check(R50kBase, "WHAT'S", &["WHAT", "'", "S"]);
    check(Cl100kBase, "WHAT'S", &["WHAT", "'S"]);
    check(O200kBase, "WHAT'S", &["WHAT'S"]);
    check(Cl100kBase, "a'ſam", &["a", "'ſ", "am"]);
    check(O200kBase, "a'ſam", &["a'ſ", "am"]);
    check(O200kBase, "'sam", &["'sam"]);
}

#[test]
fn white_space() {
    use Encoding::*;
    check(R50kBase, "today\n \n", &["today", "\n \n"]);
    check(Cl100kBase, "a\n  ", &["a", "\n  "]);
    check(O200kBase, "a\n  ", &["a", "\n", "  "]);
    check(Cl100kBase, "a \n\n  b", &["a", " \n\n", " ", " b"]);
    check(R50kBase, "a\n\nb", &["a", "\n", "\n", "b"]);
    check(O200kBase, "a\u{3000}b", &["a", "\u{3000}b"]);
    check(R50kBase, "\u{85}0", &["\u{85}", "0"]);
}

#[test]
fn words() {
    use Encoding::*;
    check(O200kBase, "HTTPServer", &["HTTPServer"]);
    check(O200kBase, "camelCaseX", &["camel", "Case", "X"]);
    check(O200kBase, "\u{301}ABC", &["\u{301}", "ABC"]);
    check(O200kBase, "A中B", &["A中", "B"]);
    check(Cl100kBase, "\u{301}ABC", &["\u{301}ABC"]);
    check(Cl100kBase, "1234567", &["123", "456", "7"]);
    check(O200kBase, "//\n/a", &["//\n/", "a"]);
}
