//! Real files of tokenizers.
//!
//! The model that the site serves is always at hand. For the others
//! `LOLLIPOP_TOKENIZERS` names a folder with a `tokenizer.json` each, which must
//! be had from their vendors: their tests run when they are asked for.

use std::{collections::BTreeMap, fs, path::Path};

use lollipop_bpe::{Encoding, TokenId, Tokenizer, import_gguf, import_tokenizer_json};
use proptest::{prelude::*, test_runner::TestRunner};
use serde::Deserialize;

use crate::{
    common::{file, tokenizer},
    random_text,
};

/// The file of the language model that the site serves.
const MODEL: &str = "SmolLM2-135M-Instruct.Q4_1.gguf";

fn vendors_file(name: &str) -> Vec<u8> {
    let folder = std::env::var_os("LOLLIPOP_TOKENIZERS").unwrap();
    fs::read(Path::new(&folder).join(name)).unwrap()
}

fn model_file() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/models").join(MODEL);
    fs::read(&path).unwrap_or_else(|_| panic!("no {}: `cargo xtask models` brings it", path.display()))
}

/// An imported tokenizer does to the id what the built-in one does.
#[track_caller]
fn check_same(file: &str, encoding: Encoding) {
    let imported = import_tokenizer_json(&vendors_file(file)).unwrap();
    let imported = Tokenizer::import(imported).unwrap();
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
#[ignore = "needs the vendor's file"]
fn deepseek_v4() {
    check_same("deepseek_v4.json", Encoding::DeepseekV4);
}

#[test]
#[ignore = "needs the vendor's file"]
fn llama3() {
    check_same("llama3.json", Encoding::Llama3);
}

#[test]
#[ignore = "needs the vendor's file"]
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
    let gguf = model_file();
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
