//! One step: text, picture, question, what to notice, sources.

use std::sync::Arc;

use leptos::prelude::*;
use lollipop_core::lesson::{Lesson, LessonRecorded, Picture, Source, Step, Widget, Words};

use super::{list::Unkept, pipeline::PipelineView, prose::Prose, question::QuestionView};
use crate::{
    actions::{learn, use_machinery},
    said, say,
    state::{
        AppState,
        learn::{Work, lesson_language, step_at},
        use_state,
    },
    ui::icon::{self, Icon},
    words::text_lang,
};

/// A text in the page's language.
pub fn in_language(state: AppState, words: Words) -> Signal<String> {
    Signal::derive(move || words.get(lesson_language(state.language.get())).clone())
}

/// The step, which scrolls by itself.
#[component]
pub fn StepView(lesson: Arc<Lesson>, at: usize) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let Some(step) = step_at(&lesson, at).cloned() else { return ().into_any() };
    let asks = step.question.is_some();
    let notices = move || {
        let hidden = state.learn.answers_hidden.get();
        !asks || (state.learn.work(Work::is_answered) && !hidden)
    };
    let notices = Memo::new(move |_| notices());
    view! {
        <div class="pane-scroll" tabindex="0" role="region" aria-label=said!(language, learn.step)>
            <Steps lesson=lesson.clone() at/>
            <h2 class="lesson-title" tabindex="-1" data-testid="step-title">{in_language(state, step.title.clone())}</h2>
            <div class="lesson-text"><Prose text=in_language(state, step.text.clone())/></div>
            {step.picture.clone().map(|picture| view! { <PictureView picture/> })}
            {(!step.runs.is_empty()).then(|| view! { <Runs runs=step.runs.clone()/> })}
            {(step.widget == Some(Widget::Pipeline)).then(|| view! { <PipelineView stage=step.stage/> })}
            <DemoAgain step=step.clone() lesson at/>
            {step.question.clone().map(|question| view! { <QuestionView question hint=step.hint.clone()/> })}
            {step.notice.clone().map(|notice| view! {
                <Show when=move || notices.get()>
                    <div class="lesson-text lesson-notice" data-testid="lesson-notice">
                        <Prose text=in_language(state, notice.clone())/>
                    </div>
                </Show>
            })}
            <Sources sources=step.sources/>
            <Unkept/>
        </div>
    }
    .into_any()
}

/// The steps of the lesson, to go to.
#[component]
fn Steps(lesson: Arc<Lesson>, at: usize) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let entry = |(index, step): (usize, &Step)| {
        let (lesson, id, title) = (lesson.id.clone(), step.id.clone(), step.title.clone());
        let done = Memo::new(move |_| state.learn.progress.with(|it| it.step(&lesson, &id).is_some()));
        let name = move || {
            let title = title.get(lesson_language(language.get())).clone();
            say!(language, learn.step_name, number = index + 1, title = title)
        };
        view! {
            <li>
                <button
                    type="button"
                    data-testid="lesson-step"
                    data-done=move || done.get().then_some("")
                    aria-current=(index == at).then_some("step")
                    aria-label=name.clone()
                    title=name
                    on:click=move |_| learn::go(state, machinery, index)
                ></button>
            </li>
        }
    };
    view! {
        <ol class="lesson-progress" aria-label=said!(language, learn.progress)>
            {lesson.steps.iter().enumerate().map(entry).collect_view()}
        </ol>
    }
}

#[component]
fn PictureView(picture: Picture) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let Picture { alt, svg, .. } = picture;
    let drawing =
        move || svg.as_ref().map(|it| it.get(lesson_language(language.get())).clone()).unwrap_or_default();
    view! {
        <div class="lesson-picture" role="img" aria-label=in_language(state, alt) inner_html=drawing></div>
    }
}

/// Recorded answers, one beside the other where there is room.
#[component]
fn Runs(runs: Vec<LessonRecorded>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let one = |run: LessonRecorded| {
        let (model, date) = (run.model, run.date);
        let text = run.text;
        let text = Signal::derive(move || text.get(lesson_language(language.get())).clone());
        view! {
            <figure class="lesson-run" data-testid="lesson-run">
                <blockquote lang=move || text.with(|it| text_lang(it))>{text}</blockquote>
                <figcaption>{move || say!(language, learn.recorded, model = model.clone(), date = date.clone())}</figcaption>
            </figure>
        }
    };
    view! { <div class="lesson-runs">{runs.into_iter().map(one).collect_view()}</div> }
}

/// The way back to what the step puts on the page, once it is not there.
#[component]
fn DemoAgain(step: Step, lesson: Arc<Lesson>, at: usize) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let has_demo = step.demo.is_some();
    let here = (lesson.id.clone(), at);
    let changed = Memo::new(move |_| {
        let began = state.learn.works.with(|all| all.get(&here).and_then(|it| it.began.clone()));
        state.draft.with(|draft| {
            let is_there = state.learn.on_page.with(|it| it.as_ref() == Some(&here));
            let once = began.is_some();
            has_demo && once && (!is_there || began.is_some_and(|it| !it.says_the_same_as(draft)))
        })
    });
    let waits = step.demo_waits();
    let shows = move || changed.get() && (!waits || state.learn.work(Work::is_answered));
    view! {
        <Show when=shows>
            <button
                class="button"
                type="button"
                data-size="small"
                data-testid="demo-again"
                on:click=move |_| learn::put_demo_again(state, machinery)
            >
                <Icon path=icon::REDO/>
                {said!(language, learn.demo_again)}
            </button>
        </Show>
    }
}

#[component]
pub fn Sources(sources: Vec<Source>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    (!sources.is_empty()).then(|| {
        view! {
            <details class="lesson-sources" data-testid="lesson-sources">
                <summary>{said!(language, learn.sources)}</summary>
                <ul>
                    {sources.into_iter().map(|Source { title, url, read }| view! {
                        <li>
                            <a href=url target="_blank" rel="noopener noreferrer">
                                {move || title.get(lesson_language(language.get())).clone()}
                            </a>
                            " "
                            <span class="muted">{move || say!(language, learn.read, date = read.clone())}</span>
                        </li>
                    }).collect_view()}
                </ul>
            </details>
        }
    })
}
