//! Verbs of the lessons: open, go on, put a step's demo on the page.

mod answer;
mod classify;
mod report;

use std::{collections::BTreeMap, sync::Arc};

use leptos::{prelude::*, task::spawn_local};
use lollipop_core::{
    demo::View,
    draft::Draft,
    lesson::{Lesson, LessonIndex, LessonLink, Pipeline, Shown, Widget},
};
use serde::de::DeserializeOwned;

use super::{Machinery, edit, side_by_side};
use crate::{
    browser::{
        dom,
        endpoint::{Stopper, fetch_file},
        location, page, storage,
    },
    state::{
        AppState,
        learn::{Fetched, Place, Work, lesson_language, step_at},
    },
};

pub use answer::{check, done, label, retry, reveal, seen, show_hint};
pub use classify::{sort_by_running, sort_recorded, stop_sorting};
pub use report::{copy_link, copy_report};

/// More than any lesson weighs. Unit: bytes.
const MOST_BYTES: usize = 1 << 20;

/// What scrolls in the rail.
const ROOM: &str = ".lesson-rail .pane-scroll";

/// Where the focus goes when a step or the list comes.
const HEADING: &str = ".lesson-rail .lesson-title";

/// Goes on where the tab was before it was loaded again.
pub fn come_back(state: AppState, machinery: Machinery, place: Place) {
    state.learn.answers_hidden.set(place.answers_hidden);
    begin_once(state, place.projector);
    state.learn.open.set(true);
    if !place.lesson.is_empty() {
        let arrival = Arrival::Again { on_page: place.on_page };
        fetch_lesson(state, machinery, place.lesson, place.step, arrival);
    }
}

/// Begins what runs beside the rail, and asks for the list.
fn begin_once(state: AppState, projector: bool) {
    let learn = state.learn;
    if learn.started.get_untracked() {
        return need_index(state);
    }
    learn.started.set(true);
    learn.projector.set(projector);
    learn.progress.set(storage::progress());
    need_index(state);
    state.owner.with_value(|owner| owner.with(|| tell_the_browser(state)));
}

/// Effects that only reach outside.
fn tell_the_browser(state: AppState) {
    let learn = state.learn;
    Effect::new(move || {
        page::set_root_attribute("data-scale", learn.projector.get().then_some("projector"));
    });
    Effect::new(move || {
        storage::keep_place(&Place {
            open: learn.open.get(),
            lesson: learn.chosen.get(),
            step: learn.step.get(),
            answers_hidden: learn.answers_hidden.get(),
            projector: learn.projector.get(),
            on_page: learn.on_page.with(Option::is_some),
        });
    });
}

/// Opens what a link says. A lesson starts at its step; nothing is sent.
pub fn open(state: AppState, machinery: Machinery, link: LessonLink) {
    state.learn.answers_hidden.set(link.answers_hidden);
    show_rail(state);
    if link.lesson.is_empty() {
        show_list(state);
    } else {
        fetch_lesson(state, machinery, link.lesson, link.step as usize - 1, Arrival::New);
    }
}

/// Shows the rail, or puts it away.
pub fn toggle_rail(state: AppState) {
    if state.learn.open.get_untracked() {
        state.learn.open.set(false);
        dom::focus_soon(["[data-testid=lessons]".to_owned()]);
    } else {
        show_rail(state);
        dom::focus_soon([HEADING.to_owned()]);
    }
}

fn show_rail(state: AppState) {
    edit::enter_workbench(state);
    begin_once(state, storage::place().projector);
    state.learn.folded.set(false);
    state.learn.open.set(true);
}

/// Goes back to the list of lessons.
pub fn show_list(state: AppState) {
    state.learn.lesson.set(Fetched::Not);
    state.learn.chosen.set(String::new());
    state.learn.step.set(0);
    state.learn.asked.set(None);
    dom::focus_soon([HEADING.to_owned()]);
}

/// Opens a lesson where it was left.
pub fn open_lesson(state: AppState, machinery: Machinery, id: String) {
    let at = state.learn.progress.with_untracked(|it| it.lessons.get(&id).map_or(1, |it| it.at));
    fetch_lesson(state, machinery, id, (at as usize).saturating_sub(1), Arrival::New);
}

/// Fetches the list and the glossary, unless they are there.
pub fn need_index(state: AppState) {
    let index = state.learn.index;
    if matches!(index.get_untracked(), Fetched::Here(_) | Fetched::Coming) {
        return;
    }
    index.set(Fetched::Coming);
    spawn_local(async move {
        let got = fetched::<LessonIndex>("index").await;
        index.set(got.map_or(Fetched::Failed, |it| Fetched::Here(Arc::new(it))));
    });
}

/// Fetches the stages of the way, unless they are there.
pub fn need_pipeline(state: AppState) {
    let pipeline = state.learn.pipeline;
    if matches!(pipeline.get_untracked(), Fetched::Here(_) | Fetched::Coming) {
        return;
    }
    pipeline.set(Fetched::Coming);
    spawn_local(async move {
        let got = fetched::<Pipeline>("pipeline").await;
        pipeline.set(got.map_or(Fetched::Failed, |it| Fetched::Here(Arc::new(it))));
    });
}

/// How a person comes to a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// By a link, the list, or from another step.
    New,
    /// With a reload of the tab, which has brought back what was on the page:
    /// the step's, or something else. It stays.
    Again { on_page: bool },
}

/// Fetches a lesson and enters a step of it.
pub fn fetch_lesson(state: AppState, machinery: Machinery, id: String, at: usize, arrival: Arrival) {
    let learn = state.learn;
    let known = learn.lesson.with_untracked(|it| it.get().filter(|it| it.id == id).cloned());
    learn.chosen.set(id.clone());
    if let Some(lesson) = known {
        return enter(state, machinery, &lesson, at, Arrival::New);
    }
    learn.lesson.set(Fetched::Coming);
    learn.step.set(at);
    spawn_local(async move {
        let got = fetched::<Lesson>(&id).await.map(Arc::new);
        // Another one was chosen meanwhile.
        if learn.chosen.get_untracked() != id {
            return;
        }
        let Some(lesson) = got else { return learn.lesson.set(Fetched::Failed) };
        learn.lesson.set(Fetched::Here(lesson.clone()));
        enter(state, machinery, &lesson, at, arrival);
    });
}

async fn fetched<T: DeserializeOwned>(name: &str) -> Option<T> {
    let url = format!("lessons/{name}.json?{}", page::release());
    let (status, bytes) = fetch_file(&url, MOST_BYTES, &Stopper::new()).await.ok()?;
    (200..300).contains(&status).then(|| serde_json::from_slice(&bytes).ok()).flatten()
}

/// Goes to a step of the lesson that is open; beyond the last one stays.
pub fn go(state: AppState, machinery: Machinery, at: usize) {
    if let Some(lesson) = state.learn.lesson.with_untracked(|it| it.get().cloned()) {
        enter(state, machinery, &lesson, at, Arrival::New);
    }
}

fn enter(state: AppState, machinery: Machinery, lesson: &Lesson, at: usize, arrival: Arrival) {
    let learn = state.learn;
    let at = at.min(lesson.steps.len().saturating_sub(1));
    let Some(step) = step_at(lesson, at) else { return };
    learn.step.set(at);
    learn.asked.set(None);
    let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
    note_progress(state, |progress| progress.look(&lesson.id, &step.id, number));
    let here = (lesson.id.clone(), at);
    if arrival == (Arrival::Again { on_page: true }) {
        learn.on_page.set(Some(here.clone()));
    }
    let work = learn.works.with_untracked(|all| all.get(&here).cloned()).unwrap_or_default();
    let is_there = learn.on_page.with_untracked(|it| it.as_ref() == Some(&here));
    let shows = step.demo.as_ref().is_some_and(|it| it.shown == Shown::Before)
        || (work.is_answered() && !learn.answers_hidden.get_untracked());
    match work.left {
        Some(draft) if !is_there => {
            put(state, machinery, &here, draft);
            learn.update_work_at(here, |it| it.left = None);
        }
        _ if shows && !is_there && arrival == Arrival::New => put_demo(state, machinery, lesson, at),
        _ => {
            let draft = state.draft.get_untracked();
            let last_run = machinery.last_run.get_value();
            learn.update_work_at(here, |it| {
                if it.began.is_none() {
                    it.began = Some(draft);
                    it.last_run = last_run;
                }
            });
        }
    }
    if arrival == Arrival::New {
        show_widget(state, machinery, step.widget);
        dom::focus_soon([HEADING.to_owned()]);
        page::after_paint(|| dom::scroll_to_start(ROOM));
    }
}

/// Brings what came of an answer into sight, and what there is to notice.
fn show_outcome() {
    page::after_paint(|| dom::show_within(ROOM, ".predict-result", ".lesson-notice"));
}

/// Puts the demo of a step on the page, whatever stands there; what a person
/// wrote is offered back.
pub fn put_demo(state: AppState, machinery: Machinery, lesson: &Lesson, at: usize) {
    let Some(step) = step_at(lesson, at) else { return };
    let Some(demo) = &step.demo else { return };
    let language = lesson_language(state.language.get_untracked());
    let demo = demo.to_demo(language, step.title.get(language));
    let here = (lesson.id.clone(), at);
    offer_back(state);
    edit::place(state, machinery, demo);
    state.learn.on_page.set(Some(here.clone()));
    let began = state.draft.get_untracked();
    let last_run = machinery.last_run.get_value();
    state.learn.update_work_at(here, |it| {
        it.began = Some(began);
        it.last_run = last_run;
    });
}

/// Puts the demo of the step that is shown on the page once more.
pub fn put_demo_again(state: AppState, machinery: Machinery) {
    if let Some((lesson, at)) = untrack(|| state.learn.the_step()) {
        // What is changed in a step is offered back, too, but never in the
        // place of somebody's own draft.
        if state.replaced.with_untracked(Option::is_none) {
            edit::keep_replaced(state);
        }
        put_demo(state, machinery, &lesson, at);
        show_widget(state, machinery, step_at(&lesson, at).and_then(|it| it.widget));
    }
}

/// What a step put on the page is kept by the lesson itself; all else is
/// offered back.
fn offer_back(state: AppState) {
    if state.learn.on_page.with_untracked(Option::is_none) {
        edit::keep_replaced(state);
    }
}

fn put(state: AppState, machinery: Machinery, here: &(String, usize), draft: Draft) {
    offer_back(state);
    edit::put(state, machinery, draft);
    state.learn.on_page.set(Some(here.clone()));
}

/// The page speaks another language: so does a demo that nobody has touched.
pub fn follow_language(state: AppState, machinery: Machinery) {
    let learn = state.learn;
    let Some((lesson, at)) = untrack(|| learn.the_step()) else { return };
    let here = (lesson.id.clone(), at);
    let is_there = learn.on_page.with_untracked(|it| it.as_ref() == Some(&here));
    let untouched = state.draft.with_untracked(|draft| {
        let began = |all: &BTreeMap<_, Work>| all.get(&here).and_then(|it| it.began.clone());
        learn.works.with_untracked(began).is_some_and(|it| it.says_the_same_as(draft))
    });
    if is_there && untouched {
        put_demo(state, machinery, &lesson, at);
        state.learn.update_work_at(here, |it| it.left = None);
    }
    // An answer about a text in the other language holds for it no more.
    learn.update_work(|it| {
        it.judged = None;
        it.revealed = false;
    });
}

/// Brings a part of the page to the front.
fn show_widget(state: AppState, machinery: Machinery, widget: Option<Widget>) {
    let (view, part) = match widget {
        None | Some(Widget::Pipeline) => return,
        Some(Widget::Tokens) => (View::Tokens, ""),
        Some(Widget::Bytes) => (View::Tokens, "bytes"),
        Some(Widget::MergeReplay) => (View::Tokens, "merges"),
        Some(Widget::Encodings) => (View::Tokens, "encodings"),
        Some(Widget::Lens) => (View::Next, ""),
        Some(Widget::Compare) => (View::Compare, ""),
        Some(Widget::Run) => (View::Run, ""),
        Some(Widget::Wire) => (View::Wire, ""),
    };
    edit::choose_view(state, view);
    match widget {
        Some(Widget::MergeReplay) => state.merging.open.set(true),
        Some(Widget::Encodings) => side_by_side::open(state, machinery, true),
        _ => {}
    }
    if !part.is_empty() {
        page::after_paint(move || dom::bring_to_view(&format!("[data-part={part}]")));
    }
}

/// What the glossary calls a term in the page's language. Subscribes.
pub fn name_of(state: AppState) -> impl Fn(&str) -> Option<String> {
    let language = lesson_language(state.language.get());
    let index = state.learn.index.get();
    move |id| Some(index.get()?.glossary.term(id)?.name.get(language).clone())
}

/// Explains a term; an empty one is the list of all.
pub fn explain(state: AppState, term: String) {
    need_index(state);
    state.learn.term.set(Some(term));
}

/// Forgets what was answered in a lesson, here and on the device.
pub fn start_over(state: AppState, machinery: Machinery) {
    let Some((lesson, _)) = untrack(|| state.learn.the_step()) else { return };
    state.learn.works.update(|all| all.retain(|(id, _), _| *id != lesson.id));
    state.learn.on_page.set(None);
    note_progress(state, |progress| progress.forget(&lesson.id));
    enter(state, machinery, &lesson, 0, Arrival::New);
}

/// Changes the progress and keeps it on the device.
pub(super) fn note_progress(state: AppState, change: impl FnOnce(&mut lollipop_core::lesson::Progress)) {
    state.learn.progress.update(change);
    let kept = state.learn.progress.with_untracked(storage::keep_progress);
    state.learn.unkept.set(!kept);
}

/// A link to the step that is shown, complete.
pub fn link(state: AppState, answers_hidden: bool) -> String {
    let link = LessonLink {
        lesson: state.learn.chosen.get(),
        step: u32::try_from(state.learn.step.get() + 1).unwrap_or(u32::MAX),
        answers_hidden,
    };
    location::link_with(&link.write())
}
