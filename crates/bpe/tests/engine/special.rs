//! Control tokens that a person typed.

use std::collections::HashSet;

use lollipop_bpe::{DecodeError, Encoding};

use lollipop_vocabularies::Oracle;

use crate::common::{openai, oracle, tokenizer};

#[track_caller]
fn check(encoding: Encoding, text: &str, recognised: &[&str]) {
    let allowed: HashSet<_> = recognised.iter().copied().collect();
    let Oracle::OpenAi(oracle) = oracle(encoding) else { panic!("{encoding:?} is not OpenAI's") };
    let (expected, _) = oracle.encode(text, &allowed).unwrap();
    let ids = tokenizer(encoding).encode_with_special(text, recognised);
    assert_eq!(ids, expected, "{encoding:?}: {text:?} with {recognised:?}");
    let decoded = tokenizer(encoding).decode(&ids).unwrap();
    assert_eq!(decoded, text.as_bytes());
}

#[test]
fn ordinary_text_by_default() {
    for encoding in openai() {
        let ids = tokenizer(encoding).encode("<|endoftext|>");
        assert!(ids.len() > 5, "{encoding:?}: {ids:?}");
        assert_eq!(ids, oracle(encoding).encode("<|endoftext|>"));
    }
}

#[test]
fn recognised_when_named() {
    const END: &str = "<|endoftext|>";
    for encoding in openai() {
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

    // From the vendors' own files, not from the crate that the rest is from.
    assert_eq!(id(Encoding::Llama3, "<|reserved_special_token_2|>"), Some(128_005));
    assert_eq!(id(Encoding::Llama3, "<|reserved_special_token_3|>"), Some(128_011));
    assert_eq!(id(Encoding::Llama3, "<|reserved_special_token_247|>"), Some(128_255));
    assert_eq!(id(Encoding::DeepseekV3, "<｜end▁of▁sentence｜>"), Some(1));
    assert_eq!(id(Encoding::DeepseekV3, "</think>"), None);
    assert_eq!(id(Encoding::DeepseekV4, "</think>"), Some(128_822));
    assert_eq!(id(Encoding::DeepseekV4, "<｜image｜>"), Some(129_279));
    assert_eq!(id(Encoding::Qwen2, "<|im_start|>"), Some(151_644));
    assert_eq!(id(Encoding::Qwen2, "</think>"), Some(151_668));
    assert_eq!(id(Encoding::MistralV3, "[INST]"), Some(3));
    assert_eq!(id(Encoding::MistralV3, "<pad>"), Some(11));
    assert_eq!(id(Encoding::MistralV3, "[SYSTEM_PROMPT]"), Some(17));
    assert_eq!(id(Encoding::MistralV3, "<SPECIAL_999>"), Some(999));
    assert_eq!(id(Encoding::KimiK2, "<|im_middle|>"), Some(163_601));
    assert_eq!(id(Encoding::KimiK2, "<|reserved_token_163700|>"), Some(163_700));
    assert_eq!(id(Encoding::KimiK3, "<|open|>"), Some(163_587));
    assert_eq!(id(Encoding::Glm4, "[gMASK]"), Some(151_331));
    assert_eq!(id(Encoding::Glm5, "<|user|>"), Some(154_827));
    assert_eq!(id(Encoding::MinimaxM2, "</think>"), Some(200_051));
}

#[test]
fn special_tokens_of_other_vendors() {
    #[track_caller]
    fn check(encoding: Encoding, text: &str, recognised: &[&str], expected: &[u32]) {
        let tokenizer = tokenizer(encoding);
        assert_eq!(tokenizer.encode_with_special(text, recognised), expected);
        assert_eq!(tokenizer.decode(expected).unwrap(), text.as_bytes());
        // Typed, not recognised: ordinary text.
        assert_eq!(tokenizer.encode(text), oracle(encoding).encode(text));
    }
    let ids = |encoding, text: &str| tokenizer(encoding).encode(text);
    let hi = ids(Encoding::DeepseekV4, "hi");
    check(Encoding::DeepseekV4, "<｜User｜>hi", &["<｜User｜>"], &[&[128_803], &*hi].concat());
    let hi = ids(Encoding::Llama3, "hi");
    check(Encoding::Llama3, "hi<|eot_id|>", &["<|eot_id|>"], &[&*hi, &[128_009]].concat());
    let hi = ids(Encoding::KimiK2, "hi");
    check(Encoding::KimiK2, "<|im_user|>hi", &["<|im_user|>"], &[&[163_587], &*hi].concat());
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
