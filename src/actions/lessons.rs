//! The doors of the lessons, which are a part of the app that few visits need.
//! What is behind them is in [`super::learn`].

use leptos::prelude::*;
use lollipop_core::lesson::LessonLink;

use super::{Machinery, learn, parts::in_part};
use crate::{
    browser::{location, page, storage},
    part_verb,
    state::{AppState, Stage, learn::Place},
};

/// Shows the lessons as they were before the tab was loaded again.
pub fn begin(state: AppState, machinery: Machinery) {
    let place = storage::place();
    if place.projector {
        page::set_root_attribute("data-scale", Some("projector"));
    }
    let goes_on = place.open && state.stage.get_untracked() == Stage::Workbench;
    if goes_on && !state.opening.get_untracked() {
        state.learn.open.set(true);
        in_part(state, come_back(state, machinery, place));
    }
}

part_verb! {
    async fn come_back in learn(state: AppState, machinery: Machinery, place: Place) {
        learn::come_back(state, machinery, place);
    }
}

/// Opens what a link says. Nothing is sent.
pub fn open(state: AppState, machinery: Machinery, link: LessonLink) {
    in_part(state, open_link(state, machinery, link));
}

part_verb! {
    /// As [`open`], to be waited for. The link stays in the address bar until
    /// here, so that a reload tries again where the part did not come.
    pub async fn open_link in learn(state: AppState, machinery: Machinery, link: LessonLink) {
        location::clear_fragment();
        learn::open(state, machinery, link);
    }
}

/// Shows the rail, or puts it away.
pub fn toggle(state: AppState) {
    in_part(state, toggle_rail(state));
}

part_verb! {
    async fn toggle_rail in learn(state: AppState) {
        learn::toggle_rail(state);
    }
}

/// The page speaks another language: so does what a step put there, if nobody
/// has touched it.
pub fn follow_language(state: AppState, machinery: Machinery) {
    if state.learn.open.get_untracked() {
        in_part(state, follow(state, machinery));
    }
}

part_verb! {
    async fn follow in learn(state: AppState, machinery: Machinery) {
        learn::follow_language(state, machinery);
    }
}

/// The draft on the page is about to be another: what a step had there is kept
/// for when a person comes back to it.
pub fn leave_page(state: AppState) {
    let on_page = state.learn.on_page.get_untracked();
    if let Some(at) = on_page {
        state.learn.on_page.set(None);
        let draft = state.draft.get_untracked();
        state.learn.update_work_at(at, |it| it.left = Some(draft));
    }
}
