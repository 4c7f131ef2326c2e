//! Which of two answers is better: pair after pair.

use leptos::prelude::*;
use lollipop_core::lesson::{Label, LabelPair, Words};

use super::super::{pipeline::RewardView, prose::plain_inline, step::in_language};
use crate::{
    actions::learn,
    said, say,
    state::{learn::Side, use_state},
};

/// The pair that is next, and how many are judged.
#[component]
pub fn LabelView(label: Label) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let count = label.pairs.len();
    let judged = Memo::new(move |_| state.learn.work(|it| it.labels.len()));
    let at = Memo::new(move |_| state.learn.work(|it| (0..count).find(|at| !it.labels.contains_key(at))));
    let pairs = label.pairs;
    view! {
        <p class="field-hint" data-testid="label-count">
            {move || say!(language, learn.labelled, judged = judged.get(), count = count)}
        </p>
        <RewardView/>
        {move || at.get().and_then(|at| pairs.get(at).cloned().map(|pair| view! { <PairView at pair/> }))}
    }
}

#[component]
fn PairView(at: usize, pair: LabelPair) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let answer = move |side: Side, text: Words| {
        let text = in_language(state, text);
        view! {
            <button
                class="label-answer"
                type="button"
                data-testid=match side { Side::A => "label-a", Side::B => "label-b" }
                on:click=move |_| learn::label(state, at, side)
            >
                <span class="label-name">{match side { Side::A => "A", Side::B => "B" }}</span>
                <span>{move || text.with(|it| plain_inline(state, it))}</span>
                <span class="label-verb">{said!(language, learn.better)}</span>
            </button>
        }
    };
    view! {
        <p class="label-prompt"><span class="muted">{said!(language, learn.prompt)}</span> " " {in_language(state, pair.prompt)}</p>
        <div class="label-pair">
            {answer(Side::A, pair.a.text)}
            {answer(Side::B, pair.b.text)}
        </div>
    }
}
