//! A model on its way, and the way on where it does not come.

use leptos::prelude::*;
use lollipop_core::lm::{LmFailure, LmTrouble};

use super::megabytes;
use crate::{
    actions::{lm, use_machinery},
    browser::file::Brought,
    said, say,
    state::{lm::LmStage, use_state},
    ui::{
        icon::{self, Icon},
        run::Command,
    },
};

/// What a site's keeper runs to add the model.
const ADD: &str = "cargo xtask models";

/// How far the model is, and the way to stop that; nothing while none is
/// being loaded.
#[component]
pub fn ModelLoad() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let far = Memo::new(move |_| match state.lm.stage.get() {
        LmStage::Loading { received, total } => Some((received, total)),
        _ => None,
    });
    let is_loading = Memo::new(move |_| far.with(Option::is_some));
    let words = move || {
        far.get().map(|(received, total)| {
            if received >= total {
                say!(language, lm.preparing)
            } else {
                say!(language, lm.progress, received = megabytes(received), total = megabytes(total))
            }
        })
    };
    // All there, but not ready: nobody knows how long that takes.
    let value = move || far.get().filter(|(received, total)| received < total).map(|it| it.0.to_string());
    view! {
        <Show when=move || is_loading.get()>
            <div class="load" data-testid="model-load">
                <progress
                    max=move || far.get().map_or(1, |it| it.1.max(1)).to_string()
                    value=value
                    aria-label=said!(language, lm.loading)
                ></progress>
                <span class="num">{words}</span>
                <button
                    class="button"
                    type="button"
                    data-size="small"
                    data-testid="model-cancel"
                    on:click=move |_| lm::free(state, machinery)
                >
                    <Icon path=icon::STOP/>
                    {said!(language, lm.cancel)}
                </button>
            </div>
        </Show>
    }
}

/// What helps beside trying again: the command that adds the model, or a file.
#[component]
pub fn TroubleHelp(trouble: LmTrouble) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let is_absent = trouble == LmTrouble::Load(LmFailure::Absent);
    view! {
        {is_absent.then(|| view! {
            <div class="section">
                <p class="section-note">{said!(language, lm.add_command)}</p>
                <Command label=Signal::derive(said!(language, fault.any_system)) command=ADD.to_owned()/>
            </div>
        })}
    }
}

/// The button that chooses a model's file.
#[component]
pub fn ModelFile() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let choose = move |ev| {
        if let Some(file) = Brought::chosen(&ev) {
            lm::load_file(state, machinery, file);
        }
    };
    view! {
        <label class="button file-button" data-size="small" title=said!(language, lm.drop_hint)>
            {said!(language, lm.choose_file)}
            <input class="visually-hidden" type="file" accept=".gguf" data-testid="model-file" on:change=choose/>
        </label>
    }
}
