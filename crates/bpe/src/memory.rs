//! What texts have taught: the tokens of pieces met before.

use std::ops::Range;

use crate::{
    TokenId,
    cache::{Cache, Key},
    merge::Merger,
    phrases::Phrases,
    tokenizer::Tokenizer,
    vocabulary::{NONE, Seams},
    words::Window,
};

/// What one text leaves for the next.
///
/// Memory: up to 10 MB, when it has been asked for much.
pub(crate) struct Memory {
    /// Short pieces, and where merging is all there is to it short parts of
    /// longer ones.
    pub(crate) words: Cache,
    /// Long pieces.
    phrases: Phrases,
    merger: Merger,
}

impl Default for Memory {
    fn default() -> Self {
        Self { words: Cache::new(), phrases: Phrases::new(), merger: Merger::new() }
    }
}

impl Tokenizer {
    /// Appends the tokens of a piece of `text` to `ids`. `key` is that of a short
    /// piece.
    #[inline(never)]
    pub(crate) fn append_piece(
        &self,
        text: &[u8],
        piece: Range<usize>,
        key: Option<Key>,
        memory: &mut Memory,
        ids: &mut Vec<TokenId>,
    ) {
        let Memory { words, phrases, merger } = memory;
        let Some(key) = key else {
            let phrase = &text[piece.clone()];
            return phrases.append(phrase, ids, |ids| self.append_new(text, piece, words, merger, ids));
        };
        if let Some(known) = words.get(key) {
            return ids.extend_from_slice(known);
        }
        let first = ids.len();
        self.append_new(text, piece, words, merger, ids);
        words.put(key, &ids[first..]);
    }

    /// The same for a piece that is not known.
    ///
    /// It is merged part by part. Where a script puts no spaces between words, a
    /// piece is a phrase that nobody wrote before, but its parts are a few
    /// characters each, and known.
    fn append_new(
        &self,
        text: &[u8],
        piece: Range<usize>,
        words: &mut Cache,
        merger: &mut Merger,
        ids: &mut Vec<TokenId>,
    ) {
        let vocabulary = self.vocabulary();
        let rank = vocabulary.find(text, piece.start, piece.end);
        if rank != NONE && (self.has_whole_pieces() || !vocabulary.is_never_made(rank)) {
            return ids.push(vocabulary.id(rank));
        }
        let seams = merger.seams(vocabulary, &text[piece.clone()]);
        let parts = seams.filter(|seams| seams.part_end(text, piece.start, piece.end) < piece.end);
        let Some(seams) = parts else {
            let first = ids.len();
            merger.merge(vocabulary, text, piece, ids);
            return vocabulary.to_ids(&mut ids[first..]);
        };
        let mut rest = piece;
        while !rest.is_empty() {
            rest.start = self.append_parts(text, rest.clone(), seams, words, merger, ids);
        }
    }

    /// Appends the tokens of the first parts of `text[rest]`, which is not a piece, and
    /// says where the next one begins. Some at a time, so that a browser uses the
    /// faster code that it makes meanwhile.
    #[inline(never)]
    fn append_parts(
        &self,
        text: &[u8],
        rest: Range<usize>,
        seams: &Seams,
        words: &mut Cache,
        merger: &mut Merger,
        ids: &mut Vec<TokenId>,
    ) -> usize {
        let vocabulary = self.vocabulary();
        let Range { mut start, end } = rest;
        for _ in 0..PARTS {
            if start == end {
                break;
            }
            let part = start..seams.part_end(text, start, end);
            // What merging makes of bytes is what a piece of these bytes has only
            // where the vocabulary is regular.
            let key = Key::of(Window::at(text, start), part.len()).filter(|_| vocabulary.is_regular());
            start = part.end;
            let first = ids.len();
            if let Some((lanes, few)) = key.and_then(|key| words.few(key)) {
                // As many as there can be, because copying a known number takes no call.
                ids.extend_from_slice(lanes);
                ids.truncate(first + few);
                continue;
            }
            if let Some(known) = key.and_then(|key| words.get(key)) {
                ids.extend_from_slice(known);
                continue;
            }
            merger.merge(vocabulary, text, part, ids);
            vocabulary.to_ids(&mut ids[first..]);
            if let Some(key) = key {
                words.put(key, &ids[first..]);
            }
        }
        start
    }
}

/// Parts of one call.
const PARTS: usize = 256;
