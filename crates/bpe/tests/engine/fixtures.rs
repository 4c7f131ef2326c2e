//! Ids that several independent implementations agree on.
//!
//! `seed_strings.json` and `fuzz_strings.json` name the implementations they
//! come from; `token_cases.json` has only the number and a hash of the ids.

use std::{collections::BTreeMap, fmt::Write};

use lollipop_bpe::{Encoding, TokenId};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::common::{check_consistent, tokenizer};

#[derive(Deserialize)]
struct Seeds {
    encodings: BTreeMap<String, BTreeMap<String, Seed>>,
}

#[derive(Deserialize)]
struct Seed {
    n: usize,
    ids: Vec<TokenId>,
    pieces: Vec<Piece>,
    byte_spans: Vec<(u32, u32)>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Piece {
    Text(String),
    Bytes { hex: String },
}

impl Piece {
    fn hex(&self) -> String {
        match self {
            Self::Text(text) => hex(text.as_bytes()),
            Self::Bytes { hex } => hex.clone(),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

fn encoding(name: &str) -> Encoding {
    Encoding::from_name(name).unwrap()
}

#[test]
fn seed_strings() {
    let seeds = include_str!("../fixtures/seed_strings.json");
    let seeds: Seeds = serde_json::from_str(seeds).unwrap();
    assert!(seeds.encodings.len() >= 4);
    for (name, strings) in &seeds.encodings {
        let encoding = encoding(name);
        for (text, seed) in strings {
            assert_eq!(check_consistent(encoding, text), seed.ids, "{name}: {text:?}");
            assert_eq!(seed.ids.len(), seed.n);
            let tokens = tokenizer(encoding).tokens(text);
            let spans: Vec<_> = tokens.iter().map(|token| (token.start, token.end)).collect();
            assert_eq!(spans, seed.byte_spans, "{name}: {text:?}");
            for (id, piece) in seed.ids.iter().zip(&seed.pieces) {
                let bytes = tokenizer(encoding).token_bytes(*id).unwrap();
                assert_eq!(hex(bytes), piece.hex(), "{name}: {id}");
            }
        }
    }
}

/// Texts, and their ids by the name of the encoding.
type Cases = BTreeMap<String, BTreeMap<String, Vec<TokenId>>>;

pub fn fuzz_cases() -> Cases {
    #[derive(Deserialize)]
    struct Fuzz {
        cases: Cases,
    }
    let fuzz = include_str!("../fixtures/fuzz_strings.json");
    let fuzz: Fuzz = serde_json::from_str(fuzz).unwrap();
    assert!(fuzz.cases.len() >= 100);
    fuzz.cases
}

#[test]
fn fuzz_strings() {
    for (text, encodings) in &fuzz_cases() {
        for (name, ids) in encodings {
            assert_eq!(&check_consistent(encoding(name), text), ids, "{name}: {text:?}");
        }
    }
}

#[test]
fn token_cases() {
    #[derive(Deserialize)]
    struct Case {
        enc: String,
        name: String,
        prefix: String,
        unit: String,
        repeat: usize,
        tail: String,
        n_tokens: usize,
        ids_sha256_16: String,
    }
    let cases = include_str!("../fixtures/token_cases.json");
    let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
    assert!(cases.len() >= 200);
    for case in cases {
        let text = format!("{}{}{}", case.prefix, case.unit.repeat(case.repeat), case.tail);
        let ids = check_consistent(encoding(&case.enc), &text);
        assert_eq!(ids.len(), case.n_tokens, "{}: {}", case.enc, case.name);
        // The ids in decimal, with commas between.
        let ids: Vec<_> = ids.iter().map(TokenId::to_string).collect();
        let hash = hex(&Sha256::digest(ids.join(",")));
        assert_eq!(hash[..16], case.ids_sha256_16, "{}: {}", case.enc, case.name);
    }
}
