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

/// Bits of the index at first, and at most. Memory that is not touched costs
/// nothing, and the first text is often a short one.
const FIRST_BITS: u32 = 8;
const MOST_BITS: u32 = 16;
/// The longest piece that is kept, in bytes.
const LONGEST: usize = 15;
/// The most tokens of a piece that is kept.
pub(crate) const LANES: usize = 4;

/// Memory: 8 KiB, and up to 2 MiB when it has been asked for much.
pub(crate) struct Cache {
    entries: Vec<Entry>,
    /// What the hash of a key is shifted by to be an index.
    shift: u32,
    /// How many pieces may yet be put in before there is more room.
    spare: usize,
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
    const fn hash(self) -> u64 {
        let first = self.first.wrapping_mul(FACTOR);
        let second = self.second.wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
        first ^ second
    }
}

impl Cache {
    pub(crate) fn new() -> Self {
        Self::with_bits(FIRST_BITS)
    }

    fn with_bits(bits: u32) -> Self {
        Self { entries: vec![Entry::default(); 1 << bits], shift: 64 - bits, spare: 1 << (bits - 1) }
    }

    #[inline(always)]
    const fn index(&self, key: Key) -> usize {
        (key.hash() >> self.shift) as usize
    }

    /// The tokens of the piece, where it is known.
    #[inline(always)]
    pub(crate) fn get(&self, key: Key) -> Option<&[TokenId; LANES]> {
        let entry = &self.entries[self.index(key)];
        (entry.key == key).then_some(&entry.ids)
    }

    /// Keeps the tokens of a piece, if they are few enough, in place of another.
    pub(crate) fn put(&mut self, key: Key, tokens: &[TokenId]) {
        if tokens.len() <= LANES {
            let mut ids = [NONE; LANES];
            ids[..tokens.len()].copy_from_slice(tokens);
            if self.spare == 0 {
                self.grow();
            }
            self.spare -= 1;
            let index = self.index(key);
            self.entries[index] = Entry { key, ids };
        }
    }

    /// Makes four times the room, until there is the most.
    #[inline(never)]
    fn grow(&mut self) {
        let bits = 64 - self.shift;
        if bits == MOST_BITS {
            self.spare = usize::MAX;
            return;
        }
        let less = std::mem::replace(self, Self::with_bits(bits + 2));
        for entry in less.entries {
            if entry.key != Key::default() {
                let index = self.index(entry.key);
                self.entries[index] = entry;
            }
        }
    }
}
