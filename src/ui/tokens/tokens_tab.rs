//! The tab: one token view for the text, or one for each message.

use leptos::prelude::*;
use lollipop_core::chat::Mode;

use super::token_view::TokenView;
use crate::{
    said, say,
    state::{TEXT_DOC, use_state},
    ui::{merging::MergeReplay, side_by_side::SideBySide},
};

/// The Tokens tab.
#[component]
pub fn TokensTab() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let documents = Memo::new(move |_| {
        state.draft.with(|draft| match draft.mode {
            Mode::Text | Mode::Completion => vec![(TEXT_DOC, None)],
            Mode::Chat => draft
                .cards
                .iter()
                .filter(|card| card.message.enabled)
                .enumerate()
                .map(|(at, card)| (card.id.0, Some((at + 1, card.message.role))))
                .collect::<Vec<_>>(),
        })
    });
    let ids = Signal::derive(move || documents.with(|all| all.iter().map(|it| it.0).collect::<Vec<_>>()));
    view! {
        <Show
            when=move || !documents.with(Vec::is_empty)
            fallback=move || view! { <p class="muted">{said!(language, tokens.nothing)}</p> }
        >
            <For each=move || documents.get() key=|it| *it let:it>
                <section class="section">
                    {it.1.map(|(n, role)| view! {
                        <h3 class="section-title">
                            {move || {
                                let role = crate::words::role_name(language, role);
                                say!(language, tokens.of_message, n = n.to_string(), role)
                            }}
                        </h3>
                    })}
                    <TokenView doc=it.0/>
                </section>
            </For>
            <p class="section-note">{said!(language, tokens.note)}</p>
        </Show>
        <MergeReplay documents=ids/>
        <SideBySide documents=ids/>
    }
}
