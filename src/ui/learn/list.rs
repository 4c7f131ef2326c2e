//! The lessons to choose from.

use leptos::prelude::*;
use lollipop_core::lesson::LessonEntry;

use super::rail::Failed;
use crate::{
    actions::{learn, use_machinery},
    said, say,
    state::{
        learn::{Fetched, lesson_language},
        use_state,
    },
    ui::icon::{self, Icon},
};

/// The list, with how far one is in each.
#[component]
pub fn LessonList() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    view! {
        <div class="pane-scroll" tabindex="0" role="region" aria-labelledby="lesson-list-title">
            <div class="lesson-intro">
                <h2 id="lesson-list-title" class="lesson-title" tabindex="-1">{said!(language, learn.title)}</h2>
                <p class="lesson-lead">{said!(language, learn.lead)}</p>
            </div>
            {move || match state.learn.index.get() {
                Fetched::Not | Fetched::Coming => view! { <p class="muted">{said!(language, learn.coming)}</p> }.into_any(),
                Fetched::Failed => view! { <Failed again=move || learn::need_index(state)/> }.into_any(),
                Fetched::Here(index) => view! {
                    <ol class="lesson-list">
                        {index.lessons.iter().map(|entry| view! { <LessonRow entry=entry.clone()/> }).collect_view()}
                    </ol>
                }.into_any(),
            }}
            <div class="lesson-foot">
                <button class="link" type="button" data-testid="glossary-open" on:click=move |_| learn::explain(state, String::new())>
                    {said!(language, learn.glossary)}
                </button>
            </div>
            <Unkept/>
        </div>
    }
}

/// The browser keeps no progress.
#[component]
pub fn Unkept() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    view! {
        <Show when=move || state.learn.unkept.get()>
            <p class="note" data-testid="lesson-unkept"><Icon path=icon::WARN/> {said!(language, learn.unkept)}</p>
        </Show>
    }
}

#[component]
fn LessonRow(entry: LessonEntry) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let id = entry.id.clone();
    let outlined = entry.clone();
    let score =
        Memo::new(move |_| state.learn.progress.with(|it| it.score(&outlined.id, outlined.outline())));
    let (title, summary) = (entry.title.clone(), entry.summary.clone());
    let facts = move || {
        let score = score.get();
        if score.seen == 0 {
            say!(language, learn.minutes, minutes = entry.minutes, steps = score.steps)
        } else if score.is_complete() {
            say!(language, learn.complete, right = score.right, questions = score.questions)
        } else {
            say!(language, learn.seen, seen = score.seen, steps = score.steps)
        }
    };
    view! {
        <li>
            <button
                class="lesson-row"
                type="button"
                data-testid="lesson-entry"
                data-lesson=entry.id.clone()
                data-complete=move || score.get().is_complete().then_some("")
                on:click=move |_| learn::open_lesson(state, machinery, id.clone())
            >
                <span class="lesson-number" aria-hidden="true">
                    {move || if score.get().is_complete() {
                        view! { <Icon path=icon::CHECK/> }.into_any()
                    } else {
                        entry.order.to_string().into_any()
                    }}
                </span>
                <span class="lesson-row-title">{move || title.get(lesson_language(language.get())).clone()}</span>
                <span class="lesson-row-summary">{move || summary.get(lesson_language(language.get())).clone()}</span>
                <span class="lesson-row-facts">{facts}</span>
            </button>
        </li>
    }
}
