//! A link to what is on the page, or a file of it.

use leptos::{html::Dialog, prelude::*, task::spawn_local};
use lollipop_core::{
    demo::{MAX_FRAGMENT_BYTES, Picks},
    qr::qr,
    secrets::{Secret, secrets},
};

use super::{embed::EmbedSnippet, leaving::Leaving, qr_code::QrCode, secret_stop::SecretStop};
use crate::{
    actions::share,
    browser::{clipboard, dom},
    part_view, said, say,
    state::use_state,
    ui::{
        icon::{self, Icon},
        icon_button::CloseButton,
        later::Later,
    },
    words::figure,
};

/// Longest link that strict mail programs keep whole, in characters.
const STRICT_MAIL: usize = 2_000;
/// Longest link that chat programs and browsers take without trouble.
const COMFORTABLE: usize = 8_000;
/// Longest link that is offered.
const MOST: usize = 16_000;

/// The share dialog: what leaves, the link, its picture, the file.
#[component]
pub fn ShareDialog() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            dom::show_dialog(&dialog, state.sharing.get());
        }
    });
    view! {
        <dialog
            class="dialog share"
            node_ref=dialog
            aria-labelledby="share-title"
            on:close=move |_| state.sharing.set(false)
        >
            <div class="dialog-head">
                <h2 class="dialog-title" id="share-title">{said!(language, share.title)}</h2>
                <CloseButton label=Signal::derive(said!(language, share.close)) on_close=move || state.sharing.set(false)/>
            </div>
            // Made only while the dialog is open: it packs the whole draft.
            <Show when=move || state.sharing.get()>
                <Later part=SHARING/>
            </Show>
        </dialog>
    }
}

part_view! {
    SHARING = sharing in travel: view! { <Sharing/> }
}

#[component]
fn Sharing() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    // The answer to another prompt goes along only if that is wanted.
    let picks = RwSignal::new(Picks { recorded: untrack(|| !state.record_is_stale()), ..Picks::default() });
    let confirmed = RwSignal::new(Vec::<Secret>::new());
    let copied = RwSignal::new(None::<bool>);
    let saved = RwSignal::new(None::<bool>);
    let with_picture = RwSignal::new(false);
    let demo = Memo::new(move |_| share::demo(state, picks.get()));
    let link = Memo::new(move |_| demo.with(share::link));
    let found = Memo::new(move |_| demo.with(secrets));
    let stopped = Memo::new(move |_| found.with(|found| !found.is_empty() && *found != confirmed.get()));
    let length = Memo::new(move |_| link.with(String::len));
    // What no page would open is not offered.
    let too_long = Memo::new(move |_| {
        link.with(|it| {
            it.len() > MOST || it.split_once('#').is_some_and(|it| it.1.len() > MAX_FRAGMENT_BYTES)
        })
    });
    let offered = Memo::new(move |_| !stopped.get() && !too_long.get());
    // The link is read first: what is derived of it may stay when it changes.
    let shown = Memo::new(move |_| {
        let link = link.get();
        if offered.get() { link } else { String::new() }
    });
    let picture = Memo::new(move |_| shown.with(|it| if it.is_empty() { None } else { qr(it) }));
    let fit = move || {
        let count = figure(length.get() as u64);
        match length.get() {
            _ if too_long.get() => say!(language, travel.too_long, count),
            length if length <= STRICT_MAIL => say!(language, travel.fits, count),
            length if length <= COMFORTABLE => say!(language, travel.comfortable, count),
            _ => say!(language, travel.long, count),
        }
    };
    let verdict = move || match length.get() {
        0..=COMFORTABLE => "good",
        _ => "warn",
    };
    let copy = move |_| {
        let link = link.get_untracked();
        spawn_local(async move { copied.set(Some(clipboard::copy(&link).await)) });
    };
    Effect::new(move |before: Option<()>| {
        link.track();
        // What was copied is no longer what is offered.
        if before.is_some() {
            copied.set(None);
        }
    });
    view! {
        <Leaving picks demo/>
        <SecretStop found stopped confirmed/>
        <div class="share-line">
            <input
                class="input mono"
                readonly
                data-testid="share-url"
                aria-label=said!(language, share.link)
                prop:value=shown
                on:focus:target=move |ev| ev.target().select()
            />
            <button
                class="button"
                type="button"
                data-kind="primary"
                data-testid="share-copy"
                disabled=move || !offered.get()
                on:click=copy
            >
                <Icon path=icon::COPY/>
                {move || if copied.get() == Some(true) { say!(language, share.copied) } else { say!(language, share.copy) }}
            </button>
        </div>
        <p class="section-note" role="status">
            <span class="badge" data-verdict=verdict data-testid="share-length">{fit}</span>
            {move || (copied.get() == Some(false)).then(|| view! { <span>{say!(language, share.copy_refused)}</span> })}
            {move || (saved.get() == Some(false)).then(|| view! { <span>{say!(language, travel.save_refused)}</span> })}
        </p>
        <div class="share-ways">
            <button
                class="button"
                type="button"
                data-testid="share-file"
                disabled=move || stopped.get()
                on:click=move |_| saved.set(Some(demo.with_untracked(share::save)))
            >
                <Icon path=icon::DOWN/>
                {said!(language, travel.save)}
            </button>
            <button
                class="button"
                type="button"
                data-testid="share-qr"
                aria-expanded=move || with_picture.get().to_string()
                disabled=move || picture.with(Option::is_none)
                on:click=move |_| with_picture.update(|it| *it = !*it)
            >
                {said!(language, travel.qr)}
            </button>
            {move || (offered.get() && picture.with(Option::is_none)).then(|| view! {
                <span class="muted">{say!(language, travel.no_qr)}</span>
            })}
        </div>
        <Show when=move || with_picture.get()>
            <QrCode picture/>
        </Show>
        <EmbedSnippet link=shown/>
    }
}
