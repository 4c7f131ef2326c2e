//! Verbs that are in a part of the app, and when parts come unasked.

use std::future::Future;

use leptos::{prelude::*, task::spawn_local};

use super::library;
use crate::{
    app::WORKBENCH,
    browser::page,
    parts::{Missing, PartView},
    state::{AppState, Notice, Vocabulary},
    ui::{library::LIBRARY, run::RUN},
};

/// What a person who stays will need. Rooms that few people enter wait until
/// somebody does.
const SOON: [PartView; 3] = [WORKBENCH, RUN, LIBRARY];

/// Does something that is in a part. Where that does not come nothing is done,
/// and the page says so.
pub fn in_part(state: AppState, doing: impl Future<Output = Result<(), Missing>> + 'static) {
    spawn_local(async move {
        if doing.await.is_err() {
            state.notice.set(Some(Notice::PartMissing));
        }
    });
}

/// Brings the parts of the workbench when the first tokens stand, or will not
/// come, and the browser has nothing else to do.
pub fn bring_soon(state: AppState) {
    let is_settled = Memo::new(move |_| {
        state.vocabulary.with(|it| match it {
            Vocabulary::Loading { .. } => false,
            Vocabulary::Loaded { .. } => state.tallies.with(|all| !all.is_empty()),
            Vocabulary::Failed(_) | Vocabulary::Dead => true,
        })
    });
    let begun = StoredValue::new(false);
    Effect::new(move || {
        if is_settled.get() && !begun.get_value() {
            begun.set_value(true);
            page::after_paint(move || page::when_idle(move || spawn_local(bring_all(state))));
        }
    });
}

async fn bring_all(state: AppState) {
    for part in SOON {
        if (part.bring)().await.is_err() {
            // It comes when it is needed; nobody asked for it yet.
            return;
        }
    }
    state.parts_came.set(true);
    // The part of the library is there.
    let _ = library::start(state).await;
}
