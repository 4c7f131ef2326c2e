//! The ways that were gone: the one that one stands on, and those beside it.

use std::sync::Arc;

use leptos::prelude::*;
use lollipop_core::lens::{NodeId, Tree, Written, parts};

use super::surprise::{Alternatives, Sums, SurpriseKey, SurpriseText};
use crate::{
    actions::{lens, use_machinery},
    said, say,
    state::use_state,
    ui::icon::{self, Icon},
    words::text_lang,
};

/// Signs of the prompt's end that stand before the way.
const CONTEXT_SIGNS: usize = 60;

/// The tokens chosen so far, coloured; clicking one walks back to it.
#[component]
pub fn Way() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let looked_at = RwSignal::new(None::<usize>);
    let tokens = Signal::derive(move || {
        state.lens.tree.with(|tree| tree.steps().map(|it| Arc::new(it.written.clone())).collect::<Vec<_>>())
    });
    let sum = Signal::derive(move || state.lens.tree.with(Tree::sum));
    let before = Signal::derive(move || {
        state.lens.root.with(|root| root.as_ref().map(|(_, prompt)| end_of(prompt)).unwrap_or_default())
    });
    let on_choose = Callback::new(move |nth: usize| {
        let path = state.lens.tree.with_untracked(|tree| tree.path_to(tree.at()));
        if let Some(id) = path.get(nth) {
            looked_at.set(None);
            lens::go(state, machinery, *id);
        }
    });
    let use_hint = move || match state.draft.with(|it| it.mode) {
        lollipop_core::chat::Mode::Completion => say!(language, lens.use_text_hint),
        _ => say!(language, lens.use_chat_hint),
    };
    view! {
        <Show when=move || !tokens.with(Vec::is_empty)>
            <section class="section" aria-label=said!(language, lens.path) data-testid="way">
                <div class="section-head">
                    <h3 class="section-title">{said!(language, lens.path)}</h3>
                    <span class="muted">{said!(language, lens.path_hint)}</span>
                </div>
                <SurpriseText tokens looked_at name="way" on_choose before after=Signal::stored(String::new())/>
                <Alternatives tokens looked_at/>
                <SurpriseKey/>
                <Sums sum/>
                <div class="actions">
                    <button
                        class="button"
                        type="button"
                        data-testid="use-way"
                        on:click=move |_| lens::use_way(state, machinery)
                    >
                        <Icon path=icon::CHECK/>
                        {said!(language, lens.use_it)}
                    </button>
                    <button
                        class="button"
                        type="button"
                        data-kind="quiet"
                        data-testid="start-over"
                        on:click=move |_| lens::go(state, machinery, Tree::ROOT)
                    >
                        <Icon path=icon::REDO/>
                        {said!(language, lens.start_over)}
                    </button>
                    <span class="muted">{use_hint}</span>
                </div>
            </section>
        </Show>
        <Branches/>
    }
}

/// Every way to its end, to walk there again.
#[component]
fn Branches() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let ways = Memo::new(move |_| {
        state.lens.tree.with(|tree| {
            let leaves = tree.leaves();
            let only = leaves.len() == 1 && leaves.first() == Some(&tree.at());
            let ways = leaves.into_iter().filter(|_| !only);
            ways.map(|leaf| (leaf, spelt(tree, leaf), leaf == tree.at())).collect::<Vec<_>>()
        })
    });
    view! {
        <Show when=move || !ways.with(Vec::is_empty)>
            <section class="section" aria-label=said!(language, lens.branches) data-testid="branches">
                <h3 class="section-title">{said!(language, lens.branches)}</h3>
                <ul class="branches">
                    <For each=move || ways.get() key=|it| it.clone() let:it>
                        <li>
                            <button
                                class="branch"
                                type="button"
                                data-testid="branch"
                                aria-current=it.2.then_some("true")
                                lang=text_lang(&it.1)
                                on:click=move |_| lens::go(state, machinery, it.0)
                            >
                                {it.1.clone()}
                            </button>
                            {it.2.then(|| view! { <span class="badge">{said!(language, lens.branch_here)}</span> })}
                        </li>
                    </For>
                </ul>
            </section>
        </Show>
    }
}

/// The text of a way; bytes of no character as a sign for them.
fn spelt(tree: &Tree, leaf: NodeId) -> String {
    let steps = tree.path_to(leaf).into_iter().filter_map(|id| tree.node(id).step.as_ref());
    let tokens: Vec<&Written> = steps.map(|it| &it.written).collect();
    let parts = parts(tokens.iter().map(|it| it.chosen.bytes.as_slice()));
    parts.into_iter().map(|it| it.text.unwrap_or_else(|| "▯".to_owned())).collect()
}

fn end_of(prompt: &lollipop_core::wire::Prompt) -> String {
    use lollipop_core::wire::Prompt;
    match prompt {
        Prompt::Raw(text) => {
            let from = text.char_indices().rev().nth(CONTEXT_SIGNS - 1).map_or(0, |(at, _)| at);
            let dots = if from > 0 { "…" } else { "" };
            format!("{dots}{}", &text[from..])
        }
        // An answer begins with nothing before it.
        Prompt::Messages(_) => String::new(),
    }
}
