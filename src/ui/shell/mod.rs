//! The frame of the page: header, context strip, notices.

mod bring_demo;
mod context_strip;
mod demo_menu;
mod header;
mod meter_bar;
mod new_release;
mod notices;

pub use context_strip::ContextStrip;
pub use demo_menu::{DemoMenu, classic_note, classic_title};
pub use header::Header;
pub use notices::{Notices, NoticesOfFirst};
