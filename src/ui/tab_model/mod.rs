//! The model in this tab: where it is, and what can be done with it.

mod load;
mod panel;
mod words;

pub use load::{ModelLoad, TroubleHelp};
pub use panel::ModelPanel;
pub use words::{megabytes, preset_name, trouble};
