//! The section of the Tokens tab.

use leptos::prelude::*;
use lollipop_bpe::layout::excerpt;
use lollipop_core::side_by_side::{MOST_BYTES, MOST_GRAPHEMES};

use super::{bands::Bands, chooser::Chooser, price::Price, sums::Sums};
use crate::{
    actions::{side_by_side, use_machinery},
    browser::dom,
    said, say,
    state::{text_of, use_state},
    words::figure,
};

/// Encodings side by side: opening it fetches nothing yet.
#[component]
pub fn SideBySide(
    /// The documents of the tab, in order.
    documents: Signal<Vec<u32>>,
) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let it = state.side_by_side;
    // The message with the chosen token, else the first.
    let doc = Memo::new(move |_| {
        let chosen = state.merging.chosen.get().map(|it| it.0);
        documents.with(|all| chosen.filter(|it| all.contains(it)).or(all.first().copied()))
    });
    let text = Memo::new(move |_| {
        state.draft.with(|draft| {
            let text = doc.get().map_or("", |doc| text_of(draft, doc));
            let some = excerpt(text, MOST_GRAPHEMES, MOST_BYTES);
            (some.to_owned(), some.len() < text.len())
        })
    });
    // Asks the worker, which is outside.
    Effect::new(move || {
        let here = it.here();
        if it.open.get() && !here.is_empty() {
            side_by_side::weigh(state, machinery, &here, text.with(|it| it.0.clone()));
        }
    });
    let is_there = move || it.weighed.with(|it| it.first().is_some_and(|it| !it.rows.is_empty()));
    view! {
        <details
            class="fold"
            prop:open=move || it.open.get()
            on:toggle=move |ev| side_by_side::open(state, machinery, dom::is_open(&ev))
            data-part="encodings"
            data-testid="side-by-side"
        >
            <summary>
                <h3 class="section-title">{said!(language, encodings.title)}</h3>
                <span class="fold-note">{said!(language, encodings.note)}</span>
            </summary>
            <div class="fold-body">
                <Show when=move || it.open.get()>
                    <Chooser/>
                    <Show when=is_there>
                        {move || text.with(|it| it.1).then(|| view! {
                            <p class="section-note" data-testid="encodings-excerpt">
                                {say!(language, encodings.excerpt, n = figure(MOST_GRAPHEMES as u32))}
                            </p>
                        })}
                        <Sums/>
                        <Bands/>
                        <Price/>
                        <p class="section-note" data-testid="encodings-memory">
                            {move || {
                                let megabytes = it.memory_bytes.get().div_ceil(1 << 20);
                                say!(language, encodings.memory, megabytes = figure(megabytes))
                            }}
                        </p>
                    </Show>
                </Show>
            </div>
        </details>
    }
}
