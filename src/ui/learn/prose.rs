//! The text of a lesson, with its terms to be looked up.

use leptos::prelude::*;
use lollipop_core::{
    lesson::{prose, term_of},
    notes::Note,
};

use crate::{
    actions::learn,
    state::{AppState, use_state},
    ui::markdown::{outside, shown},
};

/// A text in paragraphs.
#[component]
pub fn Prose(
    /// Markdown, in the page's language.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let state = use_state();
    move || {
        let notes = text.with(|it| prose(it, &learn::name_of(state)));
        shown(notes, &|to, inner| link(state, to, inner))
    }
}

/// A text that stands in a line with others: its first paragraph.
pub fn inline(state: AppState, text: &str) -> Vec<AnyView> {
    let notes = prose(text, &learn::name_of(state));
    let notes = match notes.into_iter().next() {
        Some(Note::Paragraph(inner)) => inner,
        other => other.into_iter().collect(),
    };
    shown(notes, &|to, inner| link(state, to, inner))
}

/// As [`inline`], with terms as words only: inside a label or a button.
pub fn plain_inline(state: AppState, text: &str) -> Vec<AnyView> {
    let notes = prose(text, &learn::name_of(state));
    let notes = match notes.into_iter().next() {
        Some(Note::Paragraph(inner)) => inner,
        other => other.into_iter().collect(),
    };
    shown(notes, &|_, inner| inner.into_any())
}

fn link(state: AppState, to: String, inner: Vec<AnyView>) -> AnyView {
    match term_of(&to) {
        Some(term) => {
            let id = term.to_owned();
            view! {
                <button
                    class="term"
                    type="button"
                    data-testid="term"
                    data-term=id.clone()
                    aria-haspopup="dialog"
                    on:click=move |_| learn::explain(state, id.clone())
                >
                    {inner}
                </button>
            }
            .into_any()
        }
        None => outside(to, inner),
    }
}
