//! The tokens as a file names them.

use super::{LoadError, MAX_IDS, MAX_TOKEN_BYTES, MAX_TOKENS_BYTES};
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
    /// The bytes of all tokens in order of rank, and where each ends; a gap has
    /// none.
    ///
    /// Errors: a token that is longer than 512 bytes or made of what is no
    /// earlier token, more than 2^20 rows, or more than 16 MiB altogether.
    /// Cost: linear in the bytes.
    pub(crate) fn spell(&self) -> Result<(Vec<u8>, Vec<u32>), LoadError> {
        if self.left.len() > MAX_IDS {
            return Err(LoadError::TooLarge);
        }
        let mut tokens = Tokens { bytes: Vec::new(), ends: Vec::with_capacity(self.left.len()) };
        let mut spelled = self.spelled.iter().peekable();
        for ((&left, &right), id) in self.left.iter().zip(&self.right).zip(0..) {
            let bad = LoadError::BadToken { id };
            match (left, right) {
                (NO_LEFT, NO_TOKEN) => {}
                (NO_LEFT, SPELLED) => {
                    let (_, bytes) = spelled.next_if(|&&(rank, _)| rank == id).ok_or(bad.clone())?;
                    tokens.bytes.extend(bytes);
                }
                (NO_LEFT, byte) => tokens.bytes.push(u8::try_from(byte).map_err(|_| bad.clone())?),
                (left, right) => tokens.join(left, right).ok_or(bad.clone())?,
            }
            if !tokens.close() {
                return Err(bad);
            }
            if tokens.bytes.len() > MAX_TOKENS_BYTES {
                return Err(LoadError::TooLarge);
            }
        }
        Ok((tokens.bytes, tokens.ends))
    }
}

/// The bytes of the tokens so far, in order of rank, and where each ends.
struct Tokens {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Tokens {
    /// Writes two earlier tokens in a row.
    fn join(&mut self, left: u32, right: u32) -> Option<()> {
        for part in [left, right] {
            let end = *self.ends.get(part as usize)? as usize;
            let begin = self.begin(part as usize);
            if begin == end {
                return None;
            }
            self.bytes.extend_from_within(begin..end);
        }
        Some(())
    }

    fn begin(&self, rank: usize) -> usize {
        rank.checked_sub(1).map_or(0, |before| self.ends[before] as usize)
    }

    /// Ends the token that was being written, and tells whether it is short
    /// enough. The bytes are bounded, so their number fits.
    fn close(&mut self) -> bool {
        let begin = self.begin(self.ends.len());
        self.ends.push(self.bytes.len() as u32);
        self.bytes.len() - begin <= MAX_TOKEN_BYTES
    }
}
