//! Reading a `tokenizer.json` of Hugging Face's tokenizers.

use std::collections::HashMap;

use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use super::{
    ImportError, Imported, LeftOut,
    byte_letters::Bytes,
    merges::Listed,
    pre_tokenizer::{self, Part},
};
use crate::TokenId;

#[derive(Deserialize)]
struct File<'f> {
    #[serde(borrow)]
    model: &'f RawValue,
    normalizer: Option<Part>,
    pre_tokenizer: Option<Part>,
    #[serde(default)]
    added_tokens: Vec<Added>,
    post_processor: Option<After>,
    truncation: Option<IgnoredAny>,
}

/// What is done to the tokens of a text.
#[derive(Deserialize)]
struct After {
    #[serde(rename = "type")]
    name: String,
    #[serde(default)]
    processors: Vec<Self>,
    /// What a template makes of one text.
    #[serde(default)]
    single: Vec<Slot>,
}

#[derive(Deserialize)]
enum Slot {
    SpecialToken(IgnoredAny),
    Sequence(IgnoredAny),
}

impl After {
    /// Whether tokens come before or after those of a text.
    fn surrounds(&self) -> bool {
        match self.name.as_str() {
            "Sequence" => self.processors.iter().any(Self::surrounds),
            "TemplateProcessing" => self.single.iter().any(|slot| matches!(slot, Slot::SpecialToken(_))),
            "BertProcessing" | "RobertaProcessing" => true,
            _ => false,
        }
    }
}

#[derive(Deserialize)]
struct Added {
    id: TokenId,
    content: String,
    #[serde(default)]
    special: bool,
}

/// What every model says of itself; old files leave the type of this one out.
#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "type")]
    name: Option<String>,
}

#[derive(Deserialize)]
struct Bpe {
    dropout: Option<f64>,
    continuing_subword_prefix: Option<String>,
    end_of_word_suffix: Option<String>,
    #[serde(default)]
    byte_fallback: bool,
    #[serde(default)]
    ignore_merges: bool,
    vocab: HashMap<String, TokenId>,
    merges: Vec<Merge>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Merge {
    /// `Ġ t`
    Spaced(String),
    Pair(String, String),
}

/// Reads a `tokenizer.json`.
///
/// Cost: about a second for the largest, and some ten times its size of memory
/// while it lasts.
///
/// Errors: whatever the file needs that the engine does not do, by name.
pub fn import_tokenizer_json(json: &[u8]) -> Result<Imported, ImportError> {
    let file: File<'_> = serde_json::from_slice(json).map_err(not_a_tokenizer)?;
    let kind: Kind = serde_json::from_str(file.model.get()).map_err(not_a_tokenizer)?;
    if let Some(name) = kind.name.filter(|name| name != "BPE") {
        return Err(ImportError::Model { name });
    }
    let mut left_out = Vec::new();
    if pre_tokenizer::composes(file.normalizer.as_ref())? {
        left_out.push(LeftOut::Composing);
    }
    if file.post_processor.is_some_and(|it| it.surrounds()) {
        left_out.push(LeftOut::Surrounding);
    }
    if file.truncation.is_some() {
        left_out.push(LeftOut::Truncating);
    }
    let bpe: Bpe = serde_json::from_str(file.model.get()).map_err(not_a_tokenizer)?;
    if bpe.byte_fallback {
        return Err(ImportError::ByteFallback);
    }
    if bpe.dropout.is_some_and(|share| share > 0.0) {
        return Err(ImportError::Dropout);
    }
    let markers = [bpe.continuing_subword_prefix, bpe.end_of_word_suffix];
    if let Some(marker) = markers.into_iter().flatten().find(|marker| !marker.is_empty()) {
        return Err(ImportError::Marker { marker });
    }
    let pattern = pre_tokenizer::pattern(file.pre_tokenizer.as_ref())?;
    let listed = listed(bpe.vocab, &bpe.merges, file.added_tokens)?;
    listed.rank(pattern, bpe.ignore_merges, left_out)
}

fn not_a_tokenizer(error: serde_json::Error) -> ImportError {
    ImportError::NotATokenizerJson { line: error.line(), column: error.column() }
}

fn listed(
    mut vocabulary: HashMap<String, TokenId>,
    merges: &[Merge],
    added: Vec<Added>,
) -> Result<Listed, ImportError> {
    let mut specials = Vec::with_capacity(added.len());
    let mut ordinary = Vec::new();
    for Added { id, content, special } in added {
        if !special {
            ordinary.push(content.clone());
        }
        // Some vocabularies list them among the ordinary ones as well.
        vocabulary.remove(&content);
        specials.push((content, id));
    }
    let bytes = Bytes::new();
    let tokens = vocabulary.into_iter();
    let tokens = tokens.map(|(text, id)| Ok((id, bytes.of(&text).ok_or(ImportError::NotBytes { id })?)));
    let tokens = tokens.collect::<Result<_, _>>()?;
    let merges = merges.iter().enumerate().map(|(index, merge)| {
        let halves = match merge {
            Merge::Spaced(text) => text.split_once(' '),
            Merge::Pair(left, right) => Some((left.as_str(), right.as_str())),
        };
        halves
            .and_then(|(left, right)| Some((bytes.of(left)?, bytes.of(right)?)))
            .ok_or(ImportError::BadMerge { index })
    });
    Ok(Listed { tokens, merges: merges.collect::<Result<_, _>>()?, specials, added: ordinary })
}
