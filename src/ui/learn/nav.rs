//! Previous and next, and how one stands.

use std::sync::Arc;

use leptos::prelude::*;
use lollipop_core::lesson::Lesson;

use crate::{
    actions::{learn, use_machinery},
    said, say,
    state::{
        learn::{Work, step_at},
        use_state,
    },
    ui::icon::{self, Icon},
};

/// A streak is worth saying from here on.
const STREAK: u32 = 2;

/// The foot of a step.
#[component]
pub fn LessonNav(lesson: Arc<Lesson>, at: usize) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let last = at + 1 == lesson.steps.len();
    let asks = step_at(&lesson, at).is_some_and(|it| it.question.is_some());
    // One filled button in the rail: what there is to do next.
    let answered = Memo::new(move |_| state.learn.work(Work::is_answered));
    let next_id = {
        let id = lesson.id.clone();
        Memo::new(move |_| {
            state.learn.index.with(|index| {
                let index = index.get()?;
                let (place, _) = index.lesson(&id)?;
                index.lessons.get(place + 1).map(|it| it.id.clone())
            })
        })
    };
    let outlined = lesson.clone();
    let score = move || {
        let score = state.learn.progress.with(|it| it.score(&outlined.id, outlined.outline()));
        if state.learn.answers_hidden.get() || score.questions == 0 {
            return String::new();
        }
        let streak = state.learn.progress.with(|it| it.streak);
        let right = say!(language, learn.score, right = score.right, questions = score.questions);
        if streak >= STREAK {
            format!("{right} · {}", say!(language, learn.streak, count = streak))
        } else {
            right
        }
    };
    let go_on = move |_| match next_id.get_untracked() {
        _ if !last => learn::go(state, machinery, at + 1),
        Some(id) => learn::open_lesson(state, machinery, id),
        None => learn::show_list(state),
    };
    let says = move || match next_id.get() {
        _ if !last => say!(language, learn.next),
        Some(_) => say!(language, learn.next_lesson),
        None => say!(language, learn.all),
    };
    view! {
        <div class="lesson-nav">
            <button
                class="button"
                type="button"
                data-kind="quiet"
                data-testid="lesson-previous"
                disabled=at == 0
                on:click=move |_| learn::go(state, machinery, at.saturating_sub(1))
            >
                <Icon path=icon::LEFT/>
                {said!(language, learn.previous)}
            </button>
            <span class="lesson-score" data-testid="lesson-score">{score}</span>
            <button
                class="button"
                type="button"
                data-kind=move || (!asks || answered.get()).then_some("primary")
                data-testid="lesson-next"
                on:click=go_on
            >
                {says}
                <Icon path=icon::NEXT/>
            </button>
        </div>
    }
}
