//! The tokens of the prompt: ids, bytes, what shares a character.

mod byte_ruler;
mod cell;
mod chip;
mod token_card;
mod token_view;
mod tokens_tab;

pub use chip::{hex, marked, readable};
pub use tokens_tab::TokensTab;
