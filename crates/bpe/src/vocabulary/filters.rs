//! What spares merging most of its questions, where characters have several
//! bytes or pieces are long.
//!
//! Making it takes longer than merging without it until there is much to merge,
//! so it is made then, and not while somebody waits for the vocabulary to open
//! or for a first text.

use super::{NONE, Window, lengths::Lengths, seams::Seams};
use crate::file::STRETCH;

/// Memory: some six bytes a token.
pub(crate) struct Filters {
    /// Where a merge may join.
    seams: Seams,
    /// Which lengths a token can have at a place of a text.
    pub(super) lengths: Lengths,
}

impl Filters {
    /// `parts` are the two tokens that each one is made of, by rank, [`NONE`] on
    /// the left where it is no pair; `ends` where each one ends in `bytes`.
    #[inline(never)]
    pub(super) fn new(parts: &[(u32, u32)], bytes: &[u8], ends: &[u32]) -> Self {
        let (seams, lengths) = (Seams::new(parts.len()), Lengths::new(parts.len()));
        let mut filters = Self { seams, lengths };
        for (some, first) in parts.chunks(STRETCH).zip((0..).step_by(STRETCH)) {
            filters.insert(some, first, bytes, ends);
        }
        filters
    }

    /// Takes note of some tokens, from that of rank `first` on; `ends` are those of
    /// all.
    #[inline(never)]
    fn insert(&mut self, parts: &[(u32, u32)], first: usize, bytes: &[u8], ends: &[u32]) {
        let begin_of = |rank: usize| rank.checked_sub(1).map_or(0, |before| ends[before] as usize);
        let mut begin = begin_of(first);
        for (&(left, _), &end) in parts.iter().zip(&ends[first..]) {
            let end = end as usize;
            self.lengths.insert(Window::at(bytes, begin), end - begin);
            if left != NONE {
                let left_bytes = ends[left as usize] as usize - begin_of(left as usize);
                let middle = begin + left_bytes;
                self.seams.insert(bytes, middle, left_bytes, end - middle);
            }
            begin = end;
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
