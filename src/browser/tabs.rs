//! What the tabs of this page tell each other: that the library changed.

use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use web_sys::BroadcastChannel;

const CHANNEL: &str = "lollipop.library";

thread_local! {
    // One for both directions: a channel does not hear itself.
    static LIBRARY: Option<BroadcastChannel> = BroadcastChannel::new(CHANNEL).ok();
}

/// Tells the other tabs that the library changed.
pub fn announce() {
    LIBRARY.with(|channel| {
        if let Some(channel) = channel {
            // A message that none hears is no loss: a tab that comes later
            // reads the library itself.
            let _ = channel.post_message(&JsValue::TRUE);
        }
    });
}

/// Calls `on_change` when another tab changed the library. Lives as long as
/// the page.
pub fn on_library_change(on_change: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn()>::new(on_change);
    LIBRARY.with(|channel| {
        if let Some(channel) = channel {
            channel.set_onmessage(Some(closure.as_ref().unchecked_ref()));
        }
    });
    closure.forget();
}
