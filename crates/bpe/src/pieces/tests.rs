//! Each pre-tokenizer against the pattern that it follows, run by the engine
//! that tiktoken-rs runs it with.

#![allow(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

use fancy_regex::Regex;
use proptest::{prelude::*, test_runner::TestRunner};

use super::{End, block, cl100k, end_of, ideographs_end, o200k};
use crate::{
    encoding::Pattern::{self, *},
    unicode::Class,
    words::Window,
};

#[path = "../../tests/engine/random_text.rs"]
mod random_text;

const GPT2: &str =
    concat!(r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++", r"|\s++$|\s+(?!\S)|\s",);
const CL100K: &str = concat!(
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+",
    r"| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
);
const LLAMA3: &str = concat!(
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}",
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
);
const QWEN2: &str = concat!(
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}",
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
);
const DEEPSEEK_V3: [&str; 3] = [
    r"\p{N}{1,3}",
    "[一-龥\u{3040}-ゟ゠-ヿ]+",
    concat!(
        r##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"##,
        r"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    ),
];
const KIMI: &str = concat!(
    r"[\p{Han}]+",
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*",
    r"[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+",
    r"[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
);
const TEKKEN: &str = concat!(
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+",
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*",
    r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
);
const GPT2_OF_HUGGING_FACE: &str =
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

/// What the vendor runs, one after the other: the patterns of tiktoken-rs
/// 0.12.1, `src/tiktoken_ext/openai_public.rs`, and those of the sources that
/// the modules name.
fn expressions(pattern: Pattern) -> Vec<Regex> {
    let expressions = match pattern {
        Gpt2 => vec![GPT2],
        Cl100k => vec![CL100K],
        O200k => vec![tiktoken_rs::O200K_BASE_PAT_STR],
        Llama3 => vec![LLAMA3],
        Qwen2 => vec![QWEN2],
        DeepseekV3 => DEEPSEEK_V3.to_vec(),
        Kimi => vec![KIMI],
        Tekken => vec![TEKKEN],
        Gpt2Digits => vec![r"\p{N}", GPT2_OF_HUGGING_FACE],
    };
    expressions.into_iter().map(|expression| Regex::new(expression).unwrap()).collect()
}

/// The pieces that ours gives.
fn cut(pattern: Pattern, text: &str) -> Vec<&str> {
    let end = end_of(pattern);
    let (mut pieces, mut at) = (Vec::new(), 0);
    while at < text.len() {
        let start = at;
        at = end(text, at, Window::at(text.as_bytes(), at));
        pieces.push(&text[start..at]);
    }
    pieces
}

/// Every match is a piece, and so is what lies between two matches; each
/// expression cuts the pieces of the one before.
fn pieces<'t>(expressions: &[Regex], text: &'t str) -> Vec<&'t str> {
    let mut pieces = vec![text];
    for expression in expressions {
        pieces = pieces.into_iter().flat_map(|piece| isolated(expression, piece)).collect();
    }
    pieces
}

fn isolated<'t>(expression: &Regex, text: &'t str) -> Vec<&'t str> {
    let (mut pieces, mut at) = (Vec::new(), 0);
    for found in expression.find_iter(text) {
        let found = found.unwrap();
        pieces.extend([&text[at..found.start()], found.as_str()]);
        at = found.end();
    }
    pieces.push(&text[at..]);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[test]
fn random_texts() {
    for pattern in Pattern::ALL {
        let expressions = expressions(pattern);
        let config = ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() };
        let compare = |text: String| {
            let cut = cut(pattern, &text);
            prop_assert_eq!(cut, pieces(&expressions, &text), "{:?}", pattern);
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
    for pattern in Pattern::ALL {
        every_short_text(pattern, &expressions(pattern), &ALPHABET);
    }
}

/// The same with characters at which the patterns of the other vendors decide:
/// Chinese numbers, radicals and marks, Kana and its punctuation, strays.
#[test]
fn short_texts_of_other_vendors() {
    const ALPHABET: [&str; 15] = [
        " ",
        "\n",
        "\t",
        "a",
        "B",
        "中",
        "〇",
        "⺀",
        "\u{16ff0}",
        "ア",
        "゠",
        "\u{200d}",
        "\0",
        "\u{301}",
        "!",
    ];
    for pattern in [Llama3, Qwen2, DeepseekV3, Kimi, Tekken, Gpt2Digits] {
        every_short_text(pattern, &expressions(pattern), &ALPHABET);
    }
}

/// The expressions that imported files have mean the patterns that we take them
/// for.
#[cfg(feature = "import")]
#[test]
fn imported_expressions() {
    const ALPHABET: [&str; 12] =
        [" ", "\n", "\u{3000}", "'", "s", "L", "l", "中", "\u{301}", "1", "/", "\u{200d}"];
    let known = crate::import::EXPRESSIONS.iter().map(|&(expression, pattern)| (vec![expression], pattern));
    for (expressions, pattern) in known.chain([(crate::import::DEEPSEEK_V3.to_vec(), DeepseekV3)]) {
        let expressions: Vec<_> = expressions.into_iter().map(|it| Regex::new(it).unwrap()).collect();
        every_short_text(pattern, &expressions, &ALPHABET);
        let config = ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() };
        let compare = |text: String| {
            let cut = cut(pattern, &text);
            prop_assert_eq!(cut, pieces(&expressions, &text), "{:?}", pattern);
            Ok(())
        };
        TestRunner::new(config).run(&random_text::text(), compare).unwrap();
    }
}

#[track_caller]
fn every_short_text(pattern: Pattern, expressions: &[Regex], alphabet: &[&str]) {
    let longer = |texts: &[String]| -> Vec<String> {
        let more = |text: &String| alphabet.iter().map(|char| format!("{text}{char}")).collect::<Vec<_>>();
        texts.iter().flat_map(more).collect()
    };
    let mut texts = vec![String::new()];
    for _ in 0..4 {
        texts = longer(&texts);
        for text in &texts {
            let cut = cut(pattern, text);
            assert_eq!(cut, pieces(expressions, text), "{pattern:?}: {text:?}");
        }
    }
}

/// Each character in turn where its class decides: after a capital, between
/// letters, after a number, a symbol and spaces, in a contraction.
#[test]
fn every_character() {
    for pattern in Pattern::ALL {
        let expressions = expressions(pattern);
        for char in '\0'..=char::MAX {
            let text = format!("A{char}a1{char}!{char}  {char}'{char} 中{char}");
            let cut = cut(pattern, &text);
            assert_eq!(cut, pieces(&expressions, &text), "{pattern:?}: {text:?}");
        }
    }
}

#[track_caller]
fn check(pattern: Pattern, text: &str, expected: &[&str]) {
    let cut = cut(pattern, text);
    assert_eq!(cut, expected, "{pattern:?}");
    assert_eq!(pieces(&expressions(pattern), text), expected, "{pattern:?}");
}

#[test]
fn contractions() {
    check(Gpt2, "WHAT'S", &["WHAT", "'", "S"]);
    check(Cl100k, "WHAT'S", &["WHAT", "'S"]);
    check(O200k, "WHAT'S", &["WHAT'S"]);
    check(Cl100k, "a'ſam", &["a", "'ſ", "am"]);
    check(O200k, "a'ſam", &["a'ſ", "am"]);
    check(O200k, "'sam", &["'sam"]);
}

#[test]
fn white_space() {
    check(Gpt2, "today\n \n", &["today", "\n \n"]);
    check(Cl100k, "a\n  ", &["a", "\n  "]);
    check(O200k, "a\n  ", &["a", "\n", "  "]);
    check(Cl100k, "a \n\n  b", &["a", " \n\n", " ", " b"]);
    check(Gpt2, "a\n\nb", &["a", "\n", "\n", "b"]);
    check(O200k, "a\u{3000}b", &["a", "\u{3000}b"]);
    check(Gpt2, "\u{85}0", &["\u{85}", "0"]);
}

#[test]
fn words() {
    check(O200k, "HTTPServer", &["HTTPServer"]);
    check(O200k, "camelCaseX", &["camel", "Case", "X"]);
    check(O200k, "\u{301}ABC", &["\u{301}", "ABC"]);
    check(O200k, "A中B", &["A中", "B"]);
    check(Cl100k, "\u{301}ABC", &["\u{301}ABC"]);
    check(Cl100k, "1234567", &["123", "456", "7"]);
    check(O200k, "//\n/a", &["//\n/", "a"]);
}

#[test]
fn other_vendors() {
    check(Llama3, "a\n  ", &["a", "\n", "  "]);
    check(Llama3, "1234567", &["123", "456", "7"]);
    check(Qwen2, "12 34", &["1", "2", " ", "3", "4"]);
    check(Tekken, "WHAT'S 42", &["WHAT", "'S", " ", "4", "2"]);
    check(Tekken, "//\n/a", &["//\n/", "a"]);
    check(Kimi, "A中B国", &["A", "中", "B", "国"]);
    check(Kimi, " 中〇1", &[" ", "中〇", "1"]);
    check(Kimi, "1〇2 !⺀x", &["1〇2", " !⺀", "x"]);
    check(Gpt2Digits, "in  2026", &["in", "  ", "2", "0", "2", "6"]);
}

#[test]
fn deepseek() {
    check(DeepseekV3, "a  2026年", &["a", "  ", "202", "6", "年"]);
    check(DeepseekV3, "x.field (y)", &["x", ".field", " (", "y", ")"]);
    check(DeepseekV3, "é.é", &["é", ".", "é"]);
    check(DeepseekV3, "カタカナ漢字한글", &["カタカナ漢字", "한글"]);
    check(DeepseekV3, "鿫痀", &["鿫", "痀"]);
    check(DeepseekV3, "ルイス・キャロル", &["ルイス", "・", "キャロル"]);
    check(DeepseekV3, "・\n", &["・", "\n"]);
    check(DeepseekV3, "\t\tx", &["\t", "\tx"]);
    check(DeepseekV3, "\0\0\0a!", &["\0\0", "\0a", "!"]);
    check(DeepseekV3, "!\u{200d}\u{200d}!", &["!", "\u{200d}\u{200d}", "!"]);
}

/// Where pieces begin in the first block of a text, one after the other.
fn check_block(name: &str, end: End, starts: fn(&[u8; block::BYTES]) -> u64, text: &str) -> u32 {
    let block = text.as_bytes().first_chunk().unwrap();
    let found: Vec<u32> = block::places(starts(block)).collect();
    let (mut expected, mut at) = (Vec::new(), 0);
    while at < block::BYTES && expected.len() < found.len() {
        expected.push(at as u32);
        at = end(text, at, Window::at(text.as_bytes(), at));
    }
    assert_eq!(found, expected, "{name}: {text:?}");
    found.len() as u32
}

/// What follows a block, and what stands in it, is drawn from few characters, so
/// that all that can meet does.
#[test]
fn a_block_is_cut_as_piece_after_piece() {
    const ALPHABETS: [&[&str]; 5] = [
        &["a", "b", "A", " ", "'", "s", "LL", "ve", "re", "'t", "'S"],
        &[" ", " ", "\n", "\r\n", "\t", "x", "(", "/", "\u{b}", "1"],
        &["function", "Name", " ", "    ", "\n", "();", " {", "}", "//", "12", "3", "_", "'d", "HTTP"],
        &["1", "23", " ", "a", ".", "\0", "\u{7f}", "\u{1c}", "Z", "z", "[", "`", "@", "{", "9", "/"],
        &["the", " ", ",", "don't", "é", "’", "ſ", "中", "\u{301}", "\u{a0}", "\u{3000}", "\n", "'"],
    ];
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut below = |limit: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 20) as usize % limit
    };
    let mut certain = 0;
    for _ in 0..400_000 {
        let alphabet = ALPHABETS[below(ALPHABETS.len())];
        let mut text = String::new();
        while text.len() < block::BYTES {
            text.push_str(alphabet[below(alphabet.len())]);
        }
        for _ in 0..below(12) {
            text.push_str(alphabet[below(alphabet.len())]);
        }
        certain += check_block("cl100k", cl100k::end, cl100k::starts, &text);
        certain += check_block("o200k", o200k::end, o200k::starts, &text);
    }
    assert!(certain > 4_000_000, "{certain}");
}

/// What is skipped without a look at its class is a letter without case.
#[test]
fn ideographs_are_letters_without_case() {
    let mut skipped = 0;
    for character in '\0'..=char::MAX {
        let text = character.to_string();
        let end = ideographs_end(&text, 0);
        if end > 0 {
            assert_eq!((Class::of(character), end), (Class::Caseless, text.len()), "{character:?}");
            skipped += 1;
        }
    }
    assert_eq!(skipped, 0x9FC0 - 0x4E00 + 0xD780 - 0xAC00);
}
