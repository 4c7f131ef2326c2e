//! The tokens of an encoding, found by id and by bytes.
//!
//! Tokens of up to sixteen bytes, nearly all of them, lie in tables whose keys
//! are the bytes themselves, so that a look-up reads one place in memory and
//! compares words. Longer ones are found by a hash and compared with the
//! arena.

mod build;
mod lengths;
mod pairs;
mod seams;
mod table;

use std::{ops::Range, sync::OnceLock};

use crate::{
    TokenId,
    file::{MAX_TOKEN_BYTES, NO_LEFT, Rows},
    words::{FACTOR, Window, hash, low, word},
};
use lengths::Lengths;
use pairs::Pairs;
pub(crate) use seams::Seams;
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
/// Memory: 256 KiB, the bytes of the tokens, 12 bytes a token, and 16 to 48 more
/// for the tables; five to nine for the filters, once there was much to
/// merge, and 8 to 16 for the pairs, once somebody watched.
pub(crate) struct Vocabulary {
    /// The bytes of all tokens in order of rank.
    bytes: Vec<u8>,
    /// Where the token of each rank ends; a rank without a token has no bytes.
    ends: Vec<u32>,
    /// What each token is made of.
    rows: Rows,
    /// Whether every token of two bytes or more is made of tokens of lower rank.
    is_regular: bool,
    /// The rank of each id, where ids are no ranks; [`NONE`] for none.
    ranks: Vec<u32>,
    /// By its byte: the token.
    single: Box<[u32]>,
    /// By its two bytes: the token, or [`NONE`].
    double: Box<[u32]>,
    short: Table<u64>,
    middle: Table<Window>,
    long: Table<u64>,
    /// Made when they are asked for.
    seams: OnceLock<Seams>,
    lengths: OnceLock<Lengths>,
    pairs: OnceLock<Pairs>,
}

impl Vocabulary {
    /// Whether every token of two bytes or more is made of tokens of lower rank,
    /// as byte pair encoding makes them. Of Llama 3 and GLM some are made of
    /// later ones, and some never come about.
    #[inline(always)]
    pub(crate) const fn is_regular(&self) -> bool {
        self.is_regular
    }

    /// Whether merging never makes this token.
    pub(crate) fn is_never_made(&self, rank: u32) -> bool {
        !self.is_regular && self.length_of(rank) > 1 && self.pair(rank).0 == NONE
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

    fn range(&self, index: usize) -> Range<usize> {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[index] as usize
    }

    /// The token that is exactly `text[start..end]`, or [`NONE`].
    ///
    /// Cost: constant up to 16 bytes, linear beyond, as far as tokens go.
    #[inline(never)]
    pub(crate) fn find(&self, text: &[u8], start: usize, end: usize) -> u32 {
        match end - start {
            0 => NONE,
            1 => self.byte(text[start]),
            length @ 2..=MIDDLE => self.find_window(Window::at(text, start).low(length), length),
            length if length > MAX_TOKEN_BYTES => NONE,
            _ => self.find_long(&text[start..end]),
        }
    }

    /// The token that is the first `length` bytes of the window, where it is short
    /// and quickly found; [`NONE`] otherwise, which says nothing.
    #[inline(always)]
    pub(crate) fn peek(&self, window: Window, length: usize) -> u32 {
        if length > SHORT { NONE } else { self.short.peek(low(window.first, length), length) }
    }

    /// The token of these bytes, two to sixteen, or [`NONE`].
    #[inline(always)]
    fn find_window(&self, window: Window, length: usize) -> u32 {
        match length {
            ..=SHORT => self.short.find(window.first, length),
            _ => self.middle.find(window, length),
        }
    }

    fn find_long(&self, token: &[u8]) -> u32 {
        self.long.find_where(hash(token), token.len(), |rank| self.bytes_of(rank) == Some(token))
    }

    /// The longest token that `text[start..]` begins with and that has at most
    /// `limit` bytes, and its length; [`NONE`] only where `limit` is 0.
    #[inline(always)]
    pub(crate) fn longest_at(
        &self,
        filter: &Lengths,
        text: &[u8],
        start: usize,
        limit: usize,
    ) -> (u32, usize) {
        let first = word(text, start);
        let mut lengths = filter.of(first, limit);
        if lengths >> (MIDDLE + 1) != 0 {
            let (rank, length) = self.long_at(filter, text, start, limit);
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
            1 => (self.byte(first as u8), 1),
            _ => match self.double[first as usize & 0xFFFF] {
                NONE => (self.byte(first as u8), 1),
                two => (two, 2),
            },
        }
    }

    /// The longest token of more than sixteen bytes that the text begins with.
    #[inline(never)]
    fn long_at(&self, filter: &Lengths, text: &[u8], start: usize, limit: usize) -> (u32, usize) {
        for length in filter.long(text, start, limit) {
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

    /// Where the two parts of a token can meet.
    ///
    /// Cost: the first time some twenty nanoseconds a token.
    #[inline(always)]
    pub(crate) fn seams(&self) -> &Seams {
        self.seams.get_or_init(|| Seams::new(&self.rows.parts, &self.bytes, &self.ends))
    }

    /// The same, if they are there.
    #[inline(always)]
    pub(crate) fn seams_so_far(&self) -> Option<&Seams> {
        self.seams.get()
    }

    /// Which lengths a token can have at a place of a text.
    ///
    /// Cost: the first time some thirty nanoseconds a token.
    #[inline(always)]
    pub(crate) fn lengths(&self) -> &Lengths {
        self.lengths.get_or_init(|| Lengths::new(&self.bytes, &self.ends))
    }

    /// The same, if it is there.
    #[inline(always)]
    pub(crate) fn lengths_so_far(&self) -> Option<&Lengths> {
        self.lengths.get()
    }

    /// The token that these two become when they are merged, or [`NONE`].
    ///
    /// Cost: the first time some twenty nanoseconds a token.
    #[inline(always)]
    pub(crate) fn merged(&self, left: u32, right: u32) -> u32 {
        let pairs = self.pairs.get_or_init(|| Pairs::new(&self.rows.parts));
        pairs.find(&self.rows.parts, left, right)
    }

    /// The token of two bytes, or [`NONE`].
    #[inline(always)]
    fn two(&self, first: u8, second: u8) -> u32 {
        self.double[usize::from(u16::from_le_bytes([first, second]))]
    }

    /// The token that two neighbours become when they are merged, `left` and
    /// `right`, which together are `text[start..end]`; or [`NONE`].
    ///
    /// Where every token is made of earlier ones, their bytes say it: were they
    /// a token of another pair, merging the bytes of that token would come by
    /// these two, and never to it.
    #[inline(always)]
    pub(crate) fn joined(&self, text: &[u8], range: Range<usize>, left: u32, right: u32) -> u32 {
        if self.is_regular {
            match range.len() {
                2 => self.two(text[range.start], text[range.start + 1]),
                length @ 3..=MIDDLE
                    if let Some(lengths) = self.lengths.get()
                        && !lengths.has(word(text, range.start), length) =>
                {
                    NONE
                }
                _ => self.find(text, range.start, range.end),
            }
        } else {
            self.merged(left, right)
        }
    }

    /// The two tokens whose merge this one is; [`NONE`] twice for a byte.
    #[inline(always)]
    pub(crate) fn pair(&self, rank: u32) -> (u32, u32) {
        match self.rows.parts[rank as usize] {
            (NO_LEFT, _) => (NONE, NONE),
            pair => pair,
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
