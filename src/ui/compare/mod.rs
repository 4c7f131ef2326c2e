//! Several runs of one prompt, side by side.

mod column;
mod settings;
mod tab;

pub use tab::CompareTab;
