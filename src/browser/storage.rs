//! What this browser remembers: a few settings and the draft in localStorage,
//! keys in sessionStorage only.
//!
//! A key never goes to localStorage: `keep_keys` is the one writer of it, and
//! it writes to the tab's session, which ends with the tab.

use gloo_storage::{LocalStorage, SessionStorage, Storage as _};

const LANGUAGE: &str = "lollipop.language";
const THEME: &str = "lollipop.theme";
const VISITED: &str = "lollipop.visited";
const DRAFT: &str = "lollipop.draft";
const KEYS: &str = "lollipop.keys";

/// The language chosen earlier, as its code.
pub fn language() -> Option<String> {
    LocalStorage::get(LANGUAGE).ok()
}

/// Remembers the language. A browser that refuses storage forgets it.
pub fn keep_language(code: &str) {
    let _ = LocalStorage::set(LANGUAGE, code);
}

/// The theme chosen earlier: `light` or `dark`.
pub fn theme() -> Option<String> {
    LocalStorage::get(THEME).ok()
}

/// Remembers the theme.
pub fn keep_theme(theme: &str) {
    let _ = LocalStorage::set(THEME, theme);
}

/// Whether the first page was left behind before.
pub fn visited() -> bool {
    LocalStorage::get(VISITED).unwrap_or(false)
}

/// Remembers that the first page was left behind.
pub fn keep_visited() {
    let _ = LocalStorage::set(VISITED, true);
}

/// The draft of the last visit, as a demo fragment.
pub fn draft() -> Option<String> {
    LocalStorage::get(DRAFT).ok()
}

/// Remembers the draft, as a demo fragment: it has no place for a key.
/// Returns whether the browser took it (quota, private mode).
pub fn keep_draft(fragment: &str) -> bool {
    LocalStorage::set(DRAFT, fragment).is_ok()
}

/// The keys of this tab's session, in the form `KeyRing` reads.
pub fn keys() -> Option<String> {
    SessionStorage::get(KEYS).ok()
}

/// Remembers keys until the tab closes; an empty ring leaves nothing behind.
pub fn keep_keys(stored: Option<&str>) {
    match stored {
        Some(stored) => {
            let _ = SessionStorage::set(KEYS, stored);
        }
        None => SessionStorage::delete(KEYS),
    }
}
