//! Which lengths a token of three bytes or more can have at a place of a text.
//!
//! A filter: it never misses a token, and now and then names a length of none,
//! because it keeps bits under hashes. It spares nearly all look-ups that would
//! find nothing.

use super::{FACTOR, MIDDLE, Window, low};
use crate::file::STRETCH;

/// The bytes that the first filter looks at.
const FIRST: usize = 3;
/// The bytes that the second looks at.
const SECOND: usize = 6;
/// The bit of the first filter for every length that the second knows.
const LONGER: u32 = SECOND as u32;
/// The first length that the third filter does not tell from longer ones.
const VERY_LONG: usize = 63;

/// Memory: four to seven bytes a token.
pub(crate) struct Lengths {
    /// By three bytes: a bit for each length up to five, and [`LONGER`].
    threes: Filter<u8>,
    /// By six bytes: a bit for each length, less six, and one for all beyond sixteen.
    sixes: Filter<u16>,
    /// By sixteen bytes: a bit for each length, and the highest for those in
    /// `very_long`.
    sixteens: Filter<u64>,
    /// The lengths from [`VERY_LONG`] on, longest first.
    very_long: Vec<usize>,
}

struct Filter<B> {
    bits: Vec<B>,
    shift: u32,
}

impl<B: Copy + Default> Filter<B> {
    fn new(count: usize) -> Self {
        let slots = count.next_power_of_two().max(2);
        Self { bits: vec![B::default(); slots], shift: 64 - slots.trailing_zeros() }
    }

    #[inline(always)]
    fn index(&self, key: u64) -> usize {
        (key.wrapping_mul(FACTOR) >> self.shift) as usize
    }

    #[inline(always)]
    fn of(&self, key: u64) -> B {
        self.bits[self.index(key)]
    }

    #[inline(always)]
    fn at(&mut self, key: u64) -> &mut B {
        let index = self.index(key);
        &mut self.bits[index]
    }
}

/// Sixteen bytes in eight.
const fn folded(window: Window) -> u64 {
    window.first ^ window.second.rotate_left(29)
}

impl Lengths {
    /// `ends` are where the bytes of each token end in `bytes`.
    #[inline(never)]
    pub(super) fn new(bytes: &[u8], ends: &[u32]) -> Self {
        let count = ends.len();
        let mut lengths = Self {
            threes: Filter::new(count),
            sixes: Filter::new(count),
            sixteens: Filter::new(count / 16),
            very_long: Vec::new(),
        };
        let mut begin = 0;
        for some in ends.chunks(STRETCH) {
            begin = lengths.insert(bytes, begin, some);
        }
        lengths
    }

    /// Takes note of some tokens, the first of which begins at `begin`; says where
    /// the last one ends.
    #[inline(never)]
    fn insert(&mut self, bytes: &[u8], mut begin: usize, ends: &[u32]) -> usize {
        for &end in ends {
            let end = end as usize;
            self.insert_one(Window::at(bytes, begin), end - begin);
            begin = end;
        }
        begin
    }

    /// Takes note of a token of this length that begins with these bytes.
    #[inline(always)]
    fn insert_one(&mut self, window: Window, length: usize) {
        let first = window.first;
        if length >= FIRST {
            *self.threes.at(low(first, FIRST)) |= 1 << length.min(SECOND);
            if length >= SECOND {
                *self.sixes.at(low(first, SECOND)) |= 1 << (length.min(MIDDLE + 1) - SECOND);
                if length > MIDDLE {
                    self.insert_long(window, length);
                }
            }
        }
    }

    #[inline(never)]
    fn insert_long(&mut self, window: Window, length: usize) {
        *self.sixteens.at(folded(window)) |= 1 << length.min(VERY_LONG);
        if length >= VERY_LONG {
            let place = self.very_long.partition_point(|&other| other > length);
            if self.very_long.get(place) != Some(&length) {
                self.very_long.insert(place, length);
            }
        }
    }

    /// The lengths from three to `limit` that a token may have, a bit for each up to
    /// sixteen and one for all beyond. `first` are the first eight bytes.
    #[inline(always)]
    pub(super) fn of(&self, first: u64, limit: usize) -> u64 {
        let threes = u64::from(self.threes.of(low(first, FIRST)));
        let mut lengths = threes & !(1 << LONGER);
        if threes >> LONGER != 0 {
            lengths |= u64::from(self.sixes.of(low(first, SECOND))) << SECOND;
        }
        if limit > MIDDLE { lengths } else { lengths & ((2 << limit) - 1) }
    }

    /// Whether a token of this length, three to sixteen, may begin with these
    /// eight bytes.
    #[inline(always)]
    pub(super) fn has(&self, first: u64, length: usize) -> bool {
        match length {
            ..SECOND => self.threes.of(low(first, FIRST)) >> length & 1 == 1,
            _ => self.sixes.of(low(first, SECOND)) >> (length - SECOND) & 1 == 1,
        }
    }

    /// The lengths beyond sixteen, up to `limit`, that a token at `start` may
    /// have, longest first.
    pub(super) fn long(&self, bytes: &[u8], start: usize, limit: usize) -> impl Iterator<Item = usize> {
        let lengths = self.sixteens.of(folded(Window::at(bytes, start)));
        let very_long = if lengths >> VERY_LONG == 0 { &[] } else { &*self.very_long };
        let others = (MIDDLE + 1..VERY_LONG).rev().filter(move |&length| lengths >> length & 1 == 1);
        very_long.iter().copied().chain(others).filter(move |&length| length <= limit)
    }
}
