//! The cross in a corner.

use leptos::prelude::*;

use super::icon::{self, Icon};

/// Closes or dismisses something.
#[component]
pub fn CloseButton(
    /// What it does, for who cannot see the cross.
    #[prop(into)]
    label: Signal<String>,
    #[prop(optional)] testid: Option<&'static str>,
    on_close: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            class="button"
            type="button"
            data-kind="quiet"
            data-icon-only=""
            data-testid=testid
            aria-label=label
            title=label
            on:click=move |_| on_close()
        >
            <Icon path=icon::CROSS/>
        </button>
    }
}
