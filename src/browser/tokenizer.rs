//! The page's end of the tokenizer worker.
//!
//! The worker has a copy of every open text and is told what changes in it. A
//! worker that dies, or whose copy is not the page's any more, is given the
//! whole text again. No text is kept here.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    rc::{Rc, Weak},
};

use js_sys::{Array, ArrayBuffer, JsString, Reflect};
use lollipop_bpe::Encoding;
use lollipop_core::{
    foresight::Foresight,
    tokenizing::{Answer, FromWorker, LoadFailure, Piece, ToWorker},
};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::{page, text_change::TextChange};

/// Deaths in a row, with no answer in between, after which we stop trying.
const DEATHS_BEFORE_GIVING_UP: u32 = 3;

/// An edit of up to so many UTF-16 units is one by typing, a key or a word from an
/// input method: another key is expected behind it.
const TYPED_UNITS: u32 = 16;

/// Tokens sent to the page for one document at a time.
pub const WINDOW_TOKENS: u32 = 2048;

/// What the page hears.
#[derive(Clone, Debug)]
pub enum TokenizerEvent {
    /// What the worker said.
    Said(FromWorker),
    /// What the worker answered.
    Answered(UnreadAnswer),
    /// The worker died and a new one is on its way.
    Restarted,
    /// It died again and again, or could not be started at all.
    GaveUp,
}

/// An [`Answer`] as it came: what reads it is where it is of use, and not in the
/// first page.
#[derive(Clone, Debug)]
pub struct UnreadAnswer(JsValue);

impl UnreadAnswer {
    /// The answer; `None` for what is none, which only another release says.
    pub fn read(self) -> Option<Answer> {
        serde_wasm_bindgen::from_value(self.0).ok()
    }
}

/// What is known of an open text.
#[derive(Default)]
struct Document {
    /// On the page.
    wanted: bool,
    /// In the worker.
    open: bool,
    /// Its number when it was opened last; what was said of it before is not
    /// heard.
    opened: u32,
    /// The number of its last change.
    revision: u32,
    len_units: u32,
    /// Index of the first token to be shown.
    first: u32,
    /// An answer is awaited.
    awaited: bool,
    /// What its count will be after the next key.
    foresight: Option<Foresight>,
}

struct Inner {
    worker: Option<Worker>,
    ready: bool,
    encoding: Encoding,
    documents: BTreeMap<u32, Document>,
    /// Which writing of the texts the open ones are from.
    writing: u32,
    deaths: u32,
    /// Which worker this is; what an earlier one still says is not heard.
    generation: u32,
    text_of: Rc<dyn Fn(u32) -> Option<String>>,
    on_event: Rc<dyn Fn(TokenizerEvent)>,
}

/// A handle on the worker; clones share it. Lives as long as the page.
#[derive(Clone)]
pub struct TokenizerClient(Rc<RefCell<Inner>>);

impl TokenizerClient {
    /// Starts the worker and asks for `encoding`. `text_of` is asked for a
    /// document's text whenever the worker needs the whole of it.
    pub fn start(
        encoding: Encoding,
        text_of: impl Fn(u32) -> Option<String> + 'static,
        on_event: impl Fn(TokenizerEvent) + 'static,
    ) -> Self {
        let client = Self(Rc::new(RefCell::new(Inner {
            worker: None,
            ready: false,
            encoding,
            documents: BTreeMap::new(),
            writing: 0,
            deaths: 0,
            generation: 0,
            text_of: Rc::new(text_of),
            on_event: Rc::new(on_event),
        })));
        match early() {
            Some((worker, heard)) => {
                client.adopt(worker);
                for message in heard {
                    client.hear(message);
                }
            }
            None => client.spawn(),
        }
        client
    }

    /// Counts with another vocabulary from now on; every document is recounted.
    pub fn use_encoding(&self, encoding: Encoding) {
        {
            let mut inner = self.0.borrow_mut();
            if inner.encoding == encoding {
                return;
            }
            inner.encoding = encoding;
            for document in inner.documents.values_mut() {
                document.foresight = None;
            }
        }
        let encoding = encoding.name().to_owned();
        self.tell(TokenizerEvent::Said(FromWorker::Progress { encoding, received: 0, total: None }));
        self.load();
    }

    /// Counts with the tokenizer in a file until another encoding is chosen, or
    /// [`Self::retry`] brings the chosen one back.
    pub fn import(&self, file: String, bytes: &ArrayBuffer) {
        let encoding = self.0.borrow().encoding.name().to_owned();
        self.post(&ToWorker::Import { encoding, file }, Some(bytes));
    }

    /// Asks for the vocabulary again, after a failed download or a dead worker.
    pub fn retry(&self) {
        let dead = self.0.borrow().worker.is_none();
        self.0.borrow_mut().deaths = 0;
        if dead { self.spawn() } else { self.load() }
    }

    /// Counts these documents and no others. `writing` tells texts apart that
    /// were written anew under the same names.
    pub fn keep_open(&self, ids: &[u32], writing: u32) {
        let (gone, fresh) = {
            let mut inner = self.0.borrow_mut();
            let rewritten = std::mem::replace(&mut inner.writing, writing) != writing;
            let mut gone = Vec::new();
            for (id, document) in &mut inner.documents {
                if document.wanted && !ids.contains(id) && *id != u32::MAX {
                    gone.push(*id);
                }
            }
            let mut fresh = Vec::new();
            for id in ids {
                let document = inner.documents.entry(*id).or_default();
                if rewritten || !document.wanted {
                    document.wanted = true;
                    fresh.push(*id);
                }
            }
            (gone, fresh)
        };
        gone.into_iter().for_each(|id| self.close(id));
        fresh.into_iter().for_each(|id| self.open(id));
    }

    /// Counts a text that only grows, from its beginning.
    pub fn open_growing(&self, id: u32) {
        self.0.borrow_mut().documents.entry(id).or_default().wanted = true;
        self.open(id);
    }

    /// Counts what was appended to a text.
    pub fn append(&self, id: u32, text: &str) {
        let start = self.0.borrow().documents.get(&id).map_or(0, |it| it.len_units);
        let inserted = JsString::from(text);
        let length_after = start.saturating_add(inserted.length());
        self.change(id, &TextChange { start, deleted: 0, length_after, inserted });
    }

    /// Tells the worker what a person changed in a text. The page's own copy may
    /// change before or after, within the same task. A count that was foreseen is
    /// told at once; what the worker then says of it is the same.
    pub fn edit(&self, id: u32, change: &TextChange) {
        let inserted = change.inserted.length();
        if self.change(id, change) && inserted <= TYPED_UNITS && change.deleted <= TYPED_UNITS {
            self.post(&ToWorker::Foresee { doc: id, at: change.start.saturating_add(inserted) }, None);
        }
    }

    /// Returns whether the worker has the text and was told.
    fn change(&self, id: u32, change: &TextChange) -> bool {
        let (message, foreseen) = {
            let mut inner = self.0.borrow_mut();
            let encoding = inner.encoding.name();
            let Some(document) = inner.documents.get_mut(&id).filter(|it| it.open) else { return false };
            let foresight = document.foresight.take().filter(|_| change.inserted.length() <= 1);
            let tally = foresight.and_then(|it| it.after(&change.edit()));
            document.revision += 1;
            document.len_units = change.length_after;
            document.awaited = true;
            let (start, deleted, length_after) = (change.start, change.deleted, change.length_after);
            let revision = document.revision;
            let foreseen = tally.map(|tally| {
                let encoding = encoding.to_owned();
                FromWorker::Counted { doc: id, revision, encoding, tally }
            });
            (ToWorker::Edit { doc: id, revision, start, deleted, length_after }, foreseen)
        };
        self.post(&message, Some(&change.inserted));
        if let Some(counted) = foreseen {
            self.tell(TokenizerEvent::Said(counted));
        }
        true
    }

    /// Shows the tokens from `first` on.
    pub fn look_at(&self, id: u32, first: u32) {
        let message = {
            let mut inner = self.0.borrow_mut();
            let Some(document) = inner.documents.get_mut(&id).filter(|it| it.first != first) else { return };
            document.first = first;
            document.open.then_some(ToWorker::Show { doc: id, first, len: WINDOW_TOKENS })
        };
        if let Some(message) = message {
            self.post(&message, None);
        }
    }

    /// Stops counting a long text, or goes on.
    pub fn hold(&self, id: u32, held: bool) {
        self.post(&ToWorker::Hold { doc: id, held }, None);
    }

    /// Asks how the tokens of a piece come about.
    pub fn assemble(&self, id: u32, of: Piece) {
        self.post(&ToWorker::Assemble { id, of }, None);
    }

    /// Fetches a vocabulary to be kept beside the one in use.
    pub fn shelve(&self, encoding: Encoding) {
        let url = vocabulary_url(encoding);
        self.post(&ToWorker::Shelve { encoding: encoding.name().to_owned(), url }, None);
    }

    /// Drops every vocabulary that is kept beside.
    pub fn clear_shelf(&self) {
        self.post(&ToWorker::ClearShelf, None);
    }

    /// Counts short texts under several encodings.
    pub fn weigh(&self, id: u32, encodings: &[Encoding], texts: Vec<String>) {
        let encodings = encodings.iter().map(|it| it.name().to_owned()).collect();
        self.post(&ToWorker::Weigh { id, encodings, texts }, None);
    }

    /// Gives the worker the whole text. Cost: a copy of it.
    fn open(&self, id: u32) {
        let text_of = {
            let inner = self.0.borrow();
            if !inner.ready {
                // Done for every document as soon as it is.
                return;
            }
            inner.text_of.clone()
        };
        let text = JsString::from(text_of(id).unwrap_or_default().as_str());
        let (open, show) = {
            let mut inner = self.0.borrow_mut();
            let Some(document) = inner.documents.get_mut(&id) else { return };
            document.revision += 1;
            document.opened = document.revision;
            document.len_units = text.length();
            document.open = true;
            document.awaited = true;
            document.foresight = None;
            (
                ToWorker::Open { doc: id, revision: document.revision },
                ToWorker::Show { doc: id, first: document.first, len: WINDOW_TOKENS },
            )
        };
        self.post(&open, Some(&text));
        self.post(&show, None);
    }

    /// Its numbers go on where they were, should the name be used again.
    fn close(&self, id: u32) {
        if let Some(document) = self.0.borrow_mut().documents.get_mut(&id) {
            *document = Document {
                opened: document.revision + 1,
                revision: document.revision,
                ..Document::default()
            };
        }
        self.post(&ToWorker::Close { doc: id }, None);
    }

    fn spawn(&self) {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        // By its name the worker knows which vocabulary to fetch first.
        options.set_name(self.0.borrow().encoding.name());
        match Worker::new_with_options(&format!("./worker.js?{}", page::release()), &options) {
            Ok(worker) => self.adopt(worker),
            Err(_) => self.tell(TokenizerEvent::GaveUp),
        }
    }

    fn adopt(&self, worker: Worker) {
        let generation = {
            let mut inner = self.0.borrow_mut();
            inner.generation += 1;
            inner.generation
        };
        let weak = || (Rc::downgrade(&self.0), generation);
        let on_message =
            Closure::<dyn Fn(MessageEvent)>::new(listener(weak(), |client, event: MessageEvent| {
                let data = event.data();
                if let Some(answer) = data.dyn_ref::<Array>() {
                    client.tell(TokenizerEvent::Answered(UnreadAnswer(answer.get(0))));
                } else if let Ok(message) = serde_wasm_bindgen::from_value::<FromWorker>(data) {
                    client.hear(message);
                }
            }));
        let on_error = Closure::<dyn Fn(ErrorEvent)>::new(listener(weak(), |client, event: ErrorEvent| {
            event.prevent_default();
            client.bury();
        }));
        let on_garbled = Closure::<dyn Fn(Event)>::new(listener(weak(), |client, _| client.bury()));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        // No setter in the bindings; the event exists wherever workers do.
        let _ = worker.add_event_listener_with_callback("messageerror", on_garbled.as_ref().unchecked_ref());
        // A worker is replaced at most a few times in a page's life.
        on_message.forget();
        on_error.forget();
        on_garbled.forget();
        let mut inner = self.0.borrow_mut();
        inner.worker = Some(worker);
        inner.ready = false;
        for document in inner.documents.values_mut() {
            document.open = false;
            document.awaited = false;
            document.foresight = None;
        }
    }

    fn hear(&self, mut message: FromWorker) {
        match &mut message {
            // Only now: a message posted before is lost now and then.
            FromWorker::Ready => {
                self.0.borrow_mut().ready = true;
                self.load();
                let ids: Vec<_> = {
                    let inner = self.0.borrow();
                    inner.documents.iter().filter(|(_, it)| it.wanted).map(|(id, _)| *id).collect()
                };
                ids.into_iter().for_each(|id| self.open(id));
                return;
            }
            FromWorker::Lost { doc } => return self.open(*doc),
            FromWorker::Loaded { encoding, .. } => {
                if Encoding::from_name(encoding) != Some(self.0.borrow().encoding) {
                    return;
                }
            }
            FromWorker::Counted { doc, revision, tally, .. } => {
                let mut inner = self.0.borrow_mut();
                let Some(document) = inner.documents.get_mut(doc) else { return };
                if *revision < document.opened {
                    return;
                }
                // What was foreseen before is of an earlier state, or of a tokenizer that
                // was replaced.
                document.foresight = None;
                let settled = tally.is_whole() || tally.held;
                document.awaited &= !(settled && *revision == document.revision);
                // One good text does not make up for one that kills.
                if inner.documents.values().all(|it| !it.awaited) {
                    inner.deaths = 0;
                }
            }
            FromWorker::Foreseen { doc, revision, encoding, foresight } => {
                let mut inner = self.0.borrow_mut();
                let in_use = inner.encoding.name() == encoding;
                let document = inner.documents.get_mut(doc).filter(|it| it.open && it.revision == *revision);
                if let Some(document) = document.filter(|_| in_use) {
                    document.foresight = Some(std::mem::take(foresight));
                }
                return;
            }
            FromWorker::Window { doc, revision, .. } | FromWorker::Figures { doc, revision, .. } => {
                if self.0.borrow().documents.get(doc).is_none_or(|it| *revision < it.opened) {
                    return;
                }
            }
            FromWorker::Progress { .. } | FromWorker::LoadFailed { .. } => {}
        }
        self.tell(TokenizerEvent::Said(message));
    }

    fn bury(&self) {
        let (deaths, came, encoding) = {
            let mut inner = self.0.borrow_mut();
            if let Some(worker) = inner.worker.take() {
                worker.terminate();
            }
            inner.deaths += 1;
            (inner.deaths, inner.ready, inner.encoding)
        };
        if !came {
            // It never spoke: its files did not arrive.
            let encoding = encoding.name().to_owned();
            let reason = LoadFailure::Network;
            self.tell(TokenizerEvent::Said(FromWorker::LoadFailed { encoding, reason }));
        } else if deaths < DEATHS_BEFORE_GIVING_UP {
            self.spawn();
            self.tell(TokenizerEvent::Restarted);
        } else {
            self.tell(TokenizerEvent::GaveUp);
        }
    }

    fn load(&self) {
        let (encoding, ready) = {
            let inner = self.0.borrow();
            (inner.encoding, inner.ready)
        };
        if ready {
            let url = vocabulary_url(encoding);
            self.post(&ToWorker::Load { encoding: encoding.name().to_owned(), url }, None);
        }
    }

    /// Posts a message, and beside it the text or the bytes that it is about.
    fn post(&self, message: &ToWorker, beside: Option<&JsValue>) {
        let worker = self.0.borrow().worker.clone();
        let Some(worker) = worker else { return };
        let message = serde_wasm_bindgen::to_value(message).unwrap_or(JsValue::NULL);
        let parts = beside.map_or_else(|| Array::of1(&message), |beside| Array::of2(&message, beside));
        if worker.post_message(&parts).is_err() {
            self.bury();
        }
    }

    fn tell(&self, event: TokenizerEvent) {
        let on_event = self.0.borrow().on_event.clone();
        on_event(event);
    }
}

/// The whole address of a vocabulary file.
fn vocabulary_url(encoding: Encoding) -> String {
    web_sys::window()
        .and_then(|w| w.document())
        .and_then(|d| d.base_uri().ok().flatten())
        .and_then(|base| {
            let path = format!("vocab/{}?{}", encoding.file_name(), page::vocabularies());
            web_sys::Url::new_with_base(&path, &base).ok()
        })
        .map(|url| url.href())
        .unwrap_or_default()
}

/// The worker that `boot.js` started before this app was there, with what it
/// said so far; to be had once.
fn early() -> Option<(Worker, Vec<FromWorker>)> {
    let scope = js_sys::global();
    let name = JsValue::from_str("tokenizer");
    let early = Reflect::get(&scope, &name).ok().filter(JsValue::is_object)?;
    // Setting a plain property is not refused.
    let _ = Reflect::set(&scope, &name, &JsValue::UNDEFINED);
    let worker: Worker = Reflect::get(&early, &"worker".into()).ok()?.dyn_into().ok()?;
    let heard: Array = Reflect::get(&early, &"heard".into()).ok()?.dyn_into().ok()?;
    Some((worker, heard.iter().filter_map(|it| serde_wasm_bindgen::from_value(it).ok()).collect()))
}

/// A listener that does nothing once the client, or this worker of it, is gone.
fn listener<E>(
    (weak, generation): (Weak<RefCell<Inner>>, u32),
    then: impl Fn(TokenizerClient, E) + 'static,
) -> impl Fn(E) + 'static {
    move |event| {
        if let Some(inner) = weak.upgrade().filter(|it| it.borrow().generation == generation) {
            then(TokenizerClient(inner), event);
        }
    }
}
