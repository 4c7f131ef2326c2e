//! The rule followed step by step, for a piece of few bytes.
//!
//! All merges that the piece offers lie in one small array, in which the first
//! is found by looking at all: the processor does that some at a time. Each
//! step asks for two new ones.

use std::ops::Range;

use crate::vocabulary::{NONE, Vocabulary};

/// The most bytes of a piece.
pub(super) const MOST: usize = 32;
/// Bits of a place in it.
const PLACE_BITS: u32 = MOST.ilog2();

/// Appends the tokens of a piece of up to [`MOST`] bytes to `ranks`.
///
/// Cost: two look-ups for each byte; quadratic in the bytes beside that, at a
/// fraction of a nanosecond for each two.
#[inline(never)]
pub(super) fn merge(vocabulary: &Vocabulary, text: &[u8], piece: Range<usize>, ranks: &mut Vec<u32>) {
    let start = piece.start;
    // What two tokens become, ordered by rank and then by place.
    let merge = |from: usize, to: usize, left: u32, right: u32| match vocabulary.joined(
        text,
        start + from..start + to,
        left,
        right,
    ) {
        NONE => NONE,
        merged => merged << PLACE_BITS | from as u32,
    };
    let count = piece.len().min(MOST);
    let piece = &text[piece];
    // By the place at which a token begins: its rank, where the next one and the
    // one before begin, and its merge with the next.
    let mut tokens = [NONE; MOST];
    let mut next = [0_u8; MOST];
    let mut before = [0_u8; MOST + 1];
    let mut merges = [NONE; MOST];
    for (place, &byte) in piece.iter().enumerate().take(count) {
        tokens[place] = vocabulary.byte(byte);
        next[place] = place as u8 + 1;
        before[place + 1] = place as u8;
    }
    for place in 1..count {
        merges[place - 1] = merge(place - 1, place + 1, tokens[place - 1], tokens[place]);
    }
    loop {
        let first = merges.iter().fold(NONE, |first, &merge| first.min(merge));
        if first == NONE {
            break;
        }
        let place = first as usize % MOST;
        let merged = first >> PLACE_BITS;
        let right = usize::from(next[place]) % MOST;
        let end = usize::from(next[right]).min(MOST);
        tokens[place] = merged;
        next[place] = end as u8;
        before[end] = place as u8;
        merges[right] = NONE;
        merges[place] = if end < count {
            merge(place, usize::from(next[end % MOST]), merged, tokens[end % MOST])
        } else {
            NONE
        };
        if place > 0 {
            let left = usize::from(before[place]) % MOST;
            merges[left] = merge(left, end, tokens[left], merged);
        }
    }
    let mut place = 0;
    while place < count {
        ranks.push(tokens[place]);
        place = usize::from(next[place]);
    }
}
