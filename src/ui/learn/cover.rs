//! The page while a person guesses, and the ways between it and the rail where
//! the one stands below the other.

use leptos::prelude::*;

use crate::{
    browser::dom,
    said,
    state::use_state,
    ui::icon::{self, Icon},
};

/// Stands in the place of both halves: what the question is about is not there
/// yet, and what is there would mislead.
#[component]
pub fn Cover() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    view! {
        <div class="lesson-cover" data-testid="lesson-cover">
            <p class="lesson-cover-title">{said!(language, learn.cover_title)}</p>
            <p>{said!(language, learn.cover)}</p>
            <button
                class="button"
                type="button"
                data-size="small"
                data-testid="uncover"
                on:click=move |_| state.learn.update_work(|it| it.uncovered = true)
            >
                {said!(language, learn.uncover)}
            </button>
        </div>
    }
}

/// To the result, for who reads a step on a phone.
#[component]
pub fn ToPage() -> impl IntoView {
    let state = use_state();
    let label = said!(state.language, learn.to_page);
    view! {
        <Show when=move || !state.learn.is_guessing()>
            <Way to=".result-pane" path=icon::DOWN class="lesson-to-page" testid="to-page" label=Signal::derive(label)/>
        </Show>
    }
}

/// Back to the question.
#[component]
pub fn Back() -> impl IntoView {
    let label = said!(use_state().language, learn.to_lesson);
    view! { <Way to=".lesson-rail" path=icon::UP class="lesson-back" testid="to-lesson" label=Signal::derive(label)/> }
}

#[component]
fn Way(
    /// Where it goes, as a selector.
    to: &'static str,
    path: &'static str,
    class: &'static str,
    testid: &'static str,
    label: Signal<String>,
) -> impl IntoView {
    view! {
        <button
            class=format!("button {class}")
            type="button"
            data-kind="quiet"
            data-size="small"
            data-testid=testid
            on:click=move |_| dom::bring_to_view(to)
        >
            <Icon path=path/>
            {label}
        </button>
    }
}
