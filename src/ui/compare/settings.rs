//! What is the same in all runs.

use leptos::prelude::*;
use lollipop_core::compare::{BadSetting, Kind};

use crate::{said, say, state::use_state};

/// Temperature, seed, limit; the one that differs between the runs is away.
#[component]
pub fn SettingFields() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let it = state.compare;
    let fault = move || it.settings.with(|it| it.err());
    view! {
        <div class="compare-settings" role="group" aria-label=said!(language, compare.same)>
            <span class="merge-hint">{said!(language, compare.same)}</span>
            <Show when=move || it.kind.get() != Kind::Temperatures>
                <SettingField
                    name=Signal::derive(move || say!(language, compare.temperature))
                    value=it.temperature
                    testid="compare-shared-temperature"
                    is_bad=Signal::derive(move || fault() == Some(BadSetting::Temperature))
                />
            </Show>
            <Show when=move || it.kind.get() != Kind::Seeds>
                <SettingField
                    name=Signal::derive(move || say!(language, compare.seed))
                    value=it.seed
                    testid="compare-shared-seed"
                    is_bad=Signal::derive(move || fault() == Some(BadSetting::Seed))
                />
            </Show>
            <SettingField
                name=Signal::derive(move || say!(language, compare.max_tokens))
                value=it.max_tokens
                testid="compare-max-tokens"
                is_bad=Signal::derive(move || fault() == Some(BadSetting::MaxTokens))
            />
            <p class="field-note" role="status" data-testid="compare-bad-setting">
                {move || fault().map(|it| match it {
                    BadSetting::Temperature => say!(language, params.bad_temperature),
                    BadSetting::Seed => say!(language, compare.bad_seed),
                    BadSetting::MaxTokens => say!(language, params.bad_max_tokens),
                })}
            </p>
        </div>
    }
}

#[component]
fn SettingField(
    name: Signal<String>,
    value: RwSignal<String>,
    testid: &'static str,
    is_bad: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="compare-setting">
            <span>{name}</span>
            <input
                class="input mono"
                type="text"
                inputmode="decimal"
                autocomplete="off"
                data-testid=testid
                aria-invalid=move || is_bad.get().then_some("true")
                prop:value=value
                on:input:target=move |ev| value.set(ev.target().value())
            />
        </label>
    }
}
