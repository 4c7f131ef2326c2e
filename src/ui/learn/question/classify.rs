//! A prompt that sorts cases: what was answered for each, and how often that is
//! where a person puts it.

use leptos::prelude::*;
use lollipop_core::lesson::{Case, Classify};

use crate::{
    actions::{learn, send, use_machinery},
    said, say,
    state::{
        learn::{Sorted, lesson_language},
        use_state,
    },
    ui::icon::{self, Icon},
};

/// The table of cases, its verbs and its accuracy.
#[component]
pub fn ClassifyView(question: Classify) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let machinery = use_machinery();
    let asked = StoredValue::new(question);
    let sorted = Memo::new(move |_| state.learn.work(|it| it.sorted.clone()));
    let fits = Memo::new(move |_| {
        let language = lesson_language(language.get());
        asked.with_value(|question| {
            let fits = |(at, case): (usize, &Case)| match sorted.with(|it| it.get(&at).cloned()) {
                Some(Sorted::Answer(answer)) => {
                    question.label_of(&answer, language).is_some_and(|it| it.id == case.label)
                }
                _ => false,
            };
            question.cases.iter().enumerate().filter(|it| fits(*it)).count()
        })
    });
    let answered = move || sorted.with(|it| it.values().filter(|it| matches!(it, Sorted::Answer(_))).count());
    let rows = move || {
        asked.with_value(|question| {
            (0..question.cases.len()).map(|at| view! { <Row asked at/> }).collect_view()
        })
    };
    let recorded = asked.with_value(|it| (it.recorded_by.clone(), it.recorded_on.clone()));
    view! {
        <div class="case-scroll">
            <table class="cases" data-testid="cases">
                <thead>
                    <tr>
                        <th scope="col">{said!(language, learn.case)}</th>
                        <th scope="col">{said!(language, learn.case_label)}</th>
                        <th scope="col">{said!(language, learn.case_answer)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Show when=move || { answered() > 0 }>
            <p class="case-accuracy" role="status" data-testid="accuracy">
                {move || say!(language, learn.accuracy, fits = fits.get(), count = answered())}
            </p>
        </Show>
        <div class="predict-verbs">
            <button
                class="button"
                type="button"
                data-kind="primary"
                data-size="small"
                data-testid="run-cases"
                disabled=move || state.learn.work(|it| it.pending) || send::unsendable(state).is_some()
                on:click=move |_| learn::sort_by_running(state, machinery)
            >
                {said!(language, learn.run_cases)}
            </button>
            <button class="button" type="button" data-size="small" data-testid="show-recorded" on:click=move |_| learn::sort_recorded(state)>
                {move || say!(language, learn.show_recorded, model = recorded.0.clone(), date = recorded.1.clone())}
            </button>
        </div>
    }
}

#[component]
fn Row(asked: StoredValue<Classify>, at: usize) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let Some(case) = asked.with_value(|it| it.cases.get(at).cloned()) else { return ().into_any() };
    let (text, label) = (case.text, case.label);
    let expected = label.clone();
    let name = move || {
        let language = lesson_language(language.get());
        asked.with_value(|it| {
            let label = it.labels.iter().find(|it| it.id == label);
            label.map(|it| it.name.get(language).clone()).unwrap_or_default()
        })
    };
    let sorted = Memo::new(move |_| state.learn.work(|it| it.sorted.get(&at).cloned()));
    let answer = move || match sorted.get() {
        None => ().into_any(),
        Some(Sorted::Running) => {
            view! { <span class="muted">{said!(language, learn.case_running)}</span> }.into_any()
        }
        Some(Sorted::Failed) => {
            view! { <span class="muted">{said!(language, learn.case_failed)}</span> }.into_any()
        }
        Some(Sorted::Answer(answer)) => {
            let words = lesson_language(language.get());
            let fits = asked.with_value(|it| it.label_of(&answer, words).is_some_and(|it| it.id == expected));
            let (path, says) = if fits {
                (icon::CHECK, say!(language, learn.case_fits))
            } else {
                (icon::CROSS, say!(language, learn.case_differs))
            };
            view! {
                <span class="case-answer" data-fits=fits.then_some("")>
                    <Icon path/>
                    <span class="visually-hidden">{says}</span>
                    <span>{answer}</span>
                </span>
            }
            .into_any()
        }
    };
    view! {
        <tr data-testid="case">
            <td>{move || text.get(lesson_language(language.get())).clone()}</td>
            <td>{name}</td>
            <td>{answer}</td>
        </tr>
    }
    .into_any()
}
