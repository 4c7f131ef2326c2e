//! Tokenizers from elsewhere: a Hugging Face `tokenizer.json`, or the metadata
//! of a GGUF file.
//!
//! Only byte-level byte pair encoding that is ranked by a list of merges, with
//! a pre-tokenizer that we have. Whatever else a file asks for is refused by
//! name: a tokenizer that counts almost right is wrong.

mod byte_letters;
mod expressions;
mod gguf;
mod merges;
mod pre_tokenizer;
mod rows;
#[cfg(test)]
mod tests;
mod tokenizer_json;

use serde::{Deserialize, Serialize};
use thiserror::Error;

#[cfg(test)]
pub(crate) use expressions::{DEEPSEEK_V3, EXPRESSIONS};
pub use gguf::import_gguf;
pub use tokenizer_json::import_tokenizer_json;

use crate::{TokenId, encoding::Pattern};

/// The most ids that an imported vocabulary may have, and their bound: so many
/// that with a token for every byte they are still below 2^20.
const MAX_IDS: usize = (1 << 20) - 256;
/// The longest token, in bytes.
const MAX_TOKEN_BYTES: usize = 512;

/// An ordinary token of an imported vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedToken {
    /// Its place in the order of merges: the lowest is merged first.
    pub rank: u32,
    /// Its number for the model, in general not its rank.
    pub id: TokenId,
    /// What it stands for; need not be whole characters.
    pub bytes: Vec<u8>,
    /// The ids of the two tokens whose merge it is; a byte is none.
    pub pair: Option<(TokenId, TokenId)>,
}

/// Everything that a tokenizer is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// How a text is cut before it is merged.
    pub pattern: Pattern,
    /// Whether a piece that is a token is taken whole, without merging
    /// (`ignore_merges`).
    pub whole_pieces: bool,
    /// What the tokenizer does to a text and the engine does not.
    pub left_out: Vec<LeftOut>,
    /// The tokens that merging can make, in order of rank: first the bytes.
    pub tokens: Vec<ImportedToken>,
    /// Tokens that merging never makes, in order of id: they stand for whole
    /// pieces where these are taken whole, and are otherwise only decoded.
    pub unmerged: Vec<(TokenId, Vec<u8>)>,
    /// Bytes that are no token. Text that holds one cannot be encoded as the
    /// tokenizer would; 13 of the 256 are in no text at all.
    pub missing_bytes: Vec<u8>,
    /// Special and other added tokens, in order of id.
    pub specials: Vec<(String, TokenId)>,
}

/// What an imported tokenizer does to a text and the engine does not, because few
/// texts would be counted otherwise, or because it is not about the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeftOut {
    /// It composes characters (Unicode NFC) first.
    Composing,
    /// It takes added tokens that are not special as one each, wherever they are
    /// written.
    AddedTokens {
        /// One of them.
        example: String,
        /// How many there are.
        count: usize,
    },
    /// It leaves out bytes that are no token; the engine gives each an id of its
    /// own.
    MissingBytes {
        /// How many of those that occur in UTF-8.
        count: usize,
    },
    /// It puts tokens of its own before or after a text.
    Surrounding,
    /// It cuts a long text off.
    Truncating,
}

/// Why a file cannot be used as a tokenizer.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum ImportError {
    /// It is no JSON, or some part of it is not what it should be.
    #[error("no tokenizer.json: line {line}, column {column}")]
    NotATokenizerJson {
        /// The line at which reading it failed, from 1; 0 for no line at all.
        line: usize,
        /// The column there.
        column: usize,
    },
    /// It is no GGUF file of a version that we read.
    #[error("no GGUF file of version 2 or 3")]
    NotGguf,
    /// The GGUF file, or the part of it that was read, ends inside the metadata.
    #[error("the file ends inside its metadata, after {bytes} bytes")]
    Cut {
        /// How many there are.
        bytes: usize,
    },
    /// The metadata has no value of the right kind for a key.
    #[error("the metadata has no {key}")]
    NoMetadata {
        /// The key.
        key: String,
    },
    /// The tokenizer is of another kind: `Unigram`, `WordPiece`, `WordLevel`, or
    /// a GGUF model other than `gpt2`.
    #[error("the tokenizer is of the kind {name}")]
    Model {
        /// What the file calls it.
        name: String,
    },
    /// The text is changed before it is cut.
    #[error("the normalizer {name} is not supported")]
    Normalizer {
        /// What the file calls it.
        name: String,
    },
    /// The text is cut in a way that we do not know.
    #[error("the pre-tokenizer {name} is not supported")]
    PreTokenizer {
        /// What the file calls it, several with a plus between.
        name: String,
    },
    /// The text is cut by an expression that we do not know.
    #[error("the expression {expression} is not known")]
    Expression {
        /// The expression.
        expression: String,
    },
    /// A space is put before the text.
    #[error("a space is put before the text")]
    PrefixSpace,
    /// Characters without a token become tokens such as `<0xE4>`.
    #[error("unknown characters fall back to bytes")]
    ByteFallback,
    /// Merges are left out at random.
    #[error("merges are left out at random")]
    Dropout,
    /// Tokens inside or at the end of a word are marked.
    #[error("tokens are marked with {marker:?}")]
    Marker {
        /// The mark.
        marker: String,
    },
    /// An added token that is not special is made of letters, numbers and white
    /// space: it would be cut out of many a text.
    #[error("the added token {text:?} is ordinary text")]
    AddedText {
        /// The token.
        text: String,
    },
    /// A token is not written in the letters that stand for bytes.
    #[error("the token {id} is not made of bytes")]
    NotBytes {
        /// The token.
        id: TokenId,
    },
    /// A merge names a token that is not in the vocabulary, or makes one.
    #[error("the merge {index} makes no sense")]
    BadMerge {
        /// Its place in the list, from 0.
        index: usize,
    },
    /// Two tokens claim one id, or one id two tokens.
    #[error("two tokens have the id {id}, or the same bytes")]
    Duplicate {
        /// The id of one of them.
        id: TokenId,
    },
    /// It has more or longer tokens than any vocabulary.
    #[error("the vocabulary is too large")]
    TooLarge,
}

/// Whether a file that begins so, and is nothing else that is known, is meant as
/// a tokenizer: GGUF, or a JSON that speaks of merges or of what comes
/// before them.
///
/// Cost: linear.
pub fn is_tokenizer_file(front: &[u8]) -> bool {
    let says = |key: &[u8]| front.windows(key.len()).any(|it| it == key);
    front.starts_with(b"GGUF")
        || [&br#""added_tokens""#[..], br#""pre_tokenizer""#, br#""merges""#].into_iter().any(says)
}
