//! What one question costs in several languages, against English.

use leptos::prelude::*;
use lollipop_core::side_by_side::{QUESTIONS, Weighed, ratio};

use crate::{
    said, say,
    state::{AppState, use_state},
};

/// The bar of the dearest language ends at so many times English.
const LONGEST: f64 = 8.0;

/// The table.
#[component]
pub fn Price() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let names = move || {
        state.side_by_side.weighed.with(|it| {
            let it = it.first()?;
            Some(
                it.rows
                    .iter()
                    .map(|row| view! { <th scope="col" class="mono">{row.encoding.clone()}</th> })
                    .collect_view(),
            )
        })
    };
    let rows = move || {
        state.side_by_side.weighed.with(|it| {
            let (_, questions) = it.split_first()?;
            let english = questions.first()?;
            let rows = QUESTIONS.iter().zip(questions).map(|(question, weighed)| {
                view! {
                    <tr data-testid="price-row" data-language=question.language>
                        <th scope="row">
                            <span class="price-language">{language_name(state, question.language)}</span>
                            <bdi class="price-text" lang=question.language>{question.text}</bdi>
                        </th>
                        {cells(weighed, english)}
                    </tr>
                }
            });
            Some(rows.collect_view())
        })
    };
    view! {
        <section class="price" aria-label=said!(language, encodings.price)>
            <h4 class="section-title">{said!(language, encodings.price)}</h4>
            <p class="section-note">{said!(language, encodings.price_note)}</p>
            <div class="ruler-scroll" tabindex="0" role="group" aria-label=said!(language, encodings.price)>
                <table class="figures price-table" data-testid="price">
                    <thead>
                        <tr>
                            <th scope="col">{said!(language, encodings.question)}</th>
                            {names}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn cells(weighed: &Weighed, english: &Weighed) -> impl IntoView + use<> {
    weighed
        .rows
        .iter()
        .zip(&english.rows)
        .map(|(row, english)| {
            let times = ratio(row.count(), english.count()).unwrap_or(0.0);
            view! {
                <td class="price-cell">
                    <span data-testid="price-count">{row.count().to_string()}</span>
                    <small>{format!("×{times:.1}")}</small>
                    <svg class="price-bar" viewBox=format!("0 0 {LONGEST} 1") preserveAspectRatio="none" aria-hidden="true">
                        <rect class="price-ground" width="1" height="1"></rect>
                        <rect class="price-times" width=times.min(LONGEST).to_string() height="1"></rect>
                    </svg>
                </td>
            }
        })
        .collect_view()
}

/// The name of one of the languages.
fn language_name(state: AppState, tag: &str) -> String {
    let language = state.language;
    match tag {
        "en" => say!(language, encodings.language.en),
        "zh-Hans" => say!(language, encodings.language.zh),
        "ja" => say!(language, encodings.language.ja),
        "de" => say!(language, encodings.language.de),
        "ru" => say!(language, encodings.language.ru),
        "ar" => say!(language, encodings.language.ar),
        "hi" => say!(language, encodings.language.hi),
        "ta" => say!(language, encodings.language.ta),
        other => other.to_owned(),
    }
}
