//! Where the two parts of a token can meet.
//!
//! A filter: where it names no seam, no token is made of what stands on both
//! sides, so nobody has to ask which tokens these are. Scripts of several bytes
//! a character have few tokens of several characters, and most places of such a
//! text are no seams.

use super::FACTOR;
use crate::words::word;

pub(super) struct Seams {
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
    /// A filter for so many tokens.
    pub(super) fn new(tokens: usize) -> Self {
        Self { ones: vec![0; (1 << 16) / 64], twos: vec![0; (tokens / 8).next_power_of_two()] }
    }

    /// The bit for these four bytes.
    #[inline(always)]
    fn two(&self, around: u32) -> usize {
        let hash = u64::from(around).wrapping_mul(FACTOR) >> 32;
        hash as usize & (self.twos.len() * 64 - 1)
    }

    /// Takes note that parts of these lengths meet at a place.
    pub(super) fn insert(&mut self, bytes: &[u8], at: usize, left: usize, right: usize) {
        let around = around(bytes, at);
        if left.min(right) == 1 {
            let bit = one(around);
            self.ones[bit / 64] |= 1 << (bit % 64);
        } else {
            let bit = self.two(around);
            self.twos[bit / 64] |= 1 << (bit % 64);
        }
    }

    #[inline(always)]
    pub(super) fn has(&self, text: &[u8], at: usize) -> bool {
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
