//! Keeps the tokenizer worker told of what to count, and hears its answers.

use std::sync::Arc;

use leptos::prelude::*;
use lollipop_bpe::{Encoding, Token};
use lollipop_core::{chat::Mode, tokenizing::FromWorker};

use super::Machinery;
use crate::{
    browser::{
        page,
        tokenizer::{TokenizerClient, TokenizerEvent},
    },
    state::{AppState, COMPLETION_DOC, Counted, Notice, TEXT_DOC, Vocabulary},
};

/// Starts the worker and keeps it told: the encoding in force, every text of
/// the draft, the completion. Effects here only reach outside.
pub fn start(state: AppState, machinery: Machinery) {
    let encoding = state.facts.with_untracked(|it| it.encoding);
    let client = TokenizerClient::start(encoding, move |event| hear(state, event));
    machinery.tokenizer.set_value(Some(client.clone()));

    let to_load = client.clone();
    let wanted = Memo::new(move |_| state.facts.with(|it| it.encoding));
    Effect::new(move |before: Option<Encoding>| {
        let wanted = wanted.get();
        if before.is_some_and(|before| before != wanted) {
            to_load.use_encoding(wanted);
        }
        wanted
    });
    Effect::new(move || {
        let loaded = match state.vocabulary.get() {
            Vocabulary::Loaded { encoding, .. } => Some(encoding.name()),
            _ => None,
        };
        page::set_root_attribute("data-vocabulary", loaded);
    });

    let to_count = client.clone();
    Effect::new(move |before: Option<Vec<u32>>| {
        let documents = state.draft.with(|draft| match draft.mode {
            Mode::Text | Mode::Completion => {
                to_count.count(TEXT_DOC, &draft.text);
                vec![TEXT_DOC]
            }
            Mode::Chat => draft
                .cards
                .iter()
                .map(|card| {
                    to_count.count(card.id.0, &card.message.content);
                    card.id.0
                })
                .collect(),
        });
        for gone in before.into_iter().flatten().filter(|it| !documents.contains(it)) {
            to_count.forget(gone);
        }
        documents
    });

    let answer = Memo::new(move |_| {
        state.run.with(|run| run.as_ref().map(|run| run.text.clone()).unwrap_or_default())
    });
    Effect::new(move || answer.with(|text| client.count(COMPLETION_DOC, text)));
}

/// Asks for the vocabulary again.
pub fn retry(state: AppState, machinery: Machinery) {
    state.vocabulary.set(Vocabulary::Loading { received: 0, total: None });
    machinery.tokenizer.with_value(|client| {
        if let Some(client) = client {
            client.retry();
        }
    });
}

/// Brings another window of a long document's tokens.
pub fn look_at(machinery: Machinery, doc: u32, first: u32) {
    machinery.tokenizer.with_value(|client| {
        if let Some(client) = client {
            client.look_at(doc, first);
        }
    });
}

fn hear(state: AppState, event: TokenizerEvent) {
    match event {
        TokenizerEvent::Counted(doc, text, FromWorker::Counted { encoding, count, figures, window, .. }) => {
            let Some(encoding) = Encoding::from_name(&encoding) else { return };
            let starts = std::iter::once(0).chain(window.ends.iter().copied());
            let tokens = window.ids.iter().zip(starts.zip(window.ends.iter().copied()));
            let counted = Counted {
                encoding,
                text,
                count,
                figures,
                window_first: window.first,
                window_start: window.start_byte as usize,
                window: tokens.map(|(id, (start, end))| Token { id: *id, start, end }).collect(),
            };
            state.counts.update(|all| {
                all.insert(doc, Arc::new(counted));
            });
        }
        TokenizerEvent::Vocabulary(FromWorker::Progress { encoding, received, total }) => {
            if is_wanted(state, &encoding) {
                state.vocabulary.set(Vocabulary::Loading { received, total });
            }
        }
        TokenizerEvent::Vocabulary(FromWorker::Loaded { encoding, role_tokens }) => {
            if let Some(encoding) = Encoding::from_name(&encoding) {
                state.vocabulary.set(Vocabulary::Loaded { encoding, role_tokens });
            }
        }
        TokenizerEvent::Vocabulary(FromWorker::LoadFailed { encoding, reason }) => {
            if is_wanted(state, &encoding) {
                state.vocabulary.set(Vocabulary::Failed(reason));
            }
        }
        TokenizerEvent::Restarted => {
            state.vocabulary.set(Vocabulary::Loading { received: 0, total: None });
            state.notice.set(Some(Notice::TokenizerRestarted));
        }
        TokenizerEvent::GaveUp => state.vocabulary.set(Vocabulary::Dead),
        TokenizerEvent::Counted(..) | TokenizerEvent::Vocabulary(_) => {}
    }
}

fn is_wanted(state: AppState, encoding: &str) -> bool {
    state.facts.with_untracked(|it| it.encoding.name() == encoding)
}
