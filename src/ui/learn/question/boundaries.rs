//! Boundaries that are placed between characters.

use leptos::{ev, prelude::*};
use lollipop_core::lesson::Boundaries;

use super::CheckButton;
use crate::{
    actions::{learn, use_machinery},
    said, say,
    state::{
        learn::{Work, lesson_language},
        use_state,
    },
    words::text_lang,
};

/// The characters, with gaps to click, and the button.
#[component]
pub fn BoundariesView(question: Boundaries) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let answered = Memo::new(move |_| state.learn.work(Work::is_answered));
    let text = Signal::derive(move || question.text.get(lesson_language(language.get())).clone());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if !answered.get_untracked() {
            learn::check(state, machinery);
        }
    };
    let letters = move || {
        text.with(|text| {
            text.chars().enumerate().map(|(at, letter)| view! { <Letter at letter answered/> }).collect_view()
        })
    };
    view! {
        <form class="predict-choice" on:submit=submit>
            <p class="field-hint">{said!(language, learn.place_hint)}</p>
            <div class="letters" role="group" aria-labelledby="lesson-ask" lang=move || text.with(|it| text_lang(it))>{letters}</div>
            <Show when=move || !answered.get()>
                <CheckButton ready=true/>
            </Show>
        </form>
    }
}

/// A character, and the gap in front of it.
#[component]
fn Letter(at: usize, letter: char, answered: Memo<bool>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let placed = Memo::new(move |_| state.learn.work(|it| it.chosen.contains(&at)));
    let toggle = move |_| {
        state.learn.update_work(|it| {
            if !it.chosen.remove(&at) {
                it.chosen.insert(at);
            }
        });
    };
    view! {
        {(at > 0).then(|| view! {
            <button
                class="letter-gap"
                type="button"
                data-testid="gap"
                data-at=at.to_string()
                disabled=answered
                aria-pressed=move || placed.get().to_string()
                aria-label=move || say!(language, learn.gap, number = at)
                on:click=toggle
            ></button>
        })}
        <span class="letter" data-space=(letter == ' ').then_some("")>{if letter == ' ' { "·".to_owned() } else { letter.to_string() }}</span>
    }
}
