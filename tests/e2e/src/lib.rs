//! What the end-to-end tests share: the served site, a real browser, a fake
//! endpoint, a real model and an examiner of accessibility.
//!
//! A test is a call of [`browse`] with what a person would do. Nothing here
//! knows how the app is made: only what is on the page, by `data-testid`.
//!
//! A test that cannot go on panics and says why, so these functions panic
//! where a library would return an error.

pub mod axe;
pub mod elsewhere;
pub mod fake;
pub mod model;
pub mod seeds;

mod browser;
mod console;
mod hands;
mod library;
mod page;
mod steps;

use std::path::{Path, PathBuf};

pub use browser::{Options, browse};
pub use page::Page;

/// The folder of the workspace.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("this package lies in tests/e2e")
}

/// Where the chores put what the tests need.
#[must_use]
pub fn target() -> PathBuf {
    root().join("target")
}
