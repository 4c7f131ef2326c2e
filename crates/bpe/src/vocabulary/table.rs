//! Open addressing with linear probing.

use super::NONE;
use crate::{
    file::{MAX_IDS, MAX_TOKEN_BYTES},
    words::{FACTOR, Window},
};

/// From keys of one or two words to tokens.
pub(super) struct Table<K> {
    slots: Vec<Slot<K>>,
    /// What the hash is shifted by to be an index.
    shift: u32,
}

/// All zeros where it is free, so that fresh memory needs no writing. Packed,
/// because there are hundreds of thousands.
#[derive(Clone, Copy, Default)]
#[repr(C, packed(4))]
struct Slot<K> {
    key: K,
    /// One more than the rank of the token, and above that its length in bytes:
    /// the key does not tell a zero byte from none.
    token: u32,
}

/// Bits of a slot that hold one more than a rank.
const RANK_BITS: u32 = 21;

const _: () = assert!(MAX_IDS < 1 << RANK_BITS && MAX_TOKEN_BYTES < 1 << (u32::BITS - RANK_BITS));

impl<K: Key> Slot<K> {
    const fn new(key: K, length: usize, rank: u32) -> Self {
        Self { key, token: (length as u32) << RANK_BITS | (rank + 1) }
    }

    /// The rank, or [`NONE`] where the slot is free.
    #[inline(always)]
    const fn rank(&self) -> u32 {
        (self.token & ((1 << RANK_BITS) - 1)).wrapping_sub(1)
    }

    #[inline(always)]
    fn is(&self, key: K, length: usize) -> bool {
        let own = self.key;
        own == key && self.token >> RANK_BITS == length as u32
    }
}

const _: () = assert!(NONE == 0_u32.wrapping_sub(1));

/// A key, and its hash: the upper bits are the good ones.
pub(super) trait Key: Copy + Eq + Default {
    fn hash(self) -> u64;
}

impl Key for u64 {
    #[inline(always)]
    fn hash(self) -> u64 {
        self.wrapping_mul(FACTOR)
    }
}

impl Key for Window {
    #[inline(always)]
    fn hash(self) -> u64 {
        (self.first ^ self.second.wrapping_mul(FACTOR).rotate_left(32)).wrapping_mul(FACTOR)
    }
}

impl<K: Key> Table<K> {
    /// Room for `count` keys, a quarter to five eighths of it left free.
    pub(super) fn new(count: usize) -> Self {
        let slots = (count + count / 3 + 2).next_power_of_two();
        Self { slots: vec![Slot::default(); slots], shift: 64 - slots.trailing_zeros() }
    }

    #[inline(always)]
    fn home(&self, key: K) -> usize {
        (key.hash() >> self.shift) as usize
    }

    /// The token of this key and length where it is in the first place to look,
    /// as those of low rank are, or [`NONE`].
    #[inline(always)]
    pub(super) fn peek(&self, key: K, length: usize) -> u32 {
        let slot = &self.slots[self.home(key)];
        if slot.is(key, length) { slot.rank() } else { NONE }
    }

    /// The token of this key and length, or [`NONE`].
    #[inline(always)]
    pub(super) fn find(&self, key: K, length: usize) -> u32 {
        self.find_where(key, length, |_| true)
    }

    /// The token of this key and length that `is_it`, or [`NONE`]. Ends,
    /// because some slots are free.
    #[inline(always)]
    pub(super) fn find_where(&self, key: K, length: usize, is_it: impl Fn(u32) -> bool) -> u32 {
        let mask = self.slots.len() - 1;
        let mut index = self.home(key);
        loop {
            let slot = &self.slots[index & mask];
            if slot.is(key, length) && is_it(slot.rank()) {
                return slot.rank();
            }
            if slot.token == 0 {
                return NONE;
            }
            index += 1;
        }
    }

    /// Puts a token in, unless there is one of this key and length; says whether
    /// it did. There must be room. A function of its own, so that a browser has
    /// little to compile when it finds that it is hot.
    #[inline(never)]
    pub(super) fn put(&mut self, key: K, length: usize, rank: u32) -> bool {
        self.insert(key, length, rank, |_| true)
    }

    /// Puts a token in, unless there `is` one of this key and length; says
    /// whether it did. There must be room.
    #[inline(always)]
    pub(super) fn insert(&mut self, key: K, length: usize, rank: u32, is: impl Fn(u32) -> bool) -> bool {
        let mask = self.slots.len() - 1;
        let mut index = self.home(key);
        loop {
            let slot = &mut self.slots[index & mask];
            if slot.token == 0 {
                *slot = Slot::new(key, length, rank);
                return true;
            }
            if slot.is(key, length) && is(slot.rank()) {
                return false;
            }
            index += 1;
        }
    }
}
