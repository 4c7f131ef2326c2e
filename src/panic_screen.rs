//! The screen after a panic: the draft can still be copied.

use crate::{
    browser::{drafts, page},
    say,
    words::first_language,
};
use leptos::prelude::*;

/// Shows the screen when anything panics. The app does not go on.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let language = Signal::stored(first_language());
        page::show_panic_screen(
            &say!(language, panic.title),
            &say!(language, panic.advice),
            &say!(language, panic.draft),
            &say!(language, panic.reload),
            &kept_draft(),
        );
    }));
}

/// The text of the draft as it was last kept.
fn kept_draft() -> String {
    let Some(demo) = drafts::kept() else { return String::new() };
    let messages = demo.messages.iter().map(|it| format!("{}: {}", it.role.as_str(), it.content));
    std::iter::once(demo.text).chain(messages).filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n\n")
}
