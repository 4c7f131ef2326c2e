//! Derives the vocabulary files of the site from the crates that carry them, and
//! the one of SmolLM2 from its model.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use lollipop_bpe::{Encoding, Tokenizer};

use crate::root;

/// Writes the file of every encoding into `folder`, unless it is there and
/// whole. One line for each says how large it is.
///
/// Cost: half a minute when all are missing, about a second when none is.
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

/// Writes the vocabulary that no crate carries, from the model's GGUF file.
pub fn write_smollm2(gguf: &Path) -> Result<()> {
    let model = fs::read(gguf).with_context(|| format!("cannot read {}", gguf.display()))?;
    let file = lollipop_vocabularies::of_gguf(&model)
        .with_context(|| format!("{} has no vocabulary of SmolLM2", gguf.display()))?;
    let path = root().join("crates/vocabularies/smollm2.vocab");
    fs::write(&path, &file).with_context(|| format!("cannot write {}", path.display()))?;
    println!("  {} written, {} KB", path.display(), file.len() / 1_000);
    Ok(())
}

/// The size of the file, if it is whole, of this version of the format, and of
/// this encoding: the checksum inside answers for its contents.
fn current(path: &Path, encoding: Encoding) -> Option<usize> {
    let file = fs::read(path).ok()?;
    let tokenizer = Tokenizer::load(&file).ok()?;
    (tokenizer.encoding() == Some(encoding)).then_some(file.len())
}

/// Writes beside the path first, so that nobody ever finds half a file.
fn write(path: &Path, encoding: Encoding) -> Result<usize> {
    let file = lollipop_vocabularies::file(encoding)
        .with_context(|| format!("{} cannot be packed", encoding.name()))?;
    let beside = path.with_extension("vocab.new");
    fs::write(&beside, &file)
        .and_then(|()| fs::rename(&beside, path))
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(file.len())
}
