//! Verbs on the page itself: language, theme, the key of an endpoint.

use leptos::prelude::*;
use lollipop_core::key::ApiKey;

use super::{Machinery, lessons};
use crate::{
    browser::{page, storage},
    i18n::{I18nLocaleTrait as _, Locale},
    state::AppState,
};

/// Speaks the other language from now on.
pub fn switch_language(state: AppState, machinery: Machinery) {
    let next = match state.language.get_untracked() {
        Locale::en => Locale::zh,
        Locale::zh => Locale::en,
    };
    storage::keep_language(next.as_str());
    state.language.set(next);
    lessons::follow_language(state, machinery);
}

/// Switches between light and dark.
pub fn switch_theme(state: AppState) {
    let dark = !state.theme.get_untracked().unwrap_or_else(page::system_is_dark);
    storage::keep_theme(if dark { "dark" } else { "light" });
    state.theme.set(Some(dark));
}

/// Binds a key to the origin that the base URL names now, and to no other;
/// an empty one unbinds it. Kept until the tab closes. Returns whether what was
/// typed can be a key; if not, the one that was bound stays.
pub fn set_key(state: AppState, typed: &str) -> bool {
    let Ok(target) = state.target().get_untracked() else { return true };
    match ApiKey::new(typed) {
        Some(key) => state.keys.update(|keys| keys.set(target.origin, key)),
        None if typed.trim().is_empty() => state.keys.update(|keys| keys.remove(&target.origin)),
        None => return false,
    }
    state.keys.with_untracked(|keys| {
        let stored = (!keys.is_empty()).then(|| keys.to_storage());
        storage::keep_keys(stored.as_deref());
    });
    true
}
