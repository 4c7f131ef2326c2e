//! The rule followed step by step, for a piece of few bytes.
//!
//! All merges that the piece offers lie in one small array, in which the first
//! is found by looking at all: the processor does that some at a time. Each
//! step asks for two new ones.

use crate::vocabulary::{NONE, Vocabulary};

/// The most bytes of a piece.
pub(super) const MOST: usize = 32;
/// Bits of a place in it.
const PLACE_BITS: u32 = MOST.ilog2();

/// Appends the tokens of a piece of up to [`MOST`] bytes to `ranks`.
///
/// Cost: two look-ups of a pair for each byte; quadratic in the bytes beside
/// that, at a fraction of a nanosecond for each two.
#[inline(never)]
pub(super) fn merge(vocabulary: &Vocabulary, piece: &[u8], ranks: &mut Vec<u32>) {
    let pairs = vocabulary.pairs();
    // What two tokens become, ordered by rank and then by place.
    let merge = |left, right, place: usize| match vocabulary.merged(pairs, left, right) {
        NONE => NONE,
        merged => merged << PLACE_BITS | place as u32,
    };
    let count = piece.len().min(MOST);
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
        merges[place - 1] = merge(tokens[place - 1], tokens[place], place - 1);
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
        merges[place] = if end < count { merge(merged, tokens[end], place) } else { NONE };
        if place > 0 {
            let left = usize::from(before[place]) % MOST;
            merges[left] = merge(tokens[left], merged, left);
        }
    }
    let mut place = 0;
    while place < count {
        ranks.push(tokens[place]);
        place = usize::from(next[place]);
    }
}
