//! Verbs on the draft: cards, modes, parameters, demos.

use leptos::prelude::*;
use lollipop_bpe::Encoding;
use lollipop_core::{
    chat::{Mode, Role},
    classic::{self, ClassicId},
    demo::{Demo, View},
    draft::{CardId, Draft},
};

use crate::{
    browser::storage,
    i18n::Locale,
    state::{AppState, Notice, Stage},
};

/// Leaves the first page for good.
pub fn enter_workbench(state: AppState) {
    if state.stage.get_untracked() == Stage::First {
        storage::keep_visited();
        state.stage.set(Stage::Workbench);
    }
}

/// Switches between text, chat and completion. What was typed in the others
/// stays; an empty one takes over the text, so that nobody types twice.
pub fn choose_mode(state: AppState, mode: Mode) {
    enter_workbench(state);
    state.draft.update(|draft| {
        let from_text = matches!(draft.mode, Mode::Text | Mode::Completion);
        if mode == Mode::Chat && from_text && draft.cards.iter().all(|card| card.message.content.is_empty()) {
            let id = draft.cards.iter().find(|card| card.message.role == Role::User).map(|card| card.id);
            let id = id.unwrap_or_else(|| draft.add());
            let text = draft.text.clone();
            if let Some(message) = draft.message_mut(id) {
                message.content = text;
            }
        }
        if mode != Mode::Chat
            && draft.text.is_empty()
            && let Some(card) = draft.cards.iter().rev().find(|card| card.message.role == Role::User)
        {
            draft.text = card.message.content.clone();
        }
        draft.mode = mode;
    });
}

/// Shows a tab.
pub fn choose_view(state: AppState, view: View) {
    if state.draft.with_untracked(|draft| draft.view != view) {
        state.draft.update(|draft| draft.view = view);
    }
}

/// Names another model: what was set by hand for the old one goes.
pub fn choose_model(state: AppState, model: String) {
    if state.draft.with_untracked(|draft| draft.model != model) {
        state.draft.update(|draft| {
            draft.model = model;
            draft.encoding = None;
            draft.window = None;
        });
    }
}

/// Counts with `encoding`; the model's own needs no setting by hand.
pub fn choose_encoding(state: AppState, encoding: Encoding) {
    state.draft.update(|draft| {
        let by_model = lollipop_core::model::facts(&draft.model, None, draft.window).encoding;
        draft.encoding = (encoding != by_model).then_some(encoding);
    });
}

/// Deletes a card; it can be put back.
pub fn delete_card(state: AppState, id: CardId) {
    let mut removed = None;
    state.draft.update(|draft| removed = draft.remove(id));
    if let Some((at, card)) = removed.filter(|(_, card)| !card.message.content.is_empty()) {
        state.notice.set(Some(Notice::Deleted(at, Box::new(card))));
    }
}

/// Undoes what the notice on the page speaks of.
pub fn undo(state: AppState) {
    match state.notice.get_untracked() {
        Some(Notice::Deleted(at, card)) => state.draft.update(|draft| draft.restore(at, *card)),
        Some(Notice::Replaced(before)) => {
            state.classic.set(None);
            state.draft.set(*before);
        }
        _ => {}
    }
    state.notice.set(None);
}

/// Puts a classic demo on the page, in the page's language.
pub fn load_classic(state: AppState, id: ClassicId) {
    let language = state.language.get_untracked();
    let mut demo = classic::demo(id, language == Locale::zh);
    demo.title = crate::ui::shell::classic_title(language, id);
    replace(state, demo);
    state.classic.set(Some(id));
}

/// Puts a demo on the page; the draft that was there can be brought back.
pub fn replace(state: AppState, demo: Demo) {
    let on_first_page = state.stage.get_untracked() == Stage::First;
    enter_workbench(state);
    let before = state.draft.get_untracked();
    // A demo as it was loaded, and the sample of a first visit, are nobody's work.
    let nobodys = on_first_page
        || state.loaded.with_value(|loaded| loaded.as_ref().is_some_and(|it| it.says_the_same_as(&before)));
    let base_url = before.base_url.clone();
    let keep = before.has_text() && !nobodys;
    state.notice.set(keep.then(|| Notice::Replaced(Box::new(before))));
    state.classic.set(None);
    state.run.set(None);
    let draft = Draft::from_demo(demo, base_url);
    state.loaded.set_value(Some(draft.clone()));
    state.draft.set(draft);
}
