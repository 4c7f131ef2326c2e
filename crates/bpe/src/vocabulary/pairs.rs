//! What merging asks for: which two tokens become which, and filters that spare
//! it most questions.
//!
//! Most text needs none of this until a piece of it is no token, so it is made
//! when the first such piece comes and not while somebody waits for the
//! vocabulary to open.

use super::{FACTOR, NONE, Window, lengths::Lengths, seams::Seams};
use crate::file::STRETCH;

/// Bits of a slot that hold one more than a rank.
const RANK_BITS: u32 = 21;

/// Memory: 8 to 16 bytes a token, and some six for the filters.
pub(crate) struct Pairs {
    /// Open addressing with linear probing; half of it is free at least. The
    /// upper bits are some of the hash, the lower ones one more than the rank;
    /// zero where it is free.
    slots: Vec<u32>,
    /// What the hash is shifted by to be an index.
    shift: u32,
    /// Where a merge may join.
    seams: Seams,
    /// Which lengths a token can have at a place of a text.
    pub(super) lengths: Lengths,
}

impl Pairs {
    /// `parts` are the two tokens that each one is made of, by rank, [`NONE`] on
    /// the left where it is no pair; `ends` where each one ends in `bytes`.
    #[inline(never)]
    pub(super) fn new(parts: &[(u32, u32)], bytes: &[u8], ends: &[u32]) -> Self {
        let slots = (parts.len() * 2).next_power_of_two().max(2);
        let shift = 64 - slots.trailing_zeros();
        let (seams, lengths) = (Seams::new(parts.len()), Lengths::new(parts.len()));
        let mut pairs = Self { slots: vec![0; slots], shift, seams, lengths };
        for first in (0..parts.len()).step_by(STRETCH) {
            pairs.insert(parts, first, bytes, ends);
        }
        pairs
    }

    /// Takes note of some tokens, from that of rank `first` on.
    #[inline(never)]
    fn insert(&mut self, parts: &[(u32, u32)], first: usize, bytes: &[u8], ends: &[u32]) {
        let begin_of = |rank: usize| rank.checked_sub(1).map_or(0, |before| ends[before] as usize);
        let mask = self.slots.len() - 1;
        let mut begin = begin_of(first);
        for ((&(left, right), &end), rank) in parts.iter().zip(ends).zip(1_u32..).skip(first).take(STRETCH) {
            let end = end as usize;
            self.lengths.insert(Window::at(bytes, begin), end - begin);
            if left != NONE {
                let hash = hash(left, right);
                let mut index = (hash >> self.shift) as usize;
                while self.slots[index & mask] != 0 {
                    index += 1;
                }
                self.slots[index & mask] = tag(hash) << RANK_BITS | rank;
                let left_bytes = ends[left as usize] as usize - begin_of(left as usize);
                let middle = begin + left_bytes;
                self.seams.insert(bytes, middle, left_bytes, end - middle);
            }
            begin = end;
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

    /// The end of the part of `text[..end]` that begins at `start`: the first
    /// place between characters across which no merge joins anything.
    #[inline(always)]
    pub(crate) fn part_end(&self, text: &[u8], start: usize, end: usize) -> usize {
        let mut at = start;
        loop {
            at += match text[at] {
                ..0x80 => 1,
                0x80..0xE0 => 2,
                0xE0..0xF0 => 3,
                _ => 4,
            };
            if at >= end {
                return end;
            }
            if !self.seams.has(text, at) {
                return at;
            }
        }
    }

    /// Whether a merge may join what stands on both sides of `at`, a place
    /// inside the text. Where none may, any token may follow any other.
    #[inline(always)]
    pub(crate) fn is_seam(&self, text: &[u8], at: usize) -> bool {
        self.seams.has(text, at)
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
        let mut tokens: Vec<Vec<u8>> = (0..=u8::MAX).map(|byte| vec![byte]).collect();
        for left in 0..3000_u32 {
            let right = left * 7 % 251;
            parts.push((left, right));
            let both = [&tokens[left as usize][..1], &tokens[right as usize]].concat();
            tokens.push(both);
        }
        let mut end = 0;
        let ends: Vec<u32> = tokens
            .iter()
            .map(|token| {
                end += token.len() as u32;
                end
            })
            .collect();
        let pairs = Pairs::new(&parts, &tokens.concat(), &ends);
        for (&(left, right), rank) in parts.iter().zip(0..).skip(256) {
            assert_eq!(pairs.find(&parts, left, right), rank);
            assert_eq!(pairs.find(&parts, left, right + 1), NONE);
        }
        assert_eq!(pairs.find(&parts, NONE, 65), NONE);
    }
}
