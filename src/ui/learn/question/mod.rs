//! The question of a step: one component a kind, and what came of the answer.

mod act;
mod boundaries;
mod choice;
mod classify;
mod label;
mod likely;
mod typed;
mod verdict;

use leptos::prelude::*;
use lollipop_core::lesson::{Question, Words};

use self::{
    act::ActView, boundaries::BoundariesView, choice::ChoiceView, classify::ClassifyView, label::LabelView,
    typed::TypedView, verdict::VerdictView,
};
use super::cover::ToPage;
use super::prose::{Prose, inline};
use super::step::in_language;
use crate::{
    actions::{learn, use_machinery},
    said, say,
    state::{learn::Work, use_state},
};

/// The question, its hint, and what came of it.
#[component]
pub fn QuestionView(question: Question, hint: Option<Words>) -> impl IntoView {
    let state = use_state();
    let ask = in_language(state, question.ask().clone());
    let is_act = matches!(question, Question::Do(_) | Question::Label(_) | Question::Classify(_));
    let kind = kind(&question);
    let field = match question.clone() {
        Question::Count(_) | Question::Id(_) => view! { <TypedView number=true lines=1/> }.into_any(),
        Question::NextToken(_) => view! { <TypedView number=false lines=1/> }.into_any(),
        Question::Text(it) => view! { <TypedView number=false lines=it.lines/> }.into_any(),
        Question::Choice(choice) => view! { <ChoiceView choice/> }.into_any(),
        Question::Boundaries(it) => view! { <BoundariesView question=it/> }.into_any(),
        Question::Do(act) => view! { <ActView act/> }.into_any(),
        Question::Classify(question) => view! { <ClassifyView question/> }.into_any(),
        Question::Label(label) => view! { <LabelView label/> }.into_any(),
    };
    view! {
        <section class="predict" data-testid="question" data-kind=kind aria-labelledby="lesson-ask">
            <p class="predict-question" id="lesson-ask">{move || ask.with(|it| inline(state, it))}</p>
            {field}
            <Helps hint is_act/>
            <VerdictView question/>
        </section>
    }
}

/// The kind's name, for tests.
const fn kind(question: &Question) -> &'static str {
    match question {
        Question::Count(_) => "count",
        Question::Id(_) => "id",
        Question::Choice(_) => "choice",
        Question::Boundaries(_) => "boundaries",
        Question::NextToken(_) => "next-token",
        Question::Text(_) => "text",
        Question::Do(_) => "do",
        Question::Label(_) => "label",
        Question::Classify(_) => "classify",
    }
}

/// Check, hint, and giving up without shame.
#[component]
fn Helps(hint: Option<Words>, is_act: bool) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let answered = Memo::new(move |_| state.learn.work(Work::is_answered));
    let pending = move || state.learn.work(|it| it.pending);
    let hint_shown = Memo::new(move |_| state.learn.work(|it| it.hint));
    let has_hint = hint.is_some();
    let hint = hint.map(|it| in_language(state, it));
    view! {
        <Show when=move || !answered.get()>
            <div class="predict-verbs">
                <Show when=move || has_hint && !hint_shown.get()>
                    <button class="button" type="button" data-kind="quiet" data-size="small" data-testid="hint" on:click=move |_| learn::show_hint(state)>
                        {said!(language, learn.hint)}
                    </button>
                </Show>
                <Show when=move || !state.learn.answers_hidden.get()>
                    <button
                        class="button"
                        type="button"
                        data-kind="quiet"
                        data-size="small"
                        data-testid="reveal"
                        disabled=pending
                        on:click=move |_| learn::reveal(state, machinery)
                    >
                        {move || if is_act { say!(language, learn.skip) } else { say!(language, learn.reveal) }}
                    </button>
                </Show>
                <ToPage/>
            </div>
        </Show>
        {hint.map(|hint| view! {
            <Show when=move || hint_shown.get()>
                <div class="predict-hint" data-testid="hint-text"><Prose text=hint/></div>
            </Show>
        })}
    }
}

/// The button that checks an answer.
#[component]
fn CheckButton(
    /// Whether there is something to check.
    #[prop(into)]
    ready: Signal<bool>,
) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let pending = move || state.learn.work(|it| it.pending);
    view! {
        <button class="button" type="submit" data-kind="primary" data-testid="check" disabled=move || !ready.get() || pending()>
            {move || if pending() { say!(language, learn.checking) } else { say!(language, learn.check) }}
        </button>
    }
}
