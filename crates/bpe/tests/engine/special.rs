//! Control tokens that a person typed.

use std::collections::HashSet;

use lollipop_bpe::{DecodeError, Encoding};

use crate::common::{oracle, tokenizer};

#[track_caller]
fn check(encoding: Encoding, text: &str, recognised: &[&str]) {
    let allowed: HashSet<_> = recognised.iter().copied().collect();
    let (expected, _) = oracle(encoding).encode(text, &allowed).unwrap();
    let ids = tokenizer(encoding).encode_with_special(text, recognised);
    assert_eq!(ids, expected, "{encoding:?}: {text:?} with {recognised:?}");
    let decoded = tokenizer(encoding).decode(&ids).unwrap();
    assert_eq!(decoded, text.as_bytes());
}

#[test]
fn ordinary_text_by_default() {
    for encoding in Encoding::ALL {
        let ids = tokenizer(encoding).encode("<|endoftext|>");
        assert!(ids.len() > 5, "{encoding:?}: {ids:?}");
        assert_eq!(ids, oracle(encoding).encode_ordinary("<|endoftext|>"));
    }
}

#[test]
fn recognised_when_named() {
    const END: &str = "<|endoftext|>";
    for encoding in Encoding::ALL {
        check(encoding, "hello <|endoftext|>", &[END]);
        check(encoding, "hello  <|endoftext|>  world", &[END]);
        check(encoding, "<|endoftext|><|endoftext|>\n", &[END]);
        check(encoding, "<|endoftext|", &[END]);
        check(encoding, "<<|endoftext|>>", &[END]);
        check(encoding, "hello <|endoftext|>", &[]);
        check(encoding, "hello <|endoftext|>", &["<|nothing|>", "hello"]);
        check(encoding, "<|fim_prefix|>a<|endoftext|>b", &[END]);
    }
    let chat = "<|start|>user<|message|>hi<|end|><|start|>assistant";
    check(Encoding::O200kHarmony, chat, &["<|start|>", "<|message|>"]);
    check(Encoding::O200kHarmony, chat, &["<|start|>", "<|end|>"]);
    check(Encoding::O200kHarmony, "<|reserved_200013|>", &["<|reserved_200013|>"]);
    check(Encoding::Cl100kBase, "<|fim_prefix|> x", &["<|fim_prefix|>"]);
}

#[test]
fn known_ids() {
    let id = |encoding, name: &str| {
        let specials = tokenizer(encoding).special_tokens().iter();
        let mut found = specials.filter(|(special, _)| special == name);
        found.next().map(|&(_, id)| id)
    };
    assert_eq!(id(Encoding::R50kBase, "<|endoftext|>"), Some(50_256));
    assert_eq!(id(Encoding::P50kEdit, "<|fim_suffix|>"), Some(50_283));
    assert_eq!(id(Encoding::Cl100kBase, "<|endofprompt|>"), Some(100_276));
    assert_eq!(id(Encoding::O200kBase, "<|endoftext|>"), Some(199_999));
    assert_eq!(id(Encoding::O200kHarmony, "<|return|>"), Some(200_002));
    assert_eq!(id(Encoding::O200kHarmony, "<|call|>"), Some(200_012));
    assert_eq!(id(Encoding::R50kBase, "<|call|>"), None);
}

#[test]
fn ids_of_no_token() {
    for encoding in Encoding::ALL {
        let tokenizer = tokenizer(encoding);
        for id in [encoding.vocabulary_size(), 1 << 20, u32::MAX] {
            assert_eq!(tokenizer.token_bytes(id), None);
            let error = DecodeError::UnknownToken { id };
            assert_eq!(tokenizer.decode(&[0, id, 1]), Err(error));
        }
    }
    // Inside the vocabulary, too.
    let cl100k = tokenizer(Encoding::Cl100kBase);
    assert_eq!(cl100k.token_bytes(100_256), None);
    // A token that is no UTF-8 by itself.
    let r50k = tokenizer(Encoding::R50kBase);
    let lone = r50k.decode(&[49_426]).unwrap();
    assert!(std::str::from_utf8(&lone).is_err());
}
