//! A token as people read it: its text, its bytes where it has none, or the end.

use leptos::prelude::*;
use lollipop_core::lens::Chance;

use crate::{
    i18n::Locale,
    said, say,
    ui::tokens::{hex, marked, readable},
    words::text_lang,
};

/// A token with marks over what cannot be seen.
#[component]
pub fn TokenText(
    language: RwSignal<Locale>,
    token: Chance,
    /// The model ends its answer with it.
    ends: bool,
) -> impl IntoView {
    if ends {
        return view! {
            <span class="token-end" title=said!(language, lens.end_hint)>
                "⟨" {said!(language, lens.end)} "⟩"
            </span>
        }
        .into_any();
    }
    if token.bytes.is_empty() {
        return view! { <span class="token-end">"⟨" {said!(language, lens.nothing_token)} "⟩"</span> }
            .into_any();
    }
    match readable(&token.bytes) {
        Some(text) => view! { <span lang=text_lang(text)>{marked(language, text)}</span> }.into_any(),
        None => view! { <span class="token-bytes mono">{hex(&token.bytes)}</span> }.into_any(),
    }
}

/// The same in words, for labels and sentences.
pub fn token_name(language: RwSignal<Locale>, token: &Chance, ends: bool) -> String {
    if ends {
        return format!("⟨{}⟩", say!(language, lens.end));
    }
    match readable(&token.bytes) {
        Some(text) if text.trim().is_empty() && !text.is_empty() => {
            let names = text.chars().map(|c| match c {
                '\n' => "LF".to_owned(),
                '\r' => "CR".to_owned(),
                '\t' => "TAB".to_owned(),
                _ => say!(language, tokens.space),
            });
            names.collect::<Vec<_>>().join(" ")
        }
        Some(text) => format!("“{text}”"),
        None => hex(&token.bytes),
    }
}
