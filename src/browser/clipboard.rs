//! The clipboard.

use wasm_bindgen_futures::JsFuture;

/// Copies `text`. Returns whether the browser allowed it: it may refuse on an
/// insecure origin or when the page has no focus.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // Missing on insecure origins, where the binding would throw.
    let navigator = window.navigator();
    if js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|it| it.is_undefined()) {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}
