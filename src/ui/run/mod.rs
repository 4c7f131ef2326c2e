//! What came back: the stream, the account, and why it failed if it did.

mod account;
mod doctor;
pub mod fault;
mod recorded_badge;
mod run_bar;
mod run_tab;

pub use run_bar::RunBar;
pub use run_tab::RunTab;
