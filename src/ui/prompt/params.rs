//! Temperature, max tokens, top_p; and what to do when the window is full.

use leptos::prelude::*;
use lollipop_core::draft::ParamField;

use crate::{
    actions::send,
    said, say,
    state::{AppState, use_state},
    ui::icon::{self, Icon},
    words::figure,
};

fn ceiling(state: AppState) -> Option<u32> {
    let max_output = state.facts.with(|it| it.max_output);
    state.meter.get().ceiling(max_output)
}

/// The parameters that are sent along.
#[component]
pub fn ParamFields() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let fault = Memo::new(move |_| state.draft.with(|draft| draft.params().err()));
    let fault_of = move |field| fault.get() == Some(field);
    view! {
        <section class="section" aria-label=said!(language, params.name)>
            <div class="params">
                <label class="field">
                    <span class="field-name">{said!(language, params.temperature)}</span>
                    <input
                        class="input"
                        data-kind="number"
                        inputmode="decimal"
                        autocomplete="off"
                        data-testid="temperature"
                        aria-invalid=move || fault_of(ParamField::Temperature).then_some("true")
                        prop:value=move || state.draft.with(|draft| draft.temperature.clone())
                        on:input:target=move |ev| state.draft.update(|draft| draft.temperature = ev.target().value())
                    />
                </label>
                <label class="field">
                    <span class="field-name">
                        {said!(language, params.max_tokens)}
                        {move || ceiling(state).map(|most| view! {
                            <span class="field-hint" data-testid="max-tokens-ceiling">
                                {say!(language, params.at_most, most = figure(most))}
                            </span>
                        })}
                    </span>
                    <input
                        class="input"
                        data-kind="number"
                        inputmode="numeric"
                        autocomplete="off"
                        data-testid="max-tokens"
                        aria-invalid=move || fault_of(ParamField::MaxTokens).then_some("true")
                        prop:value=move || state.draft.with(|draft| draft.max_tokens.clone())
                        on:input:target=move |ev| state.draft.update(|draft| draft.max_tokens = ev.target().value())
                    />
                </label>
                <label class="field">
                    <span class="field-name">
                        "top_p"
                        <span class="field-hint">{said!(language, params.empty_sends_none)}</span>
                    </span>
                    <input
                        class="input"
                        data-kind="number"
                        inputmode="decimal"
                        autocomplete="off"
                        data-testid="top-p"
                        placeholder=said!(language, params.server_default)
                        aria-invalid=move || fault_of(ParamField::TopP).then_some("true")
                        prop:value=move || state.draft.with(|draft| draft.top_p.clone())
                        on:input:target=move |ev| state.draft.update(|draft| draft.top_p = ev.target().value())
                    />
                </label>
            </div>
            {move || fault.get().map(|field| view! {
                <p class="notice" data-verdict="bad" role="status" data-testid="param-error">
                    <Icon path=icon::WARN/>
                    <span>{match field {
                        ParamField::Temperature => say!(language, params.bad_temperature),
                        ParamField::MaxTokens => say!(language, params.bad_max_tokens),
                        ParamField::TopP => say!(language, params.bad_top_p),
                    }}</span>
                </p>
            })}
            <OverWindow/>
            <HiddenCharacters/>
            <LeftOut/>
        </section>
    }
}

/// Over the window: says so, explains, offers the number that fits. Sending
/// stays possible: an estimate may be wrong.
#[component]
fn OverWindow() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    move || {
        let meter = state.meter.get();
        let (window, over) = (meter.window?, meter.over()?);
        let fits = ceiling(state).filter(|it| *it > 0);
        let text = match fits {
            Some(fits) => say!(
                language,
                window.over,
                prompt = figure(meter.prompt),
                reserve = figure(meter.reserve),
                sum = figure(u64::from(meter.prompt) + u64::from(meter.reserve)),
                over = figure(over),
                fits = figure(fits)
            ),
            None => {
                say!(language, window.prompt_over, prompt = figure(meter.prompt), window = figure(window))
            }
        };
        Some(view! {
            <p class="notice" data-verdict="warn" role="status" data-testid="window-warning">
                <Icon path=icon::WARN/>
                <span>{text}</span>
                {fits.map(|fits| view! {
                    <button
                        class="button"
                        type="button"
                        data-size="small"
                        data-testid="fit-max-tokens"
                        on:click=move |_| state.draft.update(|draft| draft.max_tokens = fits.to_string())
                    >
                        {say!(language, window.set_to, fits = figure(fits))}
                    </button>
                })}
            </p>
        })
    }
}

/// Characters that a person cannot see, or that turn the text around, named
/// before anything is sent.
#[component]
fn HiddenCharacters() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    move || {
        let hidden = state.hidden.get();
        if hidden.is_empty() {
            return None;
        }
        let names: Vec<_> = hidden.iter().take(8).map(|sign| format!("U+{:04X}", u32::from(*sign))).collect();
        Some(view! {
            <p class="notice" data-verdict="warn" role="status" data-testid="hidden-characters">
                <Icon path=icon::WARN/>
                <span>{say!(language, hidden.notice, names = names.join(", "))}</span>
            </p>
        })
    }
}

/// What this server refused earlier and is therefore not sent, with a way back.
#[component]
fn LeftOut() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    move || {
        let origin = state.target().with(|target| target.as_ref().ok().map(|it| it.origin.clone()))?;
        let fields = state.quirks.with(|all| {
            let omitted = all.get(&origin)?.omit.iter().map(|field| field.name());
            Some(omitted.collect::<Vec<_>>().join(", "))
        })?;
        if fields.is_empty() {
            return None;
        }
        Some(view! {
            <p class="notice" data-testid="left-out">
                <Icon path=icon::INFO/>
                <span>{say!(language, params.left_out, fields)}</span>
                <button
                    class="button"
                    type="button"
                    data-size="small"
                    on:click=move |_| send::forget_quirks(state, &origin)
                >
                    {said!(language, params.send_all)}
                </button>
            </p>
        })
    }
}
