//! The Run tab.

use leptos::prelude::*;
use lollipop_core::{
    run::{Run, RunStatus},
    wire::FinishReason,
};

use super::{account::Account, doctor::Doctor, recorded_badge::RecordedBadge};
use crate::{
    actions::{send, use_machinery},
    i18n::Locale,
    said, say,
    state::{COMPLETION_DOC, use_state},
    ui::{
        icon::{self, Icon},
        tab_model::ModelLoad,
    },
    words::{figure, text_lang},
};

/// Status, the completion as it streams, the account.
#[component]
pub fn RunTab() -> impl IntoView {
    let state = use_state();
    let has_run = Memo::new(move |_| state.run.with(Option::is_some));
    let fruitless = Memo::new(move |_| state.run.with(|run| run.as_ref().is_some_and(Run::is_fruitless)));
    view! {
        <Show when=move || has_run.get() fallback=|| view! { <NothingYet/> }>
            // A run that failed before its first token has nothing but its failure.
            <Show when=move || !fruitless.get()>
                <RecordedBadge/>
                <Status/>
                <Loading/>
            </Show>
            <Doctor/>
            <Show when=move || !fruitless.get()>
                <div class="run-columns">
                    <Answer/>
                    <Account/>
                </div>
            </Show>
        </Show>
    }
}

#[component]
fn NothingYet() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    view! {
        <div class="empty">
            <p class="empty-title">{said!(language, run.nothing)}</p>
            <p class="muted">{said!(language, run.nothing_hint)}</p>
        </div>
    }
}

/// The model on its way, where the run waits for it.
#[component]
fn Loading() -> impl IntoView {
    let state = use_state();
    let waits = Memo::new(move |_| {
        state.run.with(|run| run.as_ref().is_some_and(|run| run.status == RunStatus::Waiting))
    });
    view! {
        <Show when=move || waits.get()>
            <div class="run-load"><ModelLoad/></div>
        </Show>
    }
}

/// One line: how it stands, and why it ended.
#[component]
fn Status() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let status = Memo::new(move |_| state.run.with(|run| run.as_ref().map(|run| run.status.clone())));
    let finish = Memo::new(move |_| state.run.with(|run| run.as_ref().and_then(|run| run.finish.clone())));
    let model = Memo::new(move |_| state.run.with(|run| run.as_ref().and_then(|run| run.model.clone())));
    let is_cut = move || finish.get() == Some(FinishReason::Length);
    let verdict = move || match status.get()? {
        RunStatus::Waiting | RunStatus::Retrying { .. } | RunStatus::Streaming => Some("busy"),
        RunStatus::Done if is_cut() => Some("warn"),
        RunStatus::Done => Some("good"),
        RunStatus::Stopped => Some("warn"),
        RunStatus::Failed(_) => Some("bad"),
    };
    let icon = move || match status.get()? {
        RunStatus::Done if is_cut() => Some(view! { <Icon path=icon::WARN/> }.into_any()),
        RunStatus::Done => Some(view! { <Icon path=icon::CHECK/> }.into_any()),
        RunStatus::Stopped => Some(view! { <Icon path=icon::STOP/> }.into_any()),
        RunStatus::Failed(_) => Some(view! { <Icon path=icon::WARN/> }.into_any()),
        _ => Some(view! { <span class="pulse" aria-hidden="true"></span> }.into_any()),
    };
    let words = move || match status.get() {
        Some(RunStatus::Waiting) => say!(language, run.waiting),
        Some(RunStatus::Retrying { attempt, delay_ms }) => {
            let seconds = format!("{:.1}", f64::from(delay_ms) / 1000.0);
            say!(language, run.retrying, attempt = attempt.to_string(), seconds)
        }
        Some(RunStatus::Streaming) => say!(language, run.streaming),
        Some(RunStatus::Done) if is_cut() => say!(language, run.cut),
        Some(RunStatus::Done) => say!(language, run.done),
        Some(RunStatus::Stopped) => say!(language, run.stopped),
        Some(RunStatus::Failed(_)) => say!(language, run.failed),
        None => String::new(),
    };
    let so_far = move || {
        state
            .is_running()
            .then(|| state.tally(COMPLETION_DOC))
            .flatten()
            .filter(|it| it.count > 0)
            .map(|it| say!(language, run.so_far, count = figure(it.count)))
    };
    view! {
        <div class="run-status" data-testid="run-status">
            <span class="run-verdict" data-verdict=verdict role="status">{icon} {words}</span>
            <span>{so_far}</span>
            <span data-testid="finish-reason">
                {move || finish.get().map(|reason| view! {
                    <span class="mono">{raw_reason(&reason)}</span>
                    {said_reason(language, &reason)}
                })}
            </span>
            {move || model.get().map(|name| view! { <span class="badge mono">{name}</span> })}
            <Show when=move || verdict() == Some("busy")>
                <button class="button" type="button" data-size="small" on:click=move |_| send::stop(state, machinery)>
                    <Icon path=icon::STOP/>
                    {said!(language, send.stop)}
                </button>
            </Show>
            <Show when=move || matches!(status.get(), Some(RunStatus::Stopped | RunStatus::Done))>
                <button
                    class="button"
                    type="button"
                    data-kind="quiet"
                    data-size="small"
                    on:click=move |_| send::send(state, machinery)
                >
                    <Icon path=icon::REDO/>
                    {said!(language, run.again)}
                </button>
            </Show>
        </div>
    }
}

/// The reason in the protocol's own word.
fn raw_reason(reason: &FinishReason) -> String {
    match reason {
        FinishReason::Stop => "stop".to_owned(),
        FinishReason::Length => "length".to_owned(),
        FinishReason::ContentFilter => "content_filter".to_owned(),
        FinishReason::ToolCalls => "tool_calls".to_owned(),
        FinishReason::Other(raw) => raw.clone(),
    }
}

fn said_reason(language: RwSignal<Locale>, reason: &FinishReason) -> String {
    match reason {
        FinishReason::Stop => say!(language, finish.stop),
        FinishReason::Length => say!(language, finish.length),
        FinishReason::ContentFilter => say!(language, finish.content_filter),
        FinishReason::ToolCalls => say!(language, finish.tool_calls),
        FinishReason::Other(_) => String::new(),
    }
}

/// The text that has arrived, and the reasoning apart from it. Never HTML.
#[component]
fn Answer() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let part = move |pick: fn(&Run) -> &String| {
        Memo::new(move |_| {
            state.run.with(|run| run.as_ref().map(|run| pick(run).clone()).unwrap_or_default())
        })
    };
    let text = part(|run| &run.text);
    let reasoning = part(|run| &run.reasoning);
    let busy = move || state.is_running().then_some("");
    let silent = move || !state.is_running() && text.with(String::is_empty);
    view! {
        <div class="answer">
            <Show when=move || !reasoning.with(String::is_empty)>
                <details class="raw">
                    <summary>{said!(language, run.reasoning)}</summary>
                    <div class="completion" data-testid="reasoning" lang=move || reasoning.with(|it| text_lang(it))>
                        {reasoning}
                    </div>
                </details>
            </Show>
            <div
                class="completion"
                data-testid="completion"
                data-busy=busy
                lang=move || text.with(|it| text_lang(it))
                tabindex="0"
                role="region"
                aria-label=said!(language, run.answer)
            >
                {text}
            </div>
            <Show when=silent>
                <p class="muted">{said!(language, run.empty_answer)}</p>
            </Show>
        </div>
    }
}
