//! The spine of the page: model, encoding, and what the window still holds.

use leptos::prelude::*;
use lollipop_bpe::{Encoding, LeftOut, Vendor};
use lollipop_core::{
    model::{self, Certainty},
    run::Run,
    window::Meter,
};

use super::meter_bar::{MeterBar, part_label, part_name};
use crate::{
    actions::{edit, tokenize, use_machinery},
    browser::{file::Brought, page::today},
    i18n::Locale,
    said, say,
    state::{AppState, Vocabulary, use_state},
    words::figure,
};

/// The name that the model field and its list of suggestions share.
const MODELS: &str = "models";

/// Model, encoding, meter.
#[component]
pub fn ContextStrip() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let meter = Memo::new(move |_| with_completion(state));
    let parts = Memo::new(move |_| meter.with(|it| it.parts(&message_totals(state))));
    // The bar ends at the window; the numbers beside it do not.
    let legend = Memo::new(move |_| meter.with(|it| it.shares(&message_totals(state))));
    let left = move || {
        let meter = meter.get();
        match (meter.over(), meter.left()) {
            (Some(over), _) => figure(over),
            (None, Some(left)) => figure(left),
            (None, None) => say!(language, meter.unknown),
        }
    };
    let is_over = move || meter.with(|it| it.over().is_some());
    view! {
        <section class="context" data-testid="context-meter" aria-label=said!(language, meter.name)>
            <div
                class="context-model"
                on:dragover=|ev| ev.prevent_default()
                on:drop=move |ev| {
                    if let Some(file) = Brought::dropped(&ev) {
                        ev.prevent_default();
                        tokenize::import(state, machinery, file);
                    }
                }
            >
                <ModelField/>
                <EncodingField/>
                <TokenizerFile/>
            </div>
            <div class="context-meter">
                <MeterBar language meter=meter.into() parts/>
            </div>
            <p class="context-left" data-verdict=move || is_over().then_some("warn")>
                {move || if is_over() { say!(language, meter.over) } else { say!(language, meter.left) }}
                " "
                <b data-testid="context-left">{left}</b>
                <WindowSize/>
            </p>
            <ul class="context-key">
                {move || legend.get().into_iter().map(|(part, width)| view! {
                    <li>
                        <span class="swatch" data-part=part_name(part)></span>
                        {part_label(language, part)}
                        " "
                        <b>{figure(width)}</b>
                    </li>
                }).collect_view()}
                <ModelNote/>
                <LicenceNote/>
            </ul>
            <VocabularyLoad/>
        </section>
    }
}

/// The meter with the answer of the last run, while the prompt is still the
/// one that was sent.
fn with_completion(state: AppState) -> Meter {
    let meter = state.meter.get();
    let same = state.sent_prompt.get() == Some(meter.prompt);
    let completion = state.run.with(|run| {
        let run = run.as_ref().filter(|_| same)?;
        run.usage.as_ref().map(|usage| usage.completion_tokens).or_else(|| local_completion(state, run))
    });
    Meter { completion, ..meter }
}

fn local_completion(state: AppState, run: &Run) -> Option<u32> {
    if run.text.is_empty() {
        return None;
    }
    state.tally(crate::state::COMPLETION_DOC).map(|it| it.count)
}

fn message_totals(state: AppState) -> Vec<(lollipop_core::chat::Role, u32)> {
    use lollipop_core::chat::{Mode, Role};
    let Some(receipt) = state.receipt.get() else { return Vec::new() };
    let totals = receipt.messages.iter().map(|it| it.as_ref().map(|it| it.total()));
    state.draft.with(|draft| match draft.mode {
        Mode::Chat => draft
            .cards
            .iter()
            .zip(totals)
            .filter_map(|(card, total)| Some((card.message.role, total?)))
            .collect(),
        Mode::Text | Mode::Completion => totals.flatten().map(|total| (Role::User, total)).collect(),
    })
}

/// The model: any name, with the ones we know and the ones the endpoint lists
/// as suggestions.
#[component]
fn ModelField() -> impl IntoView {
    let state = use_state();
    let names = move || {
        let offered = state.offered.get();
        let here = state.target().with(|target| target.as_ref().ok().map(|it| it.origin.clone()));
        let listed = if offered.origin == here { offered.models } else { Vec::new() };
        let known = model::all().iter().map(|it| it.id.to_owned());
        listed.into_iter().chain(known).map(|name| view! { <option value=name></option> }).collect_view()
    };
    view! {
        <label class="model-field">
            <span class="visually-hidden">{said!(state.language, model.name)}</span>
            <input
                class="input mono"
                type="text"
                list=MODELS
                autocomplete="off"
                spellcheck="false"
                data-testid="model"
                placeholder=said!(state.language, model.placeholder)
                prop:value=move || state.draft.with(|draft| draft.model.clone())
                on:input:target=move |ev| edit::choose_model(state, ev.target().value())
            />
        </label>
        <datalist id=MODELS>{names}</datalist>
    }
}

/// The encoding: what the model says, or another one by hand.
#[component]
fn EncodingField() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let chosen = move || state.facts.with(|it| it.encoding.name());
    let badge = move || match state.facts.with(|it| it.encoding_certainty) {
        _ if state.imported.with(Option::is_some) => None,
        Certainty::Known => None,
        Certainty::ByHand => Some((say!(language, model.by_hand), say!(language, model.by_hand_hint))),
        Certainty::Guessed => Some((say!(language, model.guessed), say!(language, model.guessed_hint))),
        Certainty::StandIn | Certainty::Unknown => {
            let name = state.facts.with(|it| it.encoding.name());
            Some((say!(language, model.stand_in), say!(language, model.stand_in_hint, name = name)))
        }
    };
    let option = move |it: Encoding| {
        view! {
            <option value=it.name() prop:selected=move || chosen() == it.name()>
                {it.name()}
            </option>
        }
    };
    let options = Vendor::ALL
        .into_iter()
        .map(|vendor| {
            view! { <optgroup label=vendor.name()>{vendor.encodings().map(option).collect_view()}</optgroup> }
        })
        .collect_view();
    view! {
        <select
            class="select mono"
            data-testid="encoding"
            aria-label=said!(language, model.encoding)
            prop:value=chosen
            on:change:target=move |ev| {
                if let Some(encoding) = Encoding::from_name(&ev.target().value()) {
                    edit::choose_encoding(state, encoding);
                }
            }
        >
            {options}
        </select>
        {move || badge().map(|(text, hint)| view! { <span class="badge" data-verdict="warn" title=hint>{text}</span> })}
    }
}

/// A tokenizer of one's own: a button to choose a file, and what counts now.
#[component]
fn TokenizerFile() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let choose = move |ev| {
        if let Some(file) = Brought::chosen(&ev) {
            tokenize::import(state, machinery, file);
        }
    };
    move || {
        match state.imported.get() {
        None => view! {
            <label class="button file-button" data-kind="quiet" data-size="small" title=said!(language, import.hint)>
                {said!(language, import.choose)}
                <input class="visually-hidden" type="file" accept=".json,.gguf" data-testid="tokenizer-file" on:change=choose/>
            </label>
        }
        .into_any(),
        Some(about) => {
            let tokens = figure(about.tokens);
            let hint = say!(language, import.in_use, tokens = tokens);
            view! {
                <span class="badge mono" data-verdict="warn" data-testid="imported" title=hint>{about.file}</span>
                <button
                    class="button"
                    type="button"
                    data-size="small"
                    data-testid="imported-drop"
                    on:click=move |_| tokenize::retry(state, machinery)
                >
                    {said!(language, import.stop)}
                </button>
            }
            .into_any()
        }
    }
    }
}

/// The window itself: known, or to be set by hand.
#[component]
fn WindowSize() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let by_hand = move || {
        state.facts.with(|it| {
            matches!(it.window_certainty, Certainty::Unknown | Certainty::ByHand | Certainty::Guessed)
        })
    };
    let source = move || {
        state.facts.with(|it| {
            it.model
                .map(|it| say!(language, meter.source, source = it.window.source, date = it.window.checked))
        })
    };
    view! {
        <Show
            when=by_hand
            fallback=move || view! {
                <span title=source>" / " {move || state.facts.with(|it| it.window.map(figure))}</span>
            }
        >
            <span>" / "</span>
            <input
                class="input window-field"
                inputmode="numeric"
                data-testid="window"
                aria-label=said!(language, meter.window_by_hand)
                title=said!(language, meter.window_by_hand_hint)
                placeholder=said!(language, meter.window_placeholder)
                prop:value=move || state.facts.with(|it| it.window.map(|it| it.to_string()).unwrap_or_default())
                on:change:target=move |ev| {
                    let typed: String = ev.target().value().chars().filter(char::is_ascii_digit).collect();
                    state.draft.update(|draft| draft.window = typed.parse().ok().filter(|it| *it > 0));
                }
            />
        </Show>
    }
}

/// What a person should know of the model before they send to it.
#[component]
fn ModelNote() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    move || {
        let model = state.facts.with(|it| it.model)?;
        let note = match (model.historic, model.retired) {
            (true, _) => say!(language, model.historic),
            (false, Some(date)) if date <= today().as_str() => say!(language, model.retired, date = date),
            (false, Some(date)) => say!(language, model.retires, date = date),
            (false, None) => return None,
        };
        Some(view! { <li class="muted" title=model.source>{note}</li> })
    }
}

/// Whose vocabulary counts, on what terms, and where it differs from its
/// vendor's own tokenizer.
#[component]
fn LicenceNote() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let encoding = Memo::new(move |_| state.facts.with(|it| it.encoding));
    move || {
        if let Some(about) = state.imported.get() {
            return view! {
                <li class="muted" data-testid="licence">
                    {say!(language, import.yours)}
                    {about.left_out.iter().map(|it| left_out(language, it)).collect_view()}
                </li>
            }
            .into_any();
        }
        let encoding = encoding.get();
        let licence = encoding.licence();
        view! {
            <li class="muted" data-testid="licence">
                <a href=licence.source target="_blank" rel="noreferrer">
                    {say!(language, model.vocabulary_of, vendor = encoding.vendor().name())}
                </a>
                <a href="./NOTICE.txt" target="_blank" title=say!(language, model.notice)>{licence.name}</a>
                {licence.display}
                {encoding.vendor_composes().then(|| left_out(language, &LeftOut::Composing))}
            </li>
        }
        .into_any()
    }
}

/// What a tokenizer does and the page does not, in a few words, with the others
/// where a pointer rests.
fn left_out(language: RwSignal<Locale>, what: &LeftOut) -> impl IntoView {
    let (label, hint) = match what {
        LeftOut::Composing => (say!(language, model.composes), say!(language, model.composes_hint)),
        LeftOut::AddedTokens { example, count } => (
            say!(language, import.added, count = figure(*count as u64)),
            say!(language, import.added_hint, text = example.clone()),
        ),
        LeftOut::MissingBytes { count } => {
            (say!(language, import.bytes, count = figure(*count as u64)), say!(language, import.bytes_hint))
        }
        LeftOut::Surrounding => (say!(language, import.bare), say!(language, import.bare_hint)),
        LeftOut::Truncating => (say!(language, import.whole), say!(language, import.whole_hint)),
    };
    view! { <span class="left-out" title=hint>{label}</span> }
}

/// The vocabulary on its way, or what to do if it does not come.
#[component]
fn VocabularyLoad() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let retry = move |_| tokenize::retry(state, machinery);
    let name = move || state.facts.with(|it| it.encoding.name());
    move || match state.vocabulary.get() {
        Vocabulary::Loaded { .. } => None,
        Vocabulary::Loading { received, total } => {
            let of = total.map(|total| format!(" / {}", figure(total / 1024)));
            let progress = format!("{}{} KB", figure(received / 1024), of.unwrap_or_default());
            Some(
                view! {
                    <div class="load" data-testid="vocabulary-load">
                        <span class="mono">{name}</span>
                        <progress
                            max=total.unwrap_or(1).to_string()
                            value=total.map(|_| received.to_string())
                            aria-label=say!(language, vocabulary.loading)
                        ></progress>
                        <span class="mono nowrap">{progress}</span>
                    </div>
                }
                .into_any(),
            )
        }
        Vocabulary::Failed(_) | Vocabulary::Dead => {
            let text = if state.vocabulary.get() == Vocabulary::Dead {
                say!(language, vocabulary.dead)
            } else {
                say!(language, vocabulary.failed, name = name())
            };
            Some(
                view! {
                    <div class="notice" data-verdict="bad" role="status" data-testid="vocabulary-error">
                        <span>{text}</span>
                        <button class="button" type="button" data-size="small" on:click=retry>
                            {say!(language, vocabulary.retry)}
                        </button>
                    </div>
                }
                .into_any(),
            )
        }
    }
}
