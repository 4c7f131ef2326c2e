//! Keeps the tokenizer worker told of what to count, and hears its answers.

use std::{collections::BTreeMap, sync::Arc};

use leptos::prelude::*;
use lollipop_bpe::{Encoding, ImportError, Token};
use lollipop_core::{
    chat::Mode,
    run::RunId,
    tokenizing::{Answer, FromWorker},
};

use super::{Machinery, merging, parts::in_part, side_by_side};
use crate::{
    browser::{
        file::Brought,
        page, storage,
        tokenizer::{TokenizerClient, TokenizerEvent, UnreadAnswer},
    },
    part_verb,
    state::{
        AppState, COMPLETION_DOC, FIRST_ASKED_DOC, Found, Measured, Notice, TEXT_DOC, Vocabulary, Window,
        merging::Taken, text_of,
    },
};

/// Starts the worker and keeps it told: the encoding in force, every text of
/// the draft, the completion. Effects here only reach outside. What is typed
/// goes to it directly, see [`super::edit::type_text`].
pub fn start(state: AppState, machinery: Machinery) {
    let encoding = state.facts.with_untracked(|it| it.encoding);
    let text = move |doc| match doc {
        doc if doc >= FIRST_ASKED_DOC && doc != COMPLETION_DOC => state
            .learn
            .asked
            .with_untracked(|it| it.as_ref().filter(|it| it.doc == doc).map(|it| it.text.clone())),
        COMPLETION_DOC => state.run.with_untracked(|run| run.as_ref().map(|run| run.text.clone())),
        doc => Some(state.draft.with_untracked(|draft| text_of(draft, doc).to_owned())),
    };
    let client = TokenizerClient::start(encoding, text, move |event| hear(state, machinery, event));
    machinery.tokenizer.set_value(Some(client.clone()));

    let to_load = client.clone();
    let wanted = Memo::new(move |_| state.facts.with(|it| it.encoding));
    Effect::new(move |before: Option<Encoding>| {
        let wanted = wanted.get();
        if before != Some(wanted) {
            storage::keep_encoding(wanted.name());
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
    let documents = Memo::new(move |_| {
        let mut documents = state.draft.with(|draft| match draft.mode {
            Mode::Text | Mode::Completion => vec![TEXT_DOC],
            Mode::Chat => draft.cards.iter().map(|card| card.id.0).collect(),
        });
        documents.extend(state.learn.asked.with(|it| it.as_ref().map(|it| it.doc)));
        documents
    });
    Effect::new(move || to_count.keep_open(&documents.get(), state.writing.get()));

    Effect::new(move |before: Option<(Option<RunId>, usize)>| {
        state.run.with(|run| {
            let Some(run) = run else { return (None, 0) };
            // A run's text only grows.
            match before {
                Some((id, counted)) if id == Some(run.id) => {
                    if let Some(more) = run.text.get(counted..).filter(|it| !it.is_empty()) {
                        client.append(COMPLETION_DOC, more);
                    }
                }
                _ => client.open_growing(COMPLETION_DOC),
            }
            (Some(run.id), run.text.len())
        })
    });
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

/// The most that is read of a file: no `tokenizer.json` is larger, and of a model
/// the metadata in front is enough.
const IMPORT_BYTES: u32 = 48 << 20;

/// Counts with the tokenizer in a file that a person brought, until another
/// encoding is chosen.
pub fn import(state: AppState, machinery: Machinery, file: Brought) {
    leptos::task::spawn_local(async move {
        if file.bytes() > u64::from(IMPORT_BYTES) && !file.is_gguf() {
            return state.notice.set(Some(Notice::BadTokenizer(file.name(), ImportError::TooLarge)));
        }
        let Some(bytes) = file.front(IMPORT_BYTES).await else {
            return state.notice.set(Some(Notice::UnreadableFile(file.name())));
        };
        machinery.tokenizer.with_value(|client| {
            if let Some(client) = client {
                client.import(file.name(), &bytes);
            }
        });
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

/// Stops counting a long text, or goes on.
pub fn hold(machinery: Machinery, doc: u32, held: bool) {
    machinery.tokenizer.with_value(|client| {
        if let Some(client) = client {
            client.hold(doc, held);
        }
    });
}

fn hear(state: AppState, machinery: Machinery, event: TokenizerEvent) {
    match event {
        TokenizerEvent::Said(FromWorker::Counted { doc, encoding, tally, .. }) => {
            // Said twice where it was foreseen.
            let known = state.fresh.with_untracked(|all| {
                all.get(&doc).is_some_and(|it| it.it == tally && it.encoding.name() == encoding)
            });
            if known {
                return;
            }
            note(state.fresh, doc, &encoding, tally);
            soon(state.tallies, doc, encoding, tally);
        }
        TokenizerEvent::Said(FromWorker::Window { doc, encoding, window, .. }) => {
            let starts = std::iter::once(0).chain(window.ends.iter().copied());
            let tokens = window.ids.iter().zip(starts.zip(window.ends.iter().copied()));
            let tokens = tokens.map(|(id, (start, end))| Token { id: *id, start, end }).collect();
            let window = Arc::new(Window { first: window.first, text: window.text, tokens });
            soon(state.windows, doc, encoding, window);
        }
        TokenizerEvent::Said(FromWorker::Figures { doc, encoding, figures, hidden, .. }) => {
            soon(state.measured, doc, encoding, Arc::new(Measured { figures, hidden }));
        }
        TokenizerEvent::Said(FromWorker::Progress { encoding, received, total }) => {
            if is_wanted(state, &encoding) {
                state.vocabulary.set(Vocabulary::Loading { received, total });
            }
        }
        TokenizerEvent::Said(FromWorker::Loaded { encoding, role_tokens }) => {
            if let Some(encoding) = Encoding::from_name(&encoding) {
                state.imported.set(None);
                state.vocabulary.set(Vocabulary::Loaded { encoding, role_tokens });
            }
        }
        TokenizerEvent::Said(FromWorker::LoadFailed { encoding, reason }) => {
            if is_wanted(state, &encoding) {
                state.vocabulary.set(Vocabulary::Failed(reason));
            }
        }
        TokenizerEvent::Restarted => {
            state.vocabulary.set(Vocabulary::Loading { received: 0, total: None });
            let file = state.imported.with_untracked(|it| it.as_ref().map(|it| it.file.clone()));
            state.imported.set(None);
            state.notice.set(Some(Notice::TokenizerRestarted(file)));
            side_by_side::lost(state, machinery);
        }
        TokenizerEvent::Answered(answer) => in_part(state, hear_answer(state, machinery, answer)),
        TokenizerEvent::GaveUp => state.vocabulary.set(Vocabulary::Dead),
        TokenizerEvent::Said(FromWorker::Ready | FromWorker::Lost { .. } | FromWorker::Foreseen { .. }) => {}
    }
}

part_verb! {
    /// Hears what was asked for in the workbench.
    async fn hear_answer in workbench(state: AppState, machinery: Machinery, answer: UnreadAnswer) {
        if let Some(answer) = answer.read() {
            take_answer(state, machinery, answer);
        }
    }
}

fn take_answer(state: AppState, machinery: Machinery, answer: Answer) {
    match answer {
        Answer::Imported { encoding, role_tokens, about } => {
            if let Some(named) = Encoding::from_name(&encoding).filter(|_| is_wanted(state, &encoding)) {
                state.imported.set(Some(about));
                state.vocabulary.set(Vocabulary::Loaded { encoding: named, role_tokens });
            }
        }
        Answer::ImportFailed { file, error } => state.notice.set(Some(Notice::BadTokenizer(file, error))),
        Answer::ImporterMissing => state.notice.set(Some(Notice::PartMissing)),
        Answer::Assembled { id, encoding, pieces, too_long_bytes } => {
            merging::heard(state, id, Taken { encoding, pieces, too_long_bytes });
        }
        Answer::Shelving { encoding, received, total } => {
            side_by_side::shelving(state, &encoding, received, total);
        }
        Answer::Shelved { encoding, memory_bytes } => {
            side_by_side::came(state, machinery, &encoding, Ok(memory_bytes));
        }
        Answer::ShelveFailed { encoding, reason } => {
            side_by_side::came(state, machinery, &encoding, Err(reason));
        }
        Answer::Weighed { id, texts } => side_by_side::weighed(state, id, texts),
    }
}

/// Notes what takes longer to draw when the count has been painted; at once if
/// it is the first of its kind.
fn soon<T: Send + Sync + 'static>(all: RwSignal<BTreeMap<u32, Found<T>>>, doc: u32, encoding: String, it: T) {
    if all.with_untracked(|all| all.contains_key(&doc)) {
        page::after_paint(move || note(all, doc, &encoding, it));
    } else {
        note(all, doc, &encoding, it);
    }
}

fn note<T: Send + Sync + 'static>(all: RwSignal<BTreeMap<u32, Found<T>>>, doc: u32, encoding: &str, it: T) {
    if let Some(encoding) = Encoding::from_name(encoding) {
        all.update(|all| {
            all.insert(doc, Found { encoding, it });
        });
    }
}

fn is_wanted(state: AppState, encoding: &str) -> bool {
    state.facts.with_untracked(|it| it.encoding.name() == encoding)
}
