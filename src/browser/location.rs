//! The address bar: the demo that a link carries, and links that carry one.

use wasm_bindgen::{JsCast as _, prelude::Closure};

/// What stands after `#`, without it; empty if there is nothing.
pub fn fragment() -> String {
    let hash = web_sys::window().and_then(|w| w.location().hash().ok()).unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// The address of this page with `fragment` after `#`.
pub fn link_with(fragment: &str) -> String {
    let href = web_sys::window().and_then(|w| w.location().href().ok()).unwrap_or_default();
    let page = href.split('#').next().unwrap_or_default();
    format!("{page}#{fragment}")
}

/// Takes the fragment out of the address bar without a history entry, so that
/// a reload does not bring an opened demo back over what was typed since.
pub fn clear_fragment() {
    let Some(window) = web_sys::window() else { return };
    let location = window.location();
    let path = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    if let Ok(history) = window.history() {
        // Refused only on opaque origins, where the fragment simply stays.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path));
    }
}

/// This page's origin as a server sees it, e.g. `https://lollipop.example`.
pub fn origin() -> String {
    web_sys::window().and_then(|w| w.location().origin().ok()).unwrap_or_default()
}

/// Calls `on_leave` when the page is left or hidden, which is the last moment
/// at which anything can be kept. Lives as long as the page.
pub fn on_leave(on_leave: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let closure = Closure::<dyn Fn()>::new(on_leave);
    let listener = closure.as_ref().unchecked_ref();
    if window.add_event_listener_with_callback("pagehide", listener).is_ok() {
        closure.forget();
    }
}

/// Calls `on_change` when a person pastes another fragment into the address
/// bar of the open page. Lives as long as the page.
pub fn on_fragment_change(on_change: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let closure = Closure::<dyn Fn()>::new(on_change);
    let listener = closure.as_ref().unchecked_ref();
    if window.add_event_listener_with_callback("hashchange", listener).is_ok() {
        closure.forget();
    }
}
