//! A link to what is on the page.

mod embed;

use embed::EmbedSnippet;
use leptos::{html::Dialog, prelude::*, task::spawn_local};
use lollipop_core::demo::MAX_FRAGMENT_BYTES;

use crate::{
    actions::open,
    browser::{clipboard, dom},
    said, say,
    state::use_state,
    ui::icon::{self, Icon},
    words::figure,
};

/// Longest link that strict mail programs keep whole, in characters.
const STRICT_MAIL: usize = 2000;

/// The share dialog: what leaves, and the link.
#[component]
pub fn ShareDialog() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let dialog = NodeRef::<Dialog>::new();
    let with_endpoint = RwSignal::new(true);
    let copied = RwSignal::new(None::<bool>);
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            dom::show_dialog(&dialog, state.sharing.get());
        }
    });
    // Made only while the dialog is open: it deflates the whole draft.
    let link =
        Memo::new(
            move |_| if state.sharing.get() { open::link(state, with_endpoint.get()) } else { String::new() },
        );
    let copy = move |_| {
        let link = link.get_untracked();
        spawn_local(async move { copied.set(Some(clipboard::copy(&link).await)) });
    };
    // What no page would open is not offered.
    let too_long =
        move || link.with(|link| link.split_once('#').is_some_and(|it| it.1.len() > MAX_FRAGMENT_BYTES));
    let length = move || {
        let length = link.with(String::len);
        let count = figure(length as u64);
        if too_long() {
            return say!(language, share.too_long, count);
        }
        if length <= STRICT_MAIL {
            say!(language, share.fits, count)
        } else {
            say!(language, share.long, count)
        }
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="share-title" on:close=move |_| {
            state.sharing.set(false);
            copied.set(None);
        }>
            <div class="dialog-head">
                <h2 class="dialog-title" id="share-title">{said!(language, share.title)}</h2>
                <button
                    class="button"
                    type="button"
                    data-kind="quiet"
                    data-icon-only=""
                    aria-label=said!(language, share.close)
                    on:click=move |_| state.sharing.set(false)
                >
                    <Icon path=icon::CROSS/>
                </button>
            </div>
            <p>{said!(language, share.what)}</p>
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    data-testid="share-endpoint"
                    prop:checked=with_endpoint
                    on:change:target=move |ev| with_endpoint.set(ev.target().checked())
                />
                {move || {
                    let url = state.draft.with(|draft| draft.base_url.clone());
                    say!(language, share.with_endpoint, url)
                }}
            </label>
            <div class="share-line">
                <input
                    class="input mono"
                    readonly
                    data-testid="share-url"
                    aria-label=said!(language, share.link)
                    prop:value=link
                    on:focus:target=move |ev| ev.target().select()
                />
                <button class="button" type="button" data-kind="primary" data-testid="share-copy" disabled=too_long on:click=copy>
                    <Icon path=icon::COPY/>
                    {move || match copied.get() {
                        Some(true) => say!(language, share.copied),
                        _ => say!(language, share.copy),
                    }}
                </button>
            </div>
            <p class="section-note" role="status">
                {length}
                {move || (copied.get() == Some(false)).then(|| say!(language, share.copy_refused))}
            </p>
            <EmbedSnippet link=link/>
        </dialog>
    }
}
