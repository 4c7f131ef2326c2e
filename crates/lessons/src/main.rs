//! `lollipop-lessons FOLDER [--vocab FOLDER] [--out FOLDER]`: reads and checks
//! the lessons, and writes them for the site. Without a folder of vocabularies
//! it takes `public/vocab`.

use std::{env, fs, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, bail};
use lollipop_bpe::{Encoding, Tokenizer};
use lollipop_lessons::{Fault, Lessons, Tokenizers, check_truth};

fn main() -> ExitCode {
    match run() {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("✗ {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<String> {
    let mut arguments = env::args().skip(1);
    let folder = PathBuf::from(arguments.next().context("which folder?")?);
    let mut vocabularies = PathBuf::from("public/vocab");
    let mut out = None;
    while let Some(option) = arguments.next() {
        let value = arguments.next().with_context(|| format!("{option} names a folder"))?;
        match option.as_str() {
            "--vocab" => vocabularies = PathBuf::from(value),
            "--out" => out = Some(PathBuf::from(value)),
            _ => bail!("there is no option {option}"),
        }
    }
    let lessons = Lessons::read(&folder).or_else(fail)?;
    let load = |encoding: Encoding| {
        let file = fs::read(vocabularies.join(encoding.file_name())).ok()?;
        Tokenizer::load(&file).ok()
    };
    let faults = check_truth(&lessons, &mut Tokenizers::new(load));
    if !faults.is_empty() {
        fail(faults)?;
    }
    // Trunk has a folder of its own for what is being built.
    let out = out.or_else(|| env::var_os("TRUNK_STAGING_DIR").map(|it| PathBuf::from(it).join("lessons")));
    if let Some(out) = out {
        lessons.write(&out)?;
    }
    let steps: usize = lessons.lessons.iter().map(|it| it.1.steps.len()).sum();
    let (count, terms) = (lessons.lessons.len(), lessons.glossary.terms.len());
    Ok(format!("✓ {count} lessons, {steps} steps, {terms} terms: true"))
}

fn fail<T>(faults: Vec<Fault>) -> Result<T> {
    let lines: Vec<_> = faults.iter().map(Fault::to_string).collect();
    bail!("{} faults in the lessons\n{}", lines.len(), lines.join("\n"))
}
