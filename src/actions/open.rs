//! Opening links, and the draft that a reload brings back.

use leptos::{prelude::*, task::spawn_local};
use lollipop_core::{
    demo::{DemoError, address_in, decode_fragment},
    lesson::LessonLink,
};

use super::{Machinery, lessons, parts::in_part, share};
use crate::{
    app::WORKBENCH,
    browser::{drafts::Kept, location},
    part_verb,
    state::{AppState, LONG_TEXT_BYTES, LoadFault, Notice},
};

/// Opens the demo in the address bar, if there is one. Runs nothing, asks no
/// server; an endpoint is only proposed. A bad link leaves the page as it was.
pub fn open_link(state: AppState, machinery: Machinery) {
    let fragment = location::fragment();
    if let Some(link) = LessonLink::read(&fragment) {
        return lessons::open(state, machinery, link);
    }
    if !fragment.is_empty() {
        in_part(state, open_fragment(state, machinery, fragment));
    }
}

/// The same when the page begins: there is nothing to be seen before, and the
/// workbench that will show the demo is on its way meanwhile.
pub fn begin_with_link(state: AppState, machinery: Machinery) {
    let fragment = location::fragment();
    if fragment.is_empty() {
        return;
    }
    state.opening.set(true);
    let lesson = LessonLink::read(&fragment);
    spawn_local(async move {
        let _ = (WORKBENCH.bring)().await;
    });
    in_part(state, async move {
        let opened = match lesson {
            Some(link) => lessons::open_link(state, machinery, link).await,
            None => open_fragment(state, machinery, fragment).await,
        };
        state.opening.set(false);
        opened
    });
}

part_verb! {
    async fn open_fragment in travel(state: AppState, machinery: Machinery, fragment: String) {
        read_fragment(state, machinery, &fragment);
    }
}

/// The fragment stays in the address bar until here, so that a reload tries
/// again where the part did not come.
fn read_fragment(state: AppState, machinery: Machinery, fragment: &str) {
    if let Some(address) = address_in(fragment) {
        match address {
            Ok(address) => state.load_offer.set(Some(address)),
            Err(_) => state.notice.set(Some(Notice::NotLoaded(LoadFault::Address))),
        }
        return location::clear_fragment();
    }
    match decode_fragment(fragment) {
        Ok(demo) => {
            share::put(state, machinery, demo);
            location::clear_fragment();
        }
        Err(DemoError::NotADemoLink | DemoError::Empty) => {}
        Err(error) => {
            state.notice.set(Some(Notice::BadLink(error)));
            location::clear_fragment();
        }
    }
}

/// Sends to the proposed endpoint from now on, and never to one not accepted.
pub fn accept_endpoint(state: AppState) {
    if let Some(url) = state.proposal.get_untracked() {
        state.draft.update(|draft| draft.base_url = url);
    }
    state.proposal.set(None);
}

/// Keeps the draft on this device. Its address goes along; a key cannot.
pub fn keep_draft(state: AppState) {
    let origin = state.library.origin.get_untracked();
    let mut kept = Kept::All;
    state.draft.with_untracked(|draft| {
        let (demo, long) = draft.to_short_demo(true, LONG_TEXT_BYTES);
        state.tab.update_value(|tab| kept = tab.keep(&demo, &long, origin));
    });
    let before = state.kept.get_value();
    state.kept.set_value(kept);
    // Said once, and not in the place of something else.
    let notice = match kept {
        Kept::All => return,
        Kept::NotTheLong => Notice::TooLongToStore,
        Kept::Nothing => Notice::NotStored,
    };
    if kept != before && state.notice.with_untracked(Option::is_none) {
        state.notice.set(Some(notice));
    }
}
