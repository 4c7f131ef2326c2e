//! Files that no packer writes, and that a reader has to survive.

#![allow(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

use super::{load::read, pack::seal, *};
use crate::{TokenId, encoding::Encoding};

const ENCODING: Encoding = Encoding::Cl100kBase;

/// The 256 bytes, each with its value as id.
fn bytes() -> Vec<Vec<u8>> {
    (0..=u8::MAX).map(|byte| vec![byte]).collect()
}

fn packed(tokens: &[Vec<u8>], specials: &[(&str, TokenId)]) -> Result<Vec<u8>, PackError> {
    let tokens: Vec<_> = (0..).zip(tokens.iter().map(Vec::as_slice)).collect();
    pack(ENCODING, &tokens, specials)
}

/// A small whole file: the bytes, `ab`, `abc` and one special token.
fn small_file() -> Vec<u8> {
    let mut tokens = bytes();
    tokens.extend([b"ab".to_vec(), b"abc".to_vec()]);
    packed(&tokens, &[("<|end|>", 300)]).unwrap()
}

/// A payload without special tokens whose rows are the 256 bytes and these.
fn payload(rows: &[(u32, u32)]) -> Vec<u8> {
    let bytes = (0..256).map(|byte| (NO_LEFT, byte));
    let rows: Vec<_> = bytes.chain(rows.iter().copied()).collect();
    let mut payload = vec![0, 0];
    payload.extend((rows.len() as u32).to_le_bytes());
    for plane in [2, 1, 0] {
        payload.extend(rows.iter().map(|(left, _)| left.to_le_bytes()[plane]));
    }
    for plane in [2, 1, 0] {
        payload.extend(rows.iter().map(|(_, right)| right.to_le_bytes()[plane]));
    }
    payload
}

#[track_caller]
fn check(payload: &[u8], expected: Result<(), LoadError>) {
    let file = seal(ENCODING, payload).unwrap();
    assert_eq!(read(&file).map(|_| ()), expected);
}

#[track_caller]
fn check_rows(rows: &[(u32, u32)], expected: Result<(), LoadError>) {
    check(&payload(rows), expected);
}

#[test]
fn a_small_file_is_whole() {
    let (encoding, specials, vocabulary) = read(&small_file()).unwrap();
    assert_eq!(encoding, ENCODING);
    assert_eq!(specials, [("<|end|>".to_owned(), 300)]);
    assert_eq!(vocabulary.bytes_of(257), Some(b"abc".as_slice()));
    assert_eq!(vocabulary.id_of(b"abc", 0, 3), 257);
    assert_eq!(vocabulary.id_of(b"abd", 0, 3), u32::MAX);
    assert_eq!(vocabulary.bytes_of(258), None);
}

#[test]
fn every_cut_is_named() {
    let file = small_file();
    for bytes in 0..file.len() {
        let cut = read(&file[..bytes]).map(|_| ());
        assert_eq!(cut, Err(LoadError::Cut { bytes }));
    }
    let longer = [file.as_slice(), b"x"].concat();
    assert_eq!(read(&longer).map(|_| ()), Err(LoadError::Damaged));
}

#[test]
fn no_changed_bit_changes_a_token() {
    let file = small_file();
    let mut refused = 0;
    for bit in 0..file.len() * 8 {
        let mut changed = file.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        match read(&changed) {
            // Only padding and the like.
            Ok((encoding, specials, vocabulary)) => {
                assert_eq!(encoding, ENCODING);
                assert_eq!(specials, [("<|end|>".to_owned(), 300)]);
                assert_eq!(vocabulary.id_of(b"abc", 0, 3), 257);
            }
            Err(_) => refused += 1,
        }
    }
    assert!(refused > file.len() * 8 - 16, "{refused}");
}

#[test]
fn headers_that_are_not_ours() {
    let named = |file: &[u8]| read(file).map(|_| ());
    assert_eq!(named(b"<!doctype html>"), Err(LoadError::NotAVocabulary));
    assert_eq!(named(b"LPBV\x02"), Err(LoadError::Version { found: 2 }));
    assert_eq!(named(b"LPBV\x01\x04gpt2"), Err(LoadError::UnknownEncoding));
    assert_eq!(named(b"LPBV\x01\x02\xFF\xFE"), Err(LoadError::UnknownEncoding));
}

#[test]
fn claims_are_bounded() {
    let mut head = b"LPBV\x01\x09r50k_base".to_vec();
    let mut claim = |bytes: u32| {
        head.extend(bytes.to_le_bytes());
        head.extend([0; 14]);
        read(&head).map(|_| ())
    };
    assert_eq!(claim(u32::MAX), Err(LoadError::TooLarge));
    let head = b"LPBV\x01\x09r50k_base\0\0\x10\0\0\0\0\0\x03\0";
    assert_eq!(read(head).map(|_| ()), Err(LoadError::Cut { bytes: head.len() }));

    // A bomb: a megabyte of zeros behind a claim of 100 bytes.
    let bomb = seal(ENCODING, &vec![0; 1 << 20]).unwrap();
    let at = bomb.windows(4).position(|four| four == [0, 0, 16, 0]).unwrap();
    let mut bomb = bomb;
    bomb[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    assert_eq!(read(&bomb).map(|_| ()), Err(LoadError::Damaged));
}

#[test]
fn rows_that_make_no_sense() {
    let bad = |id| Err(LoadError::BadToken { id });
    check_rows(&[(97, 98), (256, 99)], Ok(()));
    check_rows(&[(NO_LEFT, NO_TOKEN), (97, 98)], Ok(()));
    // Itself, a later one, one that is not there.
    check_rows(&[(256, 97)], bad(256));
    check_rows(&[(97, 257), (97, 98)], bad(256));
    check_rows(&[(97, 0xFF_FFFE)], bad(256));
    // An id without a token.
    check_rows(&[(NO_LEFT, NO_TOKEN), (256, 97)], bad(257));
    // No byte.
    check_rows(&[(NO_LEFT, 256)], bad(256));
    // The bytes of another.
    check_rows(&[(NO_LEFT, 97)], bad(256));
    check_rows(&[(97, 98), (97, 98)], bad(257));
    check_rows(&[(97, 98), (256, 99), (98, 99), (97, 258)], bad(259));
    // Twice as long each time: 128 bytes are fine, 256 are not.
    let doubling: Vec<_> = (0..8).map(|step| (255 + step, 255 + step)).collect();
    check_rows(&doubling[..7], Ok(()));
    check_rows(&doubling, bad(263));
}

#[test]
fn payloads_that_make_no_sense() {
    check(&[], Err(LoadError::Damaged));
    check(&[1, 0], Err(LoadError::Damaged));
    check(&[0, 0, 0, 0, 0, 0], Err(LoadError::MissingByte { byte: 0 }));
    check(&[0, 0, 1, 0, 0, 0], Err(LoadError::Damaged));
    check(&[0, 0, 255, 255, 255, 255], Err(LoadError::TooLarge));
    check(&[&payload(&[])[..], b"x"].concat(), Err(LoadError::Damaged));
    let special = |text: &[u8]| {
        let head = [1, 0, 44, 1, 0, 0, text.len() as u8];
        [&head[..], text, &payload(&[])[2..]].concat()
    };
    check(&special(b"<|end|>"), Ok(()));
    check(&special(b""), Err(LoadError::BadToken { id: 300 }));
    check(&special(b"\xFF"), Err(LoadError::BadToken { id: 300 }));
}

/// Each token is short enough, but all together have more than 16 MiB.
#[test]
fn tokens_are_bounded_together() {
    let mut rows: Vec<_> = (0..7).map(|step| (255 + step, 255 + step)).collect();
    let long = 262;
    let pairs = 263..263 + (1 << 16);
    rows.extend((0..1 << 16).map(|pair| (pair >> 8, pair & 255)));
    rows.extend(pairs.clone().map(|pair| (long, pair)));
    rows.extend(pairs.map(|pair| (pair, long)));
    check_rows(&rows, Err(LoadError::TooLarge));
}

#[test]
fn vocabularies_that_cannot_be_packed() {
    #[track_caller]
    fn check(more: &[&[u8]], expected: PackError) {
        let mut tokens = bytes();
        tokens.extend(more.iter().map(|token| token.to_vec()));
        assert_eq!(packed(&tokens, &[]), Err(expected));
    }
    check(&[b"abc"], PackError::NotAPair { id: 256 });
    check(&[b"abc", b"ab"], PackError::NotAPair { id: 256 });
    check(&[b"a"], PackError::DuplicateToken { id: 256 });
    check(&[b""], PackError::TokenLength { id: 256, bytes: 0 });
    check(&[&[b'a'; 256]], PackError::TokenLength { id: 256, bytes: 256 });
    let mut tokens = bytes();
    tokens.remove(7);
    assert_eq!(packed(&tokens, &[]), Err(PackError::MissingByte { byte: 7 }));
    assert_eq!(packed(&bytes(), &[("", 300)]), Err(PackError::TokenLength { id: 300, bytes: 0 }));
    let same_id: &[(TokenId, &[u8])] = &[(0, b"a"), (0, b"b")];
    let all = bytes();
    let rest = all.iter().filter(|token| !matches!(token[0], b'a' | b'b'));
    let rest = (1..).zip(rest.map(Vec::as_slice));
    let tokens: Vec<_> = same_id.iter().copied().chain(rest).collect();
    assert_eq!(pack(ENCODING, &tokens, &[]), Err(PackError::DuplicateId { id: 0 }));
    assert_eq!(pack(ENCODING, &[(u32::MAX, b"a")], &[]), Err(PackError::TooLarge));
}
