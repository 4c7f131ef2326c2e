//! The app: Leptos, client-side rendered.
//!
//! `state` holds what the page knows, `actions` are the verbs, `browser` is
//! the only importer of web-sys, `ui` is what a person sees. Everything that
//! can be decided without a browser is in `lollipop-core`.

mod actions;
mod app;
pub mod browser;
mod panic_screen;
mod parts;
mod state;
mod ui;
mod words;

/// Generated from `locales/` by build.rs.
#[allow(
    dead_code,
    unused_imports,
    missing_docs,
    clippy::all,
    clippy::expect_used,
    reason = "generated; it offers more than we use"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/i18n.rs"));
}
use generated::i18n;

/// Puts the app on the page.
pub fn start() {
    panic_screen::install();
    browser::page::remove_shell();
    leptos::mount::mount_to_body(app::App);
}
