//! A part of a document.

use crate::{TokenId, words::part};

/// Text that begins where a piece begins, with its tokens; or raw text, which
/// has none yet.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    text: String,
    len_utf16: usize,
    tokens: Vec<TokenId>,
    pieces: Vec<Piece>,
}

/// How many bytes and tokens a piece has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) bytes: usize,
    pub(super) tokens: usize,
}

impl Chunk {
    pub(super) fn raw(text: &str) -> Self {
        Self { text: text.to_owned(), len_utf16: len_utf16(text), ..Self::default() }
    }

    /// Whether the tokens are not known.
    pub(super) fn is_raw(&self) -> bool {
        self.pieces.is_empty()
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn tokens(&self) -> &[TokenId] {
        &self.tokens
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// In UTF-16 units.
    pub(super) fn len_utf16(&self) -> usize {
        self.len_utf16
    }

    /// The byte of a UTF-16 offset, if it is no half of a character.
    pub(super) fn byte_of(&self, offset: usize) -> Option<usize> {
        if self.len_utf16 == self.text.len() {
            return (offset <= self.text.len()).then_some(offset);
        }
        let mut units = 0;
        let found = self.text.char_indices().find_map(|(byte, char)| {
            let here = units;
            units += char.len_utf16();
            (here >= offset).then_some((here, byte))
        });
        let (here, byte) = found.unwrap_or((units, self.text.len()));
        (here == offset).then_some(byte)
    }

    /// Adds a piece at the end.
    pub(super) fn push(&mut self, text: &str, tokens: &[TokenId]) {
        self.text.push_str(text);
        self.len_utf16 += len_utf16(text);
        self.tokens.extend_from_slice(tokens);
        self.pieces.push(Piece { bytes: text.len(), tokens: tokens.len() });
    }

    /// Adds the pieces of another at the end.
    pub(super) fn append(&mut self, other: &Self) {
        self.text.push_str(&other.text);
        self.len_utf16 += other.len_utf16;
        self.tokens.extend_from_slice(&other.tokens);
        self.pieces.extend_from_slice(&other.pieces);
    }

    /// The first pieces together, as long as `more` says so of the bytes before a
    /// piece and of the piece; and how many they are.
    fn first_pieces(&self, more: impl Fn(usize, Piece) -> bool) -> (Piece, usize) {
        let (mut all, mut count) = (Piece { bytes: 0, tokens: 0 }, 0);
        for piece in &self.pieces {
            if !more(all.bytes, *piece) {
                break;
            }
            all.bytes += piece.bytes;
            all.tokens += piece.tokens;
            count += 1;
        }
        (all, count)
    }

    /// How much the pieces have that end before `limit`.
    pub(super) fn before(&self, limit: usize) -> Piece {
        self.first_pieces(|bytes, piece| bytes + piece.bytes < limit).0
    }

    /// The pieces that end before `limit`.
    pub(super) fn pieces_before(&self, limit: usize) -> Self {
        let (Piece { bytes, tokens }, count) = self.first_pieces(|bytes, piece| bytes + piece.bytes < limit);
        let text = part(&self.text, 0..bytes);
        Self {
            text: text.to_owned(),
            len_utf16: len_utf16(text),
            tokens: self.tokens[..tokens].to_vec(),
            pieces: self.pieces[..count].to_vec(),
        }
    }

    /// The text from `at` to the next beginning of a piece, and the pieces from
    /// there on.
    pub(super) fn rest_from(&self, at: usize) -> (&str, Self) {
        let (Piece { mut bytes, tokens }, count) = self.first_pieces(|bytes, _| bytes < at);
        if self.is_raw() {
            bytes = self.text.len();
        }
        let text = part(&self.text, bytes..self.text.len());
        let rest = Self {
            text: text.to_owned(),
            len_utf16: len_utf16(text),
            tokens: self.tokens[tokens..].to_vec(),
            pieces: self.pieces[count..].to_vec(),
        };
        (part(&self.text, at..bytes), rest)
    }
}

fn len_utf16(text: &str) -> usize {
    // A character has one unit, and another if it takes four bytes.
    text.bytes().filter(|&byte| byte & 0xC0 != 0x80).count()
        + text.bytes().filter(|&byte| byte >= 0xF0).count()
}
