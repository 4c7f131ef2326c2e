//! What a model thought likely to come next, as it was recorded.

use leptos::prelude::*;
use lollipop_core::lesson::{Guess, Likely, judge};

use crate::{
    say,
    state::{learn::lesson_language, use_state},
    words::text_lang,
};

/// The bar of a probability of 1.
const WIDTH: f64 = 1000.0;

/// The candidates, the likeliest first; the guess is marked.
#[component]
pub fn LikelyView(likely: Likely) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let (model, date) = (likely.model.clone(), likely.date.clone());
    let rows = move || {
        let guesses = likely.likely(lesson_language(language.get()));
        let typed = state.learn.work(|it| it.typed.clone());
        let rank = judge::rank(&typed, guesses);
        let row = |(at, Guess { token, p }): (usize, &Guess)| {
            let percent = format!("{:.1} %", p * 100.0);
            let width = format!("{:.0}", p * WIDTH);
            view! {
                <li class="likely" data-guess=(rank == Some(at + 1)).then_some("") data-testid="likely">
                    <span class="likely-text" lang=text_lang(token)>{token.replace(' ', "·")}</span>
                    <svg class="likely-bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
                        <rect x="0" y="0" width=width height="8"></rect>
                    </svg>
                    <span class="likely-p mono">{percent}</span>
                </li>
            }
        };
        guesses.iter().enumerate().map(row).collect_view()
    };
    view! {
        <ol class="likely-list">{rows}</ol>
        <p class="field-hint">{move || say!(language, learn.recorded, model = model.clone(), date = date.clone())}</p>
    }
}
