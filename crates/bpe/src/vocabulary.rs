//! The tokens of an encoding, found by id and by bytes.

use crate::{TokenId, file::LoadError};

/// Marks an empty place in a table, and a pair that is no token.
pub(crate) const NONE: TokenId = TokenId::MAX;

/// Every ordinary token.
///
/// Invariant: each of the 256 bytes is a token, so every text has tokens.
/// Memory: the bytes of the tokens, 4 bytes an id, 16 to 32 a token for the
/// table, and 256 KiB for the pairs of bytes.
pub(crate) struct Vocabulary {
    /// The bytes of all tokens in id order.
    bytes: Vec<u8>,
    /// Where the token of each id ends; an id without a token has no bytes.
    ends: Vec<u32>,
    /// Open addressing with linear probing; the length is a power of two, and
    /// at most half of it is in use.
    slots: Vec<Slot>,
    single: Box<[TokenId]>,
    /// By first byte times 256 plus second byte: most questions are for pairs.
    double: Box<[TokenId]>,
    longest: usize,
}

#[derive(Clone, Copy)]
struct Slot {
    /// More of the hash, so that bytes are compared almost only when equal.
    tag: u32,
    id: TokenId,
}

impl Vocabulary {
    /// Builds the tables. `bytes` are the tokens in id order, `ends` where each
    /// ends, in ascending order.
    ///
    /// Errors: two ids with the same bytes, or a byte that is no token.
    pub(crate) fn new(mut bytes: Vec<u8>, ends: Vec<u32>) -> Result<Self, LoadError> {
        bytes.shrink_to_fit();
        let empty = Slot { tag: 0, id: NONE };
        let mut vocabulary = Self {
            slots: vec![empty; (ends.len() * 2).next_power_of_two()],
            bytes,
            ends,
            single: vec![NONE; 1 << 8].into(),
            double: vec![NONE; 1 << 16].into(),
            longest: 0,
        };
        for (index, id) in (0..vocabulary.ends.len()).zip(0..) {
            let token = vocabulary.range(index);
            vocabulary.insert(id, token)?;
        }
        match (0..=u8::MAX).zip(&*vocabulary.single).find(|&(_, &id)| id == NONE) {
            Some((byte, _)) => Err(LoadError::MissingByte { byte }),
            None => Ok(vocabulary),
        }
    }

    fn range(&self, index: usize) -> std::ops::Range<usize> {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[index] as usize
    }

    fn insert(&mut self, id: TokenId, token: std::ops::Range<usize>) -> Result<(), LoadError> {
        let token = &self.bytes[token];
        let slot = match *token {
            [] => return Ok(()),
            [byte] => &mut self.single[usize::from(byte)],
            [first, second] => &mut self.double[pair_index(first, second)],
            _ => {
                let hash = hash(token);
                let index = self.probe(hash, token);
                let slot = &mut self.slots[index];
                slot.tag = tag(hash);
                &mut slot.id
            }
        };
        if *slot != NONE {
            return Err(LoadError::BadToken { id });
        }
        *slot = id;
        self.longest = self.longest.max(token.len());
        Ok(())
    }

    /// The place of `token` in the table: its own, or the empty one it would
    /// take. Ends, because half of the places are empty.
    fn probe(&self, hash: u64, token: &[u8]) -> usize {
        let mask = self.slots.len() - 1;
        let tag = tag(hash);
        let mut index = hash as usize & mask;
        loop {
            let slot = self.slots[index];
            let found = slot.tag == tag && self.bytes_of(slot.id) == Some(token);
            if slot.id == NONE || found {
                return index;
            }
            index = (index + 1) & mask;
        }
    }

    /// The id of the token that is exactly `bytes`.
    ///
    /// Cost: linear in the bytes, up to the length of the longest token.
    pub(crate) fn id_of(&self, bytes: &[u8]) -> Option<TokenId> {
        let id = match *bytes {
            [] => NONE,
            [byte] => self.byte(byte),
            [first, second] => self.pair(first, second),
            _ if bytes.len() > self.longest => NONE,
            _ => self.slots[self.probe(hash(bytes), bytes)].id,
        };
        (id != NONE).then_some(id)
    }

    /// The id of the token of one byte.
    pub(crate) fn byte(&self, byte: u8) -> TokenId {
        self.single[usize::from(byte)]
    }

    /// The id of the token of two bytes, or [`NONE`].
    pub(crate) fn pair(&self, first: u8, second: u8) -> TokenId {
        self.double[pair_index(first, second)]
    }

    /// The bytes of a token, never empty.
    pub(crate) fn bytes_of(&self, id: TokenId) -> Option<&[u8]> {
        let index = id as usize;
        let bytes = (index < self.ends.len()).then(|| &self.bytes[self.range(index)])?;
        (!bytes.is_empty()).then_some(bytes)
    }
}

fn pair_index(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// Multiplies eight bytes at a time, and mixes the halves at the end, since the
/// low bits choose the place and the high ones are the tag.
fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    let (words, tail) = bytes.as_chunks::<8>();
    let hash = words.iter().fold(bytes.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let tail = tail.iter().fold(0, |word, &byte| word << 8 | u64::from(byte));
    let hash = mix(hash, tail);
    hash ^ hash >> 29
}
