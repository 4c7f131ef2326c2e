//! The tokenizer engine: vocabularies, pre-tokenizers, merges, and what a view
//! needs to know to draw tokens.
//!
//! Ids are exactly those of tiktoken; the tests hold the engine against it.
//! Unlike it, the engine takes linear or linearithmic time for every text and
//! panics for none.
//!
//! Invariant: nothing here knows a browser, a clock, randomness or a sentence
//! that a person reads. Offsets are bytes of UTF-8 throughout.

mod cache;
mod document;
mod encoding;
mod file;
mod first;
#[cfg(feature = "import")]
mod import;
pub mod layout;
mod memory;
mod merge;
mod merges;
mod phrases;
mod pieces;
mod special;
mod tokenizer;
mod unicode;
mod vocabulary;
mod words;

pub use document::{Change, Document, EditError, Stretch};
pub use encoding::{DataLicence, Encoding, Pattern, Vendor};
pub use file::{LoadError, PackError, RankedToken, VocabularySource, pack};
pub use first::VocabularyFile;
#[cfg(feature = "import")]
pub use import::{
    ImportError, Imported, ImportedToken, LeftOut, import_gguf, import_tokenizer_json, is_tokenizer_file,
};
pub use merges::Merge;
pub use tokenizer::{DecodeError, Token, TokenId, Tokenizer};
