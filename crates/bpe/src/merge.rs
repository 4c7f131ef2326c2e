//! Byte pair merging of one piece.
//!
//! The rule: of all neighbours that are a token together, join those with the
//! lowest id, the leftmost of them, until none are left. The id of a token is
//! its rank. This is the rule of tiktoken, to the letter.

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::{
    TokenId,
    vocabulary::{NONE, Vocabulary},
};

/// From this length on, in bytes, the heap is quicker than looking at every
/// neighbour again.
const LONG_BYTES: usize = 128;

/// Merges pieces; keeps its buffers from one to the next.
pub(crate) struct Merger<'v> {
    vocabulary: &'v Vocabulary,
    parts: Vec<Part>,
}

/// A token of the piece while it is being merged.
#[derive(Clone, Copy)]
struct Part {
    start: usize,
    id: TokenId,
    /// The id it would have together with its right neighbour.
    joined: TokenId,
}

impl<'v> Merger<'v> {
    pub(crate) const fn new(vocabulary: &'v Vocabulary) -> Self {
        Self { vocabulary, parts: Vec::new() }
    }

    /// Hands the tokens of `piece` to `sink`, in order.
    ///
    /// Cost: one look-up where the piece is a token; otherwise O(n log n) in
    /// its length, whatever it is made of.
    pub(crate) fn merge(&mut self, piece: &[u8], mut sink: impl FnMut(TokenId)) {
        if let Some(id) = self.vocabulary.id_of(piece) {
            sink(id);
        } else if piece.len() < LONG_BYTES {
            self.merge_short(piece);
            for part in &self.parts {
                sink(part.id);
            }
        } else {
            Chain::new(self.vocabulary, piece).merge(sink);
        }
    }

    fn merge_short(&mut self, piece: &[u8]) {
        let vocabulary = self.vocabulary;
        self.parts.clear();
        self.parts.extend((0..piece.len()).map(|start| Part {
            start,
            id: vocabulary.byte(piece[start]),
            joined: joined_bytes(vocabulary, piece, start),
        }));
        while let Some(at) = lowest(&self.parts) {
            self.parts[at].id = self.parts[at].joined;
            self.parts.remove(at + 1);
            self.parts[at].joined = self.joined(piece, at);
            if let Some(before) = at.checked_sub(1) {
                self.parts[before].joined = self.joined(piece, before);
            }
        }
    }

    /// What the part at `at` and its right neighbour are together.
    fn joined(&self, piece: &[u8], at: usize) -> TokenId {
        if at + 1 >= self.parts.len() {
            return NONE;
        }
        let end = self.parts.get(at + 2).map_or(piece.len(), |part| part.start);
        let bytes = &piece[self.parts[at].start..end];
        self.vocabulary.id_of(bytes).unwrap_or(NONE)
    }
}

fn joined_bytes(vocabulary: &Vocabulary, piece: &[u8], start: usize) -> TokenId {
    match piece.get(start + 1) {
        Some(&next) => vocabulary.pair(piece[start], next),
        None => NONE,
    }
}

/// The part to join with its right neighbour next.
fn lowest(parts: &[Part]) -> Option<usize> {
    let (at, part) = parts.iter().enumerate().min_by_key(|(_, part)| part.joined)?;
    (part.joined != NONE).then_some(at)
}

/// A long piece: its tokens as a linked list, the pairs that could be joined in
/// a heap.
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
    id: TokenId,
    /// The id it would have together with its right neighbour. What the heap
    /// says otherwise is out of date.
    joined: TokenId,
}

impl<'a> Chain<'a> {
    fn new(vocabulary: &'a Vocabulary, piece: &'a [u8]) -> Self {
        let link = |start: usize| Link {
            before: start.saturating_sub(1),
            end: start + 1,
            id: vocabulary.byte(piece[start]),
            joined: joined_bytes(vocabulary, piece, start),
        };
        Self { vocabulary, piece, links: (0..piece.len()).map(link).collect() }
    }

    fn merge(mut self, mut sink: impl FnMut(TokenId)) {
        let pairs = self.links.iter().enumerate();
        let pairs = pairs.filter(|(_, link)| link.joined != NONE);
        let mut heap: BinaryHeap<_> = pairs.map(|(start, link)| Reverse((link.joined, start))).collect();
        while let Some(Reverse((id, start))) = heap.pop() {
            if self.links[start].joined != id {
                continue;
            }
            self.join(start);
            let before = self.links[start].before;
            let changed = [start, before];
            for &start in &changed[..if before == start { 1 } else { 2 }] {
                let joined = self.joined(start);
                self.links[start].joined = joined;
                if joined != NONE {
                    heap.push(Reverse((joined, start)));
                }
            }
        }
        let mut start = 0;
        while let Some(link) = self.links.get(start) {
            sink(link.id);
            start = link.end;
        }
    }

    /// Joins the token that starts here with its right neighbour.
    fn join(&mut self, start: usize) {
        let right = self.links[start].end;
        let end = self.links[right].end;
        // Its pairs in the heap must not be taken for those of a token.
        self.links[right].joined = NONE;
        let link = &mut self.links[start];
        link.id = link.joined;
        link.end = end;
        if let Some(next) = self.links.get_mut(end) {
            next.before = start;
        }
    }

    /// What the token that starts here and its right neighbour are together.
    fn joined(&self, start: usize) -> TokenId {
        let Some(right) = self.links.get(self.links[start].end) else {
            return NONE;
        };
        let bytes = &self.piece[start..right.end];
        self.vocabulary.id_of(bytes).unwrap_or(NONE)
    }
}
