//! Derives the vocabulary files of the site from tiktoken-rs.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use lollipop_bpe::{Encoding, Tokenizer, pack};
use tiktoken_rs::CoreBPE;

/// Writes the file of every encoding into `folder`, unless it is there and
/// whole. One line for each says how large it is.
///
/// Cost: a few seconds when all are missing, well under one when none is.
pub fn write_all(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for encoding in Encoding::ALL {
        let path = folder.join(encoding.file_name());
        let (bytes, state) = match current(&path, encoding) {
            Some(bytes) => (bytes, "is there"),
            None => (write(&path, encoding)?, "written"),
        };
        println!("  {} {state}, {} KB", encoding.file_name(), bytes / 1_000);
    }
    Ok(())
}

/// The size of the file, if it is whole, of this version of the format, and of
/// this encoding: the checksum inside answers for its contents.
fn current(path: &Path, encoding: Encoding) -> Option<usize> {
    let file = fs::read(path).ok()?;
    let tokenizer = Tokenizer::load(&file).ok()?;
    (tokenizer.encoding() == encoding).then_some(file.len())
}

/// Writes beside the path first, so that nobody ever finds half a file.
fn write(path: &Path, encoding: Encoding) -> Result<usize> {
    let file = pack_from_tiktoken(encoding)?;
    let beside = path.with_extension("vocab.new");
    fs::write(&beside, &file)
        .and_then(|()| fs::rename(&beside, path))
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(file.len())
}

/// Packs the vocabulary that tiktoken-rs has of an encoding.
///
/// It shows no list of its tokens, but decodes every id.
pub fn pack_from_tiktoken(encoding: Encoding) -> Result<Vec<u8>> {
    let source = tiktoken(encoding)?;
    let mut specials = Vec::new();
    for name in source.special_tokens() {
        let ids = source.encode_with_special_tokens(name);
        ensure!(ids.len() == 1, "{name} has {} ids, not one", ids.len());
        specials.push((name, ids[0]));
    }
    specials.sort_by_key(|&(_, id)| id);

    let is_special = |id: &u32| specials.binary_search_by_key(id, |&(_, id)| id).is_ok();
    let ids = (0..encoding.vocabulary_size()).filter(|id| !is_special(id));
    let tokens: Vec<_> = ids.filter_map(|id| Some((id, source.decode_bytes(&[id]).ok()?))).collect();
    let tokens: Vec<_> = tokens.iter().map(|(id, bytes)| (*id, bytes.as_slice())).collect();
    pack(encoding, &tokens, &specials)
        .with_context(|| format!("tiktoken's {} cannot be packed", encoding.name()))
}

/// The oracle for an encoding.
pub fn tiktoken(encoding: Encoding) -> Result<CoreBPE> {
    match encoding {
        Encoding::R50kBase => tiktoken_rs::r50k_base(),
        Encoding::P50kBase => tiktoken_rs::p50k_base(),
        Encoding::P50kEdit => tiktoken_rs::p50k_edit(),
        Encoding::Cl100kBase => tiktoken_rs::cl100k_base(),
        Encoding::O200kBase => tiktoken_rs::o200k_base(),
        Encoding::O200kHarmony => tiktoken_rs::o200k_harmony(),
    }
}
