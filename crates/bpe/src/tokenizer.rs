//! Text to tokens and back.

use std::fmt;

use thiserror::Error;

use crate::{
    encoding::Encoding,
    file::{self, LoadError},
    merge::Merger,
    pieces::Pieces,
    special::{Recogniser, Stretch},
    vocabulary::Vocabulary,
};

/// The number of a token in its vocabulary.
pub type TokenId = u32;

/// A token of a text, and the bytes of the text that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its number in the vocabulary.
    pub id: TokenId,
    /// The byte of the text at which it begins, perhaps inside a character.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
}

/// Why ids cannot be decoded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// An id belongs to no token of the vocabulary.
    #[error("no token has the id {id}")]
    UnknownToken {
        /// The first such id.
        id: TokenId,
    },
}

/// An encoding, ready for use.
///
/// Memory: in proportion to the vocabulary: 1.8 MB for `r50k_base`, 6.7 MB for
/// `o200k_base`.
pub struct Tokenizer {
    encoding: Encoding,
    vocabulary: Vocabulary,
    /// In the order of their ids.
    specials: Vec<(String, TokenId)>,
}

impl Tokenizer {
    /// Opens a vocabulary file that [`crate::pack`] wrote.
    ///
    /// No file panics or takes more memory than the largest vocabulary that the
    /// format allows.
    ///
    /// Cost: about a tenth of a microsecond a token.
    pub fn load(file: &[u8]) -> Result<Self, LoadError> {
        let (encoding, specials, vocabulary) = file::read(file)?;
        Ok(Self { encoding, vocabulary, specials })
    }

    /// The encoding that the file was packed for.
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The tokens of `text`. A special token that is written in it is ordinary
    /// text, as everywhere but in [`Self::encode_with_special`].
    ///
    /// Cost: O(n log n) in the longest run that the pre-tokenizer does not cut,
    /// linear in everything else, for any text.
    pub fn encode(&self, text: &str) -> Vec<TokenId> {
        let mut ids = Vec::new();
        self.each(text, &mut Merger::new(&self.vocabulary), |id| ids.push(id));
        ids
    }

    /// The tokens of `text`, in which those special tokens that `recognised`
    /// names are tokens of their own. Names of no special token do nothing.
    pub fn encode_with_special(&self, text: &str, recognised: &[&str]) -> Vec<TokenId> {
        let specials = self.specials.iter();
        let specials = specials.map(|(name, id)| (name.as_str(), *id));
        let recogniser = Recogniser::new(specials.filter(|(name, _)| recognised.contains(name)));
        let mut ids = Vec::new();
        let mut merger = Merger::new(&self.vocabulary);
        for stretch in recogniser.split(text) {
            match stretch {
                Stretch::Text(text) => self.each(text, &mut merger, |id| ids.push(id)),
                Stretch::Special(id) => ids.push(id),
            }
        }
        ids
    }

    /// How many tokens [`Self::encode`] gives, without keeping them.
    pub fn count(&self, text: &str) -> usize {
        let mut count = 0;
        self.each(text, &mut Merger::new(&self.vocabulary), |_| count += 1);
        count
    }

    /// The tokens of `text` with their spans, which tile it.
    ///
    /// Beyond 4 GiB of text, spans stay at the largest number.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut start = 0_u32;
        self.each(text, &mut Merger::new(&self.vocabulary), |id| {
            let bytes = self.vocabulary.bytes_of(id).map_or(0, <[u8]>::len);
            let end = start.saturating_add(bytes as u32);
            tokens.push(Token { id, start, end });
            start = end;
        });
        tokens
    }

    fn each(&self, text: &str, merger: &mut Merger<'_>, mut sink: impl FnMut(TokenId)) {
        for piece in Pieces::new(self.encoding.pattern(), text) {
            merger.merge(piece.as_bytes(), &mut sink);
        }
    }

    /// The bytes of a token, ordinary or special; they may be no whole
    /// characters.
    pub fn token_bytes(&self, id: TokenId) -> Option<&[u8]> {
        self.vocabulary.bytes_of(id).or_else(|| {
            let index = self.specials.binary_search_by_key(&id, |&(_, id)| id);
            Some(self.specials[index.ok()?].0.as_bytes())
        })
    }

    /// The bytes of tokens in a row; they need not be valid UTF-8.
    pub fn decode(&self, ids: &[TokenId]) -> Result<Vec<u8>, DecodeError> {
        let mut bytes = Vec::new();
        for &id in ids {
            let token = self.token_bytes(id);
            bytes.extend(token.ok_or(DecodeError::UnknownToken { id })?);
        }
        Ok(bytes)
    }

    /// The special tokens in the order of their ids.
    pub fn special_tokens(&self) -> &[(String, TokenId)] {
        &self.specials
    }
}

/// Without the vocabulary, which would be megabytes of text.
impl fmt::Debug for Tokenizer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tokenizer").field("encoding", &self.encoding).finish_non_exhaustive()
    }
}
