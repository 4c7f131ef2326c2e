//! One of the runs: what it is, its answer as it streams, its usage.

use leptos::prelude::*;
use lollipop_core::{
    compare::Variant,
    endpoint::Reach,
    run::{Run, RunStatus},
    wire::{FinishReason, RunError},
};

use super::tab::variant_name;
use crate::{
    actions::{compare, use_machinery},
    said, say,
    state::{compare::Slot, use_state},
    ui::{
        run::fault,
        tokens::{hex, marked, readable},
    },
    words::{figure, text_lang},
};

/// A column; nothing while it has no run.
#[component]
pub fn Column(at: Slot) -> impl IntoView {
    let state = use_state();
    move || {
        let variant = at.variant.get()?;
        let path =
            move || at.sent_to.with(|it| it.as_ref().map(|it| it.after_host.clone()).unwrap_or_default());
        Some(view! {
            <section class="compare-column" data-testid="compare-column" aria-label=move || variant_name(state, variant)>
                <h3 class="section-title">{move || variant_name(state, variant)}</h3>
                <p class="compare-path mono">{path}</p>
                <Reads at/>
                <Status at/>
                <Text at/>
                <Failure at/>
                <Sum at/>
            </section>
        })
    }
}

/// The prompt as the model reads it: its tokens, those of the template marked.
#[component]
fn Reads(at: Slot) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let is_elsewhere = move || at.sent_to.with(|it| it.as_ref().is_some_and(|it| it.reach != Reach::Tab));
    let tokens = move || {
        at.read.with(|read| {
            read.iter()
                .enumerate()
                .map(|(nth, token)| {
                    let text = match readable(&token.bytes) {
                        Some(text) => marked(language, text).into_any(),
                        None => view! { <span class="mono">{hex(&token.bytes)}</span> }.into_any(),
                    };
                    let control = token.is_control;
                    view! {
                        <li
                            class="compare-token"
                            data-testid="compare-token"
                            data-id=token.id.to_string()
                            data-tint=(nth % 5).to_string()
                            data-control=control.then_some("")
                        >
                            {control.then(|| view! {
                                <span class="visually-hidden">{said!(language, compare.control)} " "</span>
                            })}
                            {text}
                        </li>
                    }
                })
                .collect_view()
        })
    };
    let count = move || at.read.with(Vec::len).to_string();
    view! {
        <Show when=move || !at.read.with(Vec::is_empty)>
            <div class="compare-read">
                <p class="section-note">{move || say!(language, compare.reads, n = count())}</p>
                <ol class="compare-tokens" data-testid="compare-tokens">{tokens}</ol>
            </div>
        </Show>
        <Show when=move || is_elsewhere() && at.variant.get() == Some(Variant::Chat)>
            <p class="section-note" data-testid="compare-hidden-template">{said!(language, compare.hidden_template)}</p>
        </Show>
    }
}

#[component]
fn Status(at: Slot) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let status = Memo::new(move |_| at.run.with(|run| run.as_ref().map(|run| run.status.clone())));
    let finish = Memo::new(move |_| at.run.with(|run| run.as_ref().and_then(|run| run.finish.clone())));
    let is_cut = move || finish.get() == Some(FinishReason::Length);
    let verdict = move || match status.get() {
        None | Some(RunStatus::Stopped) => "warn",
        Some(RunStatus::Waiting | RunStatus::Retrying { .. } | RunStatus::Streaming) => "busy",
        Some(RunStatus::Done) if is_cut() => "warn",
        Some(RunStatus::Done) => "good",
        Some(RunStatus::Failed(_)) => "bad",
    };
    let words = move || match status.get() {
        None if state.compare.running.get() => say!(language, compare.waits),
        None => say!(language, compare.not_begun),
        Some(RunStatus::Waiting) => say!(language, run.waiting),
        Some(RunStatus::Retrying { attempt, delay_ms }) => {
            let seconds = format!("{:.1}", f64::from(delay_ms) / 1000.0);
            say!(language, run.retrying, attempt = attempt.to_string(), seconds)
        }
        Some(RunStatus::Streaming) => say!(language, run.streaming),
        Some(RunStatus::Done) if is_cut() => say!(language, compare.cut),
        Some(RunStatus::Done) => say!(language, run.done),
        Some(RunStatus::Stopped) => say!(language, run.stopped),
        Some(RunStatus::Failed(_)) => say!(language, run.failed),
    };
    view! {
        <p class="run-verdict" data-verdict=verdict role="status" data-testid="compare-status">
            {move || (verdict() == "busy").then(|| view! { <span class="pulse" aria-hidden="true"></span> })}
            {words}
        </p>
    }
}

/// The answer. Never HTML.
#[component]
fn Text(at: Slot) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let text =
        Memo::new(move |_| at.run.with(|run| run.as_ref().map(|run| run.text.clone()).unwrap_or_default()));
    let reasoning = Memo::new(move |_| {
        at.run.with(|run| run.as_ref().map(|run| run.reasoning.clone()).unwrap_or_default())
    });
    let busy = move || at.run.with(|run| run.as_ref().is_some_and(Run::is_active)).then_some("");
    let is_silent = Memo::new(move |_| {
        at.run
            .with(|run| run.as_ref().is_some_and(|run| run.status == RunStatus::Done && run.text.is_empty()))
    });
    view! {
        <Show when=move || !reasoning.with(String::is_empty)>
            <details class="raw">
                <summary>{said!(language, run.reasoning)}</summary>
                <div class="completion" lang=move || reasoning.with(|it| text_lang(it))>{reasoning}</div>
            </details>
        </Show>
        <Show when=move || is_silent.get()>
            <p class="muted" data-testid="compare-silent">{said!(language, compare.silent)}</p>
        </Show>
        <div
            class="completion"
            data-testid="compare-text"
            data-busy=busy
            lang=move || text.with(|it| text_lang(it))
            tabindex="0"
            role="group"
            aria-label=said!(language, run.answer)
        >
            {text}
        </div>
    }
}

#[component]
fn Failure(at: Slot) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let error = Memo::new(move |_| {
        at.run.with(|run| match run.as_ref().map(|run| &run.status) {
            Some(RunStatus::Failed(error)) => Some(error.clone()),
            _ => None,
        })
    });
    move || {
        let error = error.get()?;
        let to = at.sent_to.get_untracked();
        let model = state.draft.with_untracked(|draft| draft.model.clone());
        let (title, advice) = fault::said(language, &error, to.as_ref(), &model);
        let refused = match &error {
            RunError::RefusedField { field, .. } => Some(*field),
            _ => None,
        };
        let words = fault::server_words(&error);
        Some(view! {
            <div class="compare-fault" data-testid="compare-error" data-error=fault::kind(&error)>
                <p><b>{title}</b></p>
                <p>{advice}</p>
                {words.map(|words| view! { <p class="mono compare-words">{words}</p> })}
                {refused.map(|field| view! {
                    <button
                        class="button"
                        type="button"
                        data-size="small"
                        data-testid="compare-without"
                        on:click=move |_| compare::start_without(state, machinery, at, field)
                    >
                        {said!(language, fault.without, field = field.name())}
                    </button>
                })}
            </div>
        })
    }
}

/// `10 + 80 = 90`, as the server reports it.
#[component]
fn Sum(at: Slot) -> impl IntoView {
    let language = use_state().language;
    let is_over =
        move || at.run.with(|run| run.as_ref().is_some_and(|run| !run.is_active() && !run.is_fruitless()));
    let usage = Memo::new(move |_| at.run.with(|run| run.as_ref().and_then(|run| run.usage)));
    let speed = Memo::new(move |_| at.run.with(|run| run.as_ref().and_then(Run::tokens_per_second)));
    let words = move || match usage.get() {
        Some(it) => format!(
            "{} + {} = {}",
            figure(it.prompt_tokens),
            figure(it.completion_tokens),
            figure(it.total_tokens)
        ),
        None => say!(language, account.not_reported),
    };
    view! {
        <Show when=is_over>
            <p class="compare-sum" data-testid="compare-usage">
                <span>{said!(language, compare.usage)}</span>
                " "
                <b>{words}</b>
                {move || speed.get().map(|it| {
                    let speed = say!(language, account.per_second, count = format!("{it:.1}"));
                    view! { <small>{speed}</small> }
                })}
            </p>
        </Show>
    }
}
