//! A text that is edited, with its tokens.
//!
//! An edit costs what it could change: the run of letters, of white space or of
//! symbols that it touches is cut again, until a piece begins where one began
//! before. From there on the same text follows, so the same pieces do.
//!
//! Text and tokens lie in chunks that begin where a piece begins. Text that is
//! still to be tokenized lies in raw chunks, the first of which in a row begins
//! where a piece does.

mod chunk;
mod foresee;
mod reach;
mod settle;
#[cfg(test)]
mod tests;

use std::{iter::once, ops::Range, sync::Arc};

use thiserror::Error;

use crate::{Token, TokenId, tokenizer::Tokenizer, words::part};
use chunk::Chunk;
use reach::uncertain;
use settle::push_raw;

/// Edits up to this size are tokenized at once, larger ones by
/// [`Document::settle`].
const AT_ONCE_BYTES: usize = if cfg!(test) { 200 } else { 1 << 16 };

/// Why an edit cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// It ends before it begins, or beyond the text.
    #[error("the edit is outside the text")]
    OutOfBounds,
    /// It begins or ends inside a character.
    #[error("the edit cuts a character")]
    InsideCharacter,
}

/// What an edit did to the tokens: those before `first` are the same, and so
/// are those after the `removed`, which the `added` stand for now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The index of the first token that may be another.
    pub first: usize,
    /// How many tokens went.
    pub removed: usize,
    /// How many came; those of text that waits for [`Document::settle`] are
    /// not among them.
    pub added: usize,
}

/// Tokens in a row, with the text that they touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// The index of the first token.
    pub first: usize,
    /// The byte of the document at which `text` begins.
    pub start: usize,
    /// The text of the pieces that the tokens belong to.
    pub text: String,
    /// The tokens, their spans counted from the beginning of `text`.
    pub tokens: Vec<Token>,
}

/// A text and its tokens, kept right through every edit.
///
/// Memory: the text, four bytes a token, and 8 to 16 a piece.
pub struct Document {
    tokenizer: Arc<Tokenizer>,
    chunks: Vec<Chunk>,
}

impl Document {
    /// A document with all its tokens.
    ///
    /// Cost: that of [`Tokenizer::encode`].
    pub fn new(tokenizer: Arc<Tokenizer>, text: &str) -> Self {
        let mut document = Self::unsettled(tokenizer, text);
        document.settle(usize::MAX);
        document
    }

    /// A document whose tokens wait for [`Self::settle`].
    ///
    /// Cost: that of copying the text.
    pub fn unsettled(tokenizer: Arc<Tokenizer>, text: &str) -> Self {
        let mut chunks = Vec::new();
        push_raw(&mut chunks, text);
        Self { tokenizer, chunks }
    }

    /// The tokenizer that it was made with.
    pub const fn tokenizer(&self) -> &Arc<Tokenizer> {
        &self.tokenizer
    }

    /// How many tokens the text has, without the text that waits for
    /// [`Self::settle`].
    pub fn count(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.tokens().len()).sum()
    }

    /// The length of the text in bytes of UTF-8.
    pub fn len(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.text().len()).sum()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// The length of the text in UTF-16 units, as JavaScript counts.
    pub fn len_utf16(&self) -> usize {
        self.chunks.iter().map(Chunk::len_utf16).sum()
    }

    /// The byte at which the UTF-16 unit `offset` begins; `None` beyond the end
    /// and inside a character.
    pub fn byte_of_utf16(&self, offset: usize) -> Option<usize> {
        let Place { chunk, byte } = self.place_utf16(offset).ok()?;
        Some(self.parts().take(chunk).map(str::len).sum::<usize>() + byte)
    }

    /// How many bytes of text wait for [`Self::settle`].
    pub fn pending(&self) -> usize {
        let raw = self.chunks.iter().filter(|chunk| chunk.is_raw());
        raw.map(|chunk| chunk.text().len()).sum()
    }

    /// The text in parts, in order.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.chunks.iter().map(Chunk::text)
    }

    /// The whole text.
    pub fn text(&self) -> String {
        self.parts().collect()
    }

    /// All tokens in order, without those of text that waits for
    /// [`Self::settle`].
    pub fn ids(&self) -> Vec<TokenId> {
        self.chunks.iter().flat_map(Chunk::tokens).copied().collect()
    }

    /// Puts `text` in the place of the bytes of `range`. Up to 64 KiB are
    /// tokenized at once, more wait for [`Self::settle`].
    ///
    /// Cost: linear in what changes and in the run of letters, of white space or
    /// of symbols that it touches, whose pieces may all become others; and a look
    /// at each chunk of 2 KiB.
    pub fn replace(&mut self, range: Range<usize>, text: &str) -> Result<Change, EditError> {
        let (start, end) = (self.place(range.start)?, self.place(range.end)?);
        self.replace_places(start, end, text)
    }

    /// As [`Self::replace`], the range being in UTF-16 units.
    pub fn replace_utf16(&mut self, range: Range<usize>, text: &str) -> Result<Change, EditError> {
        let (start, end) = (self.place_utf16(range.start)?, self.place_utf16(range.end)?);
        self.replace_places(start, end, text)
    }

    /// Tokenizes text that waits, from the first on, until about `budget` bytes
    /// have been looked at. Says whether all is done.
    pub fn settle(&mut self, budget: usize) -> bool {
        let mut spent = 0;
        while let Some(first) = self.chunks.iter().position(Chunk::is_raw) {
            if spent >= budget {
                return false;
            }
            spent += self.settle_from(first, budget - spent).0.max(1);
        }
        true
    }

    /// The tokens that touch the bytes of `range`, with the text of their pieces.
    ///
    /// Cost: linear in what is asked for, and a look at each chunk.
    pub fn tokens_at(&self, range: Range<usize>) -> Stretch {
        let mut byte = 0;
        let (mut first, mut last) = (None, 0);
        let mut index = 0;
        for chunk in &self.chunks {
            let end = byte + chunk.text().len();
            if end > range.start && byte < range.end {
                let mut at = byte;
                for (token, length) in (index..).zip(self.lengths(chunk)) {
                    if at + length > range.start && at < range.end {
                        first.get_or_insert(token);
                        last = token + 1;
                    }
                    at += length;
                }
            }
            byte = end;
            index += chunk.tokens().len();
        }
        self.tokens(first.unwrap_or(last)..last)
    }

    /// The tokens of these indexes, with the text of their pieces.
    ///
    /// Cost: linear in what is asked for, and a look at each chunk.
    pub fn tokens(&self, range: Range<usize>) -> Stretch {
        let mut stretch = Stretch { first: range.start, ..Stretch::default() };
        let (mut index, mut byte) = (0, 0);
        for chunk in &self.chunks {
            let count = chunk.tokens().len();
            if index + count > range.start && index < range.end {
                self.add_tokens(chunk, index, byte, &range, &mut stretch);
            } else if !stretch.text.is_empty() && index < range.end {
                // Text that waits between tokens.
                stretch.text.push_str(chunk.text());
            }
            index += count;
            byte += chunk.text().len();
        }
        stretch
    }

    /// Adds what a chunk has of the tokens of `range`; `index` and `byte` are
    /// those of its first.
    fn add_tokens(
        &self,
        chunk: &Chunk,
        index: usize,
        byte: usize,
        range: &Range<usize>,
        stretch: &mut Stretch,
    ) {
        let mut lengths = self.lengths(chunk);
        let (mut at, mut token) = (0, index);
        for piece in chunk.pieces() {
            let next = token + piece.tokens;
            let wanted = next > range.start && token < range.end;
            if wanted {
                if stretch.text.is_empty() {
                    stretch.start = byte + at;
                }
                let mut start = stretch.text.len();
                stretch.text.push_str(&chunk.text()[at..at + piece.bytes]);
                for (place, length) in (token..next).zip(lengths.by_ref()) {
                    if range.contains(&place) {
                        let [start, end] =
                            [start, start + length].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
                        stretch.tokens.push(Token { id: chunk.tokens()[place - index], start, end });
                    }
                    start += length;
                }
            } else {
                lengths.by_ref().take(piece.tokens).for_each(drop);
            }
            at += piece.bytes;
            token = next;
        }
    }

    /// The lengths of the tokens of a chunk in bytes.
    fn lengths<'a>(&'a self, chunk: &'a Chunk) -> impl Iterator<Item = usize> + 'a {
        chunk.tokens().iter().map(|&token| self.tokenizer.length_of(token))
    }

    /// The chunk of a byte offset, and the offset in it.
    fn place(&self, offset: usize) -> Result<Place, EditError> {
        let mut rest = offset;
        for (chunk, part) in self.parts().enumerate() {
            if rest < part.len() {
                return match part.is_char_boundary(rest) {
                    true => Ok(Place { chunk, byte: rest }),
                    false => Err(EditError::InsideCharacter),
                };
            }
            rest -= part.len();
        }
        self.end(rest)
    }

    fn place_utf16(&self, offset: usize) -> Result<Place, EditError> {
        let mut rest = offset;
        for (index, chunk) in self.chunks.iter().enumerate() {
            if rest < chunk.len_utf16() {
                let byte = chunk.byte_of(rest).ok_or(EditError::InsideCharacter)?;
                return Ok(Place { chunk: index, byte });
            }
            rest -= chunk.len_utf16();
        }
        self.end(rest)
    }

    /// The end of the text, where nothing of an offset is left.
    fn end(&self, rest: usize) -> Result<Place, EditError> {
        match (rest, self.chunks.last()) {
            (1.., _) => Err(EditError::OutOfBounds),
            (0, None) => Ok(Place { chunk: 0, byte: 0 }),
            (0, Some(last)) => Ok(Place { chunk: self.chunks.len() - 1, byte: last.text().len() }),
        }
    }

    /// How many bytes before a place may be other pieces after an edit there; more
    /// than `most` where there are more than that.
    fn uncertain(&self, place: Place, most: usize) -> usize {
        let before = self.chunks[..place.chunk].iter().rev().map(Chunk::text);
        uncertain(once(self.before(place)).chain(before), self.tokenizer.pattern(), most)
    }

    /// The text of the chunk of a place, as far as the place.
    fn before(&self, place: Place) -> &str {
        self.chunks.get(place.chunk).map_or("", |chunk| part(chunk.text(), 0..place.byte))
    }

    /// The text before a place, from the beginning of a chunk on: from the first
    /// in which some of it is certain.
    fn head(&self, place: Place, uncertain: usize) -> Head {
        let (mut chunk, mut length) = (place.chunk, place.byte);
        while length <= uncertain && chunk > 0 {
            chunk -= 1;
            length += self.chunks[chunk].text().len();
        }
        let text = self.chunks[chunk..place.chunk].iter().map(Chunk::text).chain([self.before(place)]);
        Head { chunk, text: text.collect(), certain: length.saturating_sub(uncertain) }
    }

    fn replace_places(&mut self, start: Place, end: Place, inserted: &str) -> Result<Change, EditError> {
        if start > end {
            return Err(EditError::OutOfBounds);
        }
        let before = self.count();
        let Head { chunk: at, text: head, certain } = self.head(start, self.uncertain(start, usize::MAX));
        let mut changed: Vec<Chunk> = Vec::new();
        if !self.chunks.is_empty() {
            changed.extend(self.chunks.drain(at..=end.chunk));
        }
        let (tail, rest) = changed.last().map(|chunk| chunk.rest_from(end.byte)).unwrap_or_default();
        let kept = changed.first().map(|chunk| chunk.pieces_before(certain)).unwrap_or_default();
        let mut raw = part(&head, kept.text().len()..head.len()).to_owned();
        raw.push_str(inserted);
        raw.push_str(tail);

        let first =
            self.chunks[..at].iter().map(|chunk| chunk.tokens().len()).sum::<usize>() + kept.tokens().len();
        let kept_some = !kept.text().is_empty();
        let place = at + usize::from(kept_some);
        let mut fresh = Vec::new();
        if kept_some {
            fresh.push(kept);
        }
        push_raw(&mut fresh, &raw);
        if !rest.text().is_empty() {
            fresh.push(rest);
        }
        self.chunks.splice(at..at, fresh);

        let waiting: usize = self.chunks[place..]
            .iter()
            .take_while(|chunk| chunk.is_raw())
            .map(|chunk| chunk.text().len())
            .sum();
        let same_after = if waiting > 0 && waiting <= AT_ONCE_BYTES {
            self.settle_from(place, usize::MAX).1
        } else {
            self.chunks[place..].iter().map(|chunk| chunk.tokens().len()).sum()
        };
        Ok(Change { first, removed: before - first - same_after, added: self.count() - first - same_after })
    }
}

/// A place between characters of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    chunk: usize,
    byte: usize,
}

/// Text before a place.
struct Head {
    /// The chunk that it begins with.
    chunk: usize,
    text: String,
    /// Pieces that end before this byte of the text are the same after any edit
    /// at the place.
    certain: usize,
}
