//! A new release is ready: said once, taken when the person wants it.

use leptos::prelude::*;

use crate::{
    browser::page,
    said,
    state::use_state,
    ui::{
        icon::{self, Icon},
        icon_button::CloseButton,
    },
};

/// Nothing changes under a person's hands: the page goes on as it is until
/// Reload.
#[component]
pub fn NewRelease() -> impl IntoView {
    let language = use_state().language;
    // Local on purpose: no other component reads it.
    let ready = RwSignal::new(page::new_release_is_ready());
    let listener = window_event_listener_untyped(page::NEW_RELEASE, move |_| ready.set(true));
    on_cleanup(move || listener.remove());
    view! {
        <Show when=move || ready.get()>
            <p class="notice" data-testid="new-release">
                <Icon path=icon::INFO/>
                <span>{said!(language, offline.new_release)}</span>
                <button
                    class="button"
                    type="button"
                    data-size="small"
                    data-testid="take-release"
                    on:click=move |_| page::take_new_release()
                >
                    <Icon path=icon::REDO/>
                    {said!(language, offline.reload)}
                </button>
                <CloseButton label=Signal::derive(said!(language, notice.dismiss)) on_close=move || ready.set(false)/>
            </p>
        </Show>
    }
}
