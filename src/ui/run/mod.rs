//! What came back: the stream, the account, and why it failed if it did.

mod account;
mod doctor;
pub mod fault;
mod recorded_badge;
mod run_bar;
mod run_tab;

use leptos::prelude::*;

pub use doctor::Command;
pub use run_bar::RunBar;
use run_tab::RunTab;

use crate::part_view;

part_view! {
    /// The Run tab.
    pub RUN = run_tab_view in run: view! { <RunTab/> }
}
