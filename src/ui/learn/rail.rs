//! The rail: the list of lessons, or one step of a lesson.

use leptos::{ev, prelude::*};
use lollipop_core::lesson::Lesson;
use std::sync::Arc;

use super::{list::LessonList, menu::LessonMenu, nav::LessonNav, step::StepView};
use crate::{
    actions::{learn, use_machinery},
    browser::dom,
    said, say,
    state::{learn::Fetched, use_state},
    ui::{
        icon::{self, Icon},
        icon_button::CloseButton,
    },
};

/// What keys outside of a field belong to.
const ROOM: &str = ".lesson-rail";

/// The rail beside the two halves.
#[component]
pub fn LessonRail() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    view! {
        <Keys/>
        <section
            class="pane lesson-rail"
            aria-label=said!(language, learn.name)
            data-testid="lesson-rail"
            data-folded=move || state.learn.folded.get().then_some("")
        >
            <RailHead/>
            <Show when=move || !state.learn.folded.get()>
                <RailBody/>
            </Show>
        </section>
    }
}

/// Next and previous by keys, for who stands at the board.
#[component]
fn Keys() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let keys = window_event_listener(ev::keydown, move |event| {
        let with_others = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
        let taken =
            event.is_composing() || event.default_prevented() || with_others || dom::something_floats();
        if taken || dom::key_is_taken(&event, ROOM) {
            return;
        }
        let at = state.learn.step.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" | "PageDown" => at + 1,
            "ArrowLeft" | "PageUp" if at > 0 => at - 1,
            _ => return,
        };
        let steps = state.learn.lesson.with_untracked(|it| it.get().map_or(0, |it| it.steps.len()));
        if next < steps {
            event.prevent_default();
            learn::go(state, machinery, next);
        }
    });
    on_cleanup(move || keys.remove());
}

#[component]
fn RailHead() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let in_lesson = Memo::new(move |_| !state.learn.chosen.with(String::is_empty));
    let where_ = move || match state.learn.the_step() {
        Some((lesson, at)) => {
            say!(language, learn.place, order = lesson.order, step = at + 1, steps = lesson.steps.len())
        }
        None => say!(language, learn.name),
    };
    let folded = state.learn.folded;
    view! {
        <div class="lesson-head">
            <Show when=move || in_lesson.get() fallback=move || view! { <span class="lesson-place">{where_}</span> }>
                <button
                    class="button lesson-place"
                    type="button"
                    data-kind="quiet"
                    data-size="small"
                    data-testid="lesson-list"
                    title=said!(language, learn.all)
                    on:click=move |_| learn::show_list(state)
                >
                    <Icon path=icon::LEFT/>
                    <span data-testid="lesson-place">{where_}</span>
                    <span class="visually-hidden">{said!(language, learn.all)}</span>
                </button>
            </Show>
            <div class="lesson-tools">
                <LessonMenu/>
                <button
                    class="button lesson-fold"
                    type="button"
                    data-kind="quiet"
                    data-icon-only=""
                    data-testid="lesson-fold"
                    aria-expanded=move || (!folded.get()).to_string()
                    aria-label=move || if folded.get() { say!(language, learn.unfold) } else { say!(language, learn.fold) }
                    on:click=move |_| folded.update(|it| *it = !*it)
                >
                    <Icon path=icon::CHEVRON/>
                </button>
                <CloseButton label=Signal::derive(said!(language, learn.close)) testid="lesson-close" on_close=move || learn::toggle_rail(state)/>
            </div>
        </div>
    }
}

#[component]
fn RailBody() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let shown = Memo::new(move |_| match state.learn.lesson.get() {
        Fetched::Not if state.learn.chosen.with(String::is_empty) => Shown::List,
        Fetched::Not | Fetched::Coming => Shown::Coming,
        Fetched::Failed => Shown::Failed,
        Fetched::Here(lesson) => Shown::Step(lesson, state.learn.step.get()),
    });
    move || match shown.get() {
        Shown::List => view! { <LessonList/> }.into_any(),
        Shown::Coming => {
            view! { <div class="pane-scroll"><p class="muted">{said!(language, learn.coming)}</p></div> }
                .into_any()
        }
        Shown::Failed => view! {
            <div class="pane-scroll">
                <h2 class="lesson-title" tabindex="-1">{said!(language, learn.name)}</h2>
                <Failed again=move || {
                    let (id, at) = (state.learn.chosen.get_untracked(), state.learn.step.get_untracked());
                    learn::fetch_lesson(state, machinery, id, at, learn::Arrival::New);
                }/>
            </div>
        }
        .into_any(),
        Shown::Step(lesson, at) => view! {
            <StepView lesson=lesson.clone() at/>
            <LessonNav lesson at/>
        }
        .into_any(),
    }
}

/// What of the lessons is to be seen.
#[derive(Clone, PartialEq)]
enum Shown {
    List,
    Coming,
    Failed,
    Step(Arc<Lesson>, usize),
}

/// Something did not come; it can be asked for again.
#[component]
pub fn Failed(again: impl Fn() + Copy + 'static) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    view! {
        <div class="notice" data-verdict="warn" role="alert" data-testid="lesson-failed">
            <Icon path=icon::WARN/>
            <span>{said!(language, learn.failed)}</span>
            <button class="button" type="button" data-size="small" on:click=move |_| again()>
                {said!(language, learn.again)}
            </button>
        </div>
    }
}
