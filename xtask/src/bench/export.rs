//! Builds the engine as an ES module with its vocabularies beside it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{
    process::{cargo, command, find, run},
    root, setup,
    site::{KEEP_FUNCTIONS, WASM_FEATURES},
    vocab,
};

pub const TARGET: &str = "wasm32-unknown-unknown";
const GLUE: &str = "crates/bpe-web/lollipop.js";

/// Writes `lollipop.js`, `lollipop.wasm`, a vocabulary file for each encoding and
/// their licences into `folder`.
pub fn export(folder: &Path, simd: bool) -> Result<()> {
    module(folder, simd)?;
    vocab::write_all(folder)?;
    fs::copy(root().join("NOTICE"), folder.join("NOTICE.txt")).context("cannot copy NOTICE")?;
    println!("✓ the engine as an ES module: {}", folder.join("lollipop.js").display());
    Ok(())
}

/// Writes `lollipop.js` and `lollipop.wasm` into `folder`.
///
/// With `simd`, English is tokenized half as fast again; browsers have it since
/// 2021 (Chromium 91, Firefox 89) and 2023 (Safari 16.4).
pub fn module(folder: &Path, simd: bool) -> Result<()> {
    setup::wasm_target()?;
    println!("… building the engine for the web");
    let mut build = cargo(&["build", "--quiet", "--profile", "engine", "--target", TARGET]);
    build.args(["--package", "lollipop-bpe-web", "--lib"]);
    if simd {
        build.args(["--config", "target.wasm32-unknown-unknown.rustflags=['-Ctarget-feature=+simd128']"]);
    }
    run(&mut build).context("the engine was not built")?;

    // wasm-opt runs in the folder of the workspace, not in that of the reader.
    let folder = &std::path::absolute(folder)?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let built = target_folder().join(TARGET).join("engine/lollipop_bpe_web.wasm");
    optimise(&built, &folder.join("lollipop.wasm"))?;
    fs::copy(root().join(GLUE), folder.join("lollipop.js")).with_context(|| format!("cannot copy {GLUE}"))?;
    Ok(())
}

/// Makes a module quicker where wasm-opt is installed, and copies it otherwise.
pub fn optimise(module: &Path, to: &Path) -> Result<()> {
    if let Some(wasm_opt) = wasm_opt() {
        let mut optimise = command(wasm_opt);
        optimise
            .args(["-O3", "--strip-debug", KEEP_FUNCTIONS, "--enable-simd"])
            .args(WASM_FEATURES)
            .arg(module)
            .arg("-o")
            .arg(to);
        match run(&mut optimise) {
            Ok(()) => return Ok(()),
            Err(error) => println!("✓ wasm-opt: left out ({error})"),
        }
    }
    fs::copy(module, to).with_context(|| format!("cannot copy {}", module.display()))?;
    Ok(())
}

/// That of the benchmark's packages first: its version is known.
fn wasm_opt() -> Option<PathBuf> {
    let own = root().join("bench/node_modules/.bin/wasm-opt");
    own.is_file().then_some(own).or_else(|| find("wasm-opt"))
}

/// Where Cargo puts what it builds.
pub fn target_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}
