//! The classic teaching strings and their token ids, as five tokenizers agree
//! on them.

use std::fs;

use serde_json::Value;

use crate::root;

/// One string under one encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed {
    /// As it is typed.
    pub text: String,
    /// In the order of the text.
    pub ids: Vec<String>,
}

/// The strings of one encoding; none where the fixture has none.
#[must_use]
pub fn seeds(encoding: &str) -> Vec<Seed> {
    let file = root().join("crates/bpe/tests/fixtures/seed_strings.json");
    let text = fs::read_to_string(&file).expect("the fixtures of the tokenizer");
    let fixture: Value = serde_json::from_str(&text).expect("the fixture is JSON");
    let strings = fixture["encodings"][encoding].as_object().into_iter().flatten();
    strings
        .map(|(text, tokens)| Seed {
            text: text.clone(),
            ids: tokens["ids"].as_array().into_iter().flatten().map(Value::to_string).collect(),
        })
        .collect()
}
