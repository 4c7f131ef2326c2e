//! The language model beside other engines: what it takes to measure it.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::{export::TARGET, peers};
use crate::{
    models,
    process::{cargo, command, run},
    root, setup,
};

/// What `bench/model/run.js` understands, each with a value.
const OPTIONS: [&str; 3] = ["--rounds", "--peers", "--into"];

/// Gets ready, measures and reports; `arguments` are pairs of an option and its
/// value.
///
/// Cost: some minutes; writes into `docs/` with `--into docs`.
pub fn bench(arguments: &[&str]) -> Result<()> {
    super::check(arguments, &OPTIONS)?;
    peers::packages()?;
    models::ensure_file()?;
    setup::wasm_target()?;
    setup::wasm_bindgen()?;
    let browser = setup::browser()?;
    let made = root().join("target/bench");
    ours(&made.join("lm"))?;
    candle(&made.join("candle"))?;
    run(command("node").arg("bench/model/run.js").args(arguments).env("CHROMIUM", browser.chromium))
        .context("the benchmark did not come to its end")
}

/// The worker, as the site has it.
fn ours(folder: &Path) -> Result<()> {
    println!("… compiling the language model's worker");
    run(&mut cargo(&["build", "--release", "--quiet", "--target", TARGET, "-p", "lollipop-lm-worker"]))?;
    bind(&root().join("target").join(TARGET).join("release/lm.wasm"), folder, "lm")?;
    fs::copy(root().join("public/lm-worker.js"), folder.join("lm-worker.js"))?;
    Ok(())
}

/// candle, with SIMD for the whole module.
fn candle(folder: &Path) -> Result<()> {
    println!("… compiling candle (minutes at first)");
    let built = root().join("target/bench-candle");
    run(cargo(&["build", "--release", "--quiet", "--locked", "--target", TARGET])
        .args(["--manifest-path", "bench/peers/candle/Cargo.toml", "--target-dir"])
        .arg(&built)
        .env("RUSTFLAGS", "-C target-feature=+simd128"))
    .context("candle was not compiled")?;
    bind(&built.join(TARGET).join("release/candle_peer.wasm"), folder, "candle_peer")?;
    fs::copy(root().join("bench/peers/candle/worker.js"), folder.join("worker.js"))?;
    Ok(())
}

fn bind(module: &Path, folder: &Path, name: &str) -> Result<()> {
    run(command("wasm-bindgen")
        .args(["--remove-name-section", "--remove-producers-section"])
        .args(["--target", "web", "--no-typescript", "--out-name", name, "--out-dir"])
        .arg(folder)
        .arg(module))
}
