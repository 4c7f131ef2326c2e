//! All merges in a list; each leads to its step.

use leptos::prelude::*;
use lollipop_core::merging::Assembly;

use super::label;
use crate::{
    actions::merging,
    said,
    state::use_state,
    words::{figure, text_lang},
};

/// The list.
#[component]
pub fn Steps(shown: Memo<Option<Assembly>>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let rows = move || {
        let it = shown.get()?;
        let rows = (1..=it.steps()).filter_map(|step| {
            let join = it.made_by(step)?;
            let name = |start, end| label(it.bytes_of(start, end));
            let (left, right) = (name(join.start, join.middle), name(join.middle, join.end));
            let words = format!("{left} + {right} → {}", name(join.start, join.end));
            let current = move || (state.merging.step.get() == step).then_some("step");
            Some(view! {
                <li>
                    <button
                        class="merge-step"
                        type="button"
                        data-testid="merge-step"
                        data-later=move || (state.merging.step.get() < step).then_some("")
                        aria-current=current
                        on:click=move |_| merging::go_to(state, step)
                    >
                        <span class="mono">{step.to_string()}</span>
                        <span lang=text_lang(&it.text)>{words}</span>
                        <span class="mono" data-testid="merge-rank">{figure(join.rank)}</span>
                    </button>
                </li>
            })
        });
        Some(rows.collect_view())
    };
    view! {
        <div class="merge-steps-head" aria-hidden="true">
            <span>{said!(language, merging.step)}</span>
            <span>{said!(language, merging.rank)}</span>
        </div>
        <ol class="merge-steps" aria-label=said!(language, merging.steps)>{rows}</ol>
    }
}
