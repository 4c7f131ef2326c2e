//! The tokens as a file names them.

use std::iter::Peekable;

use super::{LoadError, MAX_IDS, MAX_TOKEN_BYTES, MAX_TOKENS_BYTES, STRETCH};
use crate::TokenId;

/// The left of a row that is no pair.
pub(crate) const NO_LEFT: u32 = u32::MAX;
/// The right of a row without a token.
pub(crate) const NO_TOKEN: u32 = u32::MAX;
/// The right of a row whose bytes stand in [`Rows::spelled`].
pub(crate) const SPELLED: u32 = u32::MAX - 1;

/// The tokens in order of rank, each as the two tokens it is made of.
///
/// What [`read`](super::read) returns keeps these promises: the parts of a pair
/// are tokens of lower rank, a byte is below 256, and each row that says so has
/// its bytes spelled, at least one. It does not promise that tokens differ,
/// are of bounded length, or that a pair is what merging would end with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rows {
    /// By rank: the left token, or [`NO_LEFT`]; and the right one, or beside
    /// [`NO_LEFT`] a byte, [`NO_TOKEN`] or [`SPELLED`].
    pub(crate) parts: Vec<(u32, u32)>,
    /// The tokens that are neither a byte nor a pair: rank and bytes, by rank.
    pub(crate) spelled: Vec<(u32, Vec<u8>)>,
    /// By rank: the id, which is [`NO_TOKEN`] for a gap. Empty where ids are
    /// ranks.
    pub(crate) ids: Vec<TokenId>,
}

impl Rows {
    /// The bytes of all tokens in order of rank with [`PADDING`] behind them, and
    /// where each ends; a gap has none.
    ///
    /// Errors: a token that is longer than 512 bytes or made of what is no
    /// earlier token, more than 2^20 rows, or more than 16 MiB altogether.
    /// Cost: linear in the bytes.
    pub(crate) fn spell(&self) -> Result<(Vec<u8>, Vec<u32>), LoadError> {
        let ends = self.ends()?;
        let length = ends.last().map_or(0, |&end| end as usize);
        let mut tokens = Tokens { bytes: vec![0; length + PADDING], ends };
        let mut spelled = self.spelled.iter().map(|(_, bytes)| &**bytes);
        for (some, first) in self.parts.chunks(STRETCH).zip((0..).step_by(STRETCH)) {
            tokens.spell(some, first, &mut spelled);
        }
        tokens.bytes[length..].fill(0);
        Ok((tokens.bytes, tokens.ends))
    }

    /// Where the bytes of each token end.
    fn ends(&self) -> Result<Vec<u32>, LoadError> {
        if self.parts.len() > MAX_IDS {
            return Err(LoadError::TooLarge);
        }
        let mut spelled = self.spelled.iter().peekable();
        let mut lengths = Vec::with_capacity(self.parts.len());
        let mut ends = Vec::with_capacity(self.parts.len());
        for some in self.parts.chunks(STRETCH) {
            measure(some, &mut spelled, &mut lengths, &mut ends)?;
        }
        Ok(ends)
    }
}

/// Appends where the bytes of some tokens end, and how many they are.
#[inline(never)]
fn measure<'r>(
    parts: &[(u32, u32)],
    spelled: &mut Peekable<impl Iterator<Item = &'r (u32, Vec<u8>)>>,
    lengths: &mut Vec<u16>,
    ends: &mut Vec<u32>,
) -> Result<(), LoadError> {
    let mut end = ends.last().map_or(0, |&end| end as usize);
    for (&parts, id) in parts.iter().zip(ends.len() as u32..) {
        let length_of = |part: u32| lengths.get(part as usize).copied().map_or(0, usize::from);
        let length = match parts {
            (NO_LEFT, NO_TOKEN) => Some(0),
            (NO_LEFT, SPELLED) => spelled.next_if(|&&(rank, _)| rank == id).map(|(_, bytes)| bytes.len()),
            (NO_LEFT, byte) => (byte < 1 << 8).then_some(1),
            (left, right) => match (length_of(left), length_of(right)) {
                (0, _) | (_, 0) => None,
                (left, right) => Some(left + right),
            },
        };
        let length = length.filter(|&length| length <= MAX_TOKEN_BYTES);
        let length = length.ok_or(LoadError::BadToken { id })?;
        end += length;
        if end > MAX_TOKENS_BYTES {
            return Err(LoadError::TooLarge);
        }
        lengths.push(length as u16);
        ends.push(end as u32);
    }
    Ok(())
}

/// Zeros behind the bytes of the tokens, so that sixteen can be read at once
/// wherever a token begins.
const PADDING: usize = 16;

/// The bytes of the tokens so far, in order of rank, and where each ends.
struct Tokens {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Tokens {
    /// Writes the bytes of some tokens, from that of rank `first` on.
    #[inline(never)]
    fn spell<'r>(
        &mut self,
        parts: &[(u32, u32)],
        first: usize,
        spelled: &mut impl Iterator<Item = &'r [u8]>,
    ) {
        let mut start = first.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        for (&(left, right), rank) in parts.iter().zip(first..) {
            if left != NO_LEFT {
                let middle = self.copy(left as usize, start);
                self.copy(right as usize, middle);
            } else if right == SPELLED {
                let bytes = spelled.next().unwrap_or_default();
                self.bytes[start..start + bytes.len()].copy_from_slice(bytes);
            } else if right != NO_TOKEN {
                self.bytes[start] = right as u8;
            }
            start = self.ends[rank] as usize;
        }
    }

    /// Writes an earlier token at a place, and perhaps some bytes of no meaning
    /// behind it; says where it ends there.
    #[inline(always)]
    fn copy(&mut self, rank: usize, to: usize) -> usize {
        let begin = rank.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        let length = self.ends[rank] as usize - begin;
        // Nearly all tokens are done by this.
        let chunk: Option<&[u8; PADDING]> = self.bytes[begin..].first_chunk();
        if let Some(&chunk) = chunk
            && let Some(place) = self.bytes[to..].first_chunk_mut()
        {
            *place = chunk;
        }
        if length > PADDING {
            self.bytes.copy_within(begin..begin + length, to);
        }
        to + length
    }
}
