//! Bytes read eight at a time, and texts cut without ceremony.

use std::ops::Range;

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
    word & MASKS[length.min(8)].0
}

/// Sixteen bytes of a text, zeros beyond its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) first: u64,
    pub(crate) second: u64,
}

impl Window {
    #[inline(always)]
    pub(crate) fn at(bytes: &[u8], start: usize) -> Self {
        match bytes.get(start..).and_then(<[u8]>::first_chunk::<16>) {
            Some(both) => {
                let both = u128::from_le_bytes(*both);
                Self { first: both as u64, second: (both >> 64) as u64 }
            }
            None => Self { first: word(bytes, start), second: word(bytes, start + 8) },
        }
    }

    /// The low `length` bytes, zeros in the others.
    #[inline(always)]
    pub(crate) fn low(self, length: usize) -> Self {
        let (first, second) = MASKS[length.min(16)];
        Self { first: self.first & first, second: self.second & second }
    }
}

/// What to keep of two words, by the number of bytes.
static MASKS: [(u64, u64); 17] = {
    let mut masks = [(0, 0); 17];
    let mut length = 1;
    while length <= 16 {
        let ones = u128::MAX >> (128 - 8 * length);
        masks[length] = (ones as u64, (ones >> 64) as u64);
        length += 1;
    }
    masks
};

/// A part of a text, whose ends lie between characters.
///
/// Slicing says at length what is wrong where they do not, and to be able to
/// say it is a fifteenth of the module; this gives nothing then.
#[inline(always)]
pub(crate) fn part(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
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

/// An odd number without pattern: multiplying by it spreads the bits of a word
/// into its upper half.
pub(crate) const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// Sixty-four bits of many bytes; the upper ones are the good ones.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mix = |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    let (words, tail) = bytes.as_chunks::<8>();
    let hash = words.iter().fold(bytes.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    mix(hash, word(tail, 0))
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
        let window = Window::at(bytes, 0).low(9);
        assert_eq!((window.first, window.second), (word(bytes, 0), u64::from(b'8')));
        assert_eq!(Window::at(bytes, 0).low(2), Window { first: 0x3130, second: 0 });
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
