//! Feeds what reads other people's bytes with what nobody has thought of.
//!
//! libFuzzer steers by what each input reaches. The counters that tell it so
//! come from LLVM through flags of the stable compiler, so neither cargo-fuzz
//! nor a nightly toolchain is needed.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::{
    process::{cargo, command, run},
    root,
};

/// The targets, each a file in `fuzz/fuzz_targets`.
const TARGETS: [&str; 4] = ["load", "encode", "import", "link"];

/// Counters at every edge, and the operands of comparisons.
const COUNTED: &str = "-Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Ccodegen-units=1 -Cdebug-assertions --cfg fuzzing";

/// Tries inputs for so many seconds, and then keeps in `fuzz/corpora` the
/// fewest that reach all that was reached.
///
/// # Errors
/// When an input breaks something: libFuzzer prints what, and writes the input
/// into `target/fuzz`.
pub fn fuzz(target: &str, seconds: u32) -> Result<()> {
    if !TARGETS.contains(&target) {
        bail!("there is no fuzz target {target}: the targets are {}", TARGETS.join(", "));
    }
    let folder = root().join("target/fuzz");
    // With a target named, the flags do not reach build scripts.
    let triple = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let mut build = cargo(&["build", "--release", "--manifest-path", "fuzz/Cargo.toml", "--bin", target]);
    build.args(["--target", &triple]).arg("--target-dir").arg(&folder).env("RUSTFLAGS", COUNTED);
    run(&mut build)?;
    let program = folder.join(&triple).join("release").join(target);

    let corpus = root().join("fuzz/corpora").join(format!("{target}.txt"));
    let (found, fewest) = (folder.join(target), folder.join(format!("{target}-fewest")));
    unpack(&corpus, &found)?;
    run(command(&program)
        .arg(&found)
        .arg(format!("-max_total_time={seconds}"))
        .arg("-max_len=4096")
        .arg(format!("-artifact_prefix={}/{target}-", folder.display())))?;

    let _ = fs::remove_dir_all(&fewest);
    fs::create_dir_all(&fewest)?;
    let merge = ["-merge=1", "-set_cover_merge=1", "-use_counters=0"];
    run(command(&program).args(merge).arg(&fewest).arg(&found))?;
    pack(&fewest, &corpus)
}

/// A line of base64 for each input becomes a file for each.
fn unpack(corpus: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    // A new target begins with none.
    for line in fs::read_to_string(corpus).unwrap_or_default().lines() {
        let input = STANDARD.decode(line).with_context(|| format!("{} is damaged", corpus.display()))?;
        let name: String = Sha256::digest(&input)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        fs::write(folder.join(name), input)?;
    }
    Ok(())
}

fn pack(folder: &Path, corpus: &Path) -> Result<()> {
    let mut lines = Vec::new();
    for file in fs::read_dir(folder)? {
        lines.push(STANDARD.encode(fs::read(file?.path())?));
    }
    lines.retain(|line| !line.is_empty());
    lines.sort();
    fs::write(corpus, lines.join("\n") + "\n")
        .with_context(|| format!("cannot write {}", corpus.display()))?;
    println!("✓ {}: {} inputs", corpus.display(), lines.len());
    Ok(())
}
