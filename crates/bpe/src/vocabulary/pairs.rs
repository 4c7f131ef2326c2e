//! Which two tokens become which.
//!
//! Only those ask who watch merges, and those whose vocabulary is not regular;
//! otherwise the bytes of two neighbours say it, too. So it is made when it is
//! asked for.

use super::{FACTOR, NONE};
use crate::file::STRETCH;

/// Bits of a slot that hold one more than a rank.
const RANK_BITS: u32 = 21;

/// Memory: 8 to 16 bytes a token.
pub(crate) struct Pairs {
    /// Open addressing with linear probing; half of it is free at least. The
    /// upper bits are some of the hash, the lower ones one more than the rank;
    /// zero where it is free.
    slots: Vec<u32>,
    /// What the hash is shifted by to be an index.
    shift: u32,
}

impl Pairs {
    /// `parts` are the two tokens that each one is made of, by rank, [`NONE`] on
    /// the left where it is no pair.
    #[inline(never)]
    pub(super) fn new(parts: &[(u32, u32)]) -> Self {
        let slots = (parts.len() * 2).next_power_of_two().max(2);
        let shift = 64 - slots.trailing_zeros();
        let mut pairs = Self { slots: vec![0; slots], shift };
        for (some, first) in parts.chunks(STRETCH).zip((0..).step_by(STRETCH)) {
            pairs.insert(some, first);
        }
        pairs
    }

    /// Takes note of some tokens, from that of rank `first` on.
    #[inline(never)]
    fn insert(&mut self, parts: &[(u32, u32)], first: u32) {
        let mask = self.slots.len() - 1;
        for (&(left, right), rank) in parts.iter().zip(first + 1..) {
            if left != NONE {
                let hash = hash(left, right);
                let mut index = (hash >> self.shift) as usize;
                while self.slots[index & mask] != 0 {
                    index += 1;
                }
                self.slots[index & mask] = tag(hash) << RANK_BITS | rank;
            }
        }
    }

    /// The token that these two become when they are merged, or [`NONE`].
    #[inline(always)]
    pub(super) fn find(&self, parts: &[(u32, u32)], left: u32, right: u32) -> u32 {
        let hash = hash(left, right);
        let (mask, tag) = (self.slots.len() - 1, tag(hash));
        let mut index = (hash >> self.shift) as usize;
        loop {
            let slot = self.slots[index & mask];
            if slot == 0 {
                return NONE;
            }
            let rank = (slot & ((1 << RANK_BITS) - 1)) - 1;
            if slot >> RANK_BITS == tag && parts[rank as usize] == (left, right) {
                return rank;
            }
            index += 1;
        }
    }
}

#[inline(always)]
const fn hash(left: u32, right: u32) -> u64 {
    let pair = (left as u64) << 32 | right as u64;
    (pair ^ pair >> 15).wrapping_mul(FACTOR)
}

/// Bits of the hash that the index has not.
#[inline(always)]
const fn tag(hash: u64) -> u32 {
    (hash >> 24) as u32 & ((1 << (u32::BITS - RANK_BITS)) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_is_found_and_no_other() {
        // Each byte, and then each token with the one before it: many share parts.
        let mut parts: Vec<(u32, u32)> = (0..=255).map(|byte| (NONE, byte)).collect();
        for left in 0..3000_u32 {
            let right = left * 7 % 251;
            parts.push((left, right));
        }
        let pairs = Pairs::new(&parts);
        for (&(left, right), rank) in parts.iter().zip(0..).skip(256) {
            assert_eq!(pairs.find(&parts, left, right), rank);
            assert_eq!(pairs.find(&parts, left, right + 1), NONE);
        }
        assert_eq!(pairs.find(&parts, NONE, 65), NONE);
    }
}
