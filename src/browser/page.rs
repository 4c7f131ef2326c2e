//! The page as a whole: its language, theme, clock and title.

use std::{cell::Cell, rc::Rc};

use gloo_timers::callback::Timeout;
use wasm_bindgen::{JsCast as _, prelude::Closure};
use web_sys::Element;

/// A page that is not painted (in a hidden tab) is not waited for longer.
const UNPAINTED_MS: u32 = 250;
/// A browser that never rests is not waited for longer.
const IDLE_AT_LATEST_MS: u32 = 1_000;

fn root() -> Option<Element> {
    web_sys::window()?.document()?.document_element()
}

/// Sets an attribute of `<html>`, or removes it.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = root() else { return };
    // Attribute names are our own constants: the call cannot refuse them.
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// The release that this page is of; empty in a build that is not one. Files
/// whose names stay the same are asked for with it behind.
pub fn release() -> String {
    root().and_then(|it| it.get_attribute("data-release")).unwrap_or_default()
}

/// The address of the site, with a slash at its end.
pub fn site() -> String {
    let base = web_sys::window().and_then(|it| it.document()).and_then(|it| it.base_uri().ok().flatten());
    let base = base.unwrap_or_default();
    let bare = base.split(['?', '#']).next().unwrap_or_default();
    bare.rfind('/').map(|at| bare[..=at].to_owned()).unwrap_or_default()
}

/// The part of the release that names its vocabularies.
pub fn vocabularies() -> String {
    release().split_once('-').map(|it| it.1.to_owned()).unwrap_or_default()
}

/// What `offline.js` says on the window when a new release is ready.
pub const NEW_RELEASE: &str = "newrelease";

/// Whether a new release is ready, and waits.
pub fn new_release_is_ready() -> bool {
    root().is_some_and(|it| it.has_attribute("data-update"))
}

/// Goes on with the new release: the page is loaded again.
pub fn take_new_release() {
    if let (Some(window), Ok(event)) = (web_sys::window(), web_sys::Event::new("takerelease")) {
        // Only an event that is being sent already would be refused.
        let _ = window.dispatch_event(&event);
    }
}

/// Takes away what stood on the page before the app arrived.
pub fn remove_shell() {
    if let Some(shell) = web_sys::window()
        .and_then(|it| it.document())
        .and_then(|it| it.query_selector(".shell").ok().flatten())
    {
        shell.remove();
    }
}

/// Fetches the style sheets that the first page does without, if that was not
/// done before.
pub fn bring_styles() {
    let late = || web_sys::window()?.document()?.query_selector("link[rel=later]").ok().flatten();
    // Each one that is asked for is no later one any more.
    while late().is_some_and(|sheet| sheet.set_attribute("rel", "stylesheet").is_ok()) {}
}

/// Sets the title of the tab.
pub fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|w| w.document()) {
        document.set_title(title);
    }
}

/// The languages the browser asks for, most wanted first.
pub fn languages() -> Vec<String> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    window.navigator().languages().iter().filter_map(|it| it.as_string()).collect()
}

/// Whether the system asks for a dark page.
pub fn system_is_dark() -> bool {
    web_sys::window()
        .and_then(|w| w.match_media("(prefers-color-scheme: dark)").ok().flatten())
        .is_some_and(|query| query.matches())
}

/// Whether the system asks that nothing moves.
pub fn prefers_stillness() -> bool {
    web_sys::window()
        .and_then(|w| w.match_media("(prefers-reduced-motion: reduce)").ok().flatten())
        .is_some_and(|query| query.matches())
}

/// Milliseconds on a clock that never goes back; its zero is the page's start.
pub fn now_ms() -> f64 {
    web_sys::window().and_then(|w| w.performance()).map_or(0.0, |p| p.now())
}

/// The time of day. Unit: milliseconds since 1970.
pub fn unix_ms() -> u64 {
    // A cast saturates, so any clock has a time.
    js_sys::Date::now() as u64
}

/// A time as people here write it, e.g. `22/11/2026, 21:04`.
pub fn date_and_time(unix_ms: u64, language: &str) -> String {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(unix_ms as f64));
    let options = js_sys::Object::new();
    for (name, value) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        // Setting a field of a new object cannot fail.
        let _ = js_sys::Reflect::set(&options, &name.into(), &value.into());
    }
    String::from(date.to_locale_string(language, &options))
}

/// Today where the page is, as an ISO date.
pub fn today() -> String {
    let now = js_sys::Date::new_0();
    format!("{:04}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date())
}

/// A number in `0..1` for jitter, nothing else.
pub fn jitter() -> f64 {
    js_sys::Math::random()
}

/// A number in `0..1` for dice that a person throws; no secret.
pub fn dice() -> f64 {
    js_sys::Math::random()
}

/// Calls `then` when the next frame has been painted, or soon in a page that
/// is not painted at all.
pub fn after_paint(then: impl FnOnce() + 'static) {
    let then = Rc::new(Cell::new(Some(then)));
    let once = move || {
        if let Some(then) = then.take() {
            then();
        }
    };
    Timeout::new(UNPAINTED_MS, once.clone()).forget();
    // What a frame's callback sets a timer for comes after the frame.
    let in_frame = Closure::once_into_js(move || Timeout::new(0, once).forget());
    if let Some(window) = web_sys::window() {
        // If it is refused, the timer above does it.
        let _ = window.request_animation_frame(in_frame.unchecked_ref());
    }
}

/// Calls `then` when the browser has nothing else to do, or a second later.
pub fn when_idle(then: impl FnOnce() + 'static) {
    let then = Rc::new(Cell::new(Some(then)));
    let once = move || {
        if let Some(then) = then.take() {
            then();
        }
    };
    Timeout::new(IDLE_AT_LATEST_MS, once.clone()).forget();
    let in_rest = Closure::once_into_js(once);
    if let Some(window) = web_sys::window() {
        // Where there is no such call, the timer above does it.
        let _ = window.request_idle_callback(in_rest.unchecked_ref());
    }
}

/// Waits. Not exact; resolution a few milliseconds.
pub async fn sleep_ms(ms: u32) {
    gloo_timers::future::TimeoutFuture::new(ms).await;
}

/// Puts what can be done after a panic before the person: plain DOM, because
/// the app can no longer be trusted. The text is passed in, in their language.
pub fn show_panic_screen(title: &str, advice: &str, copy: &str, reload: &str, draft: &str) {
    let Some(document) = web_sys::window().and_then(|w| w.document()) else { return };
    let Some(body) = document.body() else { return };
    let make = |tag: &str, class: &str, text: &str| -> Option<Element> {
        let element = document.create_element(tag).ok()?;
        element.set_class_name(class);
        element.set_text_content(Some(text));
        Some(element)
    };
    let build = || -> Option<Element> {
        let screen = make("main", "panic", "")?;
        screen.set_attribute("role", "alert").ok()?;
        let heading = make("h1", "panic-title", title)?;
        screen.append_child(&heading).ok()?;
        let paragraph = make("p", "panic-advice", advice)?;
        screen.append_child(&paragraph).ok()?;
        // A plain field: the draft can be copied even if the clipboard refuses.
        let field = make("textarea", "panic-draft", draft)?;
        field.set_attribute("readonly", "").ok()?;
        field.set_attribute("rows", "12").ok()?;
        field.set_attribute("aria-label", copy).ok()?;
        screen.append_child(&field).ok()?;
        let link = make("a", "button", reload)?;
        link.set_attribute("href", "?").ok()?;
        screen.append_child(&link).ok()?;
        Some(screen)
    };
    body.set_inner_html("");
    if let Some(screen) = build() {
        let _ = body.append_child(&screen);
    }
}

/// Opens the browser's own dialog for printing. Waits until it is closed,
/// where the browser does.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // Refused only in a frame that may not open dialogs.
        let _ = window.print();
    }
}
