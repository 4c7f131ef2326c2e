//! Verbs on the model in this tab: load it, free it, delete it.
//!
//! Nothing is fetched unless a person sends, or asks for it.

use leptos::{prelude::*, task::spawn_local};
use lollipop_core::{
    endpoint::Reach,
    lm::{LmSource, LmTrouble, SITE_MODEL, TAB_BASE_URL},
};

use super::{Machinery, compare, edit, send, tokenize};
use crate::{
    browser::{
        endpoint::Stopper,
        file::Brought,
        lm::{LmClient, LmEvent},
        model_store, page,
    },
    state::{AppState, lm::LmStage},
};

/// Gets ready for a model without loading one.
pub fn start(state: AppState) {
    see_what_is_kept(state);
}

/// The handle on the model's worker, for what asks it directly. A model may
/// have to be loaded first: see [`ready`].
pub fn client(state: AppState, machinery: Machinery) -> LmClient {
    machinery.lm.get_value().unwrap_or_else(|| {
        let client = LmClient::new(move |event| hear(state, event));
        machinery.lm.set_value(Some(client.clone()));
        client
    })
}

/// Whether the prompt goes to the model in this tab. Subscribes.
pub fn is_chosen(state: AppState) -> bool {
    state.target().with(|target| target.as_ref().is_ok_and(|it| it.reach == Reach::Tab))
}

/// Sends to the model in this tab from now on.
pub fn choose(state: AppState) {
    state.draft.update(|draft| TAB_BASE_URL.clone_into(&mut draft.base_url));
    edit::choose_model(state, SITE_MODEL.name.to_owned());
}

/// Loads the site's model.
pub fn load(state: AppState, machinery: Machinery) {
    state.lm.file.set(None);
    client(state, machinery).load(SITE_MODEL.source(&page::site()), None);
}

/// Loads a model from a file that the person chose, and counts with its
/// tokenizer. It is not kept.
pub fn load_file(state: AppState, machinery: Machinery, file: Brought) {
    let client = client(state, machinery);
    stop_all(state, machinery);
    let name = file.name();
    state.lm.file.set(Some(name.clone()));
    state.draft.update(|draft| TAB_BASE_URL.clone_into(&mut draft.base_url));
    client.load(LmSource::File { name }, Some(&file));
    spawn_local(async move {
        if client.loaded().await.is_ok()
            && let Some(about) = untrack(|| state.lm.about())
        {
            edit::choose_model(state, about.name);
            state.draft.update(|draft| draft.window = Some(about.context_tokens));
            tokenize::import(state, machinery, file);
        }
    });
}

/// The worker with a model in it; loads the site's if there is none. Stopping
/// stops the loading.
///
/// # Errors
/// Why there is none; nothing where it was stopped.
pub async fn ready(
    state: AppState,
    machinery: Machinery,
    stopper: &Stopper,
) -> Result<LmClient, Option<LmTrouble>> {
    let client = client(state, machinery);
    let stage = state.lm.stage.get_untracked();
    if matches!(stage, LmStage::Loaded(_)) {
        return Ok(client);
    }
    if !matches!(stage, LmStage::Loading { .. }) {
        load(state, machinery);
    }
    let to_free = client.clone();
    stopper.on_stop(move || {
        if matches!(state.lm.stage.get_untracked(), LmStage::Loading { .. }) {
            to_free.free();
        }
    });
    match client.loaded().await {
        _ if stopper.is_stopped() => Err(None),
        Ok(()) => Ok(client),
        Err(trouble) => Err(Some(trouble)),
    }
}

/// Frees the model's memory, or stops loading it. What runs on it is stopped.
pub fn free(state: AppState, machinery: Machinery) {
    stop_all(state, machinery);
    client(state, machinery).free();
}

/// As [`free`], and deletes what the browser keeps of models.
pub fn forget(state: AppState, machinery: Machinery) {
    stop_all(state, machinery);
    client(state, machinery).forget();
}

/// Stops what the model is about to lose: the run, and those beside it.
fn stop_all(state: AppState, machinery: Machinery) {
    if untrack(|| is_chosen(state)) {
        send::stop(state, machinery);
        compare::stop(state, machinery);
    }
}

fn hear(state: AppState, event: LmEvent) {
    let lm = state.lm;
    match event {
        LmEvent::Progress { received, total } => lm.stage.set(LmStage::Loading { received, total }),
        LmEvent::Loaded(about, spelling) => {
            lm.spelling.set(Some(spelling));
            let is_kept = about.kept;
            lm.stage.set(LmStage::Loaded(about));
            if lm.file.with_untracked(Option::is_none) {
                lm.kept.set(Some(is_kept));
            }
            if is_kept {
                spawn_local(async move { lm.lasting.set(Some(model_store::ask_to_last().await)) });
            }
        }
        LmEvent::Freed => {
            lm.spelling.set(None);
            lm.stage.set(LmStage::Idle);
            see_what_is_kept(state);
        }
        LmEvent::Failed(trouble) => {
            lm.spelling.set(None);
            lm.stage.set(LmStage::Failed(trouble));
        }
    }
}

fn see_what_is_kept(state: AppState) {
    spawn_local(async move {
        state.lm.kept.set(Some(model_store::keeps(SITE_MODEL.sha256).await));
    });
}
