//! One token as a chip: its text, or its bytes where it has no text.

use leptos::prelude::*;
use lollipop_core::invisible::flagged;

use super::cell::Cell;
use crate::{actions::merging, i18n::Locale, said, state::use_state, words::text_lang};

/// The tints that take turns.
const TINTS: u32 = 5;

/// Bytes as people read them: `e5 93`.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

/// The text of a token that can stand alone. Half a character cannot, neither
/// can a sign that only changes the one before it, nor one that hides.
pub fn readable(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let first = text.chars().next()?;
    let leans = matches!(first,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e0fff}');
    let control = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    (!leans && !control && flagged(text).is_empty()).then_some(text)
}

/// Text with marks over what cannot be seen; a screen reader hears their names.
pub fn marked(language: RwSignal<Locale>, text: &str) -> impl IntoView + use<> {
    let sign = |sign: &'static str, name: &'static str| {
        view! { <span class="chip-space" role="img" aria-label=name>{sign}</span> }.into_any()
    };
    text.chars()
        .map(|c| match c {
            ' ' | '\u{3000}' => view! {
                <span
                    class="space-mark"
                    data-wide=(c != ' ').then_some("")
                    role="img"
                    aria-label=said!(language, tokens.space)
                >
                    {c.to_string()}
                </span>
            }
            .into_any(),
            '\n' => sign("⏎", "LF"),
            '\r' => sign("␍", "CR"),
            '\t' => sign("⇥", "TAB"),
            _ => c.to_string().into_any(),
        })
        .collect_view()
}

/// A token to hover, tap, or reach with the arrow keys.
#[component]
pub fn Chip(
    doc: u32,
    cell: Cell,
    /// It shares no character with others.
    alone: bool,
    looked_at: RwSignal<Option<u32>>,
    /// The token that the Tab key stops at, counted from the document's first.
    stop: Memo<u32>,
) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let Cell { nth, id, bytes } = cell;
    let text = readable(&bytes).map(ToOwned::to_owned);
    let shown = match text {
        Some(text) => {
            let lang = text_lang(&text);
            view! { <span class="chip-text" lang=lang>{marked(language, &text)}</span> }.into_any()
        }
        None => view! { <span class="chip-text" data-bytes="">{hex(&bytes)}</span> }.into_any(),
    };
    view! {
        <button
            class="chip"
            type="button"
            data-testid="token"
            data-id=id.to_string()
            data-nth=nth.to_string()
            data-tint=(nth % TINTS).to_string()
            data-split=(!alone).then_some("")
            tabindex=move || if stop.get() == nth { "0" } else { "-1" }
            aria-pressed=move || (looked_at.get() == Some(nth)).to_string()
            on:click=move |_| {
                looked_at.set(Some(nth));
                merging::choose(state, doc, nth);
            }
            on:focus=move |_| looked_at.set(Some(nth))
            on:pointerenter=move |_| looked_at.set(Some(nth))
        >
            {shown}
            <span class="visually-hidden">", " {said!(language, tokens.id)} " "</span>
            <span class="chip-id">{id.to_string()}</span>
        </button>
    }
}
