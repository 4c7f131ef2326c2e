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
    let language = state.language;
    view! {
        <Show when=move || !state.learn.is_guessing()>
            <button
                class="button lesson-to-page"
                type="button"
                data-kind="quiet"
                data-size="small"
                data-testid="to-page"
                on:click=move |_| dom::bring_to_view(".result-pane")
            >
                <Icon path=icon::DOWN/>
                {said!(language, learn.to_page)}
            </button>
        </Show>
    }
}

/// Back to the question.
#[component]
pub fn Back() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    view! {
        <button
            class="button lesson-back"
            type="button"
            data-kind="quiet"
            data-size="small"
            data-testid="to-lesson"
            on:click=move |_| dom::bring_to_view(".lesson-rail")
        >
            <Icon path=icon::UP/>
            {said!(language, learn.to_lesson)}
        </button>
    }
}
