//! What the terms mean.

use leptos::{html::Dialog, prelude::*};
use lollipop_core::lesson::Term;

use super::{prose::Prose, rail::Failed, step::in_language};
use crate::{
    actions::learn,
    browser::dom,
    said,
    state::{learn::Fetched, use_state},
    ui::icon_button::CloseButton,
};

/// One term, or all of them.
#[component]
pub fn GlossaryDialog() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let term = state.learn.term;
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            dom::show_dialog(&dialog, term.with(Option::is_some));
        }
    });
    let all = move || term.with(|it| it.as_ref().is_none_or(String::is_empty));
    let terms = move || match state.learn.index.get() {
        Fetched::Not | Fetched::Coming => {
            view! { <p class="muted">{said!(language, learn.coming)}</p> }.into_any()
        }
        Fetched::Failed => view! { <Failed again=move || learn::need_index(state)/> }.into_any(),
        Fetched::Here(index) => {
            let wanted = term.get().unwrap_or_default();
            let terms: Vec<_> = index
                .glossary
                .terms
                .iter()
                .filter(|it| wanted.is_empty() || it.id == wanted)
                .map(|it| view! { <TermView term=it.clone()/> })
                .collect();
            view! { <dl class="glossary-terms">{terms}</dl> }.into_any()
        }
    };
    view! {
        <dialog
            class="dialog glossary"
            node_ref=dialog
            aria-labelledby="glossary-title"
            data-testid="glossary"
            on:close=move |_| term.set(None)
        >
            <div class="dialog-head">
                <h2 class="dialog-title" id="glossary-title">{said!(language, learn.glossary)}</h2>
                <CloseButton label=Signal::derive(said!(language, learn.glossary_close)) testid="glossary-close" on_close=move || term.set(None)/>
            </div>
            {terms}
            <Show when=move || !all()>
                <button class="link" type="button" data-testid="glossary-all" on:click=move |_| term.set(Some(String::new()))>
                    {said!(language, learn.glossary_all)}
                </button>
            </Show>
        </dialog>
    }
}

#[component]
fn TermView(term: Term) -> impl IntoView {
    let state = use_state();
    let other = term.name.clone();
    // The word in the other language helps who meets it there.
    let other = move || match state.language.get() {
        crate::i18n::Locale::en => other.zh.clone(),
        crate::i18n::Locale::zh => other.en.clone(),
    };
    let other_tag = move || match state.language.get() {
        crate::i18n::Locale::en => "zh-Hans",
        crate::i18n::Locale::zh => "en",
    };
    view! {
        <div class="glossary-term" data-testid="glossary-term" data-term=term.id>
            <dt>{in_language(state, term.name)} " " <span class="muted" lang=other_tag>{other}</span></dt>
            <dd class="lesson-text"><Prose text=in_language(state, term.text)/></dd>
        </div>
    }
}
