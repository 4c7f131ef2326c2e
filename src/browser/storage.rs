//! What this browser remembers: a few settings in localStorage, keys in
//! sessionStorage only. Drafts are in `drafts`, the library in `database`.
//!
//! A key never goes to localStorage: `keep_keys` is the one writer of it, and
//! it writes to the tab's session, which ends with the tab.

use std::collections::BTreeMap;

use lollipop_core::{endpoint::Origin, lesson::Progress, wire::Quirks};
use serde::{Serialize, de::DeserializeOwned};
use web_sys::{Storage, Window};

use crate::state::learn::Place;

// gloo-storage panics where the browser refuses storage at all (cookies
// blocked, a sandboxed frame); here that is just an empty memory.
pub(super) fn read<T: DeserializeOwned>(storage: Option<Storage>, name: &str) -> Option<T> {
    serde_json::from_str(&storage?.get_item(name).ok().flatten()?).ok()
}

/// Returns whether the browser took it.
pub(super) fn write<T: Serialize + ?Sized>(storage: Option<Storage>, name: &str, value: Option<&T>) -> bool {
    let Some(storage) = storage else { return false };
    match value.map(serde_json::to_string) {
        Some(Ok(json)) => storage.set_item(name, &json).is_ok(),
        Some(Err(_)) => false,
        None => storage.remove_item(name).is_ok(),
    }
}

pub(super) fn local() -> Option<Storage> {
    web_sys::window().as_ref().map(Window::local_storage)?.ok().flatten()
}

pub(super) fn session() -> Option<Storage> {
    web_sys::window().as_ref().map(Window::session_storage)?.ok().flatten()
}

const LANGUAGE: &str = "lollipop.language";
const ENCODING: &str = "lollipop.encoding";
const THEME: &str = "lollipop.theme";
const VISITED: &str = "lollipop.visited";
const QUIRKS: &str = "lollipop.quirks";
const PROGRESS: &str = "lollipop.lessons";
const PLACE: &str = "lollipop.lesson";
const KEYS: &str = "lollipop.keys";

/// The language chosen earlier, as its code.
pub fn language() -> Option<String> {
    read(local(), LANGUAGE)
}

/// Remembers the language. A browser that refuses storage forgets it.
pub fn keep_language(code: &str) {
    write(local(), LANGUAGE, Some(code));
}

/// Remembers the encoding in use, so that its vocabulary can be fetched before
/// the app is there; `early.js` reads it.
pub fn keep_encoding(name: &str) {
    write(local(), ENCODING, Some(name));
}

/// The theme chosen earlier: `light` or `dark`.
pub fn theme() -> Option<String> {
    read(local(), THEME)
}

/// Remembers the theme.
pub fn keep_theme(theme: &str) {
    write(local(), THEME, Some(theme));
}

/// Whether the first page was left behind before.
pub fn visited() -> bool {
    read(local(), VISITED).unwrap_or(false)
}

/// Remembers that the first page was left behind.
pub fn keep_visited() {
    write(local(), VISITED, Some(&true));
}

/// The keys of this tab's session, in the form `KeyRing` reads.
pub fn keys() -> Option<String> {
    read(session(), KEYS)
}

/// Remembers keys until the tab closes; an empty ring leaves nothing behind.
pub fn keep_keys(stored: Option<&str>) {
    write(session(), KEYS, stored);
}

/// How far a learner is.
pub fn progress() -> Progress {
    read(local(), PROGRESS).unwrap_or_default()
}

/// Remembers how far a learner is. Returns whether the browser took it.
pub fn keep_progress(progress: &Progress) -> bool {
    write(local(), PROGRESS, Some(progress))
}

/// Where in the lessons this tab is.
pub fn place() -> Place {
    read(session(), PLACE).unwrap_or_default()
}

/// Remembers until the tab closes where in the lessons it is.
pub fn keep_place(place: &Place) {
    write(session(), PLACE, Some(place));
}

/// What endpoints refused to take, as found out earlier.
pub fn quirks() -> BTreeMap<Origin, Quirks> {
    read(local(), QUIRKS).unwrap_or_default()
}

/// Remembers what endpoints refuse to take.
pub fn keep_quirks(quirks: &BTreeMap<Origin, Quirks>) {
    write(local(), QUIRKS, Some(quirks));
}
