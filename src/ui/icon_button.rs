//! Buttons that are an icon and nothing else.

use leptos::prelude::*;

use super::icon::{self, Icon};

/// A quiet button with an icon.
#[component]
pub fn IconButton(
    /// One of [`icon`].
    path: &'static str,
    /// What it does, for who cannot see the icon, or does not know it.
    #[prop(into)]
    label: Signal<String>,
    #[prop(into)] testid: Option<&'static str>,
    #[prop(optional)] disabled: Signal<bool>,
    on_press: impl Fn() + 'static,
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
            disabled=disabled
            on:click=move |_| on_press()
        >
            <Icon path/>
        </button>
    }
}

/// The cross in a corner: closes or dismisses something.
#[component]
pub fn CloseButton(
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] testid: Option<&'static str>,
    on_close: impl Fn() + 'static,
) -> impl IntoView {
    view! { <IconButton path=icon::CROSS label testid on_press=on_close/> }
}
