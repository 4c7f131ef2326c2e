//! The Next token tab.

use std::time::Duration;

use leptos::prelude::*;
use lollipop_core::{endpoint::Reach, lm::SITE_MODEL};

use super::{branches::Way, explorer::Explorer, run_section::RunSection};
use crate::{
    actions::{lens, lm, use_machinery},
    said, say,
    state::{lens::Asked, lm::LmStage, use_state},
    ui::{
        icon::{self, Icon},
        tab_model::{ModelLoad, TroubleHelp, megabytes, trouble},
    },
};

/// The chances follow the text when it has rested for so long, in milliseconds.
const REST_MS: u64 = 250;

/// Who is asked, the chances, the ways gone, and the last run.
#[component]
pub fn NextTab() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    // Reaches outside: the model in the tab is asked when the prompt rests.
    let pending = StoredValue::new_local(None::<TimeoutHandle>);
    let is_loaded = Memo::new(move |_| state.lm.stage.with(|it| matches!(it, LmStage::Loaded(_))));
    let is_empty = Memo::new(move |_| state.draft.with(|it| it.sent_texts().all(str::is_empty)));
    Effect::new(move || {
        state.draft.track();
        state.chances().asked.track();
        is_loaded.track();
        if let Some(timer) = pending.get_value() {
            timer.clear();
        }
        let look = move || {
            lens::renew(state);
            lens::look_in_tab(state, machinery);
        };
        pending.set_value(set_timeout_with_handle(look, Duration::from_millis(REST_MS)).ok());
    });
    on_cleanup(move || {
        if let Some(timer) = pending.get_value() {
            timer.clear();
        }
    });
    let needs_model = move || state.chances().asked.get() == Asked::Tab && !is_loaded.get();
    view! {
        <div class="lens" data-testid="lens">
            <AskedSwitch/>
            <Show
                when=move || !needs_model()
                fallback=|| view! { <LoadModel/> }
            >
                <Show
                    when=move || !is_empty.get()
                    fallback=move || view! {
                        <div class="empty" data-testid="lens-empty">
                            <p class="empty-title">{said!(language, lens.empty_title)}</p>
                            <p class="muted">{said!(language, lens.empty)}</p>
                        </div>
                    }
                >
                    <Explorer/>
                    <Way/>
                </Show>
            </Show>
            <RunSection/>
        </div>
    }
}

/// Who gives the chances, where there is a choice.
#[component]
fn AskedSwitch() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let host = Memo::new(move |_| {
        state
            .target()
            .with(|it| it.as_ref().ok().filter(|it| it.reach != Reach::Tab).map(|it| it.host.clone()))
    });
    move || {
        host.get().map(|host| {
            view! {
                <fieldset class="segments" data-testid="lens-asked">
                    <legend class="visually-hidden">{said!(language, lens.ask_whom)}</legend>
                    <Choice asked=Asked::Endpoint testid="lens-endpoint">{host}</Choice>
                    <Choice asked=Asked::Tab testid="lens-tab">{said!(language, lens.ask_tab)}</Choice>
                </fieldset>
            }
        })
    }
}

#[component]
fn Choice(asked: Asked, testid: &'static str, children: Children) -> impl IntoView {
    let state = use_state();
    view! {
        <label>
            <input
                type="radio"
                name="lens-asked"
                data-testid=testid
                prop:checked=move || state.chances().asked.get() == asked
                on:change=move |_| state.lens.chosen.set(Some(asked))
            />
            {children()}
        </label>
    }
}

/// The model is loaded when a person says so, and its size is said before.
#[component]
fn LoadModel() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let is_loading = Memo::new(move |_| state.lm.stage.with(|it| matches!(it, LmStage::Loading { .. })));
    let failed = Memo::new(move |_| {
        state.lm.stage.with(|it| match it {
            LmStage::Failed(why) => Some(why.clone()),
            _ => None,
        })
    });
    view! {
        <div class="empty lens-load" data-testid="lens-load">
            <p class="empty-title">{said!(language, lens.load_title)}</p>
            <p class="muted">{said!(language, lens.load)}</p>
            {move || failed.get().map(|why| {
                let said = {
                    let why = why.clone();
                    Memo::new(move |_| trouble(language, &why))
                };
                view! {
                    <p class="notice" data-verdict="bad" role="alert" data-testid="lens-load-failed">
                        <Icon path=icon::WARN/>
                        <span><b>{move || said.get().0}</b> " " {move || said.get().1}</span>
                    </p>
                    <TroubleHelp trouble=why/>
                }
            })}
            <Show when=move || !is_loading.get()>
                <button
                    class="button"
                    type="button"
                    data-kind="primary"
                    data-testid="lens-load-button"
                    on:click=move |_| lm::load(state, machinery)
                >
                    {move || say!(language, lens.load_button, size = megabytes(SITE_MODEL.bytes))}
                </button>
            </Show>
            <ModelLoad/>
        </div>
    }
}
