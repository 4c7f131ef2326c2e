//! The page's end of the language model's worker.
//!
//! The worker is started when it is first needed, and ended when its memory is
//! freed: only then does the browser take it back. What was asked of a worker
//! that dies is answered with that, and the next question starts another.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    sync::Arc,
};

use futures_channel::{mpsc, oneshot};
use gloo_timers::callback::Timeout;
use js_sys::{Array, Float32Array, Function, Math, Promise, Uint8Array, Uint32Array};
use lollipop_core::lm::{
    FromLm, LmAbout, LmFailure, LmPrompt, LmSource, LmTrouble, LookFailure, Spelling, ToLm,
};
use wasm_bindgen::{
    JsCast as _, JsValue,
    prelude::{Closure, wasm_bindgen},
};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::{endpoint::Stopper, file::Brought, page};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request_lock(name: &str, granted: &Function) -> Result<Promise, JsValue>;
}

/// A worker that does not react for so long, in milliseconds, is ended.
const REACTS_WITHIN_MS: u32 = 1000;

/// What the page hears without having asked.
#[derive(Clone, Debug)]
pub enum LmEvent {
    /// A model is on its way.
    Progress {
        /// Bytes that have arrived.
        received: u64,
        /// Bytes in all.
        total: u64,
    },
    /// A model is loaded.
    Loaded(LmAbout, Arc<Spelling>),
    /// No model is loaded any more, because that was wished.
    Freed,
    /// No model is loaded, and this is why.
    Failed(LmTrouble),
}

/// A part of the answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LmPart {
    /// Comes first, once.
    Head {
        /// As an HTTP status.
        status: u16,
        /// `text/event-stream` or `application/json`.
        content_type: String,
    },
    /// More of the body.
    Chunk(String),
    /// The body is whole.
    End,
}

/// The scores that were asked for.
#[derive(Clone, Debug)]
pub struct Looked {
    /// Tokens of the prompt, the template's included.
    pub prompt_tokens: u32,
    /// The natural logarithm of every token's probability at temperature 1, by
    /// id.
    pub logprobs: Vec<f32>,
}

/// Why a question of the lens has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlooked {
    /// The worker says why.
    Refused(LookFailure),
    /// A later question took its place.
    Superseded,
    /// The worker is gone.
    Gone,
}

type Answered<T> = oneshot::Sender<Result<T, Unlooked>>;

#[derive(Default)]
struct Inner {
    worker: Option<Worker>,
    /// The worker's own name, and that of the lock which it holds while it lives.
    name: String,
    ready: bool,
    /// What waits until the worker is ready.
    to_post: Vec<(ToLm, JsValue)>,
    /// Which worker this is; what an earlier one still says is not heard.
    generation: u32,
    last_id: u32,
    answers: BTreeMap<u32, mpsc::UnboundedSender<LmPart>>,
    looks: BTreeMap<u32, Answered<Looked>>,
    spells: BTreeMap<u32, Answered<Vec<u32>>>,
    /// Who waits until a model is loaded, or is not.
    loads: Vec<oneshot::Sender<Result<(), LmTrouble>>>,
}

/// A handle on the worker; clones share it. Lives as long as the page.
#[derive(Clone)]
pub struct LmClient {
    inner: Rc<RefCell<Inner>>,
    on_event: Rc<dyn Fn(LmEvent)>,
}

impl LmClient {
    /// Starts nothing yet.
    pub fn new(on_event: impl Fn(LmEvent) + 'static) -> Self {
        Self { inner: Rc::default(), on_event: Rc::new(on_event) }
    }

    /// Loads a model; one that is loaded is freed first. `file` is the file that
    /// an [`LmSource::File`] speaks of.
    pub fn load(&self, source: LmSource, file: Option<&Brought>) {
        let total = match &source {
            LmSource::Site { bytes, .. } => *bytes,
            LmSource::File { .. } => file.map_or(0, Brought::bytes),
        };
        (self.on_event)(LmEvent::Progress { received: 0, total });
        let beside = file.map_or(JsValue::UNDEFINED, Brought::as_js);
        self.post(ToLm::Load(source), beside);
    }

    /// Waits until the model that is being loaded is there, or is not.
    pub async fn loaded(&self) -> Result<(), LmTrouble> {
        let (tell, told) = oneshot::channel();
        self.inner.borrow_mut().loads.push(tell);
        told.await.unwrap_or(Err(LmTrouble::Died))
    }

    /// Asks as a server is asked. Stopping ends the answer within one token, or
    /// the worker, if it does not react.
    pub fn ask(&self, path: &str, body: String, stopper: &Stopper) -> LmAnswer {
        let (tell, told) = mpsc::unbounded();
        let id = self.next_id();
        self.inner.borrow_mut().answers.insert(id, tell);
        self.post(ToLm::Ask { id, path: path.to_owned(), body }, JsValue::UNDEFINED);
        let client = self.clone();
        stopper.on_stop(move || client.stop(id));
        LmAnswer(told)
    }

    fn stop(&self, id: u32) {
        if self.inner.borrow_mut().answers.remove(&id).is_some() {
            self.post(ToLm::Stop { id }, JsValue::UNDEFINED);
            self.see_whether_it_reacts();
        }
    }

    /// Scores every token as the next one. A question that still waits gives
    /// way to this one.
    pub async fn look(&self, prompt: LmPrompt, chosen: Vec<u32>) -> Result<Looked, Unlooked> {
        let (tell, told) = oneshot::channel();
        let id = self.next_id();
        let earlier = {
            let mut inner = self.inner.borrow_mut();
            let earlier = std::mem::take(&mut inner.looks);
            inner.looks.insert(id, tell);
            earlier
        };
        for waits in earlier.into_values() {
            // Who asked may have stopped listening.
            let _ = waits.send(Err(Unlooked::Superseded));
        }
        self.post(ToLm::Look { id, prompt, chosen }, JsValue::UNDEFINED);
        told.await.unwrap_or(Err(Unlooked::Gone))
    }

    /// The ids of a prompt as the model gets it, its template included.
    pub async fn spell(&self, prompt: LmPrompt) -> Result<Vec<u32>, Unlooked> {
        let (tell, told) = oneshot::channel();
        let id = self.next_id();
        self.inner.borrow_mut().spells.insert(id, tell);
        self.post(ToLm::Spell { id, prompt }, JsValue::UNDEFINED);
        told.await.unwrap_or(Err(Unlooked::Gone))
    }

    /// Frees the model's memory, or stops loading it.
    pub fn free(&self) {
        if self.inner.borrow().worker.is_some() {
            self.post(ToLm::Free, JsValue::UNDEFINED);
            self.end_in(REACTS_WITHIN_MS);
        }
    }

    /// As [`Self::free`], and deletes what the browser keeps of models.
    pub fn forget(&self) {
        self.post(ToLm::Forget, JsValue::UNDEFINED);
    }

    fn next_id(&self) -> u32 {
        let mut inner = self.inner.borrow_mut();
        inner.last_id = inner.last_id.wrapping_add(1);
        inner.last_id
    }

    /// Ends a worker that is too busy to hear anything.
    fn see_whether_it_reacts(&self) {
        let reacted = Rc::new(Cell::new(false));
        let (client, generation) = (self.clone(), self.inner.borrow().generation);
        let seen = reacted.clone();
        spawn_local({
            let client = client.clone();
            async move {
                // Whatever it answers: it heard.
                let _ = client.spell(LmPrompt::Raw(String::new())).await;
                reacted.set(true);
            }
        });
        let look = move || {
            if !seen.get() && client.inner.borrow().generation == generation {
                client.end(LmEvent::Failed(LmTrouble::Died));
            }
        };
        Timeout::new(REACTS_WITHIN_MS, look).forget();
    }

    /// Ends the worker after so many milliseconds if it has not said by then
    /// that its memory is free.
    fn end_in(&self, ms: u32) {
        let (client, generation) = (self.clone(), self.inner.borrow().generation);
        let end = move || {
            let is_there = client.inner.borrow().worker.is_some();
            if is_there && client.inner.borrow().generation == generation {
                client.end(LmEvent::Freed);
            }
        };
        Timeout::new(ms, end).forget();
    }

    fn spawn(&self) {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let generation = {
            let mut inner = self.inner.borrow_mut();
            inner.generation = inner.generation.wrapping_add(1);
            inner.ready = false;
            // Other tabs have workers too.
            inner.name = format!("lm-{}", Math::random());
            options.set_name(&inner.name);
            inner.generation
        };
        let Ok(worker) = Worker::new_with_options(&format!("./lm-worker.js?{}", page::release()), &options)
        else {
            return self.end(LmEvent::Failed(LmTrouble::NoWorker));
        };
        let client = self.clone();
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let parts: Array = event.data().unchecked_into();
            if client.inner.borrow().generation == generation
                && let Ok(message) = serde_wasm_bindgen::from_value::<FromLm>(parts.get(0))
            {
                client.hear(message, &parts.get(1), &parts.get(2));
            }
        });
        let client = self.clone();
        let on_error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            if client.inner.borrow().generation == generation {
                let came = client.inner.borrow().ready;
                let trouble = if came { LmTrouble::Died } else { LmTrouble::NoWorker };
                client.end(LmEvent::Failed(trouble));
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        // A worker is started a few times in a page's life.
        on_message.forget();
        on_error.forget();
        self.inner.borrow_mut().worker = Some(worker);
    }

    /// Waits for the lock that the worker holds: it is to be had when the worker
    /// is gone, also where no event tells of it.
    fn watch(&self) {
        let (generation, name) = {
            let inner = self.inner.borrow();
            (inner.generation, inner.name.clone())
        };
        let client = self.clone();
        let gone = Closure::once_into_js(move || {
            if client.inner.borrow().generation == generation {
                client.end(LmEvent::Failed(LmTrouble::Died));
            }
        });
        if let Ok(lock) = request_lock(&name, gone.unchecked_ref()) {
            spawn_local(async move {
                // Where it is refused, errors alone tell.
                let _ = JsFuture::from(lock).await;
            });
        }
    }

    /// Ends the worker, tells everyone who waits, and then the page.
    fn end(&self, why: LmEvent) {
        let before = {
            let mut inner = self.inner.borrow_mut();
            let (generation, last_id) = (inner.generation.wrapping_add(1), inner.last_id);
            std::mem::replace(&mut *inner, Inner { generation, last_id, ..Inner::default() })
        };
        if let Some(worker) = &before.worker {
            worker.terminate();
        }
        let trouble = match &why {
            LmEvent::Failed(trouble) => trouble.clone(),
            _ => LmTrouble::Died,
        };
        for waits in before.loads {
            let _ = waits.send(Err(trouble.clone()));
        }
        // Those who wait for other answers see that nobody will give them.
        (self.on_event)(why);
    }

    fn hear(&self, message: FromLm, first: &JsValue, second: &JsValue) {
        match message {
            // Only now: a message posted before is lost now and then.
            FromLm::Ready { is_locked } => {
                if is_locked {
                    self.watch();
                }
                let waiting = {
                    let mut inner = self.inner.borrow_mut();
                    inner.ready = true;
                    std::mem::take(&mut inner.to_post)
                };
                waiting.into_iter().for_each(|(message, beside)| self.post(message, beside));
            }
            FromLm::Progress { received, total } => {
                (self.on_event)(LmEvent::Progress { received, total });
            }
            FromLm::Loaded(about) => {
                let bytes = first.dyn_ref().map(Uint8Array::to_vec).unwrap_or_default();
                let ends = second.dyn_ref().map(Uint32Array::to_vec).unwrap_or_default();
                (self.on_event)(LmEvent::Loaded(about, Arc::new(Spelling::new(bytes, ends))));
                self.tell_loads(&Ok(()));
            }
            FromLm::LoadFailed(why) => self.fail(why),
            FromLm::Head { id, status, content_type } => {
                self.tell_answer(id, LmPart::Head { status, content_type });
            }
            FromLm::Chunk { id, text } => self.tell_answer(id, LmPart::Chunk(text)),
            FromLm::End { id } => {
                self.tell_answer(id, LmPart::End);
                self.inner.borrow_mut().answers.remove(&id);
            }
            FromLm::Looked { id, prompt_tokens } => {
                let logprobs = first.dyn_ref().map(Float32Array::to_vec).unwrap_or_default();
                let waits = self.inner.borrow_mut().looks.remove(&id);
                if let Some(waits) = waits {
                    let _ = waits.send(Ok(Looked { prompt_tokens, logprobs }));
                }
            }
            FromLm::Spelt { id, ids } => {
                let waits = self.inner.borrow_mut().spells.remove(&id);
                if let Some(waits) = waits {
                    let _ = waits.send(Ok(ids));
                }
            }
            FromLm::LookFailed { id, why } => {
                let (look, spell) = {
                    let mut inner = self.inner.borrow_mut();
                    (inner.looks.remove(&id), inner.spells.remove(&id))
                };
                let _ = look.map(|waits| waits.send(Err(Unlooked::Refused(why))));
                let _ = spell.map(|waits| waits.send(Err(Unlooked::Refused(why))));
            }
            FromLm::Freed => self.end(LmEvent::Freed),
        }
    }

    /// Nothing is loaded: the worker goes, and with it whatever it took.
    fn fail(&self, why: LmFailure) {
        self.end(LmEvent::Failed(LmTrouble::Load(why)));
    }

    fn tell_loads(&self, outcome: &Result<(), LmTrouble>) {
        let waiting = std::mem::take(&mut self.inner.borrow_mut().loads);
        for waits in waiting {
            let _ = waits.send(outcome.clone());
        }
    }

    fn tell_answer(&self, id: u32, part: LmPart) {
        if let Some(answer) = self.inner.borrow().answers.get(&id) {
            // Whoever asked may have gone.
            let _ = answer.unbounded_send(part);
        }
    }

    /// Posts a message, and beside it a file; starts the worker if there is none.
    fn post(&self, message: ToLm, beside: JsValue) {
        if self.inner.borrow().worker.is_none() {
            self.spawn();
        }
        let worker = {
            let mut inner = self.inner.borrow_mut();
            if !inner.ready {
                if inner.worker.is_some() {
                    inner.to_post.push((message, beside));
                }
                return;
            }
            inner.worker.clone()
        };
        let message = serde_wasm_bindgen::to_value(&message).unwrap_or(JsValue::NULL);
        let posted = worker.map(|it| it.post_message(&Array::of2(&message, &beside)));
        if posted.is_some_and(|it| it.is_err()) {
            self.end(LmEvent::Failed(LmTrouble::Died));
        }
    }
}

/// The answer to a request, as it comes.
pub struct LmAnswer(mpsc::UnboundedReceiver<LmPart>);

impl LmAnswer {
    /// The next part; nothing when there is none, because the answer was
    /// stopped or the worker died.
    pub async fn next(&mut self) -> Option<LmPart> {
        self.0.recv().await.ok()
    }
}
