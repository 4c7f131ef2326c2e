//! The benchmark: the engine beside every tokenizer that a web developer could
//! pick, in Node and in Chromium.
//!
//! What measures and reports is JavaScript, in `bench/`. This gets everything
//! ready for it.

mod export;
mod model;
mod oracle;
mod peers;

use std::path::Path;

use anyhow::{Context, Result, bail};
pub use export::{export, module};

use crate::{
    corpora,
    process::{command, run},
    root, setup,
};

/// What `bench/run.js` understands, each with a value.
const OPTIONS: [&str; 6] = ["--encodings", "--parts", "--peers", "--runtimes", "--rounds", "--into"];

/// Gets ready, measures and reports. `arguments` are pairs of an option and its
/// value, and perhaps `--no-simd`; the export goes where `--export` says.
///
/// Cost: most of an hour with all parts; writes into `docs/` only then, or with
/// `--into docs`.
pub fn bench(arguments: &[&str]) -> Result<()> {
    let is_simd = !arguments.contains(&"--no-simd");
    let arguments: Vec<&str> =
        arguments.iter().copied().filter(|&argument| argument != "--no-simd").collect();
    match arguments[..] {
        ["--export", folder] => return export(Path::new(folder), is_simd),
        ["--model", ref rest @ ..] => return model::bench(rest),
        _ => check(&arguments, &OPTIONS)?,
    }

    let made = root().join("target/bench");
    let corpora = corpora::ensure()?;
    oracle::write(&corpora, &made.join("expected"))?;
    peers::packages()?;
    setup::wasm_target()?;
    peers::crates(&made.join("wasm"))?;
    export(&made.join("lollipop"), is_simd)?;
    let browser = setup::browser()?;
    run(command("node")
        .arg("bench/run.js")
        .args(arguments)
        .env(corpora::FOLDER, corpora)
        .env("CHROMIUM", browser.chromium))
    .context("the benchmark did not come to its end")
}

/// Whether all arguments are options, each with a value.
fn check(arguments: &[&str], options: &[&str]) -> Result<()> {
    for pair in arguments.chunks(2) {
        if !options.contains(&pair[0]) || pair.len() != 2 {
            bail!("`{}` is no option of bench: they are {}", pair.join(" "), options.join(", "));
        }
    }
    Ok(())
}
