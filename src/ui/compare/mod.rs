//! Several runs of one prompt, side by side.

mod column;
mod settings;
mod tab;

use leptos::prelude::*;

use tab::CompareTab;

use crate::part_view;

part_view! {
    /// The Compare tab.
    pub COMPARE = compare_tab_view in compare: view! { <CompareTab/> }
}
