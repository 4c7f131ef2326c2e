//! The three layers of tests, and how many tests each ran.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{
    bench, corpora, models,
    process::{cargo, shown},
    root, setup, site,
};

/// One layer of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The pure crates, compiled for this machine.
    Native,
    /// The app's units, in a browser.
    Browser,
    /// The release build, in a real browser, against real endpoints.
    EndToEnd,
}

impl Layer {
    /// In the order in which they run: the quickest first.
    pub const ALL: [Self; 3] = [Self::Native, Self::Browser, Self::EndToEnd];

    /// As it is typed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Browser => "browser",
            Self::EndToEnd => "e2e",
        }
    }

    /// The layer of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.name() == name)
    }

    /// Sets up what the layer needs, and says how to run it.
    fn prepare(self) -> Result<Command> {
        match self {
            Self::Native => {
                let corpora = corpora::ensure()?;
                models::ensure_file()?;
                let mut test = cargo(&["test", "--no-fail-fast"]);
                for package in [
                    "lollipop-bpe",
                    "lollipop-bpe-web",
                    "lollipop-core",
                    "lollipop-lessons",
                    "lollipop-lm",
                    "lollipop-lm-worker",
                    "lollipop-tokenizer-worker",
                    "lollipop-embed",
                    "xtask",
                ] {
                    test.args(["-p", package]);
                }
                test.env(corpora::FOLDER, corpora);
                Ok(test)
            }
            Self::Browser => {
                setup::wasm_target()?;
                setup::wasm_bindgen()?;
                let browser = setup::browser()?;
                let mut test = cargo(&[
                    "test",
                    "--target",
                    "wasm32-unknown-unknown",
                    "-p",
                    "lollipop",
                    "-p",
                    "lollipop-lm",
                    "-p",
                    "lollipop-core",
                    "--test",
                    "web",
                    "--test",
                    "addresses",
                ]);
                test.env("CHROMEDRIVER", browser.driver).env("WASM_BINDGEN_TEST_TIMEOUT", "120");
                Ok(test)
            }
            Self::EndToEnd => {
                let browser = setup::browser()?;
                setup::model()?;
                setup::axe()?;
                site::build_if_changed()?;
                for (folder, simd) in [("target/engine-module", true), ("target/engine-module-plain", false)]
                {
                    bench::module(&root().join(folder), simd)?;
                }
                let mut test = cargo(&["test", "--no-fail-fast", "-p", "lollipop-e2e"]);
                test.env("CHROMEDRIVER", browser.driver).env("CHROMIUM", browser.chromium);
                // Every test has a browser of its own.
                test.env("RUST_TEST_THREADS", "2");
                Ok(test)
            }
        }
    }
}

/// What the closing lines of a layer add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u32,
    failed: u32,
}

/// How a layer ended.
struct Outcome {
    layer: Layer,
    tally: Tally,
    /// Why the layer failed, were it only that it ran no test.
    fault: Option<String>,
}

/// Runs the layers, the later ones also when an earlier one failed.
///
/// # Errors
/// When a layer failed or ran no test.
pub fn run(layers: &[Layer]) -> Result<()> {
    let outcomes: Vec<Outcome> = layers.iter().map(|layer| run_layer(*layer)).collect();
    println!("\n{:<10}{:>8}{:>8}", "layer", "passed", "failed");
    for Outcome { layer, tally, fault } in &outcomes {
        let fault = fault.as_deref().map(|fault| format!("   ✗ {fault}")).unwrap_or_default();
        println!("{:<10}{:>8}{:>8}{fault}", layer.name(), tally.passed, tally.failed);
    }
    let passed: u32 = outcomes.iter().map(|outcome| outcome.tally.passed).sum();
    let failed: u32 = outcomes.iter().map(|outcome| outcome.tally.failed).sum();
    println!("\n{passed} passed, {failed} failed");
    let faulty: Vec<_> = outcomes
        .iter()
        .filter(|outcome| outcome.fault.is_some())
        .map(|outcome| outcome.layer.name())
        .collect();
    if !faulty.is_empty() {
        bail!("not every layer passed: {}", faulty.join(", "));
    }
    Ok(())
}

fn run_layer(layer: Layer) -> Outcome {
    println!("\n── {} ──", layer.name());
    let mut tally = Tally::default();
    let fault = match layer.prepare().and_then(|mut command| stream(&mut command, &mut tally)) {
        Err(error) => Some(format!("{error:#}")),
        Ok(()) if tally.failed > 0 => Some("tests failed".to_owned()),
        Ok(()) if tally.passed == 0 => Some("ran no test".to_owned()),
        Ok(()) => None,
    };
    if let Some(fault) = &fault {
        println!("✗ {fault}");
    }
    Outcome { layer, tally, fault }
}

/// Shows what the tests print while adding up their closing lines.
fn stream(command: &mut Command, tally: &mut Tally) -> Result<()> {
    println!("… {}", shown(command));
    let cannot_start = format!("cannot start `{}`", shown(command));
    let mut child = command.stdout(Stdio::piped()).spawn().context(cannot_start)?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            if let Some(closing) = closing_line(&line) {
                tally.passed += closing.passed;
                tally.failed += closing.failed;
            }
        }
    }
    if !child.wait()?.success() && tally.failed == 0 {
        bail!("`{}` failed", shown(command));
    }
    Ok(())
}

/// Reads `test result: ok. 12 passed; 1 failed; …`, which the harness of Rust
/// and that of wasm-bindgen both print.
fn closing_line(line: &str) -> Option<Tally> {
    let (_, counts) = line.split_once("test result: ")?.1.split_once(". ")?;
    let mut tally = Tally::default();
    let mut is_known = false;
    for part in counts.split(';') {
        let (count, what) = part.trim().split_once(' ')?;
        match what {
            "passed" => tally.passed = count.parse().ok()?,
            "failed" => tally.failed = count.parse().ok()?,
            _ => continue,
        }
        is_known = true;
    }
    is_known.then_some(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<(u32, u32)>) {
        let got = closing_line(line).map(|tally| (tally.passed, tally.failed));
        assert_eq!(got, expected, "{line}");
    }

    #[test]
    fn closing_lines_are_read() {
        check(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.52s",
            Some((12, 0)),
        );
        check("test result: FAILED. 4 passed; 2 failed; 0 ignored", Some((4, 2)));
        check("\u{1b}[0mtest result: ok. 3 passed; 0 failed; 0 ignored; 0 filtered out", Some((3, 0)));
    }

    #[test]
    fn other_lines_count_nothing() {
        check("test tokens::test_result ... ok", None);
        check("test result: what 3 passed is", None);
        check("running 12 tests", None);
    }

    #[test]
    fn layers_are_found_by_name() {
        for layer in Layer::ALL {
            assert_eq!(Layer::from_name(layer.name()), Some(layer));
        }
        assert_eq!(Layer::from_name("all"), None);
    }
}
