//! What is said of the model in this tab, in the reader's language.

use leptos::prelude::*;
use lollipop_core::{
    endpoint::{Preset, TAB_PRESET},
    lm::{LmFailure, LmTrouble},
};

use crate::{i18n::Locale, say, words::figure};

/// Bytes as whole megabytes.
pub fn megabytes(bytes: u64) -> String {
    figure(bytes.saturating_add(500_000) / 1_000_000)
}

/// What a preset is called.
pub fn preset_name(language: RwSignal<Locale>, preset: &Preset) -> String {
    if preset.id == TAB_PRESET {
        say!(language, lm.this_tab, model = preset.name)
    } else {
        preset.name.to_owned()
    }
}

/// What went wrong, and what to do next.
pub fn trouble(language: RwSignal<Locale>, trouble: &LmTrouble) -> (String, String) {
    match trouble {
        LmTrouble::Load(LmFailure::Absent) => {
            (say!(language, lm.fault.absent.title), say!(language, lm.fault.absent.advice))
        }
        LmTrouble::Load(LmFailure::Network) => {
            (say!(language, lm.fault.network.title), say!(language, lm.fault.network.advice))
        }
        LmTrouble::Load(LmFailure::Status(status)) => (
            say!(language, lm.fault.status.title, status = status.to_string()),
            say!(language, lm.fault.status.advice),
        ),
        LmTrouble::Load(LmFailure::Broken) => {
            (say!(language, lm.fault.broken.title), say!(language, lm.fault.broken.advice))
        }
        LmTrouble::Load(LmFailure::Architecture(name)) => (
            say!(language, lm.fault.architecture.title, name = name.clone()),
            say!(language, lm.fault.architecture.advice),
        ),
        LmTrouble::Load(LmFailure::Weights(name)) => (
            say!(language, lm.fault.weights.title, name = name.clone()),
            say!(language, lm.fault.weights.advice),
        ),
        LmTrouble::Load(LmFailure::Tokenizer(name)) => (
            say!(language, lm.fault.tokenizer.title, name = name.clone()),
            say!(language, lm.fault.tokenizer.advice),
        ),
        LmTrouble::Load(LmFailure::Memory { wanted }) => (
            say!(language, lm.fault.memory.title),
            say!(language, lm.fault.memory.advice, size = megabytes(*wanted)),
        ),
        LmTrouble::Died => (say!(language, lm.fault.died.title), say!(language, lm.fault.died.advice)),
        LmTrouble::NoWorker => {
            (say!(language, lm.fault.no_worker.title), say!(language, lm.fault.no_worker.advice))
        }
    }
}
