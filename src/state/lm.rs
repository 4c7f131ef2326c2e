//! What the page knows of the model in this tab.

use std::sync::Arc;

use leptos::prelude::*;
use lollipop_core::lm::{LmAbout, LmTrouble, Spelling};

/// Where the model is.
#[derive(Clone, Debug, PartialEq)]
pub enum LmStage {
    /// Not in memory.
    Idle,
    /// On its way. Unit: bytes. When all are there it is being prepared.
    Loading { received: u64, total: u64 },
    /// In memory, and it answers.
    Loaded(LmAbout),
    /// It could not be loaded, or it is gone.
    Failed(LmTrouble),
}

/// Signals of the model in this tab; copied, not cloned.
#[derive(Clone, Copy)]
pub struct LmState {
    pub stage: RwSignal<LmStage>,
    /// What its tokens stand for, as long as it is loaded.
    pub spelling: RwSignal<Option<Arc<Spelling>>>,
    /// Whether the browser keeps the site's model; `None` until that is known.
    pub kept: RwSignal<Option<bool>>,
    /// Whether the browser promises not to delete it when space gets tight;
    /// `None` until it was asked.
    pub lasting: RwSignal<Option<bool>>,
    /// The name of the file from disk that is loaded or being loaded, in place
    /// of the site's model.
    pub file: RwSignal<Option<String>>,
}

impl LmState {
    pub fn new() -> Self {
        Self {
            stage: RwSignal::new(LmStage::Idle),
            spelling: RwSignal::new(None),
            kept: RwSignal::new(None),
            lasting: RwSignal::new(None),
            file: RwSignal::new(None),
        }
    }

    /// What is loaded, if anything is.
    pub fn about(self) -> Option<LmAbout> {
        self.stage.with(|stage| match stage {
            LmStage::Loaded(about) => Some(about.clone()),
            _ => None,
        })
    }
}
