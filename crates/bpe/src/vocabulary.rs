//! The tokens of an encoding, found by id and by bytes.
//!
//! Tokens of up to sixteen bytes, nearly all of them, lie in tables whose keys
//! are the bytes themselves, so that a look-up reads one place in memory and
//! compares words. Longer ones are found by a hash and compared with the
//! arena.

mod lengths;
mod table;

use crate::{
    TokenId,
    file::LoadError,
    words::{FACTOR, Window, hash, low, word},
};
use lengths::Lengths;
use table::Table;

/// No token.
pub(crate) const NONE: TokenId = TokenId::MAX;

/// The longest token of the table for short ones, in bytes.
const SHORT: usize = 8;
/// The longest token of the table for middling ones, in bytes.
const MIDDLE: usize = 16;

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
    middle: Table<Window>,
    long: Table<u64>,
    lengths: Lengths,
    /// By a hash of two tokens: whether they may be a pair.
    mergeable: Vec<u64>,
    /// Whether every token of two bytes or more is a pair of tokens with lower
    /// ids.
    is_regular: bool,
}

impl Vocabulary {
    /// Builds the tables. `bytes` are the tokens in id order, `ends` where each
    /// ends, in ascending order, `pairs` what each is made of. The pairs of
    /// longer tokens that have none are found by the rule.
    ///
    /// Errors: two ids with the same bytes, or a byte that is no token.
    pub(crate) fn new(
        bytes: Vec<u8>,
        ends: Vec<u32>,
        pairs: Vec<(TokenId, TokenId)>,
    ) -> Result<Self, LoadError> {
        let mut vocabulary = Self::with_tokens(bytes, ends, pairs)?;
        vocabulary.find_missing_pairs();
        Ok(vocabulary.with_pairs())
    }

    /// The same, where tokens without a pair are never made.
    #[cfg(feature = "import")]
    pub(crate) fn of_pairs(
        bytes: Vec<u8>,
        ends: Vec<u32>,
        pairs: Vec<(TokenId, TokenId)>,
    ) -> Result<Self, LoadError> {
        Ok(Self::with_tokens(bytes, ends, pairs)?.with_pairs())
    }

    fn with_tokens(
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
                9..=MIDDLE => counts[1] += 1,
                _ => counts[2] += 1,
            }
            start = end;
        }
        let mut vocabulary = Self {
            mergeable: vec![0; (ends.len() / 4).next_power_of_two()],
            is_regular: true,
            bytes,
            ends,
            pairs,
            single: vec![NONE; 1 << 8].into(),
            short: Table::new(counts[0]),
            middle: Table::new(counts[1]),
            long: Table::new(counts[2]),
            lengths: Lengths::new(counts.iter().sum()),
        };
        for (index, id) in (0..vocabulary.ends.len()).zip(0..) {
            vocabulary.insert(id, index)?;
        }
        match (0..=u8::MAX).zip(&*vocabulary.single).find(|&(_, &id)| id == NONE) {
            Some((byte, _)) => Err(LoadError::MissingByte { byte }),
            None => Ok(vocabulary),
        }
    }

    /// Notes what may be merged.
    fn with_pairs(mut self) -> Self {
        for (index, id) in (0..self.pairs.len()).zip(0..) {
            let (left, right) = self.pairs[index];
            let bit = pair_bit(left, right, self.mergeable.len());
            self.mergeable[bit / 64] |= 1 << (bit % 64);
            self.is_regular &= self.range(index).len() < 2 || left < id && right < id;
        }
        self
    }

    /// Finds the pairs of tokens that a file spells out: what byte pair encoding
    /// joins last in their own bytes. Where it never comes to them, they stay
    /// without a pair and stand for whole pieces only.
    fn find_missing_pairs(&mut self) {
        for index in 0..self.ends.len() {
            let range = self.range(index);
            let is_missing = range.len() > 1 && self.pairs.get(index).is_some_and(|&(left, _)| left == NONE);
            if let Some(pair) = is_missing.then(|| self.last_merge(range)).flatten() {
                self.pairs[index] = pair;
            }
        }
    }

    /// The last two parts of a token, if byte pair encoding comes to two.
    ///
    /// Cost: quadratic in its bytes; few tokens need it.
    fn last_merge(&self, token: std::ops::Range<usize>) -> Option<(TokenId, TokenId)> {
        let id = |start, end| self.id_of(&self.bytes, start, end);
        let mut ends: Vec<usize> = (token.start + 1..=token.end).collect();
        let start_of = |ends: &[usize], part: usize| part.checked_sub(1).map_or(token.start, |it| ends[it]);
        while ends.len() > 2 {
            let joined = (1..ends.len()).map(|part| (id(start_of(&ends, part - 1), ends[part]), part - 1));
            let (_, part) = joined.filter(|&(joined, _)| joined != NONE).min()?;
            ends.remove(part);
        }
        Some((id(token.start, ends[0]), id(ends[0], token.end)))
    }

    /// Whether every token of two bytes or more is a pair of tokens with lower
    /// ids, as byte pair encoding makes them. Of Llama 3 and GLM some are made
    /// of later ones, and some never come about.
    #[inline(always)]
    pub(crate) const fn is_regular(&self) -> bool {
        self.is_regular
    }

    /// Whether merging never makes this token.
    pub(crate) fn is_never_made(&self, id: TokenId) -> bool {
        !self.is_regular && self.length_of(id) > 1 && self.pair(id).0 == NONE
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
            2..=SHORT => self.short.insert(low(word(&self.bytes, start), length), length, id, |_| true),
            9..=MIDDLE => {
                self.middle.insert(Window::at(&self.bytes, start).low(length), length, id, |_| true)
            }
            _ => {
                let token = &self.bytes[range];
                let (ends, bytes) = (&self.ends, &self.bytes);
                self.long.insert(hash(token), length, id, |other| {
                    let end = ends[other as usize] as usize;
                    bytes[end - length..end] == *token
                })
            }
        };
        if !fresh {
            return Err(LoadError::BadToken { id });
        }
        self.lengths.insert(&self.bytes, start, length);
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
            length @ 2..=SHORT => self.short.find(low(word(text, start), length), length),
            length @ 9..=MIDDLE => self.middle.find(Window::at(text, start).low(length), length),
            _ => self.long_id_of(&text[start..end]),
        }
    }

    fn long_id_of(&self, token: &[u8]) -> TokenId {
        if !self.lengths.has_long(token) {
            return NONE;
        }
        self.long.find_where(hash(token), token.len(), |id| self.bytes_of(id) == Some(token))
    }

    /// The longest token that `text[start..]` begins with and that has at most
    /// `limit` bytes, and its length; [`NONE`] only where `limit` is 0.
    #[inline(always)]
    pub(crate) fn longest_at(&self, text: &[u8], start: usize, limit: usize) -> (TokenId, usize) {
        let first = word(text, start);
        let mut lengths = self.lengths.of(first, limit);
        if lengths >> (MIDDLE + 1) != 0 {
            let (id, length) = self.long_at(text, start, limit);
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
                self.middle.find(Window::at(text, start).low(length), length)
            };
            if id != NONE {
                return (id, length);
            }
            lengths &= !(1 << length);
        }
        match limit {
            0 => (NONE, 0),
            _ => (self.byte(first as u8), 1),
        }
    }

    /// The longest token of more than sixteen bytes that the text begins with.
    #[inline(never)]
    fn long_at(&self, text: &[u8], start: usize, limit: usize) -> (TokenId, usize) {
        for length in self.lengths.long(text, start, limit) {
            let id = self.long_id_of(&text[start..start + length]);
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
    #[inline(always)]
    pub(crate) fn merged(&self, left: TokenId, right: TokenId) -> TokenId {
        let bit = pair_bit(left, right, self.mergeable.len());
        match self.mergeable[bit / 64] >> (bit % 64) & 1 {
            0 => NONE,
            _ => self.perhaps_merged(left, right),
        }
    }

    #[inline(never)]
    fn perhaps_merged(&self, left: TokenId, right: TokenId) -> TokenId {
        let (left_at, right_at) = (self.range(left as usize), self.range(right as usize));
        let token = [&self.bytes[left_at], &self.bytes[right_at]].concat();
        let id = self.id_of(&token, 0, token.len());
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

/// The bit of a pair of tokens in a filter of so many words.
#[inline(always)]
fn pair_bit(left: TokenId, right: TokenId, words: usize) -> usize {
    let pair = u64::from(left) << 32 | u64::from(right);
    let hash = (pair ^ pair >> 15).wrapping_mul(FACTOR);
    (hash >> 32) as usize & (words * 64 - 1)
}
