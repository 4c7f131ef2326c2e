//! Reading the tokenizer in the metadata of a GGUF file, which models for
//! llama.cpp come in. The rest of the file is not looked at.
//!
//! Format: `docs/gguf.md` of ggml-org/ggml, versions 2 and 3, read on
//! 2026-11-22. All numbers are little-endian.

use super::{ImportError, Imported, LeftOut, byte_letters::Bytes, merges::Listed};
use crate::{TokenId, encoding::Pattern};

const MODEL: &str = "tokenizer.ggml.model";
const PRE: &str = "tokenizer.ggml.pre";
const TOKENS: &str = "tokenizer.ggml.tokens";
const KINDS: &str = "tokenizer.ggml.token_type";
const MERGES: &str = "tokenizer.ggml.merges";
const PREFIX_SPACE: &str = "tokenizer.ggml.add_space_prefix";

const BEGINNING: &str = "tokenizer.ggml.add_bos_token";
const END: &str = "tokenizer.ggml.add_eos_token";

/// The kind of tokens that only a program puts into a text.
const CONTROL: i32 = 3;
/// The kind of tokens that are cut out of a text wherever they are written.
const USER_DEFINED: i32 = 4;

/// Reads the tokenizer of a GGUF file. `file` may be its beginning only, as long
/// as the metadata is whole: a few megabytes do.
///
/// Cost: as for [`super::import_tokenizer_json`].
///
/// Errors: whatever the file needs that the engine does not do, by name.
pub fn import_gguf(file: &[u8]) -> Result<Imported, ImportError> {
    let metadata = Metadata::read(file)?;
    match metadata.model.as_deref() {
        Some("gpt2") => {}
        Some(name) => return Err(ImportError::Model { name: name.to_owned() }),
        None => return Err(missing(MODEL)),
    }
    if metadata.prefix_space {
        return Err(ImportError::PrefixSpace);
    }
    let pre = metadata.pre.ok_or_else(|| missing(PRE))?;
    let (pattern, whole_pieces) = pattern(&pre).ok_or(ImportError::PreTokenizer { name: pre })?;
    let tokens = metadata.tokens.ok_or_else(|| missing(TOKENS))?;
    let merges = metadata.merges.ok_or_else(|| missing(MERGES))?;
    let kinds = metadata.kinds.unwrap_or_default();

    let bytes = Bytes::new();
    let mut listed = Listed { tokens: Vec::with_capacity(tokens.len()), ..Listed::default() };
    for (index, text) in tokens.into_iter().enumerate() {
        let id = TokenId::try_from(index).map_err(|_| ImportError::TooLarge)?;
        match kinds.get(index) {
            Some(&USER_DEFINED) => {
                listed.added.push(text.clone());
                listed.specials.push((text, id));
            }
            Some(&CONTROL) => listed.specials.push((text, id)),
            _ => listed.tokens.push((id, bytes.of(&text).ok_or(ImportError::NotBytes { id })?)),
        }
    }
    for (index, merge) in merges.iter().enumerate() {
        let halves = merge.split_once(' ');
        let halves = halves.and_then(|(left, right)| Some((bytes.of(left)?, bytes.of(right)?)));
        listed.merges.push(halves.ok_or(ImportError::BadMerge { index })?);
    }
    let left_out = metadata.surrounds.then_some(LeftOut::Surrounding);
    listed.rank(pattern, whole_pieces, left_out.into_iter().collect())
}

fn missing(key: &str) -> ImportError {
    ImportError::NoMetadata { key: key.to_owned() }
}

/// What llama.cpp does for a pre-tokenizer, and whether it takes whole pieces.
///
/// Source: `src/llama-vocab.cpp` of ggml-org/llama.cpp; only those that come
/// down to a pattern of ours.
fn pattern(name: &str) -> Option<(Pattern, bool)> {
    Some(match name {
        "gpt-2" => (Pattern::Gpt2, false),
        "smollm" | "starcoder" | "refact" | "command-r" => (Pattern::Gpt2Digits, false),
        "llama3" | "llama-v3" | "llama-bpe" => (Pattern::Llama3, true),
        "glm4" | "chatglm-bpe" => (Pattern::Llama3, false),
        "qwen2" => (Pattern::Qwen2, false),
        "deepseek-v3" => (Pattern::DeepseekV3, false),
        "tekken" => (Pattern::Tekken, true),
        "gpt-4o" | "minimax-m2" => (Pattern::O200k, false),
        "kimi-k2" => (Pattern::Kimi, false),
        _ => return None,
    })
}

/// What the metadata says of the tokenizer.
#[derive(Default)]
struct Metadata {
    model: Option<String>,
    pre: Option<String>,
    prefix_space: bool,
    surrounds: bool,
    tokens: Option<Vec<String>>,
    kinds: Option<Vec<i32>>,
    merges: Option<Vec<String>>,
}

/// The types of values that have a length of their own.
const STRING: u32 = 8;
const ARRAY: u32 = 9;
const I32: u32 = 5;
const BOOL: u32 = 7;

impl Metadata {
    fn read(file: &[u8]) -> Result<Self, ImportError> {
        let mut rest = file;
        let magic = rest.split_off(..4);
        if magic != Some(b"GGUF".as_slice()) {
            return Err(ImportError::NotGguf);
        }
        let cut = ImportError::Cut { bytes: file.len() };
        let version = u32(&mut rest).ok_or(cut.clone())?;
        if !matches!(version, 2 | 3) {
            return Err(ImportError::NotGguf);
        }
        Self::entries(&mut rest).ok_or(cut)
    }

    /// The entries behind the version; nothing where the file ends too early.
    fn entries(rest: &mut &[u8]) -> Option<Self> {
        let mut metadata = Self::default();
        let _tensors = u64(rest)?;
        for _ in 0..u64(rest)? {
            let key = string(rest)?;
            let kind = u32(rest)?;
            match (key.as_str(), kind) {
                (MODEL, STRING) => metadata.model = Some(string(rest)?),
                (PRE, STRING) => metadata.pre = Some(string(rest)?),
                (PREFIX_SPACE, BOOL) => metadata.prefix_space = rest.split_off_first()? != &0,
                (BEGINNING | END, BOOL) => metadata.surrounds |= rest.split_off_first()? != &0,
                (TOKENS, ARRAY) => metadata.tokens = array(rest, STRING, string)?,
                (MERGES, ARRAY) => metadata.merges = array(rest, STRING, string)?,
                (KINDS, ARRAY) => {
                    metadata.kinds = array(rest, I32, |rest| Some(i32::from_le_bytes(number(rest)?)))?;
                }
                _ => skip(rest, kind, 0)?,
            }
        }
        Some(metadata)
    }
}

/// An array of `kind`, or nothing where it is one of another kind, which is
/// skipped. Memory: three times as much as the file is long, at most.
fn array<T>(rest: &mut &[u8], kind: u32, item: impl Fn(&mut &[u8]) -> Option<T>) -> Option<Option<Vec<T>>> {
    let mut ahead = *rest;
    if u32(&mut ahead)? != kind {
        skip(rest, ARRAY, 0)?;
        return Some(None);
    }
    let count = u64(&mut ahead)?;
    let mut items = Vec::new();
    for _ in 0..count {
        items.push(item(&mut ahead)?);
    }
    *rest = ahead;
    Some(Some(items))
}

/// The most arrays inside one another that are skipped.
const MAX_DEPTH: u32 = 8;

/// Skips a value of a type.
fn skip(rest: &mut &[u8], kind: u32, depth: u32) -> Option<()> {
    let width = match kind {
        0 | 1 | 7 => 1,
        2 | 3 => 2,
        4..=6 => 4,
        10..=12 => 8,
        STRING => {
            let length = usize::try_from(u64(rest)?).ok()?;
            rest.split_off(..length)?;
            return Some(());
        }
        ARRAY if depth < MAX_DEPTH => {
            let kind = u32(rest)?;
            for _ in 0..u64(rest)? {
                skip(rest, kind, depth + 1)?;
            }
            return Some(());
        }
        _ => return None,
    };
    rest.split_off(..width).map(|_| ())
}

/// Text, in which bytes that are no UTF-8 are replaced: such a token is refused
/// later, and no other text matters.
fn string(rest: &mut &[u8]) -> Option<String> {
    let length = usize::try_from(u64(rest)?).ok()?;
    rest.split_off(..length).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
}

fn number<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    rest.split_off(..N)?.try_into().ok()
}

fn u32(rest: &mut &[u8]) -> Option<u32> {
    number(rest).map(u32::from_le_bytes)
}

fn u64(rest: &mut &[u8]) -> Option<u64> {
    number(rest).map(u64::from_le_bytes)
}
