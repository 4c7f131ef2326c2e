//! A prompt that sorts cases: what was answered for each, and how often that is
//! where a person puts it.

use leptos::prelude::*;
use lollipop_core::lesson::Classify;

use crate::{
    actions::{learn, send, use_machinery},
    said, say,
    state::{
        learn::{Sorted, Work, lesson_language},
        use_state,
    },
    ui::icon::{self, Icon},
    words::text_lang,
};

/// The cases, the verbs and the accuracy.
#[component]
pub fn ClassifyView(question: Classify) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let machinery = use_machinery();
    let asked = StoredValue::new(question);
    let came = Memo::new(move |_| {
        let language = lesson_language(language.get());
        let hits = |work: &Work| asked.with_value(|it| it.hits(work.answers(), language));
        state.learn.work(|it| (hits(it), it.answers().count()))
    });
    let is_running = Memo::new(move |_| state.learn.work(|it| it.pending));
    let rows = move || {
        asked.with_value(|question| {
            (0..question.cases.len()).map(|at| view! { <Row asked at/> }).collect_view()
        })
    };
    let recorded = asked.with_value(|it| (it.recorded_by.clone(), it.recorded_on.clone()));
    view! {
        <ol class="cases" data-testid="cases">{rows}</ol>
        <Show when=move || came.with(|(_, answered)| *answered > 0)>
            <p class="case-accuracy" role="status" data-testid="accuracy">
                {move || { let (fits, count) = came.get(); say!(language, learn.accuracy, fits = fits, count = count) }}
            </p>
        </Show>
        <div class="predict-verbs">
            <button
                class="button"
                type="button"
                data-kind="primary"
                data-size="small"
                data-testid="run-cases"
                disabled=move || is_running.get() || send::unsendable(state).is_some()
                on:click=move |_| learn::sort_by_running(state, machinery)
            >
                {said!(language, learn.run_cases)}
            </button>
            <Show when=move || is_running.get()>
                <button class="button" type="button" data-size="small" data-testid="stop-cases" on:click=move |_| learn::stop_sorting(state, machinery)>
                    <Icon path=icon::STOP/>
                    {said!(language, learn.stop_cases)}
                </button>
            </Show>
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
    let text = StoredValue::new(text);
    let name = move || {
        let language = lesson_language(language.get());
        asked.with_value(|it| {
            let label = it.labels.iter().find(|it| it.id == label);
            label.map(|it| it.name.get(language).clone()).unwrap_or_default()
        })
    };
    let sorted = Memo::new(move |_| state.learn.work(|it| it.sorted.get(&at).cloned()));
    let answer = move || match sorted.get() {
        None => "–".into_any(),
        Some(Sorted::Running) => {
            view! { <span class="muted">{said!(language, learn.case_running)}</span> }.into_any()
        }
        Some(Sorted::Failed) => {
            view! { <span class="muted">{said!(language, learn.case_failed)}</span> }.into_any()
        }
        Some(Sorted::Answer(answer)) => {
            let words = lesson_language(language.get());
            let fits = asked.with_value(|it| it.fits(at, &answer, words));
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
        <li class="case" data-testid="case">
            <p class="case-text" lang=move || text.with_value(|it| text_lang(it.get(lesson_language(language.get()))))>
                {move || text.with_value(|it| it.get(lesson_language(language.get())).clone())}
            </p>
            <p class="case-line"><span class="muted">{said!(language, learn.case_label)}</span> " " {name}</p>
            <p class="case-line"><span class="muted">{said!(language, learn.case_answer)}</span> " " {answer}</p>
        </li>
    }
    .into_any()
}
