//! From the rows of a file to the tables.

use std::{ops::Range, sync::OnceLock};

use super::{MIDDLE, NONE, SHORT, Vocabulary, table::Table};
use crate::{
    TokenId,
    file::{LoadError, Rows, STRETCH},
    words::{Window, hash, low},
};

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
            seams: OnceLock::new(),
            lengths: OnceLock::new(),
            pairs: OnceLock::new(),
            is_regular: true,
            bytes,
            ends,
            ranks: ranks(&rows.ids),
            rows,
            single: vec![NONE; 1 << 8].into(),
            double: vec![NONE; 1 << 16].into(),
            short: Table::new(short),
            middle: Table::new(middle),
            long: Table::new(long),
        };
        for first in (0..vocabulary.ends.len()).step_by(STRETCH) {
            vocabulary.fill(first).map_err(|id| LoadError::BadToken { id })?;
        }
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

    /// Puts some tokens into the tables, from that of rank `first` on.
    ///
    /// Errors: the rank of a token that there is twice.
    #[inline(never)]
    fn fill(&mut self, first: usize) -> Result<(), u32> {
        let mut start = self.range(first).start;
        for (rank, &end) in (first as u32..).zip(self.ends[first..].iter().take(STRETCH)) {
            let length = end as usize - start;
            let window = Window::at(&self.bytes, start);
            let is_new = match length {
                0 => true,
                1..=SHORT => self.short.put(low(window.first, length), length, rank),
                9..=MIDDLE => self.middle.put(window.low(length), length, rank),
                _ => insert_long(&mut self.long, &self.bytes, &self.ends, start..start + length, rank),
            };
            if !is_new {
                return Err(rank);
            }
            match length {
                1 => self.single[window.first as usize & 0xFF] = rank,
                2 => self.double[window.first as usize & 0xFFFF] = rank,
                _ => {}
            }
            start = end as usize;
        }
        Ok(())
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
