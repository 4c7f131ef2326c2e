//! The panel of the model in this tab: its state, its figures, its buttons.

use leptos::prelude::*;
use lollipop_core::lm::{LmAbout, SITE_MODEL};

use super::{
    load::{ModelFile, ModelLoad, TroubleHelp},
    megabytes, trouble,
};
use crate::{
    actions::{lm, use_machinery},
    browser::file::Brought,
    i18n::Locale,
    said, say,
    state::{AppState, lm::LmStage, use_state},
    ui::icon::{self, Icon},
    words::figure,
};

/// Stands in the place of address and key where the model is in this tab.
#[component]
pub fn ModelPanel() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    view! {
        <section
            class="tab-model section"
            aria-label=said!(language, lm.panel)
            data-testid="model-panel"
            on:drop=move |ev| {
                if let Some(file) = Brought::dropped(&ev).filter(Brought::is_gguf) {
                    ev.prevent_default();
                    lm::load_file(state, machinery, file);
                }
            }
        >
            <p class="section-note">{said!(language, lm.private)} " " {said!(language, lm.small)}</p>
            <div role="status" data-testid="model-state">
                {move || match state.lm.stage.get() {
                    LmStage::Idle => view! { <p>{move || idle(state)}</p> }.into_any(),
                    LmStage::Loading { .. } => ().into_any(),
                    LmStage::Loaded(about) => view! { <Loaded about/> }.into_any(),
                    LmStage::Failed(why) => {
                        let said = {
                            let why = why.clone();
                            Memo::new(move |_| trouble(language, &why))
                        };
                        view! {
                            <p class="notice" data-verdict="bad" data-testid="model-fault">
                                <Icon path=icon::WARN/>
                                <span><b>{move || said.get().0}</b> " " {move || said.get().1}</span>
                            </p>
                            <TroubleHelp trouble=why/>
                        }
                        .into_any()
                    }
                }}
            </div>
            <ModelLoad/>
            <Buttons/>
            <p class="section-note">{said!(language, lm.drop_hint)}</p>
        </section>
    }
}

fn idle(state: AppState) -> String {
    let size = megabytes(SITE_MODEL.bytes);
    if state.lm.kept.get() == Some(true) {
        say!(state.language, lm.idle_kept, size)
    } else {
        say!(state.language, lm.idle_fetch, size)
    }
}

#[component]
fn Loaded(about: LmAbout) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let (name, chats) = (about.name.clone(), about.chats);
    let kept = move || {
        let is_file = state.lm.file.with(Option::is_some);
        match (is_file, about.kept, state.lm.lasting.get()) {
            (true, ..) => say!(language, lm.from_disk),
            (false, false, _) => say!(language, lm.not_kept),
            (false, true, Some(false)) => {
                format!("{} {}", say!(language, lm.kept), say!(language, lm.may_vanish))
            }
            (false, true, _) => say!(language, lm.kept),
        }
    };
    let parameters = parameters_said(language, about.parameters);
    let megabytes_said = move |bytes: u64| move || say!(language, lm.mb, count = megabytes(bytes));
    let window = about.context_tokens;
    view! {
        <p class="tab-model-name">
            <Icon path=icon::CHECK/>
            <span>{move || say!(language, lm.loaded, name = name.clone())}</span>
        </p>
        <dl class="facts" data-testid="model-facts">
            <div class="fact"><dt>{said!(language, lm.parameters)}</dt><dd>{parameters}</dd></div>
            <div class="fact">
                <dt>{said!(language, lm.window)}</dt>
                <dd>{move || say!(language, lm.tokens, count = figure(window))}</dd>
            </div>
            <div class="fact"><dt>{said!(language, lm.memory)}</dt><dd>{megabytes_said(about.memory_bytes)}</dd></div>
            <div class="fact"><dt>{said!(language, lm.file_size)}</dt><dd>{megabytes_said(about.file_bytes)}</dd></div>
        </dl>
        <p class="section-note" data-testid="model-kept">{kept}</p>
        {(!chats).then(|| view! { <p class="notice" data-verdict="warn"><span>{said!(language, lm.no_template)}</span></p> })}
    }
}

/// English counts in millions, Chinese in hundreds of millions.
fn parameters_said(language: RwSignal<Locale>, count: u64) -> impl Fn() -> String {
    move || {
        let millions = format!("{:.0}", count as f64 / 1e6);
        let yi = format!("{:.2}", count as f64 / 1e8);
        say!(language, lm.millions, millions = millions, yi = yi)
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let is = move |wanted: fn(&LmStage) -> bool| Memo::new(move |_| state.lm.stage.with(wanted));
    let may_load = is(|it| matches!(it, LmStage::Idle | LmStage::Failed(_)));
    let is_loaded = is(|it| matches!(it, LmStage::Loaded(_)));
    let is_file = Memo::new(move |_| is_loaded.get() && state.lm.file.with(Option::is_some));
    let load = move |_| {
        lm::choose(state);
        lm::load(state, machinery);
    };
    view! {
        <div class="actions">
            <Show when=move || may_load.get() || is_file.get()>
                <button class="button" type="button" data-size="small" data-testid="model-load-now" on:click=load>
                    <Icon path=icon::DOWN/>
                    {move || if is_file.get() {
                        say!(language, lm.use_site, model = SITE_MODEL.name)
                    } else {
                        say!(language, lm.load)
                    }}
                </button>
            </Show>
            <Show when=move || is_loaded.get()>
                <button
                    class="button"
                    type="button"
                    data-size="small"
                    data-testid="model-free"
                    on:click=move |_| lm::free(state, machinery)
                >
                    {said!(language, lm.free)}
                </button>
            </Show>
            <Show when=move || state.lm.kept.get() == Some(true)>
                <button
                    class="button"
                    type="button"
                    data-size="small"
                    data-testid="model-delete"
                    on:click=move |_| lm::forget(state, machinery)
                >
                    <Icon path=icon::BIN/>
                    {move || say!(language, lm.delete, size = megabytes(SITE_MODEL.bytes))}
                </button>
            </Show>
            <ModelFile/>
        </div>
    }
}
