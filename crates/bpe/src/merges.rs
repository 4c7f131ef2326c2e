//! The rule of byte pair encoding, followed step by step, for those who want to
//! watch it.

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::{
    TokenId, Tokenizer,
    vocabulary::{NONE, Vocabulary},
};

/// One step: two neighbours become one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The left of the two.
    pub left: TokenId,
    /// The right.
    pub right: TokenId,
    /// What they become.
    pub into: TokenId,
    /// Its place in the order of merges: of all pairs that could be merged, the
    /// one of the lowest rank is. For the encodings of OpenAI it is the id.
    pub rank: u32,
    /// The byte of the piece at which `left` begins.
    pub start: usize,
}

impl Tokenizer {
    /// The merges that make the tokens of a piece out of its bytes, in the order
    /// in which they are made.
    ///
    /// The piece is taken as one, whatever the pre-tokenizer would do. A piece
    /// that is a token has the merges of that token.
    ///
    /// Cost: O(n log n) in the bytes.
    pub fn merges(&self, piece: &[u8]) -> Vec<Merge> {
        Chain::new(self.vocabulary(), piece).merges()
    }

    /// What two tokens side by side would become, and the rank of that merge;
    /// `None` where they stay two.
    pub fn join(&self, left: TokenId, right: TokenId) -> Option<(TokenId, u32)> {
        if self.length_of(left) == 0 || self.length_of(right) == 0 {
            return None;
        }
        let vocabulary = self.vocabulary();
        let rank = vocabulary.merged(vocabulary.rank(left), vocabulary.rank(right));
        (rank != NONE).then(|| (vocabulary.id(rank), rank))
    }

    /// The token of one byte, from which every merge begins.
    pub fn byte_token(&self, byte: u8) -> TokenId {
        self.vocabulary().id(self.vocabulary().byte(byte))
    }
}

/// Appends the tokens of a piece to `ranks`.
///
/// Cost: O(n log n) in the bytes.
pub(crate) fn merge_by_steps(vocabulary: &Vocabulary, piece: &[u8], ranks: &mut Vec<u32>) {
    let mut chain = Chain::new(vocabulary, piece);
    chain.merges();
    let mut start = 0;
    while let Some(link) = chain.links.get(start) {
        ranks.push(link.rank);
        start = link.end;
    }
}

/// The tokens of a piece as a linked list.
struct Chain<'a> {
    vocabulary: &'a Vocabulary,
    piece: &'a [u8],
    /// By the offset at which a token starts; between those, meaningless.
    links: Vec<Link>,
}

#[derive(Clone, Copy)]
struct Link {
    /// Where the token before starts; for the first, its own start.
    before: usize,
    end: usize,
    rank: u32,
    /// What it would become with its right neighbour. What the heap says
    /// otherwise is out of date.
    merged: u32,
}

impl<'a> Chain<'a> {
    fn new(vocabulary: &'a Vocabulary, piece: &'a [u8]) -> Self {
        let link = |(start, &byte): (usize, &u8)| Link {
            before: start.saturating_sub(1),
            end: start + 1,
            rank: vocabulary.byte(byte),
            merged: NONE,
        };
        Self { vocabulary, piece, links: piece.iter().enumerate().map(link).collect() }
    }

    fn merges(&mut self) -> Vec<Merge> {
        let mut heap = BinaryHeap::new();
        for start in 0..self.links.len() {
            self.propose(start, &mut heap);
        }
        let mut merges = Vec::new();
        while let Some(Reverse((into, start))) = heap.pop() {
            if self.links[start].merged != into {
                continue;
            }
            merges.push(self.merge(start));
            let before = self.links[start].before;
            self.propose(start, &mut heap);
            if before != start {
                self.propose(before, &mut heap);
            }
        }
        merges
    }

    /// Notes what the token that starts here and its right neighbour become.
    fn propose(&mut self, start: usize, heap: &mut BinaryHeap<Reverse<(u32, usize)>>) {
        let link = self.links[start];
        let merged = self.links.get(link.end).map_or(NONE, |right| {
            self.vocabulary.joined(self.piece, start..right.end, link.rank, right.rank)
        });
        self.links[start].merged = merged;
        if merged != NONE {
            heap.push(Reverse((merged, start)));
        }
    }

    fn merge(&mut self, start: usize) -> Merge {
        let Link { end: right, rank: left, merged: into, .. } = self.links[start];
        let Link { end, rank: other, .. } = self.links[right];
        // What the heap says of the right one must not be taken for a token.
        self.links[right].merged = NONE;
        let link = &mut self.links[start];
        (link.rank, link.end) = (into, end);
        if let Some(next) = self.links.get_mut(end) {
            next.before = start;
        }
        let [left, right] = [left, other].map(|rank| self.vocabulary.id(rank));
        Merge { left, right, into: self.vocabulary.id(into), rank: into, start }
    }
}
