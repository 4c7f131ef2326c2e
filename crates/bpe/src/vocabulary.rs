//! The tokens of an encoding, found by id and by bytes.
//!
//! Tokens of up to sixteen bytes, nearly all of them, lie in tables whose keys
//! are the bytes themselves, so that a look-up reads one place in memory and
//! compares words. Longer ones are found by a hash and compared with the
//! arena.

mod lengths;
mod table;

use std::collections::HashMap;

use crate::{
    TokenId,
    file::{LoadError, NO_LEFT, Rows},
    words::{FACTOR, Window, hash, low, word},
};
use lengths::Lengths;
use table::Table;

/// No token.
/// It is also the left part of a token that is no pair.
pub(crate) const NONE: u32 = NO_LEFT;

/// The longest token of the table for short ones, in bytes.
const SHORT: usize = 8;
/// The longest token of the table for middling ones, in bytes.
const MIDDLE: usize = 16;

/// Every ordinary token, by rank: the lower, the earlier it is merged.
///
/// Most functions speak of ranks; where the ids of an encoding are others, only
/// [`Self::id`] and [`Self::rank`] know them.
///
/// Invariant: each of the 256 bytes is a token, so every text has tokens.
///
/// Memory: the bytes of the tokens, 12 bytes a token, 16 to 48 more for the
/// tables, and some four for the filters.
pub(crate) struct Vocabulary {
    /// The bytes of all tokens in order of rank.
    bytes: Vec<u8>,
    /// Where the token of each rank ends; a rank without a token has no bytes.
    ends: Vec<u32>,
    /// What each token is made of.
    rows: Rows,
    /// Tokens that merging cannot make, so that only a whole piece is one.
    wholes: HashMap<Vec<u8>, u32>,
    /// The rank of each id, where ids are no ranks; [`NONE`] for none.
    ranks: Vec<u32>,
    single: Box<[u32]>,
    short: Table<u64>,
    middle: Table<Window>,
    long: Table<u64>,
    lengths: Lengths,
    /// By a hash of two tokens: whether they may be a pair.
    mergeable: Vec<u64>,
}

impl Vocabulary {
    /// Builds the tables. Where `whole_pieces` is not set, tokens that merging
    /// cannot make are never found.
    ///
    /// Errors: two tokens with the same bytes, a byte that is no token, or a
    /// spelled token that merging would make.
    pub(crate) fn new(mut rows: Rows, whole_pieces: bool) -> Result<Self, LoadError> {
        let (bytes, ends) = rows.spell()?;
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
        let mut mergeable = vec![0; (ends.len() / 4).next_power_of_two()];
        for (&left, &right) in rows.left.iter().zip(&rows.right) {
            let bit = pair_bit(left, right, mergeable.len());
            mergeable[bit / 64] |= 1 << (bit % 64);
        }
        let ranks = ranks(&rows.ids);
        let spelled = std::mem::take(&mut rows.spelled);
        let mut vocabulary = Self {
            bytes,
            ends,
            rows,
            ranks,
            single: vec![NONE; 1 << 8].into(),
            short: Table::new(counts[0]),
            middle: Table::new(counts[1]),
            long: Table::new(counts[2]),
            lengths: Lengths::new(counts.iter().sum()),
            mergeable,
            wholes: HashMap::new(),
        };
        let mut spelled = spelled.into_iter().peekable();
        for (index, rank) in (0..vocabulary.ends.len()).zip(0..) {
            match spelled.next_if(|(spelled, _)| *spelled == rank) {
                None => vocabulary.insert(rank, index)?,
                Some((_, bytes)) if whole_pieces => vocabulary.wholes.extend([(bytes, rank)]),
                Some(_) => {}
            }
        }
        match (0..=u8::MAX).zip(&*vocabulary.single).find(|&(_, &rank)| rank == NONE) {
            Some((byte, _)) => Err(LoadError::MissingByte { byte }),
            None => Ok(vocabulary),
        }
    }

    /// The id of the token of a rank.
    #[inline(always)]
    pub(crate) fn id(&self, rank: u32) -> TokenId {
        if self.rows.ids.is_empty() { rank } else { self.rows.ids[rank as usize] }
    }

    /// The rank of the token of an id; of no token perhaps.
    #[inline(always)]
    pub(crate) fn rank(&self, id: TokenId) -> u32 {
        if self.rows.ids.is_empty() { id } else { self.ranks.get(id as usize).copied().unwrap_or(NONE) }
    }

    /// Puts ids in the place of ranks.
    #[inline(always)]
    pub(crate) fn to_ids(&self, ranks: &mut [u32]) {
        if !self.rows.ids.is_empty() {
            for rank in ranks {
                *rank = self.id(*rank);
            }
        }
    }

    fn range(&self, index: usize) -> std::ops::Range<usize> {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[index] as usize
    }

    fn insert(&mut self, rank: u32, index: usize) -> Result<(), LoadError> {
        let range = self.range(index);
        let (start, length) = (range.start, range.len());
        let fresh = match length {
            0 => return Ok(()),
            1 => {
                let slot = &mut self.single[usize::from(self.bytes[start])];
                std::mem::replace(slot, rank) == NONE
            }
            2..=SHORT => self.short.insert(low(word(&self.bytes, start), length), length, rank, |_| true),
            9..=MIDDLE => {
                self.middle.insert(Window::at(&self.bytes, start).low(length), length, rank, |_| true)
            }
            _ => {
                let token = &self.bytes[range];
                let (ends, bytes) = (&self.ends, &self.bytes);
                self.long.insert(hash(token), length, rank, |other| {
                    let end = ends[other as usize] as usize;
                    bytes[end - length..end] == *token
                })
            }
        };
        if !fresh {
            return Err(LoadError::BadToken { id: rank });
        }
        self.lengths.insert(&self.bytes, start, length);
        Ok(())
    }

    /// The token that a whole piece is, `text[start..end]`, or [`NONE`].
    #[inline(always)]
    pub(crate) fn whole(&self, text: &[u8], start: usize, end: usize) -> u32 {
        match self.find(text, start, end) {
            NONE if !self.wholes.is_empty() => self.wholes.get(&text[start..end]).copied().unwrap_or(NONE),
            rank => rank,
        }
    }

    /// The mergeable token that is exactly `text[start..end]`, or [`NONE`].
    ///
    /// Cost: constant up to 16 bytes, linear beyond.
    #[inline(always)]
    fn find(&self, text: &[u8], start: usize, end: usize) -> u32 {
        match end - start {
            0 => NONE,
            1 => self.byte(text[start]),
            length @ 2..=SHORT => self.short.find(low(word(text, start), length), length),
            length @ 9..=MIDDLE => self.middle.find(Window::at(text, start).low(length), length),
            _ => self.find_long(&text[start..end]),
        }
    }

    fn find_long(&self, token: &[u8]) -> u32 {
        if !self.lengths.has_long(token) {
            return NONE;
        }
        self.long.find_where(hash(token), token.len(), |rank| self.bytes_of(rank) == Some(token))
    }

    /// The longest token that `text[start..]` begins with and that has at most
    /// `limit` bytes, and its length; [`NONE`] only where `limit` is 0.
    #[inline(always)]
    pub(crate) fn longest_at(&self, text: &[u8], start: usize, limit: usize) -> (u32, usize) {
        let first = word(text, start);
        let mut lengths = self.lengths.of(first, limit);
        if lengths >> (MIDDLE + 1) != 0 {
            let (rank, length) = self.long_at(text, start, limit);
            if rank != NONE {
                return (rank, length);
            }
            lengths &= (2 << MIDDLE) - 1;
        }
        while lengths != 0 {
            let length = lengths.ilog2() as usize;
            let rank = if length <= SHORT {
                self.short.find(low(first, length), length)
            } else {
                self.middle.find(Window::at(text, start).low(length), length)
            };
            if rank != NONE {
                return (rank, length);
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
    fn long_at(&self, text: &[u8], start: usize, limit: usize) -> (u32, usize) {
        for length in self.lengths.long(text, start, limit) {
            let rank = self.find_long(&text[start..start + length]);
            if rank != NONE {
                return (rank, length);
            }
        }
        (NONE, 0)
    }

    /// The token of one byte.
    #[inline(always)]
    pub(crate) fn byte(&self, byte: u8) -> u32 {
        self.single[usize::from(byte)]
    }

    /// The token that these two become when they are merged, or [`NONE`].
    #[inline(always)]
    pub(crate) fn merged(&self, left: u32, right: u32) -> u32 {
        let bit = pair_bit(left, right, self.mergeable.len());
        match self.mergeable[bit / 64] >> (bit % 64) & 1 {
            0 => NONE,
            _ => self.perhaps_merged(left, right),
        }
    }

    #[inline(never)]
    fn perhaps_merged(&self, left: u32, right: u32) -> u32 {
        let (left_at, right_at) = (self.range(left as usize), self.range(right as usize));
        let token = [&self.bytes[left_at], &self.bytes[right_at]].concat();
        let rank = self.find(&token, 0, token.len());
        if rank != NONE && self.pair(rank) == (left, right) { rank } else { NONE }
    }

    /// The two tokens whose merge this one is; [`NONE`] twice for a byte.
    #[inline(always)]
    pub(crate) fn pair(&self, rank: u32) -> (u32, u32) {
        match self.rows.left[rank as usize] {
            NO_LEFT => (NONE, NONE),
            left => (left, self.rows.right[rank as usize]),
        }
    }

    /// The bytes of a token, never empty.
    pub(crate) fn bytes_of(&self, rank: u32) -> Option<&[u8]> {
        let index = rank as usize;
        let bytes = (index < self.ends.len()).then(|| &self.bytes[self.range(index)])?;
        (!bytes.is_empty()).then_some(bytes)
    }

    /// The length of a token in bytes; 0 where there is none.
    pub(crate) fn length_of(&self, rank: u32) -> usize {
        self.bytes_of(rank).map_or(0, <[u8]>::len)
    }
}

/// The rank of every id.
fn ranks(ids: &[TokenId]) -> Vec<u32> {
    let count = ids.iter().filter(|&&id| id != NONE).max().map_or(0, |&id| id as usize + 1);
    let mut ranks = vec![NONE; count];
    for (&id, rank) in ids.iter().zip(0..) {
        if let Some(slot) = ranks.get_mut(id as usize) {
            *slot = rank;
        }
    }
    ranks
}

/// The bit of a pair of tokens in a filter of so many words.
#[inline(always)]
fn pair_bit(left: u32, right: u32, words: usize) -> usize {
    let pair = u64::from(left) << 32 | u64::from(right);
    let hash = (pair ^ pair >> 15).wrapping_mul(FACTOR);
    (hash >> 32) as usize & (words * 64 - 1)
}
