//! Writing a vocabulary file.

use std::collections::HashMap;

use thiserror::Error;

use super::{
    HEAD_BYTES, MAGIC, MAX_IDS, MAX_ROWS_PER_BYTE, MAX_SPECIAL_BYTES, MAX_TOKEN_BYTES, MAX_TOKENS_BYTES,
    NO_LEFT, NO_TOKEN, Rows, SPELLED, VERSION, WHOLE_PIECES,
    checksum::checksum,
    coder::{BitWriter, SymbolWriter},
    statistics::{Class, Lefts, NO_PAIR, Rights, Shape, Uses},
};
use crate::{TokenId, encoding::Encoding};

/// Why a vocabulary cannot be packed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PackError {
    /// Two tokens claim one id, or one rank.
    #[error("two tokens have the id {id}")]
    DuplicateId {
        /// The id of both.
        id: TokenId,
    },
    /// Two ids claim the same bytes.
    #[error("the token {id} has the bytes of another")]
    DuplicateToken {
        /// The one with the higher rank.
        id: TokenId,
    },
    /// A byte is no token of its own, so that some text could not be encoded.
    #[error("the byte {byte} is no token")]
    MissingByte {
        /// The first such byte.
        byte: u8,
    },
    /// A token is empty, or longer than 512 bytes, a special one than 255.
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

/// An ordinary token of a vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankedToken<'s> {
    /// Its place in the order of merges: the lowest rank is merged first.
    pub rank: u32,
    /// Its number for the model; in most vocabularies the rank.
    pub id: TokenId,
    /// What it stands for; need not be whole characters.
    pub bytes: &'s [u8],
}

/// Everything that a vocabulary file says.
#[derive(Clone, Copy, Debug)]
pub struct VocabularySource<'s> {
    /// What the file is for.
    pub encoding: Encoding,
    /// Whether a piece that is a token is taken whole, without merging.
    pub whole_pieces: bool,
    /// In any order; ranks and ids may leave gaps, and are below 2^20.
    pub tokens: &'s [RankedToken<'s>],
    /// Text and id of the special tokens, in any order.
    pub specials: &'s [(&'s str, TokenId)],
}

impl VocabularySource<'_> {
    /// Packs a vocabulary file; [`crate::Tokenizer::load`] reads it back.
    ///
    /// Cost: about half a second for the largest vocabulary.
    pub fn pack(&self) -> Result<Vec<u8>, PackError> {
        let specials = specials(self.specials)?;
        let rows = rows(self.tokens)?;
        let flags = if self.whole_pieces { WHOLE_PIECES } else { 0 };
        write(self.encoding, flags, (self.specials.len(), &specials), &rows)
    }
}

/// Packs a vocabulary as tiktoken means it, whose ids are ranks and in which a
/// piece that is a token is taken whole; [`crate::Tokenizer::load`] reads it back.
///
/// `tokens` may come in any order and leave ids out.
///
/// Cost: about half a second for the largest vocabulary.
pub fn pack(
    encoding: Encoding,
    tokens: &[(TokenId, &[u8])],
    specials: &[(&str, TokenId)],
) -> Result<Vec<u8>, PackError> {
    let tokens = tokens.iter().map(|&(id, bytes)| RankedToken { rank: id, id, bytes });
    let tokens: Vec<_> = tokens.collect();
    VocabularySource { encoding, whole_pieces: true, tokens: &tokens, specials }.pack()
}

/// The part with the special tokens.
fn specials(specials: &[(&str, TokenId)]) -> Result<Vec<u8>, PackError> {
    let mut part = Vec::new();
    let mut last: &[u8] = &[];
    let mut specials = specials.to_vec();
    specials.sort_by_key(|&(_, id)| id);
    for (text, id) in specials {
        let text = text.as_bytes();
        if text.is_empty() || text.len() > MAX_SPECIAL_BYTES {
            return Err(PackError::TokenLength { id, bytes: text.len() });
        }
        let shared = last.iter().zip(text).take_while(|(last, byte)| last == byte).count();
        let rest = &text[shared..];
        part.extend(id.to_le_bytes());
        // Both are at most the length, which is bounded.
        part.extend([shared as u8, rest.len() as u8]);
        part.extend(rest);
        last = text;
    }
    Ok(part)
}

/// A row for every rank up to the largest.
fn rows(tokens: &[RankedToken<'_>]) -> Result<Rows, PackError> {
    let count = tokens.iter().map(|token| token.rank as usize + 1).max().unwrap_or(0);
    let ids = tokens.iter().map(|token| token.id as usize + 1).max().unwrap_or(0);
    let total: usize = tokens.iter().map(|token| token.bytes.len()).sum();
    if count.max(ids) > MAX_IDS || total > MAX_TOKENS_BYTES {
        return Err(PackError::TooLarge);
    }
    let mut by_rank = vec![None; count];
    let mut by_bytes = HashMap::with_capacity(tokens.len());
    let mut taken = vec![false; ids];
    for token in tokens {
        let (id, bytes) = (token.id, token.bytes.len());
        if bytes == 0 || bytes > MAX_TOKEN_BYTES {
            return Err(PackError::TokenLength { id, bytes });
        }
        if std::mem::replace(&mut taken[id as usize], true) {
            return Err(PackError::DuplicateId { id });
        }
        if by_rank[token.rank as usize].replace(token).is_some() {
            return Err(PackError::DuplicateId { id });
        }
        if let Some(other) = by_bytes.insert(token.bytes, token.rank) {
            let last = by_rank[other.max(token.rank) as usize].map_or(id, |token| token.id);
            return Err(PackError::DuplicateToken { id: last });
        }
    }
    if let Some(byte) = (0..=u8::MAX).find(|&byte| !by_bytes.contains_key([byte].as_slice())) {
        return Err(PackError::MissingByte { byte });
    }

    let mut rows = Rows::default();
    for (token, rank) in by_rank.iter().zip(0..) {
        let (left, right) = match token.map(|token| token.bytes) {
            None => (NO_LEFT, NO_TOKEN),
            Some(&[byte]) => (NO_LEFT, byte.into()),
            Some(bytes) => last_merge(&by_bytes, bytes)
                .filter(|&(left, right)| left < rank && right < rank)
                .unwrap_or_else(|| {
                    rows.spelled.push((rank, bytes.to_vec()));
                    (NO_LEFT, SPELLED)
                }),
        };
        rows.parts.push((left, right));
    }
    if tokens.iter().any(|token| token.id != token.rank) {
        rows.ids = by_rank.iter().map(|token| token.map_or(NO_TOKEN, |token| token.id)).collect();
    }
    Ok(rows)
}

/// The two tokens that byte pair encoding of `bytes` has before it merges them
/// all; nothing where it gets stuck before.
///
/// Cost: quadratic in the bytes, of which there are at most 512.
fn last_merge(ranks: &HashMap<&[u8], u32>, bytes: &[u8]) -> Option<(u32, u32)> {
    let rank = |start: usize, end: usize| ranks.get(&bytes[start..end]).copied();
    // Where each part begins, with the rank of it and the next together.
    let mut parts: Vec<_> = (0..bytes.len()).map(|at| (at, None)).collect();
    let end_of = |parts: &[(usize, Option<u32>)], part| parts.get(part).map_or(bytes.len(), |&(at, _)| at);
    let pair = |parts: &[(usize, Option<u32>)], part: usize| {
        parts.get(part + 1)?;
        rank(parts[part].0, end_of(parts, part + 2))
    };
    for part in 0..parts.len() {
        parts[part].1 = pair(&parts, part);
    }
    while parts.len() > 2 {
        let ranked = parts.iter().enumerate().filter_map(|(part, &(_, rank))| Some((rank?, part)));
        let (_, part) = ranked.min()?;
        parts.remove(part + 1);
        parts[part].1 = pair(&parts, part);
        if let Some(before) = part.checked_sub(1) {
            parts[before].1 = pair(&parts, before);
        }
    }
    let &[(start, _), (middle, _)] = parts.as_slice() else { return None };
    Some((rank(start, middle)?, rank(middle, bytes.len())?))
}

/// Puts a file together. `specials` is their number and their part.
pub(super) fn write(
    encoding: Encoding,
    flags: u8,
    specials: (usize, &[u8]),
    rows: &Rows,
) -> Result<Vec<u8>, PackError> {
    let too_large = |_| PackError::TooLarge;
    let length = |length: usize| u32::try_from(length).map_err(too_large);
    let parts = parts(rows);
    let mut body = vec![flags];
    let name = encoding.name().as_bytes();
    body.push(u8::try_from(name.len()).map_err(too_large)?);
    body.extend(name);
    body.extend(length(rows.parts.len())?.to_le_bytes());
    body.extend(u16::try_from(specials.0).map_err(too_large)?.to_le_bytes());
    for part in [&parts.ids, &parts.spelled, &parts.symbols] {
        body.extend(length(part.len())?.to_le_bytes());
    }
    body.extend(specials.1);
    for part in [parts.ids, parts.spelled, parts.symbols, parts.bits] {
        body.extend(part);
    }
    let file = seal(&body)?;
    match rows.parts.len() > file.len().saturating_mul(MAX_ROWS_PER_BYTE) {
        true => Err(PackError::TooLarge),
        false => Ok(file),
    }
}

/// Puts the head before the body.
pub(super) fn seal(body: &[u8]) -> Result<Vec<u8>, PackError> {
    let length = u32::try_from(HEAD_BYTES + body.len()).map_err(|_| PackError::TooLarge)?;
    let mut file = MAGIC.to_vec();
    file.push(VERSION);
    file.extend(length.to_le_bytes());
    file.extend(checksum([&file, body]).to_le_bytes());
    file.extend(body);
    Ok(file)
}

/// The parts of a file that say what the rows are.
struct Parts {
    ids: Vec<u8>,
    spelled: Vec<u8>,
    symbols: Vec<u8>,
    bits: Vec<u8>,
}

fn parts(rows: &Rows) -> Parts {
    let mut symbols = SymbolWriter::default();
    let mut bits = BitWriter::default();
    write_lefts(rows, &mut symbols, &mut bits);
    write_rights(rows, &mut symbols, &mut bits);
    let spelled = rows
        .spelled
        .iter()
        .flat_map(|(_, bytes)| (bytes.len() as u16).to_le_bytes().into_iter().chain(bytes.iter().copied()));
    Parts { ids: ids(rows), spelled: spelled.collect(), symbols: symbols.finish(), bits: bits.finish() }
}

/// Writes the left of every row, and the right of those that are no pair.
fn write_lefts(rows: &Rows, symbols: &mut SymbolWriter, bits: &mut BitWriter) {
    let mut lefts = Lefts::new(rows.parts.len());
    let mut places = Places::default();
    for &(left, right) in &rows.parts {
        if left == NO_LEFT {
            symbols.symbol(&mut lefts.level, NO_PAIR);
            match right {
                NO_TOKEN => bits.below(3, 2),
                SPELLED => bits.below(3, 1),
                byte => {
                    bits.below(3, 0);
                    bits.below(1 << 8, byte);
                }
            }
        } else {
            symbols.symbol(&mut lefts.level, lefts.uses.level(left));
            places.take(&mut lefts.uses, 0, left, bits);
        }
        lefts.uses.add(((left, right) != (NO_LEFT, NO_TOKEN)).then_some(0));
        places.add(lefts.uses.list(0, 0));
    }
}

/// Writes the right of every pair.
fn write_rights(rows: &Rows, symbols: &mut SymbolWriter, bits: &mut BitWriter) {
    let mut rights = Rights::new(rows.parts.len());
    let mut places = Places::default();
    let mut spelled = rows.spelled.iter();
    for &(left, right) in &rows.parts {
        let shape = match (left, right) {
            (NO_LEFT, NO_TOKEN) => None,
            (NO_LEFT, SPELLED) => spelled.next().and_then(|(_, bytes)| Shape::of(bytes)),
            (NO_LEFT, byte) => Some(Shape::byte(byte as u8)),
            _ => {
                let [first, second] = [left, right].map(|part| rights.shape(part));
                let class = rights.class_after(first, |frequencies, part| {
                    let symbol = part(second.class());
                    symbols.symbol(frequencies, symbol);
                    symbol
                });
                let level = rights.uses.level(right);
                symbols.symbol(rights.level(class), level);
                places.take(&mut rights.uses, class, right, bits);
                Some(first.join(second))
            }
        };
        rights.add(shape);
        places.add(shape.map_or(&[], |shape| rights.uses.list(shape.class(), 0)));
    }
}

/// Where each token stands in its list, by rank.
#[derive(Default)]
struct Places(Vec<u32>);

impl Places {
    /// The next token stands at the end of this list.
    fn add(&mut self, list: &[TokenId]) {
        self.0.push(list.len().saturating_sub(1) as u32);
    }

    /// Writes where a token stands, uses it, and follows what that moves.
    fn take(&mut self, uses: &mut Uses, class: Class, token: TokenId, bits: &mut BitWriter) {
        let level = uses.level(token);
        let place = self.0[token as usize];
        bits.below(uses.list(class, level).len() as u32, place);
        uses.take(class, level, place);
        if let Some(&moved) = uses.list(class, level).get(place as usize) {
            self.0[moved as usize] = place;
        }
        let now = uses.level(token);
        if now != level {
            self.0[token as usize] = uses.list(class, now).len() as u32 - 1;
        }
    }
}

/// The part with the ids, empty where they are ranks.
fn ids(rows: &Rows) -> Vec<u8> {
    let mut runs: Vec<(TokenId, u32)> = Vec::new();
    for &id in rows.ids.iter().filter(|&&id| id != NO_TOKEN) {
        match runs.last_mut() {
            Some((start, count)) if *start + *count == id => *count += 1,
            _ => runs.push((id, 1)),
        }
    }
    let mut part = Vec::new();
    let mut next = 0_u32;
    for (start, count) in runs {
        let step = start.wrapping_sub(next).cast_signed();
        write_number(&mut part, (step << 1 ^ step >> 31).cast_unsigned());
        write_number(&mut part, count);
        next = start + count;
    }
    part
}

/// Seven bits a byte, lowest first; ids and counts are below 2^27.
fn write_number(part: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        part.push(number as u8 | 0x80);
        number >>= 7;
    }
    part.push(number as u8);
}
