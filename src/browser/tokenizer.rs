//! The page's end of the tokenizer worker.
//!
//! Each document (a message, the plain text, a completion) is counted at most
//! once at a time: while an answer is awaited, only the newest text is kept.
//! A worker that dies is replaced and told everything again.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    rc::{Rc, Weak},
    sync::Arc,
};

use lollipop_bpe::Encoding;
use lollipop_core::tokenizing::{FromWorker, LoadFailure, ToWorker};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

/// Deaths in a row, with no answer in between, after which we stop trying.
const DEATHS_BEFORE_GIVING_UP: u32 = 3;

/// Tokens sent to the page for one document at a time.
pub const WINDOW_TOKENS: u32 = 2048;

/// What the page hears.
#[derive(Clone, Debug)]
pub enum TokenizerEvent {
    /// The worker said something about a vocabulary.
    Vocabulary(FromWorker),
    /// A document was counted: its name, the text as it was, and the answer.
    Counted(u32, Arc<str>, FromWorker),
    /// The worker died and a new one is on its way.
    Restarted,
    /// It died again and again, or could not be started at all.
    GaveUp,
}

struct Document {
    /// The newest text.
    text: Arc<str>,
    /// The text whose answer is awaited, or came last.
    sent: Arc<str>,
    /// The request whose answer is awaited, or came last.
    revision: u32,
    window_first: u32,
    in_flight: bool,
    dirty: bool,
}

struct Inner {
    worker: Option<Worker>,
    ready: bool,
    encoding: Encoding,
    loaded: Option<Encoding>,
    documents: BTreeMap<u32, Document>,
    deaths: u32,
    /// Numbers every request, so that a late answer is known as one.
    revision: u32,
    /// Which worker this is; what an earlier one still says is not heard.
    generation: u32,
    on_event: Rc<dyn Fn(TokenizerEvent)>,
}

/// A handle on the worker; clones share it. Lives as long as the page.
#[derive(Clone)]
pub struct TokenizerClient(Rc<RefCell<Inner>>);

impl TokenizerClient {
    /// Starts the worker and asks for `encoding`.
    pub fn start(encoding: Encoding, on_event: impl Fn(TokenizerEvent) + 'static) -> Self {
        let client = Self(Rc::new(RefCell::new(Inner {
            worker: None,
            ready: false,
            encoding,
            loaded: None,
            documents: BTreeMap::new(),
            deaths: 0,
            revision: 0,
            generation: 0,
            on_event: Rc::new(on_event),
        })));
        client.spawn();
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
                document.dirty = true;
            }
        }
        let encoding = encoding.name().to_owned();
        self.tell(TokenizerEvent::Vocabulary(FromWorker::Progress { encoding, received: 0, total: None }));
        self.load();
    }

    /// Asks for the vocabulary again, after a failed download or a dead worker.
    pub fn retry(&self) {
        let dead = self.0.borrow().worker.is_none();
        self.0.borrow_mut().deaths = 0;
        if dead { self.spawn() } else { self.load() }
    }

    /// Counts `text` as document `id`. Cost here: one copy of the text.
    pub fn count(&self, id: u32, text: &str) {
        {
            let mut inner = self.0.borrow_mut();
            let document = inner.documents.entry(id).or_insert_with(|| Document {
                text: Arc::from(""),
                sent: Arc::from(""),
                revision: 0,
                window_first: 0,
                in_flight: false,
                dirty: true,
            });
            if *document.text == *text {
                drop(inner);
                return self.send_dirty();
            }
            document.text = Arc::from(text);
            document.dirty = true;
        }
        self.send_dirty();
    }

    /// Shows the tokens from `first` on (a multiple of the page's choosing).
    pub fn look_at(&self, id: u32, first: u32) {
        if let Some(document) = self.0.borrow_mut().documents.get_mut(&id)
            && document.window_first != first
        {
            document.window_first = first;
            document.dirty = true;
        }
        self.send_dirty();
    }

    /// Forgets a document that is gone from the page.
    pub fn forget(&self, id: u32) {
        self.0.borrow_mut().documents.remove(&id);
    }

    fn spawn(&self) {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let Ok(worker) = Worker::new_with_options("./tokenizer_loader.js", &options) else {
            self.tell(TokenizerEvent::GaveUp);
            return;
        };
        let generation = {
            let mut inner = self.0.borrow_mut();
            inner.generation += 1;
            inner.generation
        };
        let weak = || (Rc::downgrade(&self.0), generation);
        let on_message =
            Closure::<dyn Fn(MessageEvent)>::new(listener(weak(), |client, event: MessageEvent| {
                if let Ok(message) = serde_wasm_bindgen::from_value::<FromWorker>(event.data()) {
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
        inner.loaded = None;
        for document in inner.documents.values_mut() {
            document.in_flight = false;
            document.dirty = true;
        }
    }

    fn hear(&self, message: FromWorker) {
        match &message {
            // Only now: a message posted before is lost now and then.
            FromWorker::Ready => {
                self.0.borrow_mut().ready = true;
                self.load();
                return;
            }
            FromWorker::Loaded { encoding, .. } => {
                let mut inner = self.0.borrow_mut();
                let loaded = Encoding::from_name(encoding);
                if loaded != Some(inner.encoding) {
                    return;
                }
                inner.loaded = loaded;
            }
            FromWorker::Counted { doc, revision, .. } => {
                let sent = {
                    let mut inner = self.0.borrow_mut();
                    let awaited = inner.documents.get_mut(doc).filter(|it| it.revision == *revision);
                    let sent = awaited.map(|document| {
                        document.in_flight = false;
                        document.sent.clone()
                    });
                    // One good text does not make up for one that kills.
                    if inner.documents.values().all(|it| !it.in_flight) {
                        inner.deaths = 0;
                    }
                    sent
                };
                if let Some(sent) = sent {
                    self.tell(TokenizerEvent::Counted(*doc, sent, message));
                }
                self.send_dirty();
                return;
            }
            FromWorker::Progress { .. } | FromWorker::LoadFailed { .. } => {}
        }
        self.tell(TokenizerEvent::Vocabulary(message));
        self.send_dirty();
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
            self.tell(TokenizerEvent::Vocabulary(FromWorker::LoadFailed { encoding, reason }));
        } else if deaths < DEATHS_BEFORE_GIVING_UP {
            self.spawn();
            self.tell(TokenizerEvent::Restarted);
        } else {
            self.tell(TokenizerEvent::GaveUp);
        }
    }

    fn load(&self) {
        let (encoding, ready) = {
            let mut inner = self.0.borrow_mut();
            inner.loaded = None;
            (inner.encoding, inner.ready)
        };
        if ready {
            let url = web_sys::window()
                .and_then(|w| w.document())
                .and_then(|d| d.base_uri().ok().flatten())
                .and_then(|base| {
                    web_sys::Url::new_with_base(&format!("vocab/{}", encoding.file_name()), &base).ok()
                })
                .map(|url| url.href())
                .unwrap_or_default();
            self.post(&ToWorker::Load { encoding: encoding.name().to_owned(), url });
        }
    }

    fn send_dirty(&self) {
        let mut out = Vec::new();
        {
            let mut inner = self.0.borrow_mut();
            if inner.loaded != Some(inner.encoding) {
                return;
            }
            let Inner { documents, revision, .. } = &mut *inner;
            for (id, document) in documents {
                if document.dirty && !document.in_flight {
                    document.dirty = false;
                    document.in_flight = true;
                    document.sent = document.text.clone();
                    *revision += 1;
                    document.revision = *revision;
                    out.push(ToWorker::Count {
                        doc: *id,
                        revision: document.revision,
                        text: document.text.to_string(),
                        window_first: document.window_first,
                        window_len: WINDOW_TOKENS,
                    });
                }
            }
        }
        for message in out {
            self.post(&message);
        }
    }

    fn post(&self, message: &ToWorker) {
        let worker = self.0.borrow().worker.clone();
        let Some(worker) = worker else { return };
        let value = serde_wasm_bindgen::to_value(message).unwrap_or(JsValue::NULL);
        if worker.post_message(&value).is_err() {
            self.bury();
        }
    }

    fn tell(&self, event: TokenizerEvent) {
        let on_event = self.0.borrow().on_event.clone();
        on_event(event);
    }
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
