//! Demos that leave and arrive: what is shared, files, addresses.

use leptos::{prelude::*, task::spawn_local};
use lollipop_bpe::is_tokenizer_file;
use lollipop_core::{
    demo::{
        Demo, DemoAddress, MAX_INFLATED_BYTES, Picks, decode_file, demo_address, encode_file,
        encode_fragment, file_name,
    },
    lm::TAB_BASE_URL,
};

use super::{Machinery, edit, parts::in_part, tokenize};
use crate::{
    browser::{
        endpoint::{FetchFailure, Stopper, fetch_file},
        file::{Brought, save_as},
        location,
    },
    part_verb,
    state::{AppState, LoadFault, Notice},
    words::tag,
};

/// The demo that would be shared. Subscribes to the draft.
pub fn demo(state: AppState, picks: Picks) -> Demo {
    let mut demo = picks.of(state.draft.with(|draft| draft.to_demo(true)));
    let has_words = !demo.title.is_empty() || !demo.notes.is_empty();
    if !has_words {
        demo.language.clear();
    } else if demo.language.is_empty() {
        tag(state.language.get()).clone_into(&mut demo.language);
    }
    demo
}

/// The link of a demo, complete.
pub fn link(demo: &Demo) -> String {
    location::link_with(&encode_fragment(demo))
}

/// Saves a demo as a file. Returns whether the browser took it.
pub fn save(demo: &Demo) -> bool {
    save_as(&file_name(&demo.title), "application/json", &encode_file(demo))
}

/// Puts the demo of a file on the page; its endpoint is only proposed. Counts
/// with the tokenizer of a file that is one instead.
pub fn open_file(state: AppState, machinery: Machinery, file: Brought) {
    spawn_local(async move {
        // One byte more than may be, so that too much is noticed.
        let most = u32::try_from(MAX_INFLATED_BYTES).map_or(u32::MAX, |it| it + 1);
        let Some(front) = file.front_bytes(most).await else {
            return state.notice.set(Some(Notice::UnreadableFile(file.name())));
        };
        in_part(state, open_bytes(state, machinery, file, front));
    });
}

part_verb! {
    async fn open_bytes in travel(state: AppState, machinery: Machinery, file: Brought, front: Vec<u8>) {
        match decode_file(&front) {
            Ok(demo) => put(state, machinery, demo),
            Err(_) if is_tokenizer_file(&front) => {
                edit::enter_workbench(state);
                tokenize::import(state, machinery, file);
            }
            Err(error) => state.notice.set(Some(Notice::BadFile(file.name(), error))),
        }
    }
}

/// Asks the person whether to load a demo from there.
pub fn offer(state: AppState, typed: String) {
    in_part(state, offer_address(state, typed));
}

part_verb! {
    async fn offer_address in travel(state: AppState, typed: String) {
        match demo_address(&typed) {
            Ok(address) => state.load_offer.set(Some(address)),
            Err(_) => state.notice.set(Some(Notice::NotLoaded(LoadFault::Address))),
        }
    }
}

/// Loads the demo that the person was asked about.
pub fn load(state: AppState, machinery: Machinery) {
    in_part(state, load_offered(state, machinery));
}

part_verb! {
    async fn load_offered in travel(state: AppState, machinery: Machinery) {
        fetch_offered(state, machinery);
    }
}

fn fetch_offered(state: AppState, machinery: Machinery) {
    let Some(DemoAddress { url, host }) = state.load_offer.get_untracked() else { return };
    state.load_offer.set(None);
    spawn_local(async move {
        let stopper = Stopper::new();
        let fault = match fetch_file(&url, MAX_INFLATED_BYTES, &stopper).await {
            Ok((status, _)) if !(200..300).contains(&status) => LoadFault::Status(host, status),
            Ok((_, bytes)) => match decode_file(&bytes) {
                Ok(demo) => return put(state, machinery, demo),
                Err(error) => LoadFault::Demo(host, error),
            },
            Err(FetchFailure::Aborted | FetchFailure::Network) => LoadFault::Unreachable(host),
        };
        state.notice.set(Some(Notice::NotLoaded(fault)));
    });
}

/// Puts a demo from outside on the page. Its endpoint is only proposed, but for
/// the model in this tab.
pub fn put(state: AppState, machinery: Machinery, demo: Demo) {
    let proposal = demo.base_url.clone();
    edit::replace(state, machinery, demo);
    // Nothing leaves the computer there, and nothing is loaded until a person sends.
    if proposal.as_deref() == Some(TAB_BASE_URL) {
        return state.draft.update(|draft| TAB_BASE_URL.clone_into(&mut draft.base_url));
    }
    let same = state.draft.with_untracked(|draft| proposal.as_deref() == Some(draft.base_url.trim()));
    state.proposal.set(proposal.filter(|_| !same));
}
