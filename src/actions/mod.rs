//! Verbs: what a person can make the page do. Each reads the state, calls the
//! browser layer, and applies what the core says.

pub mod compare;
pub mod connect;
pub mod edit;
pub mod exchange;
pub mod learn;
pub mod lens;
pub mod lessons;
pub mod library;
pub mod lm;
pub mod merging;
pub mod open;
pub mod parts;
pub mod replay;
pub mod send;
pub mod settings;
pub mod share;
pub mod side_by_side;
pub mod tokenize;

use leptos::prelude::*;

use crate::browser::{endpoint::Stopper, lm::LmClient, tokenizer::TokenizerClient};

/// Handles on the browser that verbs need; they are not state.
#[derive(Clone, Copy)]
pub struct Machinery {
    pub tokenizer: StoredValue<Option<TokenizerClient>, LocalStorage>,
    /// The model in this tab.
    pub lm: StoredValue<Option<LmClient>, LocalStorage>,
    /// Stops the run that is going on.
    pub stopper: StoredValue<Option<Stopper>, LocalStorage>,
    /// Stops the question for one token that is going on.
    pub lens_stopper: StoredValue<Option<Stopper>, LocalStorage>,
    /// Stops what runs beside the main run: runs side by side, a prompt tried on cases.
    pub side_stopper: StoredValue<Option<Stopper>, LocalStorage>,
    /// The last run's number.
    pub last_run: StoredValue<u32>,
}

impl Machinery {
    pub fn new() -> Self {
        Self {
            tokenizer: StoredValue::new_local(None),
            lm: StoredValue::new_local(None),
            stopper: StoredValue::new_local(None),
            lens_stopper: StoredValue::new_local(None),
            side_stopper: StoredValue::new_local(None),
            last_run: StoredValue::new(0),
        }
    }
}

/// The handles, from context.
pub fn use_machinery() -> Machinery {
    expect_context::<Machinery>()
}
