//! Byte pair encoding of one piece.
//!
//! The rule: of all neighbours that are a token together, join those with the
//! lowest rank, the leftmost of them, until none are left. This is the rule of
//! tiktoken, to the letter; the rank of a token is its id there.
//!
//! For a long piece the rule is not followed step by step. Tokens in a row are what the rule
//! makes of their bytes exactly if each two neighbours are what it makes of the
//! bytes of the two. So the longest token that fits after the last is taken,
//! then the next, and where none fits one is taken back. The technique and its
//! proof are those of the crate `bpe` (github/rust-gems); every place is given
//! up at most once, so the cost is linear in the piece. Where hardly any two
//! neighbours come twice, as in letters that say nothing, asking for each two
//! costs more than merging: there the rule is followed in short stretches, and
//! only the tokens on both sides of a seam are asked for.
//!
//! Two filters spare most of the questions: where tokens meet, and how long they
//! can be. To make one takes longer than most texts do without, so each comes
//! when there has been much to merge. Until then, a long piece is merged in
//! stretches, which need neither, unless it repeats itself too much for them.
//!
//! The proof needs every token to be made of earlier ones. Where that does not
//! hold, the rule is followed after all, as it is for a piece of few bytes.

mod short;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::{
    merges::merge_by_steps,
    vocabulary::{NONE, Seams, Vocabulary},
};

/// Bits of two ranks.
const PAIR_BITS: u32 = 40;
/// Bits of the index of the table of known pairs, at first and at most. With
/// fewer than ten an entry would not hold the rest of a pair.
const FIRST_MEMO_BITS: u32 = 10;
const MOST_MEMO_BITS: u32 = 18;

/// Bytes that are merged before it is asked where tokens meet: to learn it takes
/// milliseconds, and so do these.
const SEAMS_AFTER: usize = 16 << 10;
/// Bytes of long pieces that are merged before it is asked how long tokens can be.
const LENGTHS_AFTER: usize = 256 << 10;
/// The longest piece that never asks for it.
const MODEST: usize = 1 << 10;

/// What encoding one piece leaves for the next.
pub(crate) struct Merger {
    /// Bytes merged so far for which it helps to know where tokens meet.
    merged: usize,
    /// Bytes of long pieces, or parts of pieces, that were merged so far.
    merged_long: usize,
    /// Places in the piece at which no encoding can go on.
    dead: Vec<u64>,
    memo: Memo,
}

impl Merger {
    pub(crate) fn new() -> Self {
        Self { merged: 0, merged_long: 0, dead: Vec::new(), memo: Memo::with_bits(FIRST_MEMO_BITS) }
    }

    /// Where tokens meet, once that spares more for this piece and those before it
    /// than learning it takes. Where every character is a byte it spares nothing:
    /// nearly all places between two are such places.
    #[inline(always)]
    pub(crate) fn seams<'v>(&mut self, vocabulary: &'v Vocabulary, piece: &[u8]) -> Option<&'v Seams> {
        if piece.is_ascii() {
            return None;
        }
        self.merged = self.merged.saturating_add(piece.len());
        if self.merged > SEAMS_AFTER { Some(vocabulary.seams()) } else { vocabulary.seams_so_far() }
    }

    /// Appends the tokens of a piece of `text` to `ranks`.
    ///
    /// Cost: linear in the piece, times the number of lengths that tokens with
    /// the same first bytes have; O(n log n) where the vocabulary is not regular.
    #[inline(always)]
    pub(crate) fn merge(
        &mut self,
        vocabulary: &Vocabulary,
        text: &[u8],
        piece: Range<usize>,
        ranks: &mut Vec<u32>,
    ) {
        if piece.len() <= short::MOST {
            short::merge(vocabulary, text, piece, ranks);
        } else {
            self.merge_long(vocabulary, text, piece, ranks);
        }
    }

    #[inline(never)]
    fn merge_long(
        &mut self,
        vocabulary: &Vocabulary,
        text: &[u8],
        piece: Range<usize>,
        ranks: &mut Vec<u32>,
    ) {
        if !vocabulary.is_regular() {
            return merge_by_steps(vocabulary, &text[piece], ranks);
        }
        let first = ranks.len();
        self.merged_long = self.merged_long.saturating_add(piece.len());
        if vocabulary.lengths_so_far().is_none() && self.merged_long <= LENGTHS_AFTER {
            if self.merge_in_stretches(vocabulary, text, piece.clone(), first, ranks) {
                return;
            }
            ranks.truncate(first);
            if piece.len() <= MODEST {
                return merge_by_steps(vocabulary, &text[piece], ranks);
            }
        }
        let at = self.search(vocabulary, text, piece.clone(), ranks, PATIENCE);
        if at == piece.end {
            return;
        }
        // Doubt ended the search, so there is some. Text of this kind may come to an end.
        self.memo.doubt -= 1;
        if !self.merge_in_stretches(vocabulary, text, at..piece.end, first, ranks) {
            ranks.truncate(first);
            self.search(vocabulary, text, piece, ranks, u32::MAX);
        }
    }

    /// Goes on after the tokens in `ranks[first..]` with those of one short stretch
    /// after the other, but the last few of each, which may be others with what
    /// follows. Says no where that does not work out.
    #[inline(never)]
    fn merge_in_stretches(
        &mut self,
        vocabulary: &Vocabulary,
        text: &[u8],
        Range { start, end }: Range<usize>,
        first: usize,
        ranks: &mut Vec<u32>,
    ) -> bool {
        let seams = vocabulary.seams_so_far();
        let (mut at, mut farthest, mut falls) = (start, start, 0);
        loop {
            let known = ranks.len();
            let stop = end.min(at + short::MOST);
            short::merge(vocabulary, text, at..stop, ranks);
            if known > first
                && seams.is_none_or(|seams| seams.has(text, at))
                && !self.memo.may_follow(vocabulary, text, at, (ranks[known - 1], ranks[known]))
            {
                // The last token of the stretch before was not to be kept.
                falls += 1;
                if falls > MOST_FALLS {
                    return false;
                }
                at -= vocabulary.length_of(ranks[known - 1]);
                ranks.truncate(known - 1);
                continue;
            }
            if stop == end {
                return true;
            }
            at = stop;
            while at > stop - UNSURE && ranks.len() > known {
                at -= ranks.pop().map_or(0, |last| vocabulary.length_of(last));
            }
            if ranks.len() == known {
                return false;
            }
            if at > farthest {
                (farthest, falls) = (at, 0);
            }
        }
    }

    /// The longest token that fits after the last, then the next, and where none
    /// fits one is taken back. Gives up when there is more doubt than patience.
    /// Returns how far it came.
    #[inline(never)]
    fn search(
        &mut self,
        vocabulary: &Vocabulary,
        text: &[u8],
        Range { start, end }: Range<usize>,
        ranks: &mut Vec<u32>,
        patience: u32,
    ) -> usize {
        let (lengths, seams) = (vocabulary.lengths(), vocabulary.seams_so_far());
        let first = ranks.len();
        self.dead.clear();
        self.dead.resize((end - start) / 64 + 1, 0);
        let (mut at, mut limit, mut last) = (start, end - start, NONE);
        while at < end && self.memo.doubt <= patience {
            let (rank, length) = vocabulary.longest_at(lengths, text, at, limit);
            if rank == NONE {
                // Nothing fits here: the token before must be a shorter one.
                let place = at - start;
                self.dead[place / 64] |= 1 << (place % 64);
                if ranks.len() == first {
                    // Only a vocabulary whose merges contradict each other.
                    ranks.extend(text[start..end].iter().map(|&byte| vocabulary.byte(byte)));
                    return end;
                }
                let length = ranks.pop().map_or(1, |wrong| vocabulary.length_of(wrong));
                at -= length;
                limit = length - 1;
                last = ranks[first..].last().copied().unwrap_or(NONE);
                continue;
            }
            let place = at + length - start;
            let is_dead = self.dead[place / 64] >> (place % 64) & 1 == 1;
            let is_free = last == NONE || seams.is_some_and(|seams| !seams.has(text, at));
            if !is_dead && (is_free || self.memo.may_follow(vocabulary, text, at, (last, rank))) {
                ranks.push(rank);
                last = rank;
                at += length;
                limit = end - at;
            } else {
                limit = length - 1;
            }
        }
        at
    }
}

/// From here on a search takes longer than the other way.
const PATIENCE: u32 = 256;
/// What a pair that was not known adds to the doubt, and the most that there is.
const DOUBT: u32 = 4;
const MOST_DOUBT: u32 = 2 * PATIENCE;
/// How many bytes before the end of a stretch a token of it must end to be kept.
const UNSURE: usize = 8;
/// How many tokens in a row may be given up again before the search takes over.
const MOST_FALLS: u32 = 4;

/// Pairs of tokens that were asked for, and whether they may stand side by side.
///
/// The place of an entry is one part of its scrambled pair; the entry is the
/// other part, the answer, and the highest bit.
///
/// Memory: 4 KiB, and up to 1 MiB when it has been asked for much.
struct Memo {
    entries: Vec<u32>,
    /// Bits of the part of a pair that is in its entry.
    rest_bits: u32,
    /// How many pairs may yet be put in before there is more room.
    spare: usize,
    /// Grows with each pair that is not known, and shrinks with each that is.
    doubt: u32,
}

/// The bit of an entry that is in use.
const IN_USE: u32 = 1 << 31;

impl Memo {
    fn with_bits(bits: u32) -> Self {
        Self { entries: vec![0; 1 << bits], rest_bits: PAIR_BITS - bits, spare: 1 << (bits - 1), doubt: 0 }
    }

    /// Whether byte pair encoding of the bytes of both gives these two.
    #[inline(always)]
    fn may_follow(
        &mut self,
        vocabulary: &Vocabulary,
        text: &[u8],
        at: usize,
        (left, right): (u32, u32),
    ) -> bool {
        let pair = scramble(u64::from(left) << (PAIR_BITS / 2) | u64::from(right));
        let known = IN_USE | (self.rest(pair) as u32) << 1;
        let entry = self.entries[(pair >> self.rest_bits) as usize];
        if entry & !1 == known {
            self.doubt = self.doubt.saturating_sub(1);
            entry & 1 == 1
        } else {
            self.learn(vocabulary, text, at, (left, right), pair)
        }
    }

    #[inline(never)]
    fn learn(
        &mut self,
        vocabulary: &Vocabulary,
        text: &[u8],
        at: usize,
        (left, right): (u32, u32),
        pair: u64,
    ) -> bool {
        if self.spare == 0 {
            self.grow();
        }
        self.spare -= 1;
        self.doubt = (self.doubt + DOUBT).min(MOST_DOUBT);
        let may = stay_apart(vocabulary, text, at, left, right);
        let rest = self.rest(pair) as u32;
        self.entries[(pair >> self.rest_bits) as usize] = IN_USE | rest << 1 | u32::from(may);
        may
    }

    #[inline(always)]
    const fn rest(&self, pair: u64) -> u64 {
        pair & ((1 << self.rest_bits) - 1)
    }

    /// Makes four times the room, until there is the most.
    fn grow(&mut self) {
        let bits = PAIR_BITS - self.rest_bits;
        if bits == MOST_MEMO_BITS {
            self.spare = usize::MAX;
            return;
        }
        let more = Self { doubt: self.doubt, ..Self::with_bits(bits + 2) };
        let less = std::mem::replace(self, more);
        for (place, entry) in less.entries.into_iter().enumerate() {
            if entry != 0 {
                let pair = (place as u64) << less.rest_bits | u64::from((entry & !IN_USE) >> 1);
                let rest = self.rest(pair) as u32;
                self.entries[(pair >> self.rest_bits) as usize] = IN_USE | rest << 1 | entry & 1;
            }
        }
    }
}

/// Spreads the bits of a pair; no two pairs become the same.
#[inline(always)]
const fn scramble(pair: u64) -> u64 {
    const ALL: u64 = (1 << PAIR_BITS) - 1;
    let mixed = (pair ^ pair >> 19).wrapping_mul(0x9E_3779_B97F) & ALL;
    mixed ^ mixed >> 20
}

/// Takes the later of two merges back, again and again, and looks whether at
/// some time the neighbours would have been merged first.
#[inline(never)]
fn stay_apart(vocabulary: &Vocabulary, text: &[u8], at: usize, mut left: u32, mut right: u32) -> bool {
    let mut limit = NONE;
    loop {
        let (start, end) = (at - vocabulary.length_of(left), at + vocabulary.length_of(right));
        let merged = vocabulary.find(text, start, end);
        if merged < limit {
            return false;
        }
        let (_, inner_left) = vocabulary.pair(left);
        let (inner_right, _) = vocabulary.pair(right);
        if left > right && inner_left != NONE || inner_right == NONE {
            if inner_left == NONE {
                return true;
            }
            limit = left;
            left = inner_left;
        } else {
            limit = right + 1;
            right = inner_right;
        }
    }
}
