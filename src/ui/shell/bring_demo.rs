//! A demo from a file or an address, at the foot of the list of demos.

use leptos::prelude::*;

use crate::{
    actions::{share, use_machinery},
    browser::file::Brought,
    said,
    state::use_state,
};

/// Open a file, load an address.
#[component]
pub fn BringDemo(
    /// The popover to be closed.
    menu: &'static str,
) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let address = RwSignal::new(String::new());
    let choose = move |ev| {
        if let Some(file) = Brought::chosen(&ev) {
            share::open_file(state, machinery, file);
        }
    };
    view! {
        <div class="bring-demo">
            <label class="button file-button" data-size="small">
                {said!(language, travel.open_file)}
                <input class="visually-hidden" type="file" accept=".json" data-testid="demo-file" on:change=choose/>
            </label>
            <span class="menu-note">{said!(language, travel.open_file_hint)}</span>
            <label class="field">
                <span class="field-name">{said!(language, travel.load)}</span>
                <span class="share-line">
                    <input
                        class="input mono"
                        type="url"
                        placeholder="https://"
                        data-testid="demo-address"
                        prop:value=address
                        on:input:target=move |ev| address.set(ev.target().value())
                    />
                    <button
                        class="button"
                        type="button"
                        data-testid="load-address"
                        popovertarget=menu
                        popovertargetaction="hide"
                        disabled=move || address.with(|it| it.trim().is_empty())
                        on:click=move |_| share::offer(state, address.get_untracked())
                    >
                        {said!(language, travel.load_button)}
                    </button>
                </span>
            </label>
        </div>
    }
}
