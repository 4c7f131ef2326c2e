//! The tokens of an encoding, found by id and by bytes.
//!
//! Tokens of up to sixteen bytes, nearly all of them, lie in tables whose keys
//! are the bytes themselves, so that a look-up reads one place in memory and
//! compares words. Longer ones are found by a hash and compared with the
//! arena.

mod table;

use crate::{
    TokenId,
    file::LoadError,
    words::{double_word, low, word},
};
use table::{Table, hash_long};

/// No token.
pub(crate) const NONE: TokenId = TokenId::MAX;

/// The longest token of the table for short ones, in bytes.
const SHORT: usize = 8;
/// The longest token of the table for middling ones, in bytes.
const MIDDLE: usize = 16;
/// Bits of the index of [`Vocabulary::lengths`].
const LENGTHS_BITS: u32 = 15;

/// Every ordinary token.
///
/// Invariant: each of the 256 bytes is a token, so every text has tokens.
///
/// Memory: the bytes of the tokens, 12 bytes an id, 16 to 48 a token for the
/// tables, and 256 KiB for the lengths.
pub(crate) struct Vocabulary {
    /// The bytes of all tokens in id order.
    bytes: Vec<u8>,
    /// Where the token of each id ends; an id without a token has no bytes.
    ends: Vec<u32>,
    /// The two tokens whose merge each token is; [`NONE`] for single bytes.
    pairs: Vec<(TokenId, TokenId)>,
    single: Box<[TokenId]>,
    short: Table<u64>,
    middle: Table<u128>,
    long: Table<u64>,
    /// By a hash of three bytes, the lengths of the tokens that begin so: a bit
    /// for each up to 62, and the highest for those in `longest`.
    lengths: Vec<u64>,
    /// The lengths from 63 on, longest first.
    longest: Vec<usize>,
}

impl Vocabulary {
    /// Builds the tables. `bytes` are the tokens in id order, `ends` where each
    /// ends, in ascending order, `pairs` what each is made of.
    ///
    /// Errors: two ids with the same bytes, or a byte that is no token.
    pub(crate) fn new(
        bytes: Vec<u8>,
        ends: Vec<u32>,
        pairs: Vec<(TokenId, TokenId)>,
    ) -> Result<Self, LoadError> {
        let mut counts = [0_usize; 3];
        let mut start = 0;
        for &end in &ends {
            match (end - start) as usize {
                0..=1 => {}
                2..=SHORT => counts[0] += 1,
                ..=MIDDLE => counts[1] += 1,
                _ => counts[2] += 1,
            }
            start = end;
        }
        let mut vocabulary = Self {
            bytes,
            ends,
            pairs,
            single: vec![NONE; 1 << 8].into(),
            short: Table::new(counts[0]),
            middle: Table::new(counts[1]),
            long: Table::new(counts[2]),
            lengths: vec![0; 1 << LENGTHS_BITS],
            longest: Vec::new(),
        };
        for (index, id) in (0..vocabulary.ends.len()).zip(0..) {
            vocabulary.insert(id, index)?;
        }
        vocabulary.longest.sort_unstable_by(|a, b| b.cmp(a));
        match (0..=u8::MAX).zip(&*vocabulary.single).find(|&(_, &id)| id == NONE) {
            Some((byte, _)) => Err(LoadError::MissingByte { byte }),
            None => Ok(vocabulary),
        }
    }

    fn range(&self, index: usize) -> std::ops::Range<usize> {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[index] as usize
    }

    fn insert(&mut self, id: TokenId, index: usize) -> Result<(), LoadError> {
        let range = self.range(index);
        let (start, length) = (range.start, range.len());
        let fresh = match length {
            0 => return Ok(()),
            1 => {
                let slot = &mut self.single[usize::from(self.bytes[start])];
                std::mem::replace(slot, id) == NONE
            }
            ..=SHORT => self.short.insert(low(word(&self.bytes, start), length), length, id, |_| true),
            ..=MIDDLE => self.middle.insert(double_word(&self.bytes, start, length), length, id, |_| true),
            _ => {
                let token = &self.bytes[range];
                let (ends, bytes) = (&self.ends, &self.bytes);
                self.long.insert(hash_long(token), length, id, |other| {
                    let end = ends[other as usize] as usize;
                    bytes[end - length..end] == *token
                })
            }
        };
        if !fresh {
            return Err(LoadError::BadToken { id });
        }
        if length > 2 {
            let beginning = low(word(&self.bytes, start), 3);
            self.lengths[lengths_index(beginning)] |= 1 << length.min(63);
            if length >= 63 && !self.longest.contains(&length) {
                self.longest.push(length);
            }
        }
        Ok(())
    }

    /// The id of the token that is exactly `text[start..end]`, or [`NONE`].
    ///
    /// Cost: constant up to 16 bytes, linear beyond.
    #[inline(always)]
    pub(crate) fn id_of(&self, text: &[u8], start: usize, end: usize) -> TokenId {
        match end - start {
            0 => NONE,
            1 => self.byte(text[start]),
            length @ ..=SHORT => self.short.find(low(word(text, start), length), length),
            length @ ..=MIDDLE => self.middle.find(double_word(text, start, length), length),
            _ => self.long_id_of(&text[start..end]),
        }
    }

    fn long_id_of(&self, token: &[u8]) -> TokenId {
        if self.longest.first().map_or(62, |&longest| longest) < token.len() {
            return NONE;
        }
        self.long.find_where(hash_long(token), token.len(), |id| self.bytes_of(id) == Some(token))
    }

    /// The longest token that `text[start..]` begins with and that has at most
    /// `limit` bytes, and its length; [`NONE`] only where `limit` is 0.
    #[inline(always)]
    pub(crate) fn longest_at(&self, text: &[u8], start: usize, limit: usize) -> (TokenId, usize) {
        let first = word(text, start);
        if limit >= 3 {
            let mut lengths = self.lengths[lengths_index(low(first, 3))];
            if limit < 63 {
                lengths &= (2 << limit) - 1;
            }
            if lengths >> (MIDDLE + 1) != 0 {
                let (id, length) = self.long_at(&text[start..start + limit], lengths);
                if id != NONE {
                    return (id, length);
                }
                lengths &= (2 << MIDDLE) - 1;
            }
            while lengths != 0 {
                let length = lengths.ilog2() as usize;
                let id = if length <= SHORT {
                    self.short.find(low(first, length), length)
                } else {
                    self.middle.find(double_word(text, start, length), length)
                };
                if id != NONE {
                    return (id, length);
                }
                lengths &= !(1 << length);
            }
        }
        if limit >= 2 {
            let id = self.short.find(low(first, 2), 2);
            if id != NONE {
                return (id, 2);
            }
        }
        match limit {
            0 => (NONE, 0),
            _ => (self.byte(first as u8), 1),
        }
    }

    /// The longest token of more than sixteen bytes that `text` begins with.
    #[inline(never)]
    fn long_at(&self, text: &[u8], lengths: u64) -> (TokenId, usize) {
        let longest = if lengths >> 63 == 0 { &[] } else { &*self.longest };
        let longest = longest.iter().copied().filter(|&length| length <= text.len());
        let others = (MIDDLE + 1..63).rev().filter(|&length| lengths >> length & 1 == 1);
        for length in longest.chain(others) {
            let id = self.long_id_of(&text[..length]);
            if id != NONE {
                return (id, length);
            }
        }
        (NONE, 0)
    }

    /// The id of the token of one byte.
    #[inline(always)]
    pub(crate) fn byte(&self, byte: u8) -> TokenId {
        self.single[usize::from(byte)]
    }

    /// The token that these two become when they are merged, or [`NONE`].
    pub(crate) fn merged(&self, left: TokenId, right: TokenId) -> TokenId {
        let (left_at, right_at) = (self.range(left as usize), self.range(right as usize));
        let length = left_at.len() + right_at.len();
        let id = if length <= MIDDLE {
            let key = double_word(&self.bytes, left_at.start, left_at.len());
            let rest = double_word(&self.bytes, right_at.start, right_at.len());
            let key = key | rest << (8 * left_at.len());
            match length {
                ..=SHORT => self.short.find(key as u64, length),
                _ => self.middle.find(key, length),
            }
        } else {
            let token = [&self.bytes[left_at], &self.bytes[right_at]].concat();
            self.long_id_of(&token)
        };
        if id != NONE && self.pair(id) == (left, right) { id } else { NONE }
    }

    /// The two tokens whose merge this one is; [`NONE`] twice for a byte.
    pub(crate) fn pair(&self, id: TokenId) -> (TokenId, TokenId) {
        self.pairs.get(id as usize).copied().unwrap_or((NONE, NONE))
    }

    /// The bytes of a token, never empty.
    pub(crate) fn bytes_of(&self, id: TokenId) -> Option<&[u8]> {
        let index = id as usize;
        let bytes = (index < self.ends.len()).then(|| &self.bytes[self.range(index)])?;
        (!bytes.is_empty()).then_some(bytes)
    }

    /// The length of a token in bytes; 0 where there is none.
    pub(crate) fn length_of(&self, id: TokenId) -> usize {
        self.bytes_of(id).map_or(0, <[u8]>::len)
    }
}

fn lengths_index(beginning: u64) -> usize {
    (beginning.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - LENGTHS_BITS)) as usize
}
