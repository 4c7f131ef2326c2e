//! What the page says once, with the way back.

use leptos::prelude::*;
use lollipop_bpe::ImportError;
use lollipop_core::demo::DemoError;

use super::new_release::NewRelease;
use crate::{
    actions::{edit, open, share, use_machinery},
    i18n::Locale,
    part_view, said, say,
    state::{LoadFault, Notice, use_state},
    ui::{
        icon::{self, Icon},
        icon_button::CloseButton,
        later::Later,
    },
    words::figure,
};

/// The line of notices under the context strip.
#[component]
pub fn Notices() -> impl IntoView {
    view! {
        <div class="notices" role="status">
            <AllNotices/>
        </div>
    }
}

/// The line of notices of the first page, which has hardly ever one to show:
/// they come with the workbench, or when there is something to be said.
#[component]
pub fn NoticesOfFirst() -> impl IntoView {
    let state = use_state();
    let is_needed = Memo::new(move |_| {
        state.parts_came.get()
            || state.notice.with(Option::is_some)
            || state.replaced.with(Option::is_some)
            || state.proposal.with(Option::is_some)
            || state.load_offer.with(Option::is_some)
    });
    view! {
        <div class="notices" role="status">
            <Show when=move || is_needed.get()>
                <Later part=NOTICES/>
            </Show>
        </div>
    }
}

part_view! {
    NOTICES = notices in workbench: view! { <AllNotices/> }
}

#[component]
fn AllNotices() -> impl IntoView {
    view! {
        <NewRelease/>
        <EndpointProposal/>
        <LoadOffer/>
        <ReplacedDraft/>
        <OneNotice/>
    }
}

/// An endpoint that a link proposes; nothing is sent there before Accept.
#[component]
fn EndpointProposal() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    move || {
        state.proposal.get().map(|url| {
            view! {
                <p class="notice" data-verdict="warn" data-testid="endpoint-proposal">
                    <Icon path=icon::WARN/>
                    <span>
                        {said!(language, link.proposal)} " "
                        <b class="mono">{url}</b>
                        " " {said!(language, link.proposal_hint)}
                    </span>
                    <button
                        class="button"
                        type="button"
                        data-size="small"
                        data-testid="accept-endpoint"
                        on:click=move |_| open::accept_endpoint(state)
                    >
                        {said!(language, link.accept)}
                    </button>
                    <button
                        class="button"
                        type="button"
                        data-size="small"
                        data-testid="decline-endpoint"
                        on:click=move |_| state.proposal.set(None)
                    >
                        {said!(language, link.decline)}
                    </button>
                </p>
            }
        })
    }
}

/// An address that a demo would be loaded from; nobody is asked before Load.
#[component]
fn LoadOffer() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    move || {
        state.load_offer.get().map(|address| {
            view! {
                <p class="notice" data-verdict="warn" data-testid="load-offer">
                    <Icon path=icon::WARN/>
                    <span>
                        {said!(language, travel.load_offer)} " "
                        <b class="mono">{address.host}</b>
                        " " {said!(language, travel.load_offer_hint)}
                    </span>
                    <button
                        class="button"
                        type="button"
                        data-size="small"
                        data-testid="accept-load"
                        on:click=move |_| share::load(state, machinery)
                    >
                        {said!(language, travel.load_button)}
                    </button>
                    <button
                        class="button"
                        type="button"
                        data-size="small"
                        data-testid="decline-load"
                        on:click=move |_| state.load_offer.set(None)
                    >
                        {said!(language, travel.load_decline)}
                    </button>
                </p>
            }
        })
    }
}

/// The draft that another demo replaced, and the way back to it.
#[component]
fn ReplacedDraft() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let offered = Memo::new(move |_| state.replaced.with(Option::is_some));
    view! {
        <Show when=move || offered.get()>
            <p class="notice" data-testid="replaced-notice">
                <Icon path=icon::INFO/>
                <span>{said!(language, notice.replaced)}</span>
                <button
                    class="button"
                    type="button"
                    data-size="small"
                    data-testid="bring-back"
                    on:click=move |_| edit::bring_back(state, machinery)
                >
                    <Icon path=icon::REDO/>
                    {said!(language, notice.undo)}
                </button>
                <CloseButton label=Signal::derive(said!(language, notice.dismiss)) on_close=move || edit::let_go(state)/>
            </p>
        </Show>
    }
}

#[component]
fn OneNotice() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    move || {
        let notice = state.notice.get()?;
        let (testid, verdict, text, undo) = match &notice {
            Notice::Deleted(..) => ("deleted-notice", None, say!(language, notice.deleted), true),
            Notice::BadTokenizer(file, error) => {
                ("import-error", Some("bad"), bad_tokenizer(language, file, error), false)
            }
            Notice::BadLink(error) => ("link-error", Some("bad"), bad_link(language, error), false),
            Notice::BadFile(file, error) => {
                ("file-error", Some("bad"), bad_file(language, file, error), false)
            }
            Notice::UnreadableFile(file) => {
                ("file-error", Some("bad"), say!(language, travel.unreadable, file = file.clone()), false)
            }
            Notice::NotLoaded(fault) => ("load-error", Some("bad"), not_loaded(language, fault), false),
            Notice::TokenizerRestarted(file) => {
                let text = match file.clone() {
                    Some(file) => say!(language, notice.tokenizer_restarted_without, file = file),
                    None => say!(language, notice.tokenizer_restarted),
                };
                ("worker-notice", Some("warn"), text, false)
            }
            Notice::PartMissing => ("part-notice", Some("bad"), say!(language, part.undone), false),
            Notice::TooLongToStore => {
                ("storage-notice", Some("warn"), say!(language, notice.too_long_to_store), false)
            }
            Notice::NotStored => ("storage-notice", Some("warn"), say!(language, notice.not_stored), false),
        };
        Some(view! {
            <p class="notice" data-verdict=verdict data-testid=testid>
                <Icon path=if verdict.is_some() { icon::WARN } else { icon::INFO }/>
                <span>{text}</span>
                {undo.then(|| view! {
                    <button class="button" type="button" data-size="small" data-testid="undo" on:click=move |_| edit::undelete(state)>
                        <Icon path=icon::REDO/>
                        {said!(language, notice.undo)}
                    </button>
                })}
                <CloseButton label=Signal::derive(said!(language, notice.dismiss)) on_close=move || state.notice.set(None)/>
            </p>
        })
    }
}

fn bad_tokenizer(language: RwSignal<Locale>, file: &str, error: &ImportError) -> String {
    let file = file.to_owned();
    let needs = |what: String| say!(language, import.needs, file = file.clone(), what = what);
    match error {
        ImportError::NotATokenizerJson { line, column } => {
            say!(language, import.not_json, file = file, line = line.to_string(), column = column.to_string())
        }
        ImportError::NotGguf => say!(language, import.not_gguf, file = file),
        ImportError::Cut { .. } => say!(language, import.cut, file = file),
        ImportError::NoMetadata { key } => say!(language, import.no_metadata, file = file, key = key.clone()),
        ImportError::Model { name } => needs(say!(language, import.model, name = name.clone())),
        ImportError::Normalizer { name } => needs(say!(language, import.normalizer, name = name.clone())),
        ImportError::PreTokenizer { name } => {
            needs(say!(language, import.pre_tokenizer, name = name.clone()))
        }
        ImportError::Expression { expression } => {
            needs(say!(language, import.expression, expression = expression.clone()))
        }
        ImportError::PrefixSpace => needs(say!(language, import.prefix_space)),
        ImportError::ByteFallback => needs(say!(language, import.byte_fallback)),
        ImportError::Dropout => needs(say!(language, import.dropout)),
        ImportError::Marker { marker } => needs(say!(language, import.marker, marker = marker.clone())),
        ImportError::AddedText { text } => {
            needs(say!(language, import.added_text, text = format!("{text:?}")))
        }
        ImportError::NotBytes { id } => say!(language, import.not_bytes, file = file, id = id.to_string()),
        ImportError::BadMerge { index } => {
            say!(language, import.bad_merge, file = file, index = (index + 1).to_string())
        }
        ImportError::Duplicate { id } => say!(language, import.duplicate, file = file, id = id.to_string()),
        ImportError::TooLarge => say!(language, import.too_large, file = file),
    }
}

fn bad_file(language: RwSignal<Locale>, file: &str, error: &DemoError) -> String {
    let file = file.to_owned();
    match error {
        DemoError::TooLarge { .. } => say!(language, travel.file_too_large, file = file),
        DemoError::TooManyMessages { .. } => say!(language, travel.file_too_many, file = file),
        _ => say!(language, travel.no_demo, file = file),
    }
}

fn not_loaded(language: RwSignal<Locale>, fault: &LoadFault) -> String {
    match fault {
        LoadFault::Address => say!(language, travel.bad_address),
        LoadFault::Unreachable(host) => say!(language, travel.unreachable, host = host.clone()),
        LoadFault::Status(host, status) => {
            say!(language, travel.status, host = host.clone(), status = status.to_string())
        }
        LoadFault::Demo(host, error) => bad_file(language, host, error),
    }
}

fn bad_link(language: RwSignal<Locale>, error: &DemoError) -> String {
    match error {
        DemoError::TooLong { most, .. } => say!(language, link.too_long, limit = figure(*most as u64 / 1024)),
        DemoError::TooLarge { .. } => say!(language, link.too_large),
        DemoError::UnknownVersion { .. } => say!(language, link.newer),
        DemoError::TooManyMessages { .. } => say!(language, link.too_many),
        DemoError::NotBase64 | DemoError::NotWhole | DemoError::NotADemo => say!(language, link.damaged),
        DemoError::Empty | DemoError::NotADemoLink => say!(language, link.damaged),
    }
}
