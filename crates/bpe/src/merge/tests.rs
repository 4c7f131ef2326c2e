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
        tokenizer.vocabulary().lengths();
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

#[test]
fn without_filters_the_tokens_are_the_same() {
    for encoding in [Encoding::R50kBase, Encoding::Cl100kBase, Encoding::O200kBase, Encoding::Qwen2] {
        let (with, without) = (tokenizer(encoding), tokenizer(encoding));
        let (with, without) = (with.vocabulary(), without.vocabulary());
        with.lengths();
        with.seams();
        let mergers = std::cell::RefCell::new((Merger::new(), Merger::new()));
        let config = ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() };
        let short = vec(any::<u8>(), 1..33);
        let run = |piece: Vec<u8>| {
            let (mut expected, mut ranks) = (Vec::new(), Vec::new());
            let (with_filters, without_filters) = &mut *mergers.borrow_mut();
            with_filters.merge(with, &piece, 0..piece.len(), &mut expected);
            (without_filters.merged, without_filters.merged_long) = (0, 0);
            without_filters.merge(without, &piece, 0..piece.len(), &mut ranks);
            prop_assert_eq!(ranks, expected, "{:?}", String::from_utf8_lossy(&piece));
            Ok(())
        };
        TestRunner::new(config).run(&prop_oneof![short, long_piece()], run).unwrap();
        assert!(without.lengths_so_far().is_none() && without.seams_so_far().is_none(), "nobody asked");
    }
}

#[test]
fn where_tokens_meet_is_learnt_when_there_is_much_to_merge() {
    let tokenizer = tokenizer(Encoding::O200kBase);
    let is_known = || tokenizer.vocabulary().seams_so_far().is_some();
    // No word twice, or what is remembered would answer.
    let words = |count: u32, letters: [char; 10]| -> String {
        let letter = |number: u32, place| letters[(number / 10_u32.pow(place) % 10) as usize];
        let word = |number: u32| (0..5).map(|place| letter(number, place)).collect::<String>();
        (0..count).map(|number| word(number * 7919) + " ").collect()
    };
    let plain = words(20_000, ['q', 'x', 'z', 'v', 'k', 'j', 'w', 'b', 'g', 'p']);
    let few = words(400, ['ж', 'ф', 'щ', 'ъ', 'э', 'ю', 'я', 'ы', 'ч', 'ц']);
    let many = words(20_000, ['ж', 'ф', 'щ', 'ъ', 'э', 'ю', 'я', 'ы', 'ч', 'ц']);
    tokenizer.encode(&plain);
    let before = tokenizer.encode(&few);
    assert!(!is_known(), "letters of one byte, and few others");
    tokenizer.encode(&many);
    assert!(is_known());
    assert_eq!(tokenizer.encode(&few), before);
}

/// Random letters are merged in stretches at first; what repeats itself is not.
#[test]
fn how_long_tokens_can_be_is_learnt_when_a_long_piece_needs_it() {
    let letters = |count: u32| -> Vec<u8> {
        (0..count).map(|place| b'a' + (place.wrapping_mul(2_654_435_761) >> 16) as u8 % 26).collect()
    };
    for (piece, is_needed) in [(letters(5000), false), (letters(300_000), true), (vec![b' '; 5000], true)] {
        let tokenizer = tokenizer(Encoding::O200kBase);
        let (mut expected, mut ranks) = (Vec::new(), Vec::new());
        merge_by_steps(tokenizer.vocabulary(), &piece, &mut expected);
        Merger::new().merge(tokenizer.vocabulary(), &piece, 0..piece.len(), &mut ranks);
        assert_eq!(ranks, expected);
        assert_eq!(tokenizer.vocabulary().lengths_so_far().is_some(), is_needed, "{}", piece.len());
    }
}

/// Of the bytes of two neighbours and of the two themselves, both say what they
/// become.
#[test]
fn bytes_say_what_pairs_say() {
    for encoding in [Encoding::R50kBase, Encoding::Cl100kBase, Encoding::O200kBase, Encoding::Qwen2] {
        let tokenizer = tokenizer(encoding);
        assert!(tokenizer.vocabulary().is_regular());
        let config = ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() };
        let run = |piece: Vec<u8>| {
            // By the byte at which a token begins.
            let mut tokens: std::collections::BTreeMap<usize, u32> =
                piece.iter().map(|&byte| tokenizer.byte_token(byte)).enumerate().collect();
            for merge in tokenizer.merges(&piece) {
                prop_assert_eq!(tokenizer.join(merge.left, merge.right), Some((merge.into, merge.rank)));
                let right = merge.start + tokenizer.length_of(merge.left);
                tokens.remove(&right);
                tokens.insert(merge.start, merge.into);
            }
            let tokens: Vec<u32> = tokens.into_values().collect();
            for pair in tokens.windows(2) {
                prop_assert_eq!(tokenizer.join(pair[0], pair[1]), None);
            }
            Ok(())
        };
        TestRunner::new(config).run(&prop_oneof![vec(any::<u8>(), 1..33), long_piece()], run).unwrap();
    }
}
