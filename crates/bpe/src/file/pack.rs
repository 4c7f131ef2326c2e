//! Writing a vocabulary file.

use std::collections::HashMap;

use miniz_oxide::deflate::compress_to_vec;
use thiserror::Error;

use super::{
    MAGIC, MAX_IDS, MAX_TOKEN_BYTES, MAX_TOKENS_BYTES, NO_LEFT, NO_TOKEN, VERSION, checksum::checksum,
};
use crate::{TokenId, encoding::Encoding};

/// The slowest and smallest that miniz_oxide offers; packing is a chore.
const COMPRESSION_LEVEL: u8 = 10;

/// Why a vocabulary cannot be packed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PackError {
    /// Two tokens claim one id.
    #[error("two tokens have the id {id}")]
    DuplicateId {
        /// The id of both.
        id: TokenId,
    },
    /// Two ids claim the same bytes.
    #[error("the token {id} has the bytes of another")]
    DuplicateToken {
        /// The later of the two.
        id: TokenId,
    },
    /// A token is neither one byte nor two tokens with smaller ids in a row.
    #[error("the token {id} is not made of two earlier ones")]
    NotAPair {
        /// The token.
        id: TokenId,
    },
    /// A byte is no token of its own, so that some text could not be encoded.
    #[error("the byte {byte} is no token")]
    MissingByte {
        /// The first such byte.
        byte: u8,
    },
    /// A token, ordinary or special, is empty or longer than 255 bytes.
    #[error("the token {id} has {bytes} bytes")]
    TokenLength {
        /// The token.
        id: TokenId,
        /// Its length.
        bytes: usize,
    },
    /// The file has no room for so many tokens, or for so large an id.
    #[error("the vocabulary is too large for a file")]
    TooLarge,
}

/// Packs a vocabulary file; [`crate::Tokenizer::load`] reads it back.
///
/// `tokens` may come in any order and leave ids out. Each token of two bytes or
/// more must be two tokens with smaller ids in a row, as byte pair encoding
/// makes them.
///
/// Cost: about half a second for the largest vocabulary, mostly compression.
pub fn pack(
    encoding: Encoding,
    tokens: &[(TokenId, &[u8])],
    specials: &[(&str, TokenId)],
) -> Result<Vec<u8>, PackError> {
    let mut payload = Vec::new();
    write_specials(&mut payload, specials)?;
    write_rows(&mut payload, &rows(tokens)?)?;

    seal(encoding, &payload)
}

/// Puts the header before the compressed payload.
pub(super) fn seal(encoding: Encoding, payload: &[u8]) -> Result<Vec<u8>, PackError> {
    let name = encoding.name().as_bytes();
    let mut file = MAGIC.to_vec();
    file.push(VERSION);
    file.push(u8::try_from(name.len()).map_err(|_| PackError::TooLarge)?);
    file.extend(name);
    file.extend(length(payload.len())?.to_le_bytes());
    let sum = checksum([&file, payload]);
    file.extend(sum.to_le_bytes());
    file.extend(compress_to_vec(payload, COMPRESSION_LEVEL));
    Ok(file)
}

fn length(count: usize) -> Result<u32, PackError> {
    u32::try_from(count).map_err(|_| PackError::TooLarge)
}

fn write_specials(payload: &mut Vec<u8>, specials: &[(&str, TokenId)]) -> Result<(), PackError> {
    let count = u16::try_from(specials.len()).map_err(|_| PackError::TooLarge)?;
    payload.extend(count.to_le_bytes());
    for &(text, id) in specials {
        let wrong = PackError::TokenLength { id, bytes: text.len() };
        match u8::try_from(text.len()) {
            Ok(length @ 1..) => {
                payload.extend(id.to_le_bytes());
                payload.push(length);
                payload.extend(text.as_bytes());
            }
            _ => return Err(wrong),
        }
    }
    Ok(())
}

/// What a row says: the left and the right.
type Row = (u32, u32);

/// A row for every id up to the largest.
fn rows(tokens: &[(TokenId, &[u8])]) -> Result<Vec<Row>, PackError> {
    let count = tokens.iter().map(|&(id, _)| id as usize + 1).max().unwrap_or(0);
    let total: usize = tokens.iter().map(|(_, bytes)| bytes.len()).sum();
    if count > MAX_IDS || total > MAX_TOKENS_BYTES {
        return Err(PackError::TooLarge);
    }
    let mut ids = HashMap::with_capacity(tokens.len());
    for &(id, bytes) in tokens {
        if bytes.is_empty() || bytes.len() > MAX_TOKEN_BYTES {
            let bytes = bytes.len();
            return Err(PackError::TokenLength { id, bytes });
        }
        if let Some(other) = ids.insert(bytes, id) {
            let id = id.max(other);
            return Err(PackError::DuplicateToken { id });
        }
    }
    if let Some(byte) = (0..=u8::MAX).find(|&byte| !ids.contains_key([byte].as_slice())) {
        return Err(PackError::MissingByte { byte });
    }

    let mut rows = vec![(NO_LEFT, NO_TOKEN); count];
    for &(id, bytes) in tokens {
        let row = match *bytes {
            [byte] => (NO_LEFT, u32::from(byte)),
            _ => pair(&ids, id, bytes).ok_or(PackError::NotAPair { id })?,
        };
        let slot = &mut rows[id as usize];
        if *slot != (NO_LEFT, NO_TOKEN) {
            return Err(PackError::DuplicateId { id });
        }
        *slot = row;
    }
    Ok(rows)
}

/// The last merge of byte pair encoding over the bytes of a token: the two
/// tokens that become it. Of tokens that cannot come about there is none.
fn pair(ids: &HashMap<&[u8], TokenId>, id: TokenId, bytes: &[u8]) -> Option<Row> {
    let mut ends: Vec<usize> = (1..=bytes.len()).collect();
    while ends.len() > 2 {
        let joined = |at: usize| {
            let start = at.checked_sub(1).map_or(0, |before| ends[before]);
            ids.get(&bytes[start..ends[at + 1]]).copied().filter(|&joined| joined < id)
        };
        let (_, at) = (0..ends.len() - 1).filter_map(|at| Some((joined(at)?, at))).min()?;
        ends.remove(at);
    }
    let (left, right) = bytes.split_at(ends[0]);
    let (left, right) = (*ids.get(left)?, *ids.get(right)?);
    (left < id && right < id).then_some((left, right))
}

fn write_rows(payload: &mut Vec<u8>, rows: &[Row]) -> Result<(), PackError> {
    payload.extend(length(rows.len())?.to_le_bytes());
    let lefts = |&(left, _): &Row| left;
    let rights = |&(_, right): &Row| right;
    for side in [lefts, rights] {
        for byte in [2, 1, 0] {
            payload.extend(rows.iter().map(|row| side(row).to_le_bytes()[byte]));
        }
    }
    Ok(())
}
