//! Temperature, max tokens, top_p; and what to do when the window is full.

use leptos::prelude::*;
use lollipop_core::draft::{Draft, MOST_STOPS, ParamField};

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
    view! {
        <section class="section" aria-label=said!(language, params.name)>
            <div class="params">
                <NumberField field=ParamField::Temperature mode="decimal" testid="temperature" fault>
                    {said!(language, params.temperature)}
                </NumberField>
                <NumberField field=ParamField::MaxTokens mode="numeric" testid="max-tokens" fault>
                    {said!(language, params.max_tokens)}
                    {move || ceiling(state).map(|most| view! {
                        <span class="field-hint" data-testid="max-tokens-ceiling">
                            {say!(language, params.at_most, most = figure(most))}
                        </span>
                    })}
                </NumberField>
                <NumberField field=ParamField::TopP mode="decimal" testid="top-p" fault may_be_empty=true>
                    "top_p"
                </NumberField>
            </div>
            <MoreParams fault/>
            {move || fault.get().map(|field| view! {
                <p class="notice" data-verdict="bad" role="status" data-testid="param-error">
                    <Icon path=icon::WARN/>
                    <span>{match field {
                        ParamField::Temperature => say!(language, params.bad_temperature),
                        ParamField::MaxTokens => say!(language, params.bad_max_tokens),
                        ParamField::TopP => say!(language, params.bad_top_p),
                        ParamField::TopK => say!(language, params.bad_top_k),
                        ParamField::Seed => say!(language, params.bad_seed),
                        ParamField::Stop => say!(language, params.bad_stop, most = MOST_STOPS.to_string()),
                    }}</span>
                </p>
            })}
            <OverWindow/>
            <HiddenCharacters/>
            <LeftOut/>
        </section>
    }
}

/// A number that is sent along, as it is typed.
#[component]
fn NumberField(
    field: ParamField,
    /// The keyboard of a phone: `decimal` or `numeric`.
    mode: &'static str,
    testid: &'static str,
    fault: Memo<Option<ParamField>>,
    /// Left empty it is not sent, and the field says so.
    #[prop(optional)]
    may_be_empty: bool,
    /// What it is called.
    children: Children,
) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    view! {
        <label class="field">
            <span class="field-name">
                {children()}
                {may_be_empty.then(|| view! {
                    <span class="field-hint">{said!(language, params.empty_sends_none)}</span>
                })}
            </span>
            <input
                class="input"
                data-kind="number"
                inputmode=mode
                autocomplete="off"
                data-testid=testid
                placeholder=move || may_be_empty.then(|| say!(language, params.server_default))
                aria-invalid=move || (fault.get() == Some(field)).then_some("true")
                prop:value=move || state.draft.with(|draft| draft.param(field).to_owned())
                on:input:target=move |ev| state.draft.update(|draft| *draft.param_mut(field) = ev.target().value())
            />
        </label>
    }
}

/// What few people set, and few servers take; open once something is set.
#[component]
fn MoreParams(fault: Memo<Option<ParamField>>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let is_set =
        move |draft: &Draft| [&draft.top_k, &draft.seed, &draft.stop].iter().any(|it| !it.is_empty());
    let opens = state.draft.with_untracked(is_set);
    let invalid = move |field| move || (fault.get() == Some(field)).then_some("true");
    view! {
        <details class="raw" open=opens>
            <summary data-testid="more-params">{said!(language, params.more)}</summary>
            <div class="params">
                <NumberField field=ParamField::TopK mode="numeric" testid="top-k" fault may_be_empty=true>
                    "top_k"
                </NumberField>
                <NumberField field=ParamField::Seed mode="numeric" testid="seed" fault may_be_empty=true>
                    {said!(language, params.seed)}
                </NumberField>
                <label class="field">
                    <span class="field-name">
                        {said!(language, params.stop)}
                        <span class="field-hint">{said!(language, params.stop_hint)}</span>
                    </span>
                    <textarea
                        class="input mono"
                        rows="2"
                        autocomplete="off"
                        spellcheck="false"
                        data-testid="stop-sequences"
                        aria-invalid=invalid(ParamField::Stop)
                        prop:value=move || state.draft.with(|draft| draft.stop.clone())
                        on:input:target=move |ev| state.draft.update(|draft| draft.stop = ev.target().value())
                    ></textarea>
                </label>
            </div>
        </details>
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
