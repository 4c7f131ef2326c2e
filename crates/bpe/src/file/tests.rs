//! What comes back from files, and files that no packer writes.

#![allow(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

use std::collections::{BTreeMap, HashMap};

use proptest::{collection::vec, prelude::*, sample::subsequence};

use super::{
    load::{Contents, read},
    pack::{seal, write},
    *,
};
use crate::{TokenId, encoding::Encoding};

const ENCODING: Encoding = Encoding::Cl100kBase;
const END: &[(&str, TokenId)] = &[("<|end|>", 300)];

/// The 256 bytes, each with its value as id.
fn bytes() -> Vec<Vec<u8>> {
    (0..=u8::MAX).map(|byte| vec![byte]).collect()
}

fn packed(tokens: &[Vec<u8>], specials: &[(&str, TokenId)]) -> Result<Vec<u8>, PackError> {
    let tokens: Vec<_> = (0..).zip(tokens.iter().map(Vec::as_slice)).collect();
    pack(ENCODING, &tokens, specials)
}

/// The bytes and these.
fn with_bytes(more: &[&[u8]]) -> Vec<Vec<u8>> {
    bytes().into_iter().chain(more.iter().map(|token| token.to_vec())).collect()
}

/// A small whole file: a row of each kind, ids, and two special tokens.
fn small_file() -> Vec<u8> {
    let tokens = with_bytes(&[b"ab", b"abc", b"xyz"]);
    // The rank 256 is a gap, and the ids run from 1.
    let ranked = |(bytes, at): (&Vec<u8>, u32)| {
        let rank = at + u32::from(at >= 256);
        (rank, bytes.clone())
    };
    let tokens: Vec<_> = tokens.iter().zip(0..).map(ranked).collect();
    let tokens: Vec<_> =
        tokens.iter().map(|(rank, bytes)| RankedToken { rank: *rank, id: rank + 1, bytes }).collect();
    let specials = &[("<|end|>", 300), ("<|endless|>", 299)];
    VocabularySource { encoding: ENCODING, whole_pieces: true, tokens: &tokens, specials }.pack().unwrap()
}

#[track_caller]
fn check(file: &[u8], expected: Result<(), LoadError>) {
    assert_eq!(read(file).map(|_| ()), expected);
}

#[test]
fn a_small_file_is_whole() {
    let contents = read(&small_file()).unwrap();
    assert_eq!(contents.encoding, ENCODING);
    assert!(contents.whole_pieces);
    assert_eq!(contents.specials, [("<|endless|>".to_owned(), 299), ("<|end|>".to_owned(), 300)]);
    let rows = contents.rows;
    let bytes = (0..256).chain([NO_TOKEN]).map(|byte| (NO_LEFT, byte));
    assert_eq!(rows.parts[..257], bytes.collect::<Vec<_>>());
    assert_eq!(rows.parts[257..], [(97, 98), (257, 99), (NO_LEFT, SPELLED)]);
    assert_eq!(rows.spelled, [(259, b"xyz".to_vec())]);
    assert_eq!(rows.ids, (1..257).chain([NO_TOKEN, 258, 259, 260]).collect::<Vec<_>>());

    let (bytes, ends) = rows.spell().unwrap();
    assert_eq!(bytes[256..264], *b"ababcxyz");
    assert_eq!(ends[255..], [256, 256, 258, 261, 264]);
}

#[test]
fn what_is_not_said_is_the_usual() {
    let contents = read(&packed(&with_bytes(&[b"ab"]), END).unwrap()).unwrap();
    assert!(contents.whole_pieces);
    assert!(contents.rows.ids.is_empty());
}

#[test]
fn every_cut_is_named() {
    let file = small_file();
    for bytes in 0..file.len() {
        check(&file[..bytes], Err(LoadError::Cut { bytes }));
    }
    check(&[file.as_slice(), b"x"].concat(), Err(LoadError::Damaged));
}

#[test]
fn every_changed_bit_is_refused() {
    let file = small_file();
    for bit in 0..file.len() * 8 {
        let mut changed = file.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(read(&changed).is_err(), "{bit}");
    }
}

/// The checksum is not what protects the reader: nothing that stands behind a
/// right one makes it panic.
#[test]
fn every_changed_byte_under_a_right_checksum() {
    let file = small_file();
    let (mut accepted, mut refused) = (0, 0);
    let mut try_body = |body: &[u8]| match read(&seal(body).unwrap()) {
        Ok(contents) => accepted += usize::from(contents.rows.spell().is_ok()),
        Err(_) => refused += 1,
    };
    for at in 0..file.len() - HEAD_BYTES {
        for change in 1..=u8::MAX {
            let mut body = file[HEAD_BYTES..].to_vec();
            body[at] ^= change;
            try_body(&body);
        }
        let mut body = file[HEAD_BYTES..].to_vec();
        body.remove(at);
        try_body(&body);
    }
    // Some changes make another vocabulary, most make none.
    assert!(accepted > 1000 && refused > 10_000, "{accepted} {refused}");
}

#[test]
fn headers_that_are_not_ours() {
    check(b"<!doctype html>", Err(LoadError::NotAVocabulary));
    check(b"LPBV\x01\x09r50k_base", Err(LoadError::Version { found: 1 }));
    check(b"LPBV\x03", Err(LoadError::Cut { bytes: 5 }));
    let named = |name: &[u8]| seal(&[&[0, name.len() as u8], name].concat()).unwrap();
    check(&named(b"gpt2"), Err(LoadError::UnknownEncoding));
    check(&named(b"\xFF\xFE"), Err(LoadError::UnknownEncoding));
    // The name alone is not all.
    check(&named(b"r50k_base"), Err(LoadError::Damaged));
    // A flag of a later version.
    check(&seal(b"\x02\x09r50k_base").unwrap(), Err(LoadError::Damaged));
}

/// A body with these counts: rows, special tokens, bytes of ids, spelled
/// tokens and symbols.
fn claim(rows: u32, specials: u16, lengths: [u32; 3], rest: &[u8]) -> Vec<u8> {
    let mut body = b"\0\x09r50k_base".to_vec();
    body.extend(rows.to_le_bytes());
    body.extend(specials.to_le_bytes());
    body.extend(lengths.map(u32::to_le_bytes).as_flattened());
    body.extend(rest);
    seal(&body).unwrap()
}

#[test]
fn claims_are_bounded() {
    // The state with which the symbols begin, and the padding of the bits.
    let nothing = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    check(&claim(0, 0, [0, 0, 4], &nothing), Ok(()));
    let other_state = [&[2][..], &nothing[1..]].concat();
    check(&claim(0, 0, [0, 0, 4], &other_state), Err(LoadError::Damaged));
    check(&claim(u32::MAX, 0, [0, 0, 4], &nothing), Err(LoadError::TooLarge));
    check(&claim(1 << 20, 0, [0, 0, 4], &nothing), Err(LoadError::Damaged));
    // The first row would be a pair, of tokens that are not there.
    check(&claim(100, 0, [0, 0, 4], &nothing), Err(LoadError::BadToken { id: 0 }));
    check(&claim(0, 1, [0, 0, 4], &nothing), Err(LoadError::BadToken { id: 1 }));
    check(&claim(0, 1, [0, 0, 4], &[]), Err(LoadError::Damaged));
    for part in 0..3 {
        let mut lengths = [0; 3];
        lengths[part] = u32::MAX;
        check(&claim(0, 0, lengths, &nothing), Err(LoadError::Damaged));
    }
}

#[test]
fn special_tokens_that_make_no_sense() {
    let special = |id: u8, shared: u8, text: &[u8]| [&[id, 0, 0, 0, shared, text.len() as u8], text].concat();
    #[track_caller]
    fn check_all(specials: &[Vec<u8>], expected: Result<(), LoadError>) {
        let rows = Rows::default();
        check(&write(ENCODING, 0, (specials.len(), &specials.concat()), &rows).unwrap(), expected);
    }
    let end = special(44, 0, b"<|end|>");
    check_all(&[end.clone(), special(45, 5, b"less|>")], Ok(()));
    check_all(&[end.clone(), special(44, 5, b"less|>")], Err(LoadError::BadToken { id: 44 }));
    check_all(&[end.clone(), special(43, 5, b"less|>")], Err(LoadError::BadToken { id: 43 }));
    check_all(&[special(44, 0, b"")], Err(LoadError::BadToken { id: 44 }));
    check_all(&[special(44, 0, b"\xFF")], Err(LoadError::BadToken { id: 44 }));
    check_all(&[end, special(45, 0, b"")], Err(LoadError::BadToken { id: 45 }));
}

/// Rows of the 256 bytes and these.
fn rows(more: &[(u32, u32)]) -> Rows {
    let all = (0..256).map(|byte| (NO_LEFT, byte)).chain(more.iter().copied());
    Rows { parts: all.collect(), ..Rows::default() }
}

#[test]
fn rows_that_make_no_sense() {
    #[track_caller]
    fn check(more: &[(u32, u32)], expected: Result<(), LoadError>) {
        assert_eq!(rows(more).spell().map(|_| ()), expected);
    }
    let bad = |id| Err(LoadError::BadToken { id });
    check(&[(97, 98), (256, 99)], Ok(()));
    check(&[(NO_LEFT, NO_TOKEN), (97, 98)], Ok(()));
    // Itself, a later one, one that is not there.
    check(&[(256, 97)], bad(256));
    check(&[(97, 257), (97, 98)], bad(256));
    check(&[(97, u32::MAX)], bad(256));
    // A rank without a token.
    check(&[(NO_LEFT, NO_TOKEN), (256, 97)], bad(257));
    // No byte; spelled, but nowhere.
    check(&[(NO_LEFT, 256)], bad(256));
    check(&[(NO_LEFT, SPELLED)], bad(256));
    // Twice as long each time: 512 bytes are fine, 1,024 are not.
    let doubling: Vec<_> = (0..10).map(|step| (255 + step, 255 + step)).collect();
    check(&doubling[..9], Ok(()));
    check(&doubling, bad(265));
}

/// Each token is short enough, but all together have more than 16 MiB.
#[test]
fn tokens_are_bounded_together() {
    let mut more: Vec<_> = (0..7).map(|step| (255 + step, 255 + step)).collect();
    let long = 262;
    let pairs = 263..263 + (1 << 16);
    more.extend((0..1 << 16).map(|pair| (pair >> 8, pair & 255)));
    more.extend(pairs.clone().map(|pair| (long, pair)));
    more.extend(pairs.map(|pair| (pair, long)));
    assert_eq!(rows(&more).spell(), Err(LoadError::TooLarge));
}

/// Ids of 256 bytes: the part with the runs, and what comes of it.
#[test]
fn ids_that_make_no_sense() {
    #[track_caller]
    fn check_ids(ids: &[u8], expected: Result<Vec<TokenId>, LoadError>) {
        let file = packed(&bytes(), &[]).unwrap();
        let body = &file[HEAD_BYTES..];
        // Flags, name, rows, special tokens: then the length of the ids.
        let at = 1 + 1 + 11 + 4 + 2;
        let body =
            [&body[..at], &(ids.len() as u32).to_le_bytes(), &body[at + 4..at + 12], ids, &body[at + 12..]];
        let ids = read(&seal(&body.concat()).unwrap()).map(|contents| contents.rows.ids);
        assert_eq!(ids, expected);
    }
    check_ids(&[], Ok(Vec::new()));
    check_ids(&[20, 0x80, 2], Ok((10..266).collect()));
    // Ends too early, goes on for too long, or has an empty run.
    check_ids(&[20, 0xFF, 1], Err(LoadError::Damaged));
    check_ids(&[20, 0x81, 2], Err(LoadError::Damaged));
    check_ids(&[20, 0x80, 2, 0], Err(LoadError::Damaged));
    check_ids(&[20, 0], Err(LoadError::Damaged));
    check_ids(&[20, 0x80], Err(LoadError::Damaged));
    check_ids(&[0x80, 0x80, 0x80, 0x80, 1, 0x80, 2], Err(LoadError::Damaged));
    // 0 to 9, then 9 again.
    check_ids(&[0, 10, 1, 0xF6, 1], Err(LoadError::BadToken { id: 9 }));
    // Below 0, and beyond the last.
    check_ids(&[1, 0x80, 2], Err(LoadError::TooLarge));
    check_ids(&[0x80, 0x80, 0x80, 1, 0x80, 2], Err(LoadError::TooLarge));
}

#[test]
fn a_spelled_token_without_bytes() {
    let mut rows = rows(&[(NO_LEFT, SPELLED)]);
    rows.spelled = vec![(256, Vec::new())];
    let file = write(ENCODING, 0, (0, &[]), &rows).unwrap();
    check(&file, Err(LoadError::BadToken { id: 256 }));
}

/// The same pair ever again takes next to nothing, but a file may not have more
/// rows than its length allows.
#[test]
fn small_files_of_many_rows() {
    let many = rows(&vec![(97, 98); 100_000]);
    assert_eq!(write(ENCODING, 0, (0, &[]), &many), Err(PackError::TooLarge));
}

#[test]
fn pairs_are_the_last_merge() {
    #[track_caller]
    fn check(more: &[&[u8]], expected: &[u8]) {
        let tokens = with_bytes(more);
        let rows = read(&packed(&tokens, &[]).unwrap()).unwrap().rows;
        let last = tokens.len() - 1;
        let bytes = match (rows.parts[last], rows.spelled.last()) {
            ((NO_LEFT, _), spelled) => spelled.unwrap().1.as_slice(),
            ((left, _), _) => &tokens[left as usize],
        };
        assert_eq!(bytes, expected);
    }
    check(&[b"ab", b"bc", b"abc"], b"ab");
    check(&[b"bc", b"ab", b"abc"], b"a");
    check(&[b"bc", b"cd", b"ab", b"bcd", b"abc", b"abcd"], b"a");
    // Merging ends with `ab`, `c` and `d`.
    check(&[b"ab", b"bcd", b"abcd"], b"abcd");
    // It ends with a token of higher rank.
    let rows = read(&packed(&with_bytes(&[b"abc", b"ab"]), &[]).unwrap()).unwrap().rows;
    assert_eq!(rows.spelled, [(256, b"abc".to_vec())]);
}

#[test]
fn vocabularies_that_cannot_be_packed() {
    #[track_caller]
    fn check(more: &[&[u8]], expected: PackError) {
        assert_eq!(packed(&with_bytes(more), &[]), Err(expected));
    }
    check(&[b"a"], PackError::DuplicateToken { id: 256 });
    check(&[b""], PackError::TokenLength { id: 256, bytes: 0 });
    check(&[&[b'a'; 513]], PackError::TokenLength { id: 256, bytes: 513 });
    let mut tokens = bytes();
    tokens.remove(7);
    assert_eq!(packed(&tokens, &[]), Err(PackError::MissingByte { byte: 7 }));
    assert_eq!(packed(&bytes(), &[("", 300)]), Err(PackError::TokenLength { id: 300, bytes: 0 }));
    assert_eq!(pack(ENCODING, &[(u32::MAX, b"a")], &[]), Err(PackError::TooLarge));

    let ranked = |tokens: &[(u32, TokenId, &[u8])]| {
        let tokens: Vec<_> =
            tokens.iter().map(|&(rank, id, bytes)| RankedToken { rank, id, bytes }).collect();
        VocabularySource { encoding: ENCODING, whole_pieces: false, tokens: &tokens, specials: &[] }.pack()
    };
    assert_eq!(ranked(&[(0, 5, b"a"), (1, 5, b"b")]), Err(PackError::DuplicateId { id: 5 }));
    assert_eq!(ranked(&[(0, 5, b"a"), (0, 6, b"b")]), Err(PackError::DuplicateId { id: 6 }));
}

/// The last two parts of byte pair encoding, told as simply as possible.
fn last_two(ranks: &HashMap<Vec<u8>, u32>, token: &[u8]) -> Option<[Vec<u8>; 2]> {
    let mut parts: Vec<Vec<u8>> = token.iter().map(|&byte| vec![byte]).collect();
    while parts.len() > 2 {
        let pairs = parts.windows(2).map(<[_]>::concat).zip(0..);
        let (_, at) = pairs.filter_map(|(pair, at)| Some((*ranks.get(&pair)?, at))).min()?;
        let next: Vec<u8> = parts.remove(at + 1);
        parts[at].extend(next);
    }
    parts.try_into().ok()
}

/// Holds a file's rows against the tokens that went in, by rank.
#[track_caller]
fn check_rows(tokens: &BTreeMap<u32, Vec<u8>>, contents: &Contents) {
    let (bytes, ends) = contents.rows.spell().unwrap();
    let ranks: HashMap<_, _> = tokens.iter().map(|(&rank, token)| (token.clone(), rank)).collect();
    let mut begin = 0;
    for (&end, rank) in ends.iter().zip(0..) {
        let token = &bytes[begin as usize..end as usize];
        begin = end;
        let Some(expected) = tokens.get(&rank) else {
            assert!(token.is_empty(), "{rank}");
            continue;
        };
        assert_eq!(token, expected, "{rank}");
        let parts = last_two(&ranks, token).map(|parts| parts.map(|part| ranks[&part]));
        let row = contents.rows.parts[rank as usize];
        let expected = match (token, parts) {
            (&[byte], _) => (NO_LEFT, byte.into()),
            (_, Some([left, right])) if left < rank && right < rank => (left, right),
            _ => (NO_LEFT, SPELLED),
        };
        assert_eq!(row, expected, "{rank}");
    }
    assert_eq!(ends.len(), tokens.keys().last().map_or(0, |&last| last as usize + 1));
}

#[test]
fn the_real_vocabularies_come_back() {
    let oracles = [
        (Encoding::R50kBase, tiktoken_rs::r50k_base_singleton()),
        (Encoding::P50kBase, tiktoken_rs::p50k_base_singleton()),
        (Encoding::P50kEdit, tiktoken_rs::p50k_edit_singleton()),
        (Encoding::Cl100kBase, tiktoken_rs::cl100k_base_singleton()),
        (Encoding::O200kBase, tiktoken_rs::o200k_base_singleton()),
        (Encoding::O200kHarmony, tiktoken_rs::o200k_harmony_singleton()),
    ];
    for (encoding, oracle) in oracles {
        let special = |name| (name, oracle.encode_with_special_tokens(name)[0]);
        let mut specials: Vec<_> = oracle.special_tokens().into_iter().map(special).collect();
        specials.sort_by_key(|&(_, id)| id);
        let ordinary = |id: &u32| specials.binary_search_by_key(id, |&(_, id)| id).is_err();
        let tokens: BTreeMap<_, _> = (0..encoding.vocabulary_size())
            .filter(ordinary)
            .filter_map(|id| Some((id, oracle.decode_bytes(&[id]).ok()?)))
            .collect();
        let list: Vec<_> = tokens.iter().map(|(&id, token)| (id, token.as_slice())).collect();
        let contents = read(&pack(encoding, &list, &specials).unwrap()).unwrap();
        assert_eq!(contents.encoding, encoding);
        assert!(contents.specials.iter().map(|(name, id)| (name.as_str(), *id)).eq(specials));
        assert!(contents.rows.spelled.is_empty(), "{encoding:?}");
        assert!(contents.rows.ids.is_empty(), "{encoding:?}");
        check_rows(&tokens, &contents);
    }
}

/// Tokens that have much in common, of scripts that the classes tell apart.
fn token() -> impl Strategy<Value = Vec<u8>> {
    let text = vec(prop::sample::select(vec![" ", "a", "b", "C", "7", "é", "я", "क", "語", "🍭"]), 1..5);
    let text = text.prop_map(|parts| parts.concat().into_bytes());
    prop_oneof![4 => text, 1 => vec(any::<u8>(), 2..20)]
}

proptest! {
    #[test]
    fn any_vocabulary_comes_back(
        more in vec(token(), 0..300),
        gaps in subsequence((0..600_u32).collect::<Vec<_>>(), 0..40),
        first_id in 0..1000_u32,
        swaps in vec((0..256_usize, 0..256_usize), 0..5),
        specials in vec("\\PC{1,20}", 0..8),
        whole_pieces: bool,
    ) {
        let mut all = bytes();
        for token in more {
            if !all.contains(&token) {
                all.push(token);
            }
        }
        let ranks = (0..).filter(|rank| !gaps.contains(rank));
        let tokens: BTreeMap<u32, _> = ranks.zip(all).collect();
        let mut ids: Vec<_> = tokens.keys().map(|rank| rank + first_id).collect();
        swaps.into_iter().for_each(|(one, other)| ids.swap(one, other));
        let ranked: Vec<_> = tokens.iter().zip(&ids).map(|((&rank, bytes), &id)| RankedToken { rank, id, bytes }).collect();
        let specials: Vec<_> = specials.iter().map(String::as_str).zip(0..).collect();
        let source = VocabularySource {
            encoding: ENCODING, whole_pieces, tokens: &ranked, specials: &specials,
        };
        let contents = read(&source.pack().unwrap()).unwrap();
        prop_assert_eq!(contents.whole_pieces, whole_pieces);
        prop_assert!(contents.specials.iter().map(|(text, id)| (text.as_str(), *id)).eq(specials));
        check_rows(&tokens, &contents);
        let expected = tokens.keys().copied().eq(ids.iter().copied());
        prop_assert_eq!(contents.rows.ids.is_empty(), expected);
        if !expected {
            let found = contents.rows.ids.iter().copied().filter(|&id| id != NO_TOKEN);
            prop_assert!(found.eq(ids));
        }
    }

    /// Whatever the parts are, reading ends, with no more rows than allowed.
    #[test]
    fn parts_of_noise(
        rows in 0..5000_u32,
        spelled in vec(any::<u8>(), 0..40),
        symbols in vec(any::<u8>(), 0..400),
        bits in vec(any::<u8>(), 0..400),
    ) {
        let lengths = [0, spelled.len() as u32, symbols.len() as u32];
        let file = claim(rows, 0, lengths, &[spelled, symbols, bits].concat());
        if let Ok(contents) = read(&file) {
            prop_assert_eq!(contents.rows.parts.len(), rows as usize);
            prop_assert!(contents.rows.spell().is_ok() || contents.rows.parts.len() > 256);
        }
    }
}
