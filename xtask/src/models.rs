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
use lollipop_core::lm::SITE_MODEL;
use sha2::{Digest, Sha256};

use crate::{root, setup, site};

/// Where the file lies, below the folder of the workspace.
pub const FOLDER: &str = "target/models";

/// What the file is called.
fn file_name() -> &'static str {
    SITE_MODEL.path.rsplit('/').next().unwrap_or(SITE_MODEL.path)
}

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
    let path = root().join(FOLDER).join(file_name());
    // Written next to the file once it was checked, which takes a second.
    let checked = path.with_extension("sha256");
    let is_checked = fs::read_to_string(&checked).is_ok_and(|hash| hash == SITE_MODEL.sha256);
    if is_checked && fs::metadata(&path).is_ok_and(|it| it.len() == SITE_MODEL.bytes) {
        println!("✓ the language model: there");
        return Ok(path);
    }
    let found = setup::model_file(file_name())?;
    let hash = hash_of(&found).with_context(|| format!("cannot read {}", found.display()))?;
    if hash != SITE_MODEL.sha256 {
        bail!(
            "the package holds another model than expected ({hash}): delete {} and run the same chore again",
            root().join("target/model-venv").display()
        );
    }
    fs::create_dir_all(root().join(FOLDER))?;
    link(&found, &path)?;
    fs::write(checked, SITE_MODEL.sha256)?;
    Ok(path)
}

/// Puts the file beside the built site.
fn place() -> Result<()> {
    let path = root().join(FOLDER).join(file_name());
    let place = site::folder().join(SITE_MODEL.path);
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    link(&path, &place).context("cannot put the language model beside the site")?;
    println!("✓ the language model: beside the site, {} MB", SITE_MODEL.bytes / 1_000_000);
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
        ensure!(copied == SITE_MODEL.bytes, "the copy was cut");
    }
    Ok(())
}

fn hash_of(path: &Path) -> io::Result<String> {
    let mut hasher = Sha256::new();
    io::copy(&mut fs::File::open(path)?, &mut hasher)?;
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
