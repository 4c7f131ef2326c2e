//! Where the two parts of a token can meet.
//!
//! A filter: where it names no seam, no token is made of what stands on both
//! sides, so nobody has to ask which tokens these are. Scripts of several bytes
//! a character have few tokens of several characters, and most places of such a
//! text are no seams.

use super::{FACTOR, NONE};
use crate::{file::STRETCH, words::word};

/// Memory: one to two bytes a token, and eight KiB.
pub(crate) struct Seams {
    /// By the byte before and the byte behind, where one part is a single byte.
    ones: Vec<u64>,
    /// By a hash of the two bytes before and the two behind, where both parts
    /// have as many.
    twos: Vec<u64>,
}

/// The bit for these two bytes.
const fn one(around: u32) -> usize {
    (around >> 8 & 0xFFFF) as usize
}

impl Seams {
    /// `parts` are the two tokens that each one is made of, by rank, [`NONE`] on
    /// the left where it is no pair; `ends` where each one ends in `bytes`.
    #[inline(never)]
    pub(super) fn new(parts: &[(u32, u32)], bytes: &[u8], ends: &[u32]) -> Self {
        let twos = (parts.len() / 8).next_power_of_two();
        let mut seams = Self { ones: vec![0; (1 << 16) / 64], twos: vec![0; twos] };
        for (some, first) in parts.chunks(STRETCH).zip((0..).step_by(STRETCH)) {
            seams.insert(some, first, bytes, ends);
        }
        seams
    }

    /// Takes note of some tokens, from that of rank `first` on; `ends` are those of
    /// all.
    #[inline(never)]
    fn insert(&mut self, parts: &[(u32, u32)], first: usize, bytes: &[u8], ends: &[u32]) {
        let begin_of = |rank: usize| rank.checked_sub(1).map_or(0, |before| ends[before] as usize);
        let mut begin = begin_of(first);
        for (&(left, _), &end) in parts.iter().zip(&ends[first..]) {
            let end = end as usize;
            if left != NONE {
                let left_bytes = ends[left as usize] as usize - begin_of(left as usize);
                let middle = begin + left_bytes;
                self.insert_one(bytes, middle, left_bytes, end - middle);
            }
            begin = end;
        }
    }

    /// The bit for these four bytes.
    #[inline(always)]
    fn two(&self, around: u32) -> usize {
        let hash = u64::from(around).wrapping_mul(FACTOR) >> 32;
        hash as usize & (self.twos.len() * 64 - 1)
    }

    /// Takes note that parts of these lengths meet at a place.
    #[inline(always)]
    fn insert_one(&mut self, bytes: &[u8], at: usize, left: usize, right: usize) {
        let around = around(bytes, at);
        if left.min(right) == 1 {
            let bit = one(around);
            self.ones[bit / 64] |= 1 << (bit % 64);
        } else {
            let bit = self.two(around);
            self.twos[bit / 64] |= 1 << (bit % 64);
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
            if !self.has(text, at) {
                return at;
            }
        }
    }

    /// Whether a merge may join what stands on both sides of `at`, a place
    /// inside the text. Where none may, any token may follow any other.
    #[inline(always)]
    pub(crate) fn has(&self, text: &[u8], at: usize) -> bool {
        let around = around(text, at);
        let (one, two) = (one(around), self.two(around));
        (self.ones[one / 64] >> (one % 64) | self.twos[two / 64] >> (two % 64)) & 1 == 1
    }
}

/// The two bytes before a place and the two behind it; zeros beyond the ends.
#[inline(always)]
fn around(bytes: &[u8], at: usize) -> u32 {
    match at {
        0 => (word(bytes, 0) << 16) as u32,
        1 => (word(bytes, 0) << 8) as u32,
        _ => word(bytes, at - 2) as u32,
    }
}
