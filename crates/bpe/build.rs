//! Writes the tables of Unicode classes that the pre-tokenizers need.
//!
//! The classes are read from `regex-syntax`, the crate that also compiles the
//! patterns of the reference tokenizer, so both always mean the same version
//! of Unicode.

use std::{collections::HashMap, error::Error, fmt::Write, fs, path::PathBuf};

use regex_syntax::hir::{Class, HirKind};

/// Code points that share one entry of the first stage; a power of two.
const BLOCK: usize = 128;
const CODE_POINTS: usize = 0x11_0000;

/// The short name that the generated table gives a class, and its pattern.
const CLASSES: [(char, &str); 6] = [
    ('S', r"\s"),
    ('N', r"\p{N}"),
    ('M', r"\p{M}"),
    ('U', r"[\p{Lu}\p{Lt}]"),
    ('L', r"\p{Ll}"),
    ('C', r"[\p{Lm}\p{Lo}]"),
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut class_of = vec!['O'; CODE_POINTS];
    for (name, pattern) in CLASSES {
        for (first, last) in ranges(pattern)? {
            for class in &mut class_of[first as usize..=last as usize] {
                if *class != 'O' {
                    return Err(format!("{pattern} overlaps class {class}").into());
                }
                *class = name;
            }
        }
    }

    let mut source = String::new();
    write_classes(&mut source, &class_of)?;
    write_ranges(&mut source, "HAN", r"\p{Han}")?;
    write_ranges(&mut source, "HAN_OR_KANA", r"[\p{Han}\p{Hiragana}\p{Katakana}]")?;
    write_ranges(&mut source, "PUNCTUATION_OR_SYMBOL", r"[\p{P}\p{S}]")?;
    let folder = PathBuf::from(std::env::var("OUT_DIR")?);
    fs::write(folder.join("classes.rs"), source)?;
    Ok(())
}

/// The code points that `pattern` matches, as inclusive ranges in order.
fn ranges(pattern: &str) -> Result<Vec<(u32, u32)>, Box<dyn Error>> {
    let hir = regex_syntax::parse(pattern)?;
    let HirKind::Class(Class::Unicode(class)) = hir.kind() else {
        return Err(format!("{pattern} is not one class").into());
    };
    let range =
        |range: &regex_syntax::hir::ClassUnicodeRange| (u32::from(range.start()), u32::from(range.end()));
    Ok(class.ranges().iter().map(range).collect())
}

/// Two stages: the block of a code point, then the class inside the block.
fn write_classes(source: &mut String, class_of: &[char]) -> Result<(), Box<dyn Error>> {
    let mut known = HashMap::new();
    let mut blocks = Vec::new();
    let mut classes = String::new();
    for block in class_of.chunks(BLOCK) {
        let next = known.len();
        let index = *known.entry(block).or_insert_with(|| {
            for class in block {
                classes.extend([*class, ',']);
            }
            next
        });
        blocks.push(u8::try_from(index)?);
    }
    writeln!(source, "const BLOCK: usize = {BLOCK};")?;
    writeln!(source, "static BLOCKS: [u8; {}] = {blocks:?};", blocks.len())?;
    writeln!(source, "static CLASSES: [Class; {}] = [{classes}];", known.len() * BLOCK)?;
    Ok(())
}

fn write_ranges(source: &mut String, name: &str, pattern: &str) -> Result<(), Box<dyn Error>> {
    let ranges = ranges(pattern)?;
    writeln!(source, "static {name}: [(u32, u32); {}] = {ranges:?};", ranges.len())?;
    Ok(())
}
