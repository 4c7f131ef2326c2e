//! Verbs on the endpoint: which models it lists, whether it is there at all.

use leptos::{prelude::*, task::spawn_local};
use lollipop_core::{
    endpoint::{PRESETS, Preset, Reach, TAB_PRESET, Target, preset_of, resolve},
    lm::SITE_MODEL,
    wire::parse_models,
};

use super::lm;
use crate::{
    browser::{
        dom,
        endpoint::{Stopper, get},
    },
    part_verb,
    state::{AppState, Offered},
};

/// Fills in a preset's address. The model stays unless it is empty, or the one
/// in this tab.
pub fn use_preset(state: AppState, preset: &'static Preset) {
    if preset.id == TAB_PRESET {
        return lm::choose(state);
    }
    let was_here = state.draft.with_untracked(|draft| draft.model == SITE_MODEL.name);
    state.draft.update(|draft| {
        preset.base_url.clone_into(&mut draft.base_url);
        if draft.model.trim().is_empty() || was_here {
            preset.example_model.clone_into(&mut draft.model);
        }
    });
    ask_models(state);
}

part_verb! {
    /// Gets ready for a server of the person's own choice.
    pub async fn use_own_endpoint in workbench(state: AppState) {
        if let Some(server) = PRESETS.iter().find(|it| it.needs_key) {
            use_preset(state, server);
        }
        dom::focus_soon(["[data-testid=base-url]".to_owned()]);
    }
}

/// Asks the endpoint which models it has, where that needs no key or a key is
/// bound to it. Silence and errors are no news: the list is an offer.
pub fn ask_models(state: AppState) {
    let Ok(models) = state.draft.with_untracked(|it| resolve(&it.base_url, Target::Models)) else { return };
    let key = state.keys.with_untracked(|keys| keys.get(&models.origin).cloned());
    let refuses = key.is_none() && preset_of(&models.origin).is_some_and(|it| it.needs_key);
    if refuses || matches!(models.reach, Reach::PlainRemote | Reach::Tab) {
        return;
    }
    spawn_local(async move {
        let Ok(answer) = get(&models, key.as_ref(), &Stopper::new()).await else { return };
        if answer.head.status != 200 {
            return;
        }
        let Ok(body) = answer.bytes().await else { return };
        // A late list of an endpoint that was left since is no offer.
        let here = state.draft.with_untracked(|it| resolve(&it.base_url, Target::Models));
        let still = here.is_ok_and(|it| it.origin == models.origin);
        if let Some(list) = parse_models(&body).ok().filter(|_| still) {
            state.offered.set(Offered { origin: Some(models.origin), models: list });
        }
    });
}
