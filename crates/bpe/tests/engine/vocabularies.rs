//! The vocabulary files of the real encodings.

use lollipop_bpe::{Encoding, LoadError, Tokenizer};

use crate::common::{file, oracle, tokenizer};

/// Every id means to us what it means to tiktoken.
#[test]
fn every_token() {
    for encoding in Encoding::ALL {
        let tokenizer = tokenizer(encoding);
        assert_eq!(tokenizer.encoding(), encoding);
        for id in 0..encoding.vocabulary_size() + 1_000 {
            let expected = oracle(encoding).decode_bytes(&[id]).ok();
            let bytes = tokenizer.token_bytes(id).map(<[u8]>::to_vec);
            assert_eq!(bytes, expected, "{encoding:?}: {id}");
        }
        let last = encoding.vocabulary_size() - 1;
        assert!(tokenizer.token_bytes(last).is_some(), "{encoding:?}");
        let specials = tokenizer.special_tokens();
        assert_eq!(specials.len(), oracle(encoding).special_tokens().len());
        assert!(specials.is_sorted_by_key(|&(_, id)| id));
    }
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
