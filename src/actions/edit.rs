//! Verbs on the draft: cards, modes, parameters, demos.

use leptos::prelude::*;
use lollipop_bpe::Encoding;
use lollipop_core::{
    chat::{Mode, Role},
    classic::{self, ClassicId},
    demo::{Demo, View},
    draft::{CardId, Draft},
};

use super::{Machinery, lessons, parts::in_part, replay, send};
use crate::{
    browser::{
        dom, storage,
        text_change::{FieldText, TextChange},
    },
    i18n::Locale,
    part_verb,
    state::{AppState, Notice, Stage, text_mut},
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
    state.write(|draft| {
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

/// Types in a field: `change` is what became of its text, `after` the whole.
///
/// Cost: for the worker and for the draft what the change weighs.
pub fn type_text(state: AppState, machinery: Machinery, doc: u32, change: &TextChange, after: &FieldText) {
    // The worker first: it counts while the page is brought up to date.
    machinery.tokenizer.with_value(|client| {
        if let Some(client) = client {
            client.edit(doc, change);
        }
    });
    let mut made = Ok(());
    state.draft.update(|draft| {
        if let Some(text) = text_mut(draft, doc) {
            made = change.edit().apply(text);
        }
    });
    if made.is_err() {
        // The field and the draft have come apart: the field is right.
        let whole = after.instead_of(0).edit().inserted;
        state.write(|draft| {
            if let Some(text) = text_mut(draft, doc) {
                *text = whole;
            }
        });
    }
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
    let next = state.draft.with_untracked(|draft| {
        let at = removed.as_ref().map_or(0, |(at, _)| *at);
        draft.cards.get(at).or(draft.cards.last()).map(|card| card.id.0)
    });
    let next = next.map(|id| format!("[data-card=\"{id}\"] textarea")).unwrap_or_default();
    dom::focus_soon([next, "[data-testid=add-message]".to_owned()]);
    if let Some((at, card)) = removed.filter(|(_, card)| !card.message.content.is_empty()) {
        state.notice.set(Some(Notice::Deleted(at, Box::new(card))));
    }
}

/// Offers the draft that was replaced in an earlier visit.
pub fn offer_replaced(state: AppState, demo: Demo) {
    let base_url = demo.base_url.clone();
    let base_url = base_url.unwrap_or_else(|| state.draft.with_untracked(|draft| draft.base_url.clone()));
    state.replaced.set(Some(Draft::from_demo(demo, base_url)));
}

/// Brings the replaced draft back.
pub fn bring_back(state: AppState, machinery: Machinery) {
    if let Some(before) = state.replaced.get_untracked() {
        put(state, machinery, before);
        state.library.origin.set(state.library.replaced_origin.get_value());
    }
    let_go(state);
}

/// Lets the replaced draft go.
pub fn let_go(state: AppState) {
    state.tab.with_value(|tab| tab.keep_replaced(None));
    state.replaced.set(None);
}

/// Puts a deleted card back.
pub fn undelete(state: AppState) {
    if let Some(Notice::Deleted(at, card)) = state.notice.get_untracked() {
        let id = card.id;
        state.draft.update(|draft| draft.restore(at, *card));
        dom::focus_soon([format!("[data-card=\"{}\"] textarea", id.0)]);
    }
    state.notice.set(None);
}

/// Puts a classic demo on the page, in the page's language.
pub fn load_classic(state: AppState, machinery: Machinery, id: ClassicId) {
    in_part(state, put_classic(state, machinery, id));
}

part_verb! {
    async fn put_classic in workbench(state: AppState, machinery: Machinery, id: ClassicId) {
        let language = state.language.get_untracked();
        let mut demo = classic::demo(id, language == Locale::zh);
        demo.title = crate::ui::shell::classic_title(language, id);
        replace(state, machinery, demo);
        state.classic.set(Some(id));
    }
}

/// Puts a demo on the page; the draft that was there can be brought back. A run
/// that is going on is stopped: it belongs to the old one.
pub fn replace(state: AppState, machinery: Machinery, demo: Demo) {
    keep_replaced(state);
    place(state, machinery, demo);
}

/// As [`replace`], but what was there is not offered back.
pub fn place(state: AppState, machinery: Machinery, demo: Demo) {
    let (base_url, model) = state.draft.with_untracked(|it| (it.base_url.clone(), it.model.clone()));
    let mut draft = Draft::from_demo(demo, base_url);
    if draft.model.is_empty() {
        draft.model = model;
    }
    state.loaded.set_value(Some(draft.clone()));
    put(state, machinery, draft);
}

/// Keeps the draft on the page to be brought back, if it is anybody's work.
pub fn keep_replaced(state: AppState) {
    let before = state.draft.get_untracked();
    // A demo as it was loaded, and the sample of a first visit, are nobody's work.
    let on_first_page = state.stage.get_untracked() == Stage::First;
    let as_loaded = |loaded: &Option<Draft>| loaded.as_ref().is_some_and(|it| it.says_the_same_as(&before));
    let nobodys = on_first_page || state.loaded.with_value(as_loaded);
    if before.has_text() && !nobodys {
        state.tab.with_value(|tab| tab.keep_replaced(Some(&before.to_demo(true))));
        state.library.replaced_origin.set_value(state.library.origin.get_untracked());
        state.replaced.set(Some(before));
    }
}

/// Puts a draft on the page, in the place of the one that is there.
pub fn put(state: AppState, machinery: Machinery, draft: Draft) {
    send::stop(state, machinery);
    lessons::leave_page(state);
    enter_workbench(state);
    state.notice.set(None);
    state.proposal.set(None);
    state.library.origin.set(None);
    state.classic.set(None);
    state.run.set(None);
    state.replayed.set(None);
    state.answered.set_value(Some(draft.clone()));
    state.write(|it| *it = draft);
    replay::show(state, machinery);
}

/// Names the demo. From now on it is the person's own.
pub fn choose_title(state: AppState, title: String) {
    state.classic.set(None);
    state.draft.update(|draft| draft.title = title);
}

/// Writes the notes.
pub fn choose_notes(state: AppState, notes: String) {
    state.draft.update(|draft| draft.notes = notes);
}
