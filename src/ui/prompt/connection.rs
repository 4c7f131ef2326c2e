//! Where the prompt goes: a preset or any address, and the key for it.

use leptos::prelude::*;
use lollipop_core::endpoint::{PRESETS, preset_of};

use crate::{
    actions::{connect, settings},
    browser::dom,
    said, say,
    state::use_state,
};

/// Address and key.
#[component]
pub fn Connection() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let preset = move || {
        state
            .target()
            .with(|target| target.as_ref().ok().and_then(|it| preset_of(&it.origin)).map_or("", |it| it.id))
    };
    let key = move || {
        let origin = state.target().with(|target| target.as_ref().ok().map(|it| it.origin.clone()));
        origin
            .and_then(|origin| state.keys.with(|keys| keys.get(&origin).map(|key| key.expose().to_owned())))
            .unwrap_or_default()
    };
    let not_a_key = RwSignal::new(false);
    let key_hint =
        move || match state.target().with(|target| target.as_ref().ok().and_then(|it| preset_of(&it.origin)))
        {
            _ if not_a_key.get() => say!(language, connection.key_bad),
            Some(preset) if !preset.needs_key => say!(language, connection.key_not_needed),
            _ => say!(language, connection.key_hint),
        };
    let choose = move |id: String| match PRESETS.iter().find(|it| it.id == id) {
        Some(preset) => connect::use_preset(state, preset),
        None => {
            state.draft.update(|draft| draft.base_url.clear());
            dom::focus_soon(["[data-testid=base-url]".to_owned()]);
        }
    };
    view! {
        <section class="section" aria-label=said!(language, connection.name)>
            <h3 class="section-title">{said!(language, connection.name)}</h3>
            <div class="params">
                <label class="field">
                    <span class="field-name">{said!(language, connection.preset)}</span>
                    <select
                        class="select"
                        data-testid="preset"
                        prop:value=preset
                        on:change:target=move |ev| choose(ev.target().value())
                    >
                        <option value="" prop:selected=move || preset().is_empty()>
                            {said!(language, connection.other)}
                        </option>
                        {PRESETS
                            .iter()
                            .map(|it| view! {
                                <option value=it.id prop:selected=move || preset() == it.id>{it.name}</option>
                            })
                            .collect_view()}
                    </select>
                </label>
                <label class="field">
                    <span class="field-name">{said!(language, connection.base_url)}</span>
                    <input
                        class="input mono"
                        type="text"
                        inputmode="url"
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        data-testid="base-url"
                        placeholder="localhost:11434"
                        aria-invalid=move || state.target().with(Result::is_err).then_some("true")
                        prop:value=move || state.draft.with(|draft| draft.base_url.clone())
                        on:input:target=move |ev| state.draft.update(|draft| draft.base_url = ev.target().value())
                        on:change=move |_| connect::ask_models(state)
                    />
                </label>
            </div>
            <label class="field">
                <span class="field-name">
                    {said!(language, connection.key)}
                    <span class="field-hint">{key_hint}</span>
                </span>
                <input
                    class="input mono"
                    type="password"
                    autocomplete="new-password"
                    spellcheck="false"
                    data-testid="api-key"
                    prop:value=key
                    aria-invalid=move || not_a_key.get().then_some("true")
                    on:input:target=move |ev| not_a_key.set(!settings::set_key(state, &ev.target().value()))
                    on:change=move |_| connect::ask_models(state)
                />
            </label>
        </section>
    }
}
