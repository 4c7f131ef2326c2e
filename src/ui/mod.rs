//! What a person sees: one component a file, grouped by room.
//!
//! Nothing here fetches, stores or encodes: components read `state`, call
//! `actions`, and say only what stands in `locales/`.

pub mod compare;
pub mod first;
pub mod icon;
pub mod icon_button;
pub mod later;
pub mod learn;
pub mod lens;
pub mod library;
pub mod markdown;
pub mod merging;
pub mod prompt;
pub mod run;
pub mod share;
pub mod shell;
pub mod side_by_side;
pub mod tab_model;
pub mod tokens;
pub mod wire;
