//! The tokens as a file names them.

use super::{LoadError, MAX_IDS, MAX_TOKEN_BYTES, MAX_TOKENS_BYTES};
use crate::{TokenId, words::word};

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
    /// By rank: the left token, or [`NO_LEFT`].
    pub(crate) left: Vec<u32>,
    /// By rank: the right token; beside [`NO_LEFT`] a byte, [`NO_TOKEN`] or
    /// [`SPELLED`].
    pub(crate) right: Vec<u32>,
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
        let (mut spelled, mut start) = (self.spelled.iter(), 0);
        for (rank, (&left, &right)) in self.left.iter().zip(&self.right).enumerate() {
            if left != NO_LEFT {
                let middle = tokens.copy(left as usize, start);
                tokens.copy(right as usize, middle);
            } else if right == SPELLED {
                let bytes = spelled.next().map_or(&[][..], |(_, bytes)| bytes);
                tokens.bytes[start..start + bytes.len()].copy_from_slice(bytes);
            } else if right != NO_TOKEN {
                tokens.bytes[start] = right as u8;
            }
            start = tokens.ends[rank] as usize;
        }
        tokens.bytes[length..].fill(0);
        Ok((tokens.bytes, tokens.ends))
    }

    /// Where the bytes of each token end.
    fn ends(&self) -> Result<Vec<u32>, LoadError> {
        if self.left.len() > MAX_IDS {
            return Err(LoadError::TooLarge);
        }
        let mut spelled = self.spelled.iter().peekable();
        let mut lengths: Vec<u16> = Vec::with_capacity(self.left.len());
        let mut ends = Vec::with_capacity(self.left.len());
        let mut end = 0_usize;
        for ((&left, &right), id) in self.left.iter().zip(&self.right).zip(0..) {
            let length_of = |part: u32| lengths.get(part as usize).copied().map_or(0, usize::from);
            let length = match (left, right) {
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
        Ok(ends)
    }
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
    /// Writes an earlier token at a place, and perhaps some bytes of no meaning
    /// behind it; says where it ends there.
    #[inline(always)]
    fn copy(&mut self, rank: usize, to: usize) -> usize {
        let begin = rank.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        let length = self.ends[rank] as usize - begin;
        let mut at = 0;
        // Eight at a time: copying by a call would take longer than the bytes.
        while at < length {
            let word = word(&self.bytes, begin + at);
            if let Some(place) = self.bytes[to + at..].first_chunk_mut() {
                *place = word.to_le_bytes();
            }
            at += 8;
        }
        to + length
    }
}
