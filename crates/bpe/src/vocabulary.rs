//! The tokens of an encoding, found by id and by bytes.
//!
//! Tokens of up to sixteen bytes, nearly all of them, lie in tables whose keys
//! are the bytes themselves, so that a look-up reads one place in memory and
//! compares words. Longer ones are found by a hash and compared with the
//! arena.

mod filters;
mod lengths;
mod pairs;
mod seams;
mod table;

use std::{ops::Range, sync::OnceLock};

use crate::{
    TokenId,
    file::{LoadError, MAX_TOKEN_BYTES, NO_LEFT, Rows, STRETCH},
    words::{FACTOR, Window, hash, low, word},
};
pub(crate) use filters::Filters;
use pairs::Pairs;
use table::{Table, Waiting};

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
/// Memory: the bytes of the tokens, 12 bytes a token, and 16 to 48 more for the
/// tables; some six for the filters, once there was much to merge, and 8 to 16
/// for the pairs, once somebody watched.
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
    single: Box<[u32]>,
    short: Table<u64>,
    middle: Table<Window>,
    long: Table<u64>,
    /// Made when they are asked for. By two bytes: one more than the rank of the
    /// token that they are.
    double: OnceLock<Box<[u32]>>,
    filters: OnceLock<Filters>,
    pairs: OnceLock<Pairs>,
}

impl Vocabulary {
    /// Builds the tables. What the tokens that are spelled are made of is found
    /// by the rule.
    ///
    /// Errors: two tokens with the same bytes, or a byte that is no token.
    pub(crate) fn new(rows: Rows) -> Result<Self, LoadError> {
        let mut vocabulary = Self::with_tokens(rows)?;
        for (rank, _) in std::mem::take(&mut vocabulary.rows.spelled) {
            let token = vocabulary.range(rank as usize);
            vocabulary.set_pair(rank, vocabulary.last_merge(token));
        }
        Ok(vocabulary)
    }

    /// Builds the tables. Of the tokens that are spelled, only those with a pair
    /// of ranks among the `late` ones come about.
    ///
    /// Errors: two tokens with the same bytes, or a byte that is no token.
    #[cfg(feature = "import")]
    pub(crate) fn with_late_pairs(rows: Rows, late: &[(u32, (u32, u32))]) -> Result<Self, LoadError> {
        let mut vocabulary = Self::with_tokens(rows)?;
        for (rank, _) in std::mem::take(&mut vocabulary.rows.spelled) {
            vocabulary.set_pair(rank, None);
        }
        for &(rank, pair) in late {
            vocabulary.set_pair(rank, Some(pair));
        }
        Ok(vocabulary)
    }

    /// Says what a token that was spelled is made of. All others are bytes, or
    /// made of tokens of lower rank.
    fn set_pair(&mut self, rank: u32, pair: Option<(u32, u32)>) {
        let (left, right) = pair.unwrap_or((NONE, NONE));
        self.rows.parts[rank as usize] = (left, right);
        self.is_regular &= if left == NONE { self.length_of(rank) < 2 } else { left < rank && right < rank };
    }

    fn with_tokens(rows: Rows) -> Result<Self, LoadError> {
        let (bytes, ends) = rows.spell()?;
        let [short, middle, long] = counts(&ends);
        let mut vocabulary = Self {
            filters: OnceLock::new(),
            pairs: OnceLock::new(),
            is_regular: true,
            bytes,
            ends,
            ranks: ranks(&rows.ids),
            rows,
            single: vec![NONE; 1 << 8].into(),
            double: OnceLock::new(),
            short: Table::new(0),
            middle: Table::new(0),
            long: Table::new(long),
        };
        vocabulary.fill(short, middle).map_err(|id| LoadError::BadToken { id })?;
        match (0..=u8::MAX).zip(&*vocabulary.single).find(|&(_, &rank)| rank == NONE) {
            Some((byte, _)) => Err(LoadError::MissingByte { byte }),
            None => Ok(vocabulary),
        }
    }

    /// The last two parts of a token, if byte pair encoding comes to two.
    ///
    /// Cost: quadratic in its bytes; few tokens need it.
    fn last_merge(&self, token: Range<usize>) -> Option<(u32, u32)> {
        let rank = |start, end| self.find(&self.bytes, start, end);
        let mut ends: Vec<usize> = (token.start + 1..=token.end).collect();
        let start_of = |ends: &[usize], part: usize| part.checked_sub(1).map_or(token.start, |it| ends[it]);
        while ends.len() > 2 {
            let joined = (1..ends.len()).map(|part| (rank(start_of(&ends, part - 1), ends[part]), part - 1));
            let (_, part) = joined.filter(|&(joined, _)| joined != NONE).min()?;
            ends.remove(part);
        }
        let middle = *ends.first()?;
        Some((rank(token.start, middle), rank(middle, token.end)))
    }

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

    /// Puts every token into the tables, so many of them into those for short and
    /// middling ones.
    ///
    /// Errors: the rank of a token that there is twice.
    fn fill(&mut self, short: usize, middle: usize) -> Result<(), u32> {
        let mut waiting = (Waiting::new(short), Waiting::new(middle));
        for first in (0..self.ends.len()).step_by(STRETCH) {
            self.sort_some(first, &mut waiting)?;
        }
        self.short = Table::of(&waiting.0)?;
        self.middle = Table::of(&waiting.1)?;
        Ok(())
    }

    /// Sorts some tokens by the tables that they are for, from that of rank
    /// `first` on.
    ///
    /// Errors: the rank of a long token that there is twice.
    #[inline(never)]
    fn sort_some(
        &mut self,
        first: usize,
        (short, middle): &mut (Waiting<u64>, Waiting<Window>),
    ) -> Result<(), u32> {
        let mut start = self.range(first).start;
        for (rank, &end) in (0..).zip(&self.ends).skip(first).take(STRETCH) {
            let length = end as usize - start;
            let window = Window::at(&self.bytes, start);
            match length {
                0 => {}
                1..=SHORT => short.push(low(window.first, length), length, rank),
                9..=MIDDLE => middle.push(window.low(length), length, rank),
                _ if insert_long(&mut self.long, &self.bytes, &self.ends, start..start + length, rank) => {}
                _ => return Err(rank),
            }
            if length == 1 {
                self.single[window.first as usize & 0xFF] = rank;
            }
            start = end as usize;
        }
        Ok(())
    }

    /// The token that is exactly `text[start..end]`, or [`NONE`].
    ///
    /// Cost: constant up to 16 bytes, linear beyond.
    #[inline(never)]
    pub(crate) fn find(&self, text: &[u8], start: usize, end: usize) -> u32 {
        match end - start {
            0 => NONE,
            1 => self.byte(text[start]),
            length @ 2..=MIDDLE => self.find_window(Window::at(text, start).low(length), length),
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
        if self.filters.get().is_some_and(|filters| !filters.lengths.has_long(token)) {
            return NONE;
        }
        self.long.find_where(hash(token), token.len(), |rank| self.bytes_of(rank) == Some(token))
    }

    /// The longest token that `text[start..]` begins with and that has at most
    /// `limit` bytes, and its length; [`NONE`] only where `limit` is 0.
    #[inline(always)]
    pub(crate) fn longest_at(
        &self,
        filters: &Filters,
        text: &[u8],
        start: usize,
        limit: usize,
    ) -> (u32, usize) {
        let first = word(text, start);
        let mut lengths = filters.lengths.of(first, limit);
        if lengths >> (MIDDLE + 1) != 0 {
            let (rank, length) = self.long_at(filters, text, start, limit);
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
    fn long_at(&self, filters: &Filters, text: &[u8], start: usize, limit: usize) -> (u32, usize) {
        for length in filters.lengths.long(text, start, limit) {
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

    /// What spares merging most of its questions.
    ///
    /// Cost: the first time some fifty nanoseconds a token.
    #[inline(always)]
    pub(crate) fn filters(&self) -> &Filters {
        self.filters.get_or_init(|| Filters::new(&self.rows.parts, &self.bytes, &self.ends))
    }

    /// The same, if they are there.
    #[inline(always)]
    pub(crate) fn filters_so_far(&self) -> Option<&Filters> {
        self.filters.get()
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
    ///
    /// Cost: the first time a nanosecond a token.
    #[inline(always)]
    fn two(&self, first: u8, second: u8) -> u32 {
        let double = self.double.get_or_init(|| self.doubles());
        double[usize::from(u16::from_le_bytes([first, second]))].wrapping_sub(1)
    }

    #[inline(never)]
    fn doubles(&self) -> Box<[u32]> {
        let mut double = vec![0; 1 << 16];
        let mut start = 0;
        for (&end, rank) in self.ends.iter().zip(1..) {
            if end - start == 2 {
                double[word(&self.bytes, start as usize) as usize & 0xFFFF] = rank;
            }
            start = end;
        }
        double.into()
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
                length if length > MAX_TOKEN_BYTES => NONE,
                length @ 3..=MIDDLE
                    if let Some(filters) = self.filters.get()
                        && !filters.lengths.has(word(text, range.start), length) =>
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

/// Puts a token of more than sixteen bytes in, unless it is there.
#[inline(never)]
fn insert_long(long: &mut Table<u64>, bytes: &[u8], ends: &[u32], token: Range<usize>, rank: u32) -> bool {
    let (length, token) = (token.len(), &bytes[token]);
    long.insert(hash(token), length, rank, |other| {
        let end = ends[other as usize] as usize;
        bytes[end - length..end] == *token
    })
}

/// How many tokens each of the three tables is to hold. A function of its own,
/// so that a browser does not compile all around this loop once more.
#[inline(never)]
fn counts(ends: &[u32]) -> [usize; 3] {
    let mut counts = [0; 3];
    let mut start = 0;
    for &end in ends {
        match (end - start) as usize {
            0 => {}
            1..=SHORT => counts[0] += 1,
            9..=MIDDLE => counts[1] += 1,
            _ => counts[2] += 1,
        }
        start = end;
    }
    counts
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
