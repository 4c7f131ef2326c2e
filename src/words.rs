//! The language of the page: which one, and how a component says something.

use leptos::prelude::{Get as _, RwSignal};
use lollipop_core::{
    chat::{Mode, Role},
    demo::View,
};

use crate::{browser, i18n::Locale};

/// Says a sentence of `locales/` in the page's language, as a `String`;
/// subscribes to the language. The first argument is the language signal.
#[macro_export]
macro_rules! say {
    ($language:expr, $($key:tt)+) => {
        leptos_i18n::td_string!($language.get(), $($key)+).to_string()
    };
}

/// A sentence for the view: a closure that follows the language.
#[macro_export]
macro_rules! said {
    ($language:expr, $($key:tt)+) => {
        move || $crate::say!($language, $($key)+)
    };
}

/// The language to start in: the one chosen here earlier, else the first of
/// the browser's that we speak, else English.
pub fn first_language() -> Locale {
    let wanted = browser::storage::language().into_iter().chain(browser::page::languages());
    wanted.filter_map(|tag| of_tag(&tag)).next().unwrap_or(Locale::en)
}

/// The language of a BCP 47 tag.
fn of_tag(tag: &str) -> Option<Locale> {
    match tag.split(['-', '_']).next()? {
        "en" => Some(Locale::en),
        "zh" => Some(Locale::zh),
        _ => None,
    }
}

/// Its BCP 47 tag: which Han glyphs are right depends on the script.
pub const fn tag(language: Locale) -> &'static str {
    match language {
        Locale::en => "en",
        Locale::zh => "zh-Hans",
    }
}

/// What a role is called. Subscribes to the language, as the next two do.
pub fn role_name(language: RwSignal<Locale>, role: Role) -> String {
    match role {
        Role::System => say!(language, role.system),
        Role::User => say!(language, role.user),
        Role::Assistant => say!(language, role.assistant),
    }
}

/// What a tab of the result is called.
pub fn view_name(language: RwSignal<Locale>, view: View) -> String {
    match view {
        View::Tokens => say!(language, result.tokens),
        View::Run => say!(language, result.run),
        View::Next => say!(language, result.next),
        View::Compare => say!(language, result.compare),
        View::Wire => say!(language, result.wire),
    }
}

/// What a way of writing the prompt is called.
pub fn mode_name(language: RwSignal<Locale>, mode: Mode) -> String {
    match mode {
        Mode::Text => say!(language, mode.text),
        Mode::Chat => say!(language, mode.chat),
        Mode::Completion => say!(language, mode.completion),
    }
}

/// Guesses the language of a person's text, for fonts and line breaking.
pub fn text_lang(text: &str) -> &'static str {
    let han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}');
    if text.chars().take(400).any(han) { "zh-Hans" } else { "en" }
}

/// A number as both languages write it: 12,345.
pub fn figure(number: impl Into<u64>) -> String {
    let digits = number.into().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
