//! The left half: what is sent.

mod connection;
mod counting;
mod field;
mod figures;
mod message_card;
mod notes;
mod paint;
mod pane;
mod params;
mod receipt;
mod send_bar;

pub use field::PromptField;
pub use figures::count_of;
pub use pane::PromptPane;
