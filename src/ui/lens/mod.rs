//! The Next token tab: one distribution, one choice, one more token; and a
//! finished text coloured by surprise.

mod bar;
mod branches;
mod explorer;
mod fault;
mod guess;
mod landing;
mod next_tab;
mod rows;
mod run_section;
mod sliders;
mod surprise;
mod token_text;

use leptos::prelude::*;

use crate::part_view;
use next_tab::NextTab;

part_view! {
    /// The Next token tab.
    pub NEXT = next_tab_view in run: view! { <NextTab/> }
}
