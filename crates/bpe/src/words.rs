//! Bytes read eight at a time.

/// The eight bytes from `at` on, the first in the lowest place; zeros beyond
/// the end.
#[inline(always)]
pub(crate) fn word(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk) {
        Some(word) => u64::from_le_bytes(*word),
        None => tail(bytes, at),
    }
}

#[cold]
fn tail(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

/// The low `length` bytes of `word`, zeros in the others.
#[inline(always)]
pub(crate) fn low(word: u64, length: usize) -> u64 {
    match length {
        0 => 0,
        1..8 => word & (u64::MAX >> (64 - 8 * length)),
        _ => word,
    }
}

/// The first `length` bytes from `at` on, of which there are at most sixteen.
#[inline(always)]
pub(crate) fn double_word(bytes: &[u8], at: usize, length: usize) -> u128 {
    let first = low(word(bytes, at), length);
    let second = low(word(bytes, at + 8), length.saturating_sub(8));
    u128::from(second) << 64 | u128::from(first)
}

/// The highest bit of every byte.
pub(crate) const TOPS: u64 = 0x8080_8080_8080_8080;

const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The highest bit of each byte that is an ASCII letter from `first` to
/// `last`, which have one case.
#[inline(always)]
const fn between(word: u64, first: u8, last: u8) -> u64 {
    let plain = word & !TOPS;
    let from = plain + all(0x80 - first);
    let beyond = plain + all(0x7F - last);
    from & !beyond & !word & TOPS
}

/// The highest bit of each byte that is an ASCII letter.
#[inline(always)]
pub(crate) const fn letters(word: u64) -> u64 {
    lower(word | all(0x20))
}

/// The highest bit of each byte that is a small ASCII letter.
#[inline(always)]
pub(crate) const fn lower(word: u64) -> u64 {
    between(word, b'a', b'z')
}

/// The highest bit of each byte that is an ASCII capital.
#[inline(always)]
pub(crate) const fn upper(word: u64) -> u64 {
    between(word, b'A', b'Z')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_with_zeros() {
        let bytes = b"0123456789";
        assert_eq!(word(bytes, 1), u64::from_le_bytes(*b"12345678"));
        assert_eq!(word(bytes, 7), u64::from_le_bytes(*b"789\0\0\0\0\0"));
        assert_eq!(word(bytes, 10), 0);
        assert_eq!(word(bytes, 99), 0);
        assert_eq!(low(u64::MAX, 0), 0);
        assert_eq!(low(u64::MAX, 3), 0xFF_FFFF);
        assert_eq!(low(u64::MAX, 8), u64::MAX);
        assert_eq!(double_word(bytes, 0, 9), u128::from_le_bytes(*b"012345678\0\0\0\0\0\0\0"));
        assert_eq!(double_word(bytes, 0, 2), 0x3130);
    }

    #[test]
    fn classes_of_every_byte_at_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                for other in [0, b'a', b'Z', 0xFF] {
                    let mut bytes = [other; 8];
                    bytes[place] = byte;
                    let word = u64::from_le_bytes(bytes);
                    let bit = |mask: u64| mask.to_le_bytes()[place] == 0x80;
                    assert_eq!(bit(letters(word)), byte.is_ascii_alphabetic(), "{byte} at {place}");
                    assert_eq!(bit(lower(word)), byte.is_ascii_lowercase(), "{byte} at {place}");
                    assert_eq!(bit(upper(word)), byte.is_ascii_uppercase(), "{byte} at {place}");
                    assert_eq!(letters(word) & !TOPS, 0);
                }
            }
        }
    }
}
