//! The vocabulary files of the real encodings.

use lollipop_bpe::{Encoding, LoadError, Tokenizer, Vendor};

use crate::common::{file, oracle, tokenizer};

/// Every id means to us what it means to the oracle.
#[test]
fn every_token() {
    for encoding in Encoding::ALL {
        let tokenizer = tokenizer(encoding);
        assert_eq!(tokenizer.encoding(), Some(encoding));
        for id in 0..encoding.vocabulary_size() + 1_000 {
            if encoding == Encoding::Smollm2 {
                break;
            }
            let bytes = tokenizer.token_bytes(id).map(<[u8]>::to_vec);
            match oracle(encoding).token_bytes(id) {
                // The crate leaves special tokens of other vendors out.
                None if encoding.vendor() != Vendor::OpenAi => {}
                expected => assert_eq!(bytes, expected, "{encoding:?}: {id}"),
            }
        }
        let last = encoding.vocabulary_size() - 1;
        assert!(tokenizer.token_bytes(last).is_some(), "{encoding:?}");
        assert_eq!(tokenizer.token_bytes(last + 1), None, "{encoding:?}");
        assert!(tokenizer.special_tokens().is_sorted_by_key(|&(_, id)| id));
    }
}

/// How many special tokens each has, and which ids belong to none.
#[test]
fn specials_are_complete() {
    #[track_caller]
    fn check(encoding: Encoding, specials: usize, ids_without_token: usize) {
        let tokenizer = tokenizer(encoding);
        assert_eq!(tokenizer.special_tokens().len(), specials, "{encoding:?}");
        let ids = 0..encoding.vocabulary_size();
        let gaps = ids.filter(|&id| tokenizer.token_bytes(id).is_none()).count();
        assert_eq!(gaps, ids_without_token, "{encoding:?}");
    }
    check(Encoding::R50kBase, 1, 0);
    check(Encoding::P50kBase, 1, 0);
    check(Encoding::P50kEdit, 4, 0);
    check(Encoding::Cl100kBase, 5, 16);
    check(Encoding::O200kBase, 2, 19);
    check(Encoding::O200kHarmony, 1_090, 0);
    check(Encoding::Llama3, 256, 0);
    check(Encoding::DeepseekV3, 818, 0);
    check(Encoding::DeepseekV4, 1_283, 0);
    check(Encoding::Qwen2, 26, 0);
    check(Encoding::MistralV3, 1_000, 0);
    check(Encoding::KimiK2, 256, 0);
    check(Encoding::KimiK3, 256, 0);
    check(Encoding::Glm4, 36, 0);
    check(Encoding::Glm5, 36, 0);
    check(Encoding::MinimaxM2, 54, 0);
    check(Encoding::Smollm2, 17, 0);
}

/// Smaller than the text files they come from, by far.
#[test]
fn sizes() {
    #[track_caller]
    fn check(encoding: Encoding, most_bytes: usize) {
        let bytes = file(encoding).len();
        assert!(bytes < most_bytes, "{encoding:?} has {bytes} bytes");
    }
    check(Encoding::R50kBase, 142_000);
    check(Encoding::Cl100kBase, 300_000);
    check(Encoding::O200kBase, 620_000);
    check(Encoding::O200kHarmony, 635_000);
    check(Encoding::Llama3, 500_000);
    check(Encoding::DeepseekV4, 500_000);
    check(Encoding::Qwen2, 580_000);
    check(Encoding::MistralV3, 500_000);
    check(Encoding::KimiK3, 620_000);
    check(Encoding::Glm5, 620_000);
    check(Encoding::MinimaxM2, 780_000);
    check(Encoding::Smollm2, 150_000);
}

#[test]
fn a_cut_download_is_named() {
    for encoding in Encoding::ALL {
        let file = file(encoding);
        for step in 0..50 {
            let bytes = file.len() * step / 50;
            let cut = Tokenizer::load(&file[..bytes]).map(|_| ());
            assert_eq!(cut, Err(LoadError::Cut { bytes }), "{encoding:?}");
        }
    }
}

#[test]
fn a_changed_download_is_refused() {
    let file = file(Encoding::R50kBase);
    for step in 0..200 {
        let mut changed = file.to_vec();
        changed[file.len() * step / 200] ^= 1 << (step % 8);
        assert!(Tokenizer::load(&changed).is_err(), "{step}");
    }
}

#[test]
fn two_encodings_differ_by_name() {
    // The same tokens, and names that differ by one bit.
    let mut renamed = file(Encoding::P50kBase).to_vec();
    let at = renamed.windows(9).position(|name| name == b"p50k_base").unwrap();
    renamed[at] = b'r';
    let loaded = Tokenizer::load(&renamed).map(|_| ());
    assert_eq!(loaded, Err(LoadError::Damaged));
}
