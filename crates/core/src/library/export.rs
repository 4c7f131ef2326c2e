//! The library as a file.

use serde_json::{Value, json};

use super::Entry;

/// The field that tells such a file from any other, and its version.
pub const ENVELOPE: &str = "lollipop";

/// The file of these demos: JSON for people to read, with everything that is
/// kept of them. It gives back the same entries.
pub fn export<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> String {
    let demos: Vec<Value> =
        entries.into_iter().filter_map(|it| serde_json::from_slice(it.to_record().as_bytes()).ok()).collect();
    // A JSON value always has JSON.
    serde_json::to_string_pretty(&json!({ ENVELOPE: 1, "demos": demos })).unwrap_or_default()
}
