//! The vocabularies as their sources have them: tiktoken-rs for OpenAI's, the
//! crate `tiktoken` for the other vendors', and a file of this package for
//! SmolLM2's, which no crate has.
//!
//! No crate shows a list of its tokens, but both decode every id. This package is
//! for the chores and the tests; it must never be part of the site.

mod families;
mod openai;
mod smollm2;

pub use lollipop_bpe;
use lollipop_bpe::{Encoding, PackError, TokenId, Vendor, pack};
pub use smollm2::{Smollm2Error, of_gguf};

/// A vocabulary: every token of it, by id.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// The ordinary tokens in the order of their ids.
    pub tokens: Vec<(TokenId, Vec<u8>)>,
    /// The special tokens in the order of their ids.
    pub specials: Vec<(String, TokenId)>,
}

/// The vocabulary of an encoding, where a crate has it.
///
/// Cost: a second or two, and some 60 MB that the source crate keeps.
pub fn vocabulary(encoding: Encoding) -> Vocabulary {
    match encoding.vendor() {
        Vendor::OpenAi => openai::vocabulary(encoding),
        _ => families::vocabulary(encoding),
    }
}

/// The vocabulary file of an encoding.
pub fn file(encoding: Encoding) -> Result<Vec<u8>, PackError> {
    if encoding == Encoding::Smollm2 {
        return Ok(smollm2::FILE.to_vec());
    }
    let vocabulary = vocabulary(encoding);
    let tokens: Vec<_> = vocabulary.tokens.iter().map(|(id, bytes)| (*id, bytes.as_slice())).collect();
    let specials: Vec<_> = vocabulary.specials.iter().map(|(text, id)| (text.as_str(), *id)).collect();
    pack(encoding, &tokens, &specials)
}

/// Another implementation of an encoding, to hold ours against.
#[derive(Clone, Copy)]
pub enum Oracle {
    /// tiktoken-rs, for OpenAI's encodings.
    OpenAi(&'static tiktoken_rs::CoreBPE),
    /// The crate `tiktoken`, for the other vendors'.
    Families(&'static tiktoken::CoreBpe),
}

impl Oracle {
    /// The oracle of an encoding; `None` where no crate has it.
    pub fn of(encoding: Encoding) -> Option<Self> {
        match encoding.vendor() {
            Vendor::OpenAi => openai::tiktoken(encoding).map(Self::OpenAi),
            _ => tiktoken::get_encoding(encoding.name()).map(Self::Families),
        }
    }

    /// The tokens of `text`, in which no special token is recognised.
    pub fn encode(self, text: &str) -> Vec<TokenId> {
        match self {
            Self::OpenAi(bpe) => bpe.encode_ordinary(text),
            Self::Families(bpe) => bpe.encode(text),
        }
    }

    /// The bytes of a token, ordinary or special.
    pub fn token_bytes(self, id: TokenId) -> Option<Vec<u8>> {
        match self {
            Self::OpenAi(bpe) => bpe.decode_bytes(&[id]).ok(),
            Self::Families(bpe) => Some(bpe.decode(&[id])).filter(|bytes| !bytes.is_empty()),
        }
    }
}
