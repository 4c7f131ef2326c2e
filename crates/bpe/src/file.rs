//! The vocabulary file: small to send, quick to open, safe to distrust.
//!
//! A token of a byte pair encoding is two earlier tokens in a row, so the file
//! names those two instead of the bytes. Which two they are is told in few bits,
//! because writer and reader keep the same statistics of what came before; see
//! the module `statistics` for those and `coder` for the bits. The result looks
//! random: compressing it again gains nothing.
//!
//! All numbers are little-endian.
//!
//! ```text
//! "LPBV"  version u8  file length u32  checksum u32, then the body:
//!   flags u8: bit 0 for vocabularies in which a whole piece that is a token is
//!             taken as it is, without merging; the others are zero
//!   name of the encoding: length u8, text
//!   rows u32, special tokens u16, ids u32, spelled u32, symbols u32: how many
//!             rows, special tokens and bytes of the parts below there are
//!   special tokens, in order of their ids, each: id u32, bytes shared with the one before u8,
//!             bytes that follow u8, those bytes
//!   ids: runs of consecutive ids, each: where it begins, as the difference from
//!             the next id in turn, and how many; none where ids are ranks
//!   spelled: tokens that are no pair, each: length u16, bytes
//!   symbols, then bits to the end of the file: the rows, in order of rank
//! ```
//!
//! A row is a pair of tokens of lower rank, a single byte, a token whose bytes
//! stand among the spelled ones, or a gap: a rank that no token has. A token of
//! two bytes or more is a pair where byte pair encoding of its own bytes ends
//! with these two; then the file says the merge itself, and spelled otherwise.
//!
//! Numbers of the ids part have seven bits a byte, lowest first, and the
//! differences alternate between the signs: 0, -1, 1, -2. The checksum (CRC-32)
//! covers the whole file but itself, so that a changed file is named as such.

mod checksum;
mod coder;
mod load;
mod pack;
mod rows;
mod statistics;
#[cfg(test)]
mod tests;

pub use load::LoadError;
#[cfg(test)]
pub(crate) use load::Specials;
pub(crate) use load::{Contents, read};
pub use pack::{PackError, RankedToken, VocabularySource, pack};
use rows::NO_TOKEN;
pub(crate) use rows::{NO_LEFT, Rows, SPELLED};

/// How many rows one call works at while a file is opened. A browser begins
/// with code that was compiled in haste, and replaces it by faster code, but
/// only from one call to the next.
pub(crate) const STRETCH: usize = 1024;

const MAGIC: &[u8; 4] = b"LPBV";
const VERSION: u8 = 3;
/// The length of what stands before the body: magic, version, length, checksum.
const HEAD_BYTES: usize = 13;
/// The flag that whole pieces are looked up before anything is merged.
const WHOLE_PIECES: u8 = 1;
/// The longest token, in bytes. The longest of the OpenAI vocabularies have 128,
/// that of DeepSeek 384 and more.
pub(crate) const MAX_TOKEN_BYTES: usize = 512;
/// The longest special token, in bytes.
const MAX_SPECIAL_BYTES: usize = 255;
/// The most rows a file may have, and the bound of ids; `o200k_harmony` has
/// 201,088.
pub(crate) const MAX_IDS: usize = 1 << 20;
/// The most bytes that all tokens of a file may have together; those of
/// `o200k_base` have 1.4 MB.
const MAX_TOKENS_BYTES: usize = 16 << 20;
/// The most rows that one byte of the file may stand for. A gap takes two bits,
/// a byte ten, a pair of a real vocabulary some twenty.
const MAX_ROWS_PER_BYTE: usize = 8;
