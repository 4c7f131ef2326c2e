//! A failed run: what to do first, the cause second, the server's words last.

use leptos::{prelude::*, task::spawn_local};
use lollipop_core::{
    endpoint::{Preset, System, cors_commands, preset_of},
    run::RunStatus,
    wire::RunError,
};

use super::fault;
use crate::{
    actions::{send, use_machinery},
    browser::{clipboard, location},
    i18n::Locale,
    said, say,
    state::use_state,
    ui::icon::{self, Icon},
};

/// The failure on the page, if there is one.
#[component]
pub fn Doctor() -> impl IntoView {
    let state = use_state();
    let error = Memo::new(move |_| {
        state.run.with(|run| match run.as_ref().map(|run| &run.status) {
            Some(RunStatus::Failed(error)) => Some(error.clone()),
            _ => None,
        })
    });
    move || error.get().map(|error| view! { <Diagnosis error/> })
}

#[component]
fn Diagnosis(error: RunError) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    // Where the run went, not what is typed since.
    let (to, model) = state.sent_to.get_untracked().unzip();
    let model = model.unwrap_or_default();
    let preset = to.as_ref().and_then(|it| preset_of(&it.origin));
    let words = Memo::new({
        let error = error.clone();
        move |_| fault::said(language, &error, to.as_ref(), &model)
    });
    let refused = match &error {
        RunError::RefusedField { field, .. } => Some(*field),
        _ => None,
    };
    let is_cors = error == RunError::Cors;
    let is_unknown_model = matches!(error, RunError::UnknownModel { .. });
    let server_words = fault::server_words(&error);
    let again = move |_| match refused {
        Some(field) => send::send_without(state, machinery, field),
        None => send::send(state, machinery),
    };
    view! {
        <div class="doctor" role="alert" data-testid="run-error" data-error=fault::kind(&error)>
            <div class="doctor-head">
                <Icon path=icon::WARN/>
                <h2 class="doctor-title">{move || words.with(|it| it.0.clone())}</h2>
                <p>{move || words.with(|it| it.1.clone())}</p>
            </div>
            {is_cors.then(|| view! { <Cure preset/> })}
            {is_unknown_model.then(|| view! { <OtherModels/> })}
            <div class="actions">
                <button class="button" type="button" data-kind="primary" data-testid=if refused.is_some() { "retry-without" } else { "try-again" } on:click=again>
                    <Icon path=icon::REDO/>
                    {move || match refused {
                        Some(field) => say!(language, fault.without, field = field.name()),
                        None => say!(language, fault.again),
                    }}
                </button>
            </div>
            {server_words.map(|words| view! {
                <details class="raw" open>
                    <summary>{said!(language, fault.server_words)}</summary>
                    <pre tabindex="0"><code>{words}</code></pre>
                </details>
            })}
        </div>
    }
}

/// The command that lets this page in, for the server in question.
#[component]
fn Cure(preset: Option<&'static Preset>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let commands = preset.map(|it| cors_commands(it.cors, &location::origin())).unwrap_or_default();
    if commands.is_empty() {
        return view! { <p class="section-note">{said!(language, fault.cure_any, origin = location::origin())}</p> }
            .into_any();
    }
    view! {
        <div class="section">
            <h3 class="section-title">{said!(language, fault.cure_title)}</h3>
            {commands
                .into_iter()
                .map(|(system, command)| view! { <Command system command/> })
                .collect_view()}
            <p class="section-note">{said!(language, fault.cure_note)}</p>
        </div>
    }
    .into_any()
}

fn system_label(language: RwSignal<Locale>, system: System) -> String {
    match system {
        System::MacOs => "macOS".to_owned(),
        System::Linux => "Linux".to_owned(),
        System::Windows => "Windows".to_owned(),
        System::Any => say!(language, fault.any_system),
    }
}

#[component]
fn Command(system: System, command: String) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let copied = RwSignal::new(false);
    let to_copy = command.clone();
    let copy = move |_| {
        let text = to_copy.clone();
        spawn_local(async move { copied.set(clipboard::copy(&text).await) });
    };
    view! {
        <div class="command">
            <div class="command-line">
                <span class="badge">{move || system_label(language, system)}</span>
                <pre tabindex="0"><code>{command}</code></pre>
                <button class="button" type="button" data-size="small" on:click=copy>
                    <Icon path=icon::COPY/>
                    {move || if copied.get() { say!(language, share.copied) } else { say!(language, share.copy) }}
                </button>
            </div>
        </div>
    }
}

/// The models that this endpoint does have, one press away.
#[component]
fn OtherModels() -> impl IntoView {
    let state = use_state();
    crate::actions::connect::ask_models(state);
    let names = move || {
        let here = state.target().with(|target| target.as_ref().ok().map(|it| it.origin.clone()));
        state.offered.with(|it| if it.origin == here { it.models.clone() } else { Vec::new() })
    };
    view! {
        <div class="actions" data-testid="offered-models">
            {move || names().into_iter().take(12).map(|name| {
                let chosen = name.clone();
                view! {
                    <button
                        class="button mono"
                        type="button"
                        data-size="small"
                        on:click=move |_| crate::actions::edit::choose_model(state, chosen.clone())
                    >
                        {name}
                    </button>
                }
            }).collect_view()}
        </div>
    }
}
