//! The tokenizers that ours is measured beside.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::export::{TARGET, optimise, target_folder};
use crate::{
    process::{cargo, command, run},
    root,
};

/// The crates that `bench/peers` can compile, by feature.
const CRATES: [&str; 4] = ["tiktoken", "toktok", "bpe-openai", "tiktoken-rs"];
const ENCODINGS: [&str; 2] = ["cl100k_base", "o200k_base"];

/// Installs the npm packages, in the versions of `bench/package-lock.json`.
pub fn packages() -> Result<()> {
    let bench = root().join("bench");
    let lock = fs::read(bench.join("package-lock.json"))?;
    // A copy of the lock file that was installed last.
    let mark = bench.join("node_modules/installed.json");
    if fs::read(&mark).ok().as_ref() == Some(&lock) {
        println!("✓ the npm packages in bench/node_modules: there");
        return Ok(());
    }
    println!("… installing the npm packages (once)");
    run(command("npm").args(["ci", "--silent", "--no-audit", "--no-fund"]).current_dir(&bench)).context(
        "the tokenizers to compare with are missing: install node 20 or later with npm, connect to \
         the network and run the same chore again",
    )?;
    fs::write(mark, lock)?;
    Ok(())
}

/// Compiles every crate with every encoding into `folder`.
pub fn crates(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for name in CRATES {
        for encoding in ENCODINGS {
            let module = folder.join(format!("{name}-{encoding}.wasm"));
            if is_newer(&module) {
                continue;
            }
            println!("… compiling {name} with {encoding} to wasm (once)");
            let built = target_folder().join("bench-peers");
            run(cargo(&["build", "--release", "--quiet", "--locked", "--target", TARGET])
                .args(["--manifest-path", "bench/peers/Cargo.toml", "--features"])
                .arg(format!("{name},{encoding}"))
                .arg("--target-dir")
                .arg(&built))
            .with_context(|| format!("{name} was not compiled"))?;
            optimise(&built.join(TARGET).join("release/peers.wasm"), &module)?;
        }
    }
    println!("✓ the crates to compare with, as wasm: there");
    Ok(())
}

/// Whether a module was built after the last change to what it is made from.
fn is_newer(module: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|about| about.modified()).ok();
    let sources = ["Cargo.toml", "Cargo.lock", "src/lib.rs"];
    let newest = sources.iter().map(|source| time(&root().join("bench/peers").join(source))).max();
    time(module) > newest.flatten()
}
