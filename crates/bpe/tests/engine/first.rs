//! A first short text, encoded before the tables are built.

use lollipop_bpe::{Encoding, Vendor, VocabularyFile};

use crate::{
    common::{file, tokenizer},
    fixtures::fuzz_cases,
};

/// Strings that were chosen to be hard, whole or as far as is short.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = fuzz_cases().into_keys().collect();
    texts.extend(["Hello, world! How are you?", "棒棒糖不能倒过来写，🍭 也一样。", ""].map(str::to_owned));
    texts.push("the cat sat on the mat 1234 ".repeat(18));
    texts.iter().map(|text| text[..text.floor_char_boundary(512)].to_owned()).collect()
}

#[test]
fn it_has_the_tokens_that_it_will_have() {
    let texts = texts();
    for encoding in Encoding::ALL {
        let file = VocabularyFile::read(file(encoding)).unwrap();
        let mut encoded = 0;
        for text in &texts {
            if let Some(ids) = file.encode_short(text) {
                assert_eq!(ids, tokenizer(encoding).encode(text), "{encoding:?}: {text:?}");
                encoded += 1;
            }
        }
        match encoding.vendor() {
            Vendor::OpenAi => assert_eq!(encoded, texts.len(), "{encoding:?}"),
            // Their odd tokens are in some of these texts.
            _ => assert!(encoded > texts.len() / 2, "{encoding:?}: {encoded}"),
        }
    }
}

#[test]
fn a_longer_one_waits() {
    let file = VocabularyFile::read(file(Encoding::R50kBase)).unwrap();
    assert_eq!(file.encode_short(&"a ".repeat(256)).map(|ids| ids.len()), Some(257));
    assert_eq!(file.encode_short(&"a ".repeat(257)), None);
    assert!(file.build().is_ok());
}
