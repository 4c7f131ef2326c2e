//! Open addressing with linear probing.

use super::NONE;
use crate::words::{FACTOR, Window};

/// From keys of one or two words to tokens.
pub(super) struct Table<K> {
    slots: Vec<Slot<K>>,
    /// What the hash is shifted by to be an index.
    shift: u32,
}

/// All zeros where it is free, so that fresh memory needs no writing.
#[derive(Clone, Copy, Default)]
struct Slot<K> {
    key: K,
    /// The length of the token in bytes: its key does not tell a zero byte
    /// from none.
    length: u32,
    /// One more than the rank of the token.
    after_rank: u32,
}

impl<K> Slot<K> {
    /// The rank, or [`NONE`] where the slot is free.
    #[inline(always)]
    const fn rank(&self) -> u32 {
        self.after_rank.wrapping_sub(1)
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
        if slot.key == key && slot.length == length as u32 { slot.rank() } else { NONE }
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
            if slot.key == key && slot.length == length as u32 && is_it(slot.rank()) {
                return slot.rank();
            }
            if slot.after_rank == 0 {
                return NONE;
            }
            index += 1;
        }
    }

    /// Puts a token in, unless there `is` one of this key and length; says
    /// whether it did. There must be room.
    #[inline(always)]
    pub(super) fn insert(&mut self, key: K, length: usize, rank: u32, is: impl Fn(u32) -> bool) -> bool {
        let mask = self.slots.len() - 1;
        let mut index = self.home(key);
        loop {
            let slot = &mut self.slots[index & mask];
            if slot.after_rank == 0 {
                *slot = Slot { key, length: length as u32, after_rank: rank + 1 };
                return true;
            }
            if slot.key == key && slot.length == length as u32 && is(slot.rank()) {
                return false;
            }
            index += 1;
        }
    }
}
