//! The tokens of a first short text, before there are tables to look them up in.
//!
//! A vocabulary file says the merges in the order of their ranks. Going through
//! them once, and joining wherever one applies, is byte pair encoding to the
//! letter; for a line of text it takes a twentieth of what the tables take that
//! find the tokens of any text quickly.

use crate::{
    TokenId,
    file::{self, Contents, LoadError, NO_LEFT, STRETCH},
    pieces::pieces,
    tokenizer::Tokenizer,
};

/// The longest text that is encoded from the file, in bytes.
const MAX_BYTES: usize = 512;

/// Stands between pieces, which nothing crosses. No rank.
const BARRIER: u32 = u32::MAX;
/// Above this stands a byte whose token has not come yet. No rank.
const BYTE: u32 = 1 << 31;

/// A vocabulary file that was read, and of which nothing was built yet.
///
/// Memory: 8 bytes a token, and what is irregular.
#[derive(Debug)]
pub struct VocabularyFile(Contents);

impl VocabularyFile {
    /// Reads a vocabulary file that [`crate::pack`] wrote.
    ///
    /// No file panics or takes more memory than the largest vocabulary that the
    /// format allows. Whether it is one that text can be encoded with is for
    /// [`Self::build`] to say.
    ///
    /// Cost: some fifty nanoseconds a token.
    pub fn read(file: &[u8]) -> Result<Self, LoadError> {
        file::read(file).map(Self)
    }

    /// What [`Tokenizer::encode`] will give for a text of up to 512 bytes; `None`
    /// for a longer one, and where the vocabulary has to be known better.
    ///
    /// Cost: one look at every token of the vocabulary.
    pub fn encode_short(&self, text: &str) -> Option<Vec<TokenId>> {
        let Contents { encoding, rows, .. } = &self.0;
        let bytes = text.as_bytes();
        // What a spelled token is made of, if anything, only the tables tell.
        let is_in_text = |token: &[u8]| (0..bytes.len()).any(|at| bytes[at..].starts_with(token));
        if bytes.len() > MAX_BYTES || rows.spelled.iter().any(|(_, token)| is_in_text(token)) {
            return None;
        }
        let mut tokens = Vec::with_capacity(2 * bytes.len());
        for piece in pieces(encoding.pattern(), text) {
            for byte in piece.bytes() {
                tokens.push(BYTE | u32::from(byte));
            }
            tokens.push(BARRIER);
        }
        let mut is_there = vec![false; rows.parts.len()];
        for (some, first) in rows.parts.chunks(STRETCH).zip((0..).step_by(STRETCH)) {
            merge(some, first, &mut is_there, &mut tokens);
        }
        tokens.retain(|&token| token != BARRIER);
        for token in &mut tokens {
            if *token >= BYTE {
                return None;
            }
            if let Some(&id) = rows.ids.get(*token as usize) {
                *token = id;
            }
        }
        Some(tokens)
    }

    /// Builds the tables that find the tokens of any text quickly.
    ///
    /// Errors: two tokens with the same bytes, or a byte that is no token.
    /// Cost: as for [`Self::read`].
    pub fn build(self) -> Result<Tokenizer, LoadError> {
        Tokenizer::from_contents(self.0)
    }
}

/// Joins what some rows join, from that of rank `first` on. `is_there` says of
/// each rank whether its token has come about.
#[inline(never)]
fn merge(rows: &[(u32, u32)], first: u32, is_there: &mut [bool], tokens: &mut Vec<u32>) {
    for (&(left, right), rank) in rows.iter().zip(first..) {
        let comes = if left == NO_LEFT {
            right <= u8::MAX.into() && replace(tokens, BYTE | right, rank)
        } else {
            is_there[left as usize] && is_there[right as usize] && join(tokens, left, right, rank)
        };
        if comes {
            is_there[rank as usize] = true;
        }
    }
}

/// Gives a byte its token; says whether it is in the text.
#[inline(never)]
fn replace(tokens: &mut [u32], byte: u32, rank: u32) -> bool {
    let mut is_there = false;
    for token in tokens {
        if *token == byte {
            *token = rank;
            is_there = true;
        }
    }
    is_there
}

/// Joins these two wherever they stand side by side, from the left; says whether
/// they do.
#[inline(never)]
fn join(tokens: &mut Vec<u32>, left: u32, right: u32, joined: u32) -> bool {
    let (mut from, mut to) = (0, 0);
    while from < tokens.len() {
        let is_pair = tokens[from] == left && tokens.get(from + 1) == Some(&right);
        tokens[to] = if is_pair { joined } else { tokens[from] };
        from += if is_pair { 2 } else { 1 };
        to += 1;
    }
    let is_there = to < tokens.len();
    tokens.truncate(to);
    is_there
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

    use super::*;
    use crate::{
        encoding::Encoding,
        file::{Rows, Specials},
        pack,
    };

    fn file(tokens: &[&[u8]]) -> VocabularyFile {
        let tokens: Vec<_> = (0..).zip(tokens.iter().copied()).collect();
        VocabularyFile::read(&pack(Encoding::Cl100kBase, &tokens, &[]).unwrap()).unwrap()
    }

    /// The bytes in any place, and tokens that are made of them.
    #[test]
    fn bytes_may_come_late() {
        let single: Vec<_> = (0..=u8::MAX).map(|byte| [byte]).collect();
        let mut tokens: Vec<&[u8]> = single.iter().map(<[u8; 1]>::as_slice).collect();
        tokens.swap_remove(usize::from(b'c'));
        let more: [&[u8]; 4] = [b"ab", b"abab", b"c", b"abc"];
        tokens.extend(more);
        let file = file(&tokens);
        for text in ["", "abab", "abababc abc cab", "zebra", "ca"] {
            let ids = file.encode_short(text).unwrap();
            let expected = VocabularyFile(file.0.clone()).build().unwrap().encode(text);
            assert_eq!(ids, expected, "{text}");
        }
    }

    #[test]
    fn a_text_that_has_no_tokens_has_none_here() {
        let byte = |byte: u8| (NO_LEFT, byte.into());
        let rows = Rows { parts: vec![byte(b'a'), byte(b'b'), (0, 1)], ..Rows::default() };
        let (encoding, specials) = (Encoding::Cl100kBase, Specials::new());
        let file = VocabularyFile(Contents { encoding, whole_pieces: true, specials, rows });
        assert_eq!(file.encode_short("abba"), Some(vec![2, 1, 0]));
        assert_eq!(file.encode_short("abc"), None);
        assert_eq!(file.build().unwrap_err(), LoadError::MissingByte { byte: 0 });
    }
}
