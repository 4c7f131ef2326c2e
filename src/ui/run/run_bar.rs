//! The three figures as a sum, at one level with Send.

use leptos::prelude::*;

use super::account::{local_counts, usage};
use crate::{
    said,
    state::{AppState, use_state},
    ui::icon::{self, Icon},
    words::figure,
};

/// Whether there is a run whose figures stand.
fn ended(state: AppState) -> bool {
    state.run.with(|run| run.as_ref().is_some_and(|run| !run.is_active() && !run.is_fruitless()))
}

/// Prompt + completion = total. Before a run: what is known before sending.
#[component]
pub fn RunBar() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let figures = Memo::new(move |_| {
        if !ended(state) {
            return (state.receipt.with(|it| it.as_ref().map(|it| it.total())), None, None);
        }
        match usage(state) {
            Some(usage) => {
                (Some(usage.prompt_tokens), Some(usage.completion_tokens), Some(usage.total_tokens))
            }
            None => {
                let (prompt, completion) = local_counts(state);
                (prompt, completion, prompt.zip(completion).map(|(a, b)| a.saturating_add(b)))
            }
        }
    });
    let shown = |number: Option<u32>| number.map_or_else(|| "–".to_owned(), figure);
    let verdict =
        move || {
            if !ended(state) {
                return None;
            }
            let Some(usage) = usage(state) else {
                return Some(view! {
                <span class="badge" data-verdict="warn">{said!(language, account.local_estimate)}</span>
            }
            .into_any());
            };
            let agrees = local_counts(state) == (Some(usage.prompt_tokens), Some(usage.completion_tokens));
            Some(if agrees {
                view! {
                    <span class="badge" data-verdict="good">
                        <Icon path=icon::CHECK/>
                        {said!(language, account.agrees)}
                    </span>
                }
                .into_any()
            } else {
                view! { <span class="badge">{said!(language, account.reported)}</span> }.into_any()
            })
        };
    view! {
        <div class="run-bar">
            <dl class="sum">
                <div data-part="user">
                    <dt>{said!(language, account.prompt)}</dt>
                    <dd data-testid="usage-prompt">{move || shown(figures.get().0)}</dd>
                </div>
                <div class="sum-sign" aria-hidden="true"><dt></dt><dd>"+"</dd></div>
                <div data-part="assistant">
                    <dt>{said!(language, account.completion)}</dt>
                    <dd data-testid="usage-completion">{move || shown(figures.get().1)}</dd>
                </div>
                <div class="sum-sign" aria-hidden="true"><dt></dt><dd>"="</dd></div>
                <div>
                    <dt>{said!(language, account.total)}</dt>
                    <dd data-testid="usage-total">{move || shown(figures.get().2)}</dd>
                </div>
            </dl>
            <p class="run-bar-note" data-testid="usage-source">{verdict}</p>
        </div>
    }
}
