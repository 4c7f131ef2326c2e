//! What this browser remembers: a few settings and the draft in localStorage,
//! keys in sessionStorage only.
//!
//! A key never goes to localStorage: `keep_keys` is the one writer of it, and
//! it writes to the tab's session, which ends with the tab.

use std::collections::BTreeMap;

use lollipop_core::{demo::Demo, draft::Place, endpoint::Origin, text_edit::units, wire::Quirks};
use serde::{Serialize, de::DeserializeOwned};
use web_sys::{Storage, Window};

// gloo-storage panics where the browser refuses storage at all (cookies
// blocked, a sandboxed frame); here that is just an empty memory.
fn read<T: DeserializeOwned>(storage: Option<Storage>, name: &str) -> Option<T> {
    serde_json::from_str(&storage?.get_item(name).ok().flatten()?).ok()
}

/// Returns whether the browser took it.
fn write<T: Serialize + ?Sized>(storage: Option<Storage>, name: &str, value: Option<&T>) -> bool {
    let Some(storage) = storage else { return false };
    match value.map(serde_json::to_string) {
        Some(Ok(json)) => storage.set_item(name, &json).is_ok(),
        Some(Err(_)) => false,
        None => storage.remove_item(name).is_ok(),
    }
}

fn local() -> Option<Storage> {
    web_sys::window().as_ref().map(Window::local_storage)?.ok().flatten()
}

fn session() -> Option<Storage> {
    web_sys::window().as_ref().map(Window::session_storage)?.ok().flatten()
}

const LANGUAGE: &str = "lollipop.language";
const ENCODING: &str = "lollipop.encoding";
const THEME: &str = "lollipop.theme";
const VISITED: &str = "lollipop.visited";
const DRAFT: &str = "lollipop.draft";
/// Long texts of the draft, each under its place.
const LONG: &str = "lollipop.draft.";
/// Browsers take some five million UTF-16 units in all.
const MOST_UNITS: u32 = 5 * 1024 * 1024;
const REPLACED: &str = "lollipop.replaced";
const QUIRKS: &str = "lollipop.quirks";
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

/// The draft of the last visit.
pub fn draft() -> Option<Demo> {
    let mut demo: Demo = read(local(), DRAFT)?;
    let long = |place| local()?.get_item(&long_name(place)).ok().flatten();
    if let Some(text) = long(Place::Text) {
        demo.text = text;
    }
    for (at, message) in demo.messages.iter_mut().enumerate() {
        if let Some(text) = long(Place::Message(at)) {
            message.content = text;
        }
    }
    Some(demo)
}

/// Remembers the draft; a demo has no place for a key. Its long texts are kept
/// beside it as they are, because packing them would hold the page up.
pub fn keep_draft(draft: &Demo, long: &[(Place, &str)]) -> Kept {
    forget_long(long);
    if !write(local(), DRAFT, Some(draft)) {
        return Kept::Nothing;
    }
    let keep = |(place, text): &(Place, &str)| {
        let name = long_name(*place);
        let fits = units(text) <= MOST_UNITS;
        let kept = fits && local().is_some_and(|it| it.set_item(&name, text).is_ok());
        if !kept && let Some(storage) = local() {
            // What is there is an older text: nothing is better than that.
            let _ = storage.remove_item(&name);
        }
        kept
    };
    // Every one is tried: a shorter one may fit where a longer does not.
    let refused = long.iter().filter(|it| !keep(it)).count();
    if refused > 0 { Kept::NotTheLong } else { Kept::All }
}

/// Drops long texts of an earlier draft that this one has not.
fn forget_long(long: &[(Place, &str)]) {
    let Some(storage) = local() else { return };
    let names: Vec<_> = long.iter().map(|(place, _)| long_name(*place)).collect();
    let kept = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    let stale = kept.filter(|it| it.starts_with(LONG) && !names.contains(it));
    for name in stale.collect::<Vec<_>>() {
        let _ = storage.remove_item(&name);
    }
}

fn long_name(place: Place) -> String {
    match place {
        Place::Text => format!("{LONG}text"),
        Place::Message(at) => format!("{LONG}{at}"),
    }
}

/// What the browser took of a draft.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    /// All of it.
    #[default]
    All,
    /// All but one or more long texts, for which there is no room.
    NotTheLong,
    /// Nothing (no room at all, private mode).
    Nothing,
}

/// The draft that another demo or a link replaced, until it is brought back or
/// let go.
pub fn replaced() -> Option<Demo> {
    read(local(), REPLACED)
}

/// Remembers a replaced draft, so that it outlives the tab, or forgets it.
pub fn keep_replaced(draft: Option<&Demo>) {
    write(local(), REPLACED, draft);
}

/// The keys of this tab's session, in the form `KeyRing` reads.
pub fn keys() -> Option<String> {
    read(session(), KEYS)
}

/// Remembers keys until the tab closes; an empty ring leaves nothing behind.
pub fn keep_keys(stored: Option<&str>) {
    write(session(), KEYS, stored);
}

/// What endpoints refused to take, as found out earlier.
pub fn quirks() -> BTreeMap<Origin, Quirks> {
    read(local(), QUIRKS).unwrap_or_default()
}

/// Remembers what endpoints refuse to take.
pub fn keep_quirks(quirks: &BTreeMap<Origin, Quirks>) {
    write(local(), QUIRKS, Some(quirks));
}
