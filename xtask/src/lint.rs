//! Formatting and clippy, with warnings denied.

use anyhow::{Result, bail};

use crate::{
    process::{cargo, run, shown},
    setup,
};

const NATIVE: [&str; 8] = [
    "lollipop-bpe",
    "lollipop-bpe-web",
    "lollipop-core",
    "lollipop-lessons",
    "lollipop-lm",
    "lollipop-vocabularies",
    "xtask",
    "lollipop-e2e",
];
const WASM: [&str; 6] = [
    "lollipop",
    "lollipop-js-text",
    "lollipop-lm",
    "lollipop-lm-worker",
    "lollipop-tokenizer-worker",
    "lollipop-embed",
];

/// Runs every check, so that one call shows every fault.
pub fn run_all() -> Result<()> {
    setup::wasm_target()?;
    let mut checks = vec![cargo(&["fmt", "--all", "--check"])];
    // One package at a time: built together, the features that one asks of a
    // dependency would hide that another forgot to.
    for package in NATIVE {
        checks.push(cargo(&["clippy", "--package", package, "--all-targets", "--", "-D", "warnings"]));
    }
    for package in WASM {
        let target = "wasm32-unknown-unknown";
        checks.push(cargo(&[
            "clippy",
            "--target",
            target,
            "--package",
            package,
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]));
    }
    let mut failed = 0;
    for check in &mut checks {
        println!("… {}", shown(check));
        if let Err(error) = run(check) {
            println!("✗ {error}");
            failed += 1;
        }
    }
    if failed > 0 {
        bail!("{failed} of {} checks failed", checks.len());
    }
    println!("✓ formatting and clippy: nothing to say");
    Ok(())
}
