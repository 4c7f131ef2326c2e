//! The Compare tab: what to compare, the settings, the columns.

use leptos::prelude::*;
use lollipop_core::compare::{Kind, SEEDS, TEMPERATURES, Variant, capital};

use super::{column::Column, settings::SettingFields};
use crate::{
    actions::{compare, send, use_machinery},
    said, say,
    state::{AppState, use_state},
    ui::icon::{self, Icon},
};

/// The Compare tab.
#[component]
pub fn CompareTab() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let it = state.compare;
    let kind = move || it.kind.get();
    let words = move || match kind() {
        Kind::Template => say!(language, compare.template_note),
        Kind::Temperatures => say!(language, compare.temperatures_note),
        Kind::Seeds => say!(language, compare.seeds_note),
    };
    let has_runs = move || it.slots[0].variant.with(Option::is_some);
    view! {
        <div class="compare" data-testid="compare">
            <fieldset class="segments">
                <legend class="visually-hidden">{said!(language, compare.what)}</legend>
                <KindChoice kind=Kind::Template testid="compare-template">{said!(language, compare.template)}</KindChoice>
                <KindChoice kind=Kind::Temperatures testid="compare-temperatures">{said!(language, compare.temperatures)}</KindChoice>
                <KindChoice kind=Kind::Seeds testid="compare-seeds">{said!(language, compare.seeds)}</KindChoice>
            </fieldset>
            <p class="section-note">{words}</p>
            <Show when=move || kind() == Kind::Template><Capital/></Show>
            <Show when=move || kind() == Kind::Temperatures><Temperatures/></Show>
            <Show when=move || kind() == Kind::Seeds><Seeds/></Show>
            <SettingFields/>
            <Begin/>
            <Show when=has_runs>
                <div class="compare-columns" data-testid="compare-columns">
                    {it.slots.into_iter().map(|slot| view! { <Column at=slot/> }).collect_view()}
                </div>
            </Show>
            <Show when=move || kind() == Kind::Template>
                <p class="section-note" data-testid="compare-honest">{said!(language, compare.honest)}</p>
            </Show>
        </div>
    }
}

/// What a run is called.
pub fn variant_name(state: AppState, variant: Variant) -> String {
    let language = state.language;
    match variant {
        Variant::Raw => say!(language, compare.raw),
        Variant::Chat => say!(language, compare.chat),
        Variant::Temperature(it) => say!(language, compare.at_temperature, t = it.to_string()),
        Variant::Seed(it) => say!(language, compare.from_seed, n = it.to_string()),
    }
}

#[component]
fn KindChoice(kind: Kind, testid: &'static str, children: Children) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    view! {
        <label>
            <input
                type="radio"
                name="compare-kind"
                data-testid=testid
                prop:checked=move || state.compare.kind.get() == kind
                on:change=move |_| compare::choose_kind(state, machinery, kind)
            />
            {children()}
        </label>
    }
}

/// The question that makes the point, in both languages.
#[component]
fn Capital() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let ask = move |chinese| compare::ask_for_the_capital(state, machinery, chinese);
    view! {
        <div class="fold-tools">
            <span class="merge-hint">{said!(language, compare.try_with)}</span>
            <button
                class="button"
                type="button"
                data-size="small"
                data-testid="compare-capital-zh"
                on:click=move |_| ask(true)
            >
                <span lang="zh-Hans">{capital(true)}</span>
            </button>
            <button
                class="button"
                type="button"
                data-size="small"
                data-testid="compare-capital-en"
                on:click=move |_| ask(false)
            >
                <span lang="en">{capital(false)}</span>
            </button>
        </div>
    }
}

/// A chip to take something in or leave it out.
#[component]
fn Pick(
    words: String,
    testid: &'static str,
    chosen: Signal<bool>,
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            class="compare-pick mono"
            type="button"
            data-testid=testid
            aria-pressed=move || chosen.get().to_string()
            on:click=move |_| on_press()
        >
            {words}
        </button>
    }
}

#[component]
fn Temperatures() -> impl IntoView {
    let state = use_state();
    let picks = TEMPERATURES
        .into_iter()
        .map(|it| {
            let chosen = Signal::derive(move || state.compare.temperatures.with(|all| all.contains(&it)));
            let on_press = move || compare::toggle_temperature(state, it);
            view! { <Pick words=it.to_string() testid="compare-temperature" chosen on_press/> }
        })
        .collect_view();
    view! {
        <div class="compare-picks" role="group" aria-label=said!(state.language, compare.temperatures)>{picks}</div>
    }
}

#[component]
fn Seeds() -> impl IntoView {
    let state = use_state();
    let picks = SEEDS
        .into_iter()
        .map(|it| {
            let chosen = Signal::derive(move || state.compare.seeds.with(|all| all.contains(&it)));
            let on_press = move || compare::toggle_seed(state, it);
            view! { <Pick words=it.to_string() testid="compare-seed" chosen on_press/> }
        })
        .collect_view();
    view! {
        <div class="compare-picks" role="group" aria-label=said!(state.language, compare.seeds)>{picks}</div>
    }
}

/// Why nothing can be run, if so.
fn hindrance(state: AppState) -> Option<String> {
    let language = state.language;
    match send::unsendable(state) {
        Some(send::Unsendable::NoPrompt) => return Some(say!(language, compare.no_prompt)),
        Some(send::Unsendable::NoModel) => return Some(say!(language, send.no_model)),
        Some(send::Unsendable::BadAddress) => return Some(say!(language, send.bad_address)),
        Some(send::Unsendable::BadParameter) => return Some(say!(language, send.bad_parameter)),
        None => {}
    }
    if state.compare.settings.with(Result::is_err) {
        return Some(say!(language, send.bad_parameter));
    }
    if state.compare.variants().len() < 2 {
        return Some(say!(language, compare.choose_two));
    }
    state.is_running().then(|| say!(language, compare.busy))
}

/// Run, or stop; and what stands in the way.
#[component]
fn Begin() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let running = move || state.compare.running.get();
    let hindrance = Memo::new(move |_| hindrance(state));
    view! {
        <div class="fold-tools">
            <Show
                when=running
                fallback=move || view! {
                    <button
                        class="button"
                        type="button"
                        data-kind="primary"
                        data-testid="compare-start"
                        disabled=move || hindrance.with(Option::is_some)
                        on:click=move |_| compare::start(state, machinery)
                    >
                        {said!(language, compare.start)}
                    </button>
                }
            >
                <button
                    class="button"
                    type="button"
                    data-testid="compare-stop"
                    on:click=move |_| compare::stop(state, machinery)
                >
                    <Icon path=icon::STOP/>
                    {said!(language, send.stop)}
                </button>
            </Show>
            <span class="merge-hint" role="status" data-testid="compare-hindrance">
                {move || if running() { None } else { hindrance.get() }}
            </span>
        </div>
    }
}
