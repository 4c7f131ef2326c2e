//! The left half: what is sent.

mod connection;
mod field;
mod figures;
mod message_card;
mod paint;
mod pane;
mod params;
mod receipt;
mod send_bar;

pub use field::PromptField;
pub use message_card::role_label;
pub use pane::PromptPane;
