//! What the ids should be, said by tiktoken-rs.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use lollipop_bpe::Encoding;

use lollipop_vocabularies::Oracle;

use crate::corpora;

/// The encodings that the other tokenizers have too.
const ENCODINGS: [Encoding; 2] = [Encoding::Cl100kBase, Encoding::O200kBase];
/// As much of each corpus as `measure.js` looks at.
const TEXT_BYTES: usize = 1_000_000;

/// Writes the ids of the odd strings, and of the first megabyte of each corpus.
pub fn write(corpora: &Path, folder: &Path) -> Result<()> {
    println!("… asking tiktoken-rs for the right ids");
    fs::create_dir_all(folder)?;
    let read =
        |name: &str| fs::read_to_string(corpora.join(name)).with_context(|| format!("{name} is missing"));
    let strings: Vec<String> = serde_json::from_str(&read("fuzz.json")?)?;
    for encoding in ENCODINGS {
        let oracle = Oracle::of(encoding).context("an encoding without an oracle")?;
        let name = encoding.name();
        let ids: Vec<_> = strings.iter().map(|string| oracle.encode(string)).collect();
        fs::write(folder.join(format!("{name}.json")), serde_json::to_string(&ids)?)?;
        for corpus in corpora::TEXTS {
            let text = read(&format!("{corpus}.txt"))?;
            let ids = oracle.encode(&text[..text.ceil_char_boundary(TEXT_BYTES)]);
            let bytes: Vec<u8> = ids.into_iter().flat_map(u32::to_le_bytes).collect();
            fs::write(folder.join(format!("{name}.{corpus}.u32")), bytes)?;
        }
    }
    Ok(())
}
