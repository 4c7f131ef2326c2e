//! Short names for what a module and its script know each other by.
//!
//! wasm-bindgen tells its functions apart by a hash in each name, which nothing
//! can pack: three hundred of them, once in the module and once in the script,
//! are a fiftieth of the app. Nobody else uses these names.

use std::{collections::HashMap, convert::Infallible, fs, path::Path};

use anyhow::{Context, Result, ensure};
use regex::{Captures, Regex};
use wasm_encoder::{
    ExportSection, ImportSection,
    reencode::{Error, Reencode},
};
use wasmparser::{Export, ImportSectionReader, Parser, Payload};

/// A name with a hash in it.
const HASHED: &str = r"\b\w*[0-9a-f]{16}\w*\b";

/// Gives a module and its script short names for each other.
///
/// # Errors
///
/// Files that cannot be read or written, and a script that has such names already.
pub fn shorten(script: &Path, module: &Path) -> Result<()> {
    let text = fs::read_to_string(script).with_context(|| format!("{} is missing", script.display()))?;
    let (text, code) = shortened(&text, &fs::read(module)?)?;
    fs::write(script, text)?;
    fs::write(module, code)?;
    Ok(())
}

fn shortened(script: &str, module: &[u8]) -> Result<(String, Vec<u8>)> {
    ensure!(!Regex::new(r"\$\w")?.is_match(script), "the script has short names of its own");
    let mut names = short_names(module)?;
    let script =
        Regex::new(HASHED)?.replace_all(script, |found: &Captures<'_>| names.of(&found[0]).to_owned());
    let mut short = wasm_encoder::Module::new();
    names.parse_core_module(&mut short, Parser::new(0), module)?;
    Ok((script.into_owned(), short.finish()))
}

/// What is imported and exported under a name with a hash, by its short name.
fn short_names(module: &[u8]) -> Result<Names> {
    let hashed = Regex::new(HASHED)?;
    let mut names = Names::default();
    for payload in Parser::new(0).parse_all(module) {
        let found: Vec<&str> = match payload? {
            Payload::ImportSection(section) => {
                section.into_imports().map(|it| Ok(it?.name)).collect::<Result<_>>()?
            }
            Payload::ExportSection(section) => {
                section.into_iter().map(|it| Ok(it?.name)).collect::<Result<_>>()?
            }
            _ => continue,
        };
        for name in found.into_iter().filter(|name| hashed.is_match(name)) {
            let next = format!("${}", names.0.len());
            names.0.entry(name.to_owned()).or_insert(next);
        }
    }
    Ok(names)
}

#[derive(Default)]
struct Names(HashMap<String, String>);

impl Names {
    fn of<'a>(&'a self, name: &'a str) -> &'a str {
        self.0.get(name).map_or(name, String::as_str)
    }
}

impl Reencode for Names {
    type Error = Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for import in section.into_imports() {
            let import = import?;
            let of = self.entity_type(import.ty)?;
            imports.import(import.module, self.of(import.name), of);
        }
        Ok(())
    }

    fn parse_export(
        &mut self,
        exports: &mut ExportSection,
        export: Export<'_>,
    ) -> Result<(), Error<Infallible>> {
        let (kind, index) = (self.export_kind(export.kind)?, self.external_index(export.kind, export.index)?);
        exports.export(self.of(export.name), kind, index);
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use wasm_encoder::{EntityType, ExportKind, Module, TypeSection};

    use super::*;

    fn module(import: &str, export: &str) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("./app_bg.js", import, EntityType::Function(0));
        let mut exports = ExportSection::new();
        exports.export(export, ExportKind::Func, 0);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&exports);
        module.finish()
    }

    #[test]
    fn both_sides_have_the_same_short_names() {
        let (import, export) = ("__wbg_now_0123456789abcdef", "invoke__hfedcba9876543210_15");
        let script =
            format!("{{ {import}: f, }} wasm.{export}(x); wasm.start(); \"0123456789abcdef\"; `${{x}}`");
        let (script, short) = shortened(&script, &module(import, export)).unwrap();
        assert_eq!(script, "{ $0: f, } wasm.$1(x); wasm.start(); \"0123456789abcdef\"; `${x}`");
        assert_eq!(short, module("$0", "$1"));
        assert!(shortened(&script, &short).is_err());
    }

    #[test]
    fn other_names_stay() {
        let (script, same) = shortened("wasm.memory", &module("log", "memory")).unwrap();
        assert_eq!((script.as_str(), same), ("wasm.memory", module("log", "memory")));
    }
}
