//! The pieces met before, with their tokens.
//!
//! Text repeats itself: nearly every piece of up to fifteen bytes that it has
//! was met before. One look here is cheaper than finding a piece in the whole
//! vocabulary, and much cheaper than merging it.

use crate::{
    TokenId,
    vocabulary::NONE,
    words::{FACTOR, Window},
};

/// Bits of the index.
const BITS: u32 = 16;
/// The longest piece that is kept, in bytes.
const LONGEST: usize = 15;
/// The most tokens of a piece that is kept.
pub(crate) const LANES: usize = 4;

/// Memory: 2 MiB, whatever it is asked.
pub(crate) struct Cache {
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Default)]
struct Entry {
    key: Key,
    /// [`NONE`] after the last.
    ids: [TokenId; LANES],
}

/// The bytes of a piece, and in the highest one its length.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Key {
    first: u64,
    second: u64,
}

impl Key {
    /// The key of the first `length` bytes of the window, if they are few.
    #[inline(always)]
    pub(crate) fn of(window: Window, length: usize) -> Option<Self> {
        if length > LONGEST {
            return None;
        }
        let Window { first, second } = window.low(length);
        Some(Self { first, second: second | (length as u64) << 56 })
    }

    #[inline(always)]
    fn index(self) -> usize {
        let first = self.first.wrapping_mul(FACTOR);
        let second = self.second.wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
        ((first ^ second) >> (64 - BITS)) as usize
    }
}

impl Cache {
    pub(crate) fn new() -> Self {
        Self { entries: vec![Entry::default(); 1 << BITS] }
    }

    /// The tokens of the piece, where it is known.
    #[inline(always)]
    pub(crate) fn get(&self, key: Key) -> Option<&[TokenId; LANES]> {
        let entry = &self.entries[key.index()];
        (entry.key == key).then_some(&entry.ids)
    }

    /// Keeps the tokens of a piece, if they are few enough, in place of another.
    pub(crate) fn put(&mut self, key: Key, tokens: &[TokenId]) {
        if tokens.len() <= LANES {
            let mut ids = [NONE; LANES];
            ids[..tokens.len()].copy_from_slice(tokens);
            self.entries[key.index()] = Entry { key, ids };
        }
    }
}
