//! A lesson on paper: its questions with room to write, and the answers on a
//! page of their own, unless they are hidden. Only a printer sees it.

use std::sync::Arc;

use leptos::prelude::*;
use lollipop_core::lesson::{Language, Lesson, Question, Step};

use super::{prose::plain_inline, step::in_language};
use crate::{
    actions::learn,
    said, say,
    state::{AppState, learn::lesson_language, use_state},
    ui::markdown::{outside, shown},
};

/// The sheet of the lesson that is open.
#[component]
pub fn Worksheet() -> impl IntoView {
    let state = use_state();
    move || {
        state.learn.the_lesson().filter(|_| state.learn.open.get()).map(|lesson| view! { <Sheet lesson/> })
    }
}

#[component]
fn Sheet(lesson: Arc<Lesson>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let steps = lesson.steps.iter().map(|step| one_step(state, step)).collect_view();
    let answered = lesson.clone();
    let answers = move || {
        let lesson = &answered;
        (!state.learn.answers_hidden.get()).then(|| {
            let rows = lesson.steps.iter().filter_map(|step| one_answer(state, step)).collect_view();
            view! {
                <section class="worksheet-answers" data-testid="worksheet-answers">
                    <h2>{said!(language, learn.answers)}</h2>
                    <ol>{rows}</ol>
                </section>
            }
        })
    };
    view! {
        <div class="worksheet" data-testid="worksheet">
            <h1>{in_language(state, lesson.title.clone())}</h1>
            <p class="worksheet-name">{said!(language, learn.name_line)}</p>
            <ol class="worksheet-steps">{steps}</ol>
            {answers}
        </div>
    }
}

fn one_step(state: AppState, step: &Step) -> impl IntoView + use<> {
    let language = state.language;
    let text = step.text.clone();
    let text = move || {
        let text = text.get(lesson_language(language.get()));
        let notes = lollipop_core::lesson::prose(text, &learn::name_of(state));
        shown(notes, &|to, inner| {
            if to.starts_with("http") { outside(to, inner) } else { inner.into_any() }
        })
    };
    let ask = step.question.clone();
    view! {
        <li>
            <h2>{in_language(state, step.title.clone())}</h2>
            <div class="lesson-text">{text}</div>
            {ask.map(|question| {
                let ask = in_language(state, question.ask().clone());
                view! {
                    <p class="worksheet-ask">{move || ask.with(|it| plain_inline(state, it))}</p>
                    {room(state, question)}
                }
            })}
        </li>
    }
}

/// Where to write the answer.
fn room(state: AppState, question: Question) -> AnyView {
    let words = move || lesson_language(state.language.get());
    let lines =
        |count: u32| view! { {(0..count).map(|_| view! { <p class="worksheet-line"></p> }).collect_view()} };
    match question {
        Question::Choice(choice) => view! {
            <ul class="worksheet-options">
                {choice.options.into_iter().map(|it| view! {
                    <li>{move || plain_inline(state, it.text.get(words()))}</li>
                }).collect_view()}
            </ul>
        }
        .into_any(),
        Question::Boundaries(it) => view! {
            <p class="worksheet-letters">
                {move || it.text.get(words()).chars().map(|c| if c == ' ' { '·' } else { c }.to_string()).collect::<Vec<_>>().join("  ")}
            </p>
        }
        .into_any(),
        Question::Text(it) => lines(it.lines + 1).into_any(),
        Question::Do(_) => lines(2).into_any(),
        Question::Label(_) | Question::Classify(_) => lines(3).into_any(),
        Question::Count(_) | Question::Id(_) | Question::NextToken(_) => lines(1).into_any(),
    }
}

/// The answer as the lesson has it, which the build has held against the
/// tokenizer.
fn one_answer(state: AppState, step: &Step) -> Option<impl IntoView + use<>> {
    let question = step.question.clone()?;
    let (title, notice) = (step.title.clone(), step.notice.clone());
    let answer = move || {
        let language = lesson_language(state.language.get());
        answer_of(&question, language)
    };
    let notice = move || {
        notice.as_ref().map(|it| {
            let text = it.get(lesson_language(state.language.get()));
            shown(lollipop_core::lesson::prose(text, &learn::name_of(state)), &|_, inner| inner.into_any())
        })
    };
    Some(view! {
        <li>
            <b>{in_language(state, title)}</b>
            " "
            <span>{move || say!(state.language, learn.answer_is, answer = answer())}</span>
            {notice}
        </li>
    })
}

fn answer_of(question: &Question, language: Language) -> String {
    match question {
        Question::Count(it) => it.answer.get(language).to_string(),
        Question::Id(it) => it.answer.get(language).to_string(),
        Question::Choice(it) => {
            let right = it.options.iter().filter(|it| it.right);
            right.map(|it| it.text.get(language).replace('`', "")).collect::<Vec<_>>().join("; ")
        }
        Question::Boundaries(it) => it.answer.get(language).join(" | "),
        Question::NextToken(it) => {
            let likely = it.answer.likely(language).iter().take(3);
            likely.map(|it| it.token.trim().to_owned()).collect::<Vec<_>>().join(", ")
        }
        Question::Text(it) => it.answer.get(language).clone(),
        Question::Do(_) | Question::Label(_) | Question::Classify(_) => "–".to_owned(),
    }
}
