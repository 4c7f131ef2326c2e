#![allow(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

use proptest::{collection::vec, prelude::*, test_runner::TestRunner};

use super::{MOST_DOUBT, Merger};
use crate::{Encoding, Tokenizer, merges::merge_by_steps};

fn tokenizer(encoding: Encoding) -> Tokenizer {
    let encoding = lollipop_vocabularies::lollipop_bpe::Encoding::from_name(encoding.name()).unwrap();
    Tokenizer::load(&lollipop_vocabularies::file(encoding).unwrap()).unwrap()
}

/// Pieces of more bytes than are merged by the rule itself. Some have no token
/// twice, some are tokens longer than a stretch.
fn long_piece() -> impl Strategy<Value = Vec<u8>> {
    let some = |letters: &'static [u8]| vec(prop::sample::select(letters), 33..400);
    prop_oneof![
        some(b"abcdefghijklmnopqrstuvwxyz"),
        some(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/"),
        some(b"etaoin"),
        some(b"ab"),
        some(b"=-_*#/ \n"),
        some("的一是不了人我在有他".as_bytes()),
        vec(any::<u8>(), 33..400),
        (prop::sample::select(b" a=-*".as_slice()), 33..400_usize)
            .prop_map(|(byte, count)| vec![byte; count]),
        vec(prop::sample::select(&["        ", "====", "ization", "don't", "x"][..]), 20..80)
            .prop_map(|words| words.concat().into_bytes()),
    ]
}

/// Whether the stretches gave the tokens of the piece; they are right if so.
fn check(tokenizer: &Tokenizer, merger: &mut Merger, piece: &[u8]) -> bool {
    let vocabulary = tokenizer.vocabulary();
    let all = 0..piece.len();
    let mut expected = Vec::new();
    merge_by_steps(vocabulary, piece, &mut expected);
    // Without doubt by searching, with it by stretches, and in between by both.
    for doubt in [0, super::PATIENCE - 40, MOST_DOUBT] {
        merger.memo.doubt = doubt;
        let mut ranks = vec![7];
        merger.merge_long(vocabulary, piece, all.clone(), &mut ranks);
        assert_eq!(ranks[1..], expected, "{:?} with a doubt of {doubt}", String::from_utf8_lossy(piece));
    }
    let mut ranks = Vec::new();
    let done = merger.merge_in_stretches(vocabulary, piece, all, 0, &mut ranks);
    assert!(!done || ranks == expected, "{:?}", String::from_utf8_lossy(piece));
    done
}

#[test]
fn both_ways_come_to_what_the_rule_makes() {
    for encoding in [Encoding::R50kBase, Encoding::Cl100kBase, Encoding::O200kBase, Encoding::Qwen2] {
        let tokenizer = tokenizer(encoding);
        let merger = std::cell::RefCell::new(Merger::new());
        let done = std::cell::Cell::new(0);
        let config = ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() };
        let run = |piece: Vec<u8>| {
            done.set(done.get() + u32::from(check(&tokenizer, &mut merger.borrow_mut(), &piece)));
            Ok(())
        };
        TestRunner::new(config).run(&long_piece(), run).unwrap();
        // Neither way is the only one.
        assert!((1500..3000).contains(&done.get()), "{} with {encoding:?}", done.get());
    }
}
