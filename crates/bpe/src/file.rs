//! The vocabulary file: small to send, quick to open, safe to distrust.
//!
//! A token of a byte pair encoding is two earlier tokens in a row, so the file
//! names those two instead of the bytes: about a quarter less to download than
//! the bytes themselves under the same compression.
//!
//! All numbers are little-endian.
//!
//! ```text
//! "LPBV"  version u8  name length u8  name  payload length u32  checksum u32
//! then the payload as raw deflate:
//!   special tokens u16, each: id u32, length u8, text
//!   ids u32, then a row for each id in six planes of one byte a row:
//!   the left token (high, middle, low), the right token (high, middle, low)
//! ```
//!
//! Where the left is [`NO_LEFT`], the right is one byte, or [`NO_TOKEN`] for an
//! id that belongs to no token, or [`SPELLED`] for a token that is not made of
//! earlier ones: its length (u16) and bytes stand after the rows, in their order. The checksum (CRC-32) covers what stands before
//! it and the payload, so that a file that was cut or changed is named as such.

mod checksum;
mod load;
mod pack;
#[cfg(test)]
mod tests;

pub use load::LoadError;
pub(crate) use load::read;
pub use pack::{PackError, pack};

const MAGIC: &[u8; 4] = b"LPBV";
const VERSION: u8 = 1;
/// The left of a row that is no pair.
const NO_LEFT: u32 = 0xFF_FFFF;
/// The right of a row without a token.
const NO_TOKEN: u32 = 0xFF_FFFF;
/// The right of a row whose token is spelled out.
const SPELLED: u32 = 0xFF_FFFE;
/// Bytes a row takes, one in each plane.
const ROW_BYTES: usize = 6;
/// The longest token, in bytes. The longest known are those of GLM.
const MAX_TOKEN_BYTES: usize = 512;
/// The longest special token, in bytes.
const MAX_SPECIAL_BYTES: usize = 255;
/// The most ids a file may speak of; `o200k_harmony` has 201,088.
const MAX_IDS: usize = 1 << 20;
/// The most bytes that all tokens of a file may have together; those of
/// `o200k_base` have 1.4 MB.
const MAX_TOKENS_BYTES: usize = 16 << 20;
/// The most bytes a payload may have: every id in use, and as much of special
/// tokens as two bytes can count.
const MAX_PAYLOAD_BYTES: usize =
    MAX_IDS * ROW_BYTES + MAX_TOKENS_BYTES + (1 << 16) * (MAX_SPECIAL_BYTES + 5) + 6;
