//! The tokenizer worker: fetches one vocabulary at a time, keeps the texts
//! that are open on the page, and counts them as they change.
//!
//! Everything it says is a [`FromWorker`] or an [`Answer`]; it says `Ready` first, because a
//! message posted before that may be lost. It works in short steps, so that
//! what is asked meanwhile is heard between two of them.

mod desk;
mod measuring;
mod sheet;
mod shelf;
mod vocabulary;

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use desk::{Desk, Step};
use js_sys::{Array, ArrayBuffer, JsString, Uint8Array, global};
use lollipop_bpe::{Encoding, Tokenizer};
use lollipop_core::{
    text_edit::TextEdit,
    tokenizing::{Answer, FromWorker, ToWorker},
};
use lollipop_js_text::text;
use shelf::{Shelf, weigh};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

/// After so long at a stretch, in milliseconds, what was asked meanwhile is
/// heard.
const STRETCH_MS: f64 = 6.0;

thread_local! {
    static DESK: RefCell<Desk> = RefCell::new(Desk::default());
    static SHELF: RefCell<Shelf> = RefCell::new(Shelf::default());
    /// A message posted here comes back after those that wait already.
    static LATER: RefCell<Option<MessagePort>> = const { RefCell::new(None) };
    /// What a timer calls.
    static WAKE: RefCell<Option<Closure<dyn Fn()>>> = const { RefCell::new(None) };
    /// Whether such a message is on its way.
    static COMING_BACK: Cell<bool> = const { Cell::new(false) };
    /// The timer that is set, by its number.
    static TIMER: Cell<Option<i32>> = const { Cell::new(None) };
}

fn main() {
    console_error_panic_hook::set_once();
    let scope = scope();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        // The message, and the text that travels beside it.
        let parts: Array = event.data().unchecked_into();
        if let Ok(message) = serde_wasm_bindgen::from_value::<ToWorker>(parts.get(0)) {
            hear(message, &parts.get(1));
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    if let Ok(channel) = MessageChannel::new() {
        let come_back = Closure::<dyn Fn()>::new(|| {
            COMING_BACK.set(false);
            work();
        });
        channel.port1().set_onmessage(Some(come_back.as_ref().unchecked_ref()));
        come_back.forget();
        LATER.set(Some(channel.port2()));
    }
    WAKE.set(Some(Closure::new(|| {
        TIMER.set(None);
        work();
    })));
    say(&FromWorker::Ready);
    // The one that the page is going to ask for, as far as its name tells.
    if Encoding::from_name(&scope.name()).is_some() {
        load(scope.name(), String::new());
    }
}

fn load(encoding: String, url: String) {
    spawn_local(async move {
        let Some(named) = Encoding::from_name(&encoding) else { return };
        if let Some(tokenizer) = vocabulary::load(encoding, url).await {
            DESK.with_borrow_mut(|desk| desk.use_tokenizer(tokenizer, named, now_ms()));
            work();
        }
    });
}

fn scope() -> DedicatedWorkerGlobalScope {
    global().unchecked_into()
}

/// Milliseconds on a clock that never goes back.
fn now_ms() -> f64 {
    scope().performance().map_or(0.0, |it| it.now())
}

/// Says something to the page.
fn say(message: &FromWorker) {
    if let Ok(value) = serde_wasm_bindgen::to_value(message) {
        // Fails only for values that cannot be cloned; ours are plain data.
        let _ = scope().post_message(&value);
    }
}

/// Answers the page.
fn answer(answer: &Answer) {
    if let Ok(value) = serde_wasm_bindgen::to_value(answer) {
        let _ = scope().post_message(&Array::of1(&value));
    }
}

fn hear(message: ToWorker, beside: &JsValue) {
    let text = || beside.dyn_ref::<JsString>().map(text).unwrap_or_default();
    let now_ms = now_ms();
    match message {
        ToWorker::Load { encoding, url } => load(encoding, url),
        ToWorker::Import { encoding, file } => {
            let Some(named) = Encoding::from_name(&encoding) else { return };
            let bytes = beside.dyn_ref::<ArrayBuffer>().map(|it| Uint8Array::new(it).to_vec());
            let bytes = bytes.unwrap_or_default();
            spawn_local(async move {
                if let Some(tokenizer) = vocabulary::import(encoding, file, bytes).await {
                    DESK.with_borrow_mut(|desk| desk.use_tokenizer(tokenizer, named, self::now_ms()));
                    work();
                }
            });
        }
        ToWorker::Open { doc, revision } => {
            DESK.with_borrow_mut(|desk| desk.open(doc, revision, text(), now_ms));
        }
        ToWorker::Edit { doc, revision, start, deleted, length_after } => {
            let edit = TextEdit { start, deleted, inserted: text() };
            let lost = DESK.with_borrow_mut(|desk| desk.edit(doc, revision, edit, length_after, now_ms));
            if let Some(lost) = lost {
                say(&lost);
            }
        }
        ToWorker::Foresee { doc, at } => DESK.with_borrow_mut(|desk| desk.foresee(doc, at)),
        ToWorker::Show { doc, first, len } => DESK.with_borrow_mut(|desk| desk.show(doc, first, len)),
        ToWorker::Hold { doc, held } => DESK.with_borrow_mut(|desk| desk.hold(doc, held)),
        ToWorker::Close { doc } => DESK.with_borrow_mut(|desk| desk.close(doc)),
        ToWorker::Assemble { id, of } => {
            // What was typed before comes first, also to be counted.
            work();
            if let Some(assembled) = DESK.with_borrow(|desk| desk.assemble(id, of)) {
                answer(&assembled);
            }
        }
        ToWorker::Shelve { encoding, url } => shelve(encoding, url),
        ToWorker::ClearShelf => SHELF.with_borrow_mut(Shelf::clear),
        ToWorker::Weigh { id, encodings, texts } => {
            let tokenizers: Vec<_> = encodings.iter().filter_map(|it| tokenizer_of(it)).collect();
            let texts = texts.iter().map(|text| weigh(text, &tokenizers)).collect();
            answer(&Answer::Weighed { id, texts });
        }
    }
    work();
}

/// The tokenizer of an encoding: the one in use, or one that is kept beside.
fn tokenizer_of(encoding: &str) -> Option<(Encoding, Arc<Tokenizer>)> {
    let encoding = Encoding::from_name(encoding)?;
    let in_use = DESK.with_borrow(|desk| desk.tokenizer_of(encoding));
    Some((encoding, in_use.or_else(|| SHELF.with_borrow(|shelf| shelf.get(encoding)))?))
}

/// Brings a vocabulary to be kept beside, unless it is here: the one in use is
/// kept, too, for another may come to be in use.
fn shelve(encoding: String, url: String) {
    spawn_local(async move {
        let Some(named) = Encoding::from_name(&encoding) else { return };
        let brought = match tokenizer_of(&encoding) {
            Some((_, here)) => Ok(here),
            None => {
                let progress = |received, total| {
                    let encoding = encoding.clone();
                    answer(&Answer::Shelving { encoding, received, total });
                };
                vocabulary::bring(&encoding, &url, progress).await.map(Arc::new)
            }
        };
        match brought {
            Ok(tokenizer) => {
                SHELF.with_borrow_mut(|shelf| shelf.put(named, tokenizer));
                answer(&Answer::Shelved { encoding, memory_bytes: memory_bytes() });
            }
            Err(reason) => answer(&Answer::ShelveFailed { encoding, reason }),
        }
    });
}

/// The whole memory of this worker; it never becomes less, what is dropped is
/// used again.
fn memory_bytes() -> u32 {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    memory.buffer().dyn_into::<ArrayBuffer>().map_or(0, |it| it.byte_length())
}

/// Does what there is to do, for a short stretch of time.
fn work() {
    if let Some(timer) = TIMER.take() {
        scope().clear_timeout_with_handle(timer);
    }
    let began_ms = now_ms();
    loop {
        let now_ms = now_ms();
        if now_ms - began_ms > STRETCH_MS {
            return come_back();
        }
        match DESK.with_borrow_mut(|desk| desk.step(now_ms)) {
            Step::Say(message) => say(&message),
            Step::Worked => {}
            Step::Wait(ms) => return come_back_in(ms),
            Step::Done => return,
        }
    }
}

fn come_back() {
    if COMING_BACK.replace(true) {
        return;
    }
    let posted =
        LATER.with_borrow(|port| port.as_ref().is_some_and(|it| it.post_message(&JsValue::NULL).is_ok()));
    if !posted {
        COMING_BACK.set(false);
        come_back_in(0.0);
    }
}

fn come_back_in(ms: f64) {
    let timer = WAKE.with_borrow(|wake| {
        let wake = wake.as_ref()?.as_ref().unchecked_ref();
        scope().set_timeout_with_callback_and_timeout_and_arguments_0(wake, ms.ceil() as i32).ok()
    });
    TIMER.set(timer);
}
