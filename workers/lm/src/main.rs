//! The language model's worker: loads one model, answers requests to it, and
//! scores tokens for the lens.
//!
//! A message in either direction is an array: a [`ToLm`] or [`FromLm`], then
//! what travels beside it. It says `Ready` first, because a message posted
//! before that may be lost. It works in short steps, so that what is asked
//! meanwhile is heard between two of them: Stop within one token.

mod desk;
mod file;
mod pace;
mod source;
mod store;
mod transfer;

use std::cell::{Cell, RefCell};

use desk::{Desk, Step};
use file::{ModelFile, ModelReader};
use js_sys::{
    Array, Date, Float32Array, Function, Math, Promise, Uint8Array, Uint32Array, WebAssembly, global,
};
use lollipop_core::lm::{FromLm, LmAbout, LmFailure, LmSource, ToLm};
use lollipop_lm::{Circumstances, Engine, Limits, name_of};
use wasm_bindgen::{
    JsCast as _, JsValue,
    prelude::{Closure, wasm_bindgen},
};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

/// After so long at a stretch, in milliseconds, what was asked meanwhile is
/// heard; and after each token, which takes longer.
const STRETCH_MS: f64 = 6.0;
/// What wasm can address, without some room for texts and the cache's growth.
const MOST_BYTES: u64 = (4 << 30) - (384 << 20);

thread_local! {
    static DESK: RefCell<Desk> = RefCell::new(Desk::default());
    /// A message posted here comes back after those that wait already.
    static LATER: RefCell<Option<MessagePort>> = const { RefCell::new(None) };
    /// Whether such a message is on its way.
    static COMING_BACK: Cell<bool> = const { Cell::new(false) };
    /// Counts what was asked to be loaded or freed; an earlier load is dropped.
    static WANTED: Cell<u32> = const { Cell::new(0) };
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request_lock(name: &str, granted: &Function) -> Result<Promise, JsValue>;
}

fn main() {
    console_error_panic_hook::set_once();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        let parts: Array = event.data().unchecked_into();
        if let Ok(message) = serde_wasm_bindgen::from_value::<ToLm>(parts.get(0)) {
            hear(message, &parts.get(1));
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
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
    live_and_say_so();
}

/// Holds the lock of this worker's name for good, and says that it is ready.
/// The page waits for that lock: so it learns that the worker is gone, however
/// it went. Where there are no locks it learns of errors only.
fn live_and_say_so() {
    let granted = Closure::once_into_js(|| {
        say(&FromLm::Ready { is_locked: true });
        Promise::new(&mut |_, _| ())
    });
    let lock = request_lock(&scope().name(), granted.unchecked_ref());
    spawn_local(async move {
        let is_refused = match lock {
            Ok(lock) => JsFuture::from(lock).await.is_err(),
            Err(_) => true,
        };
        if is_refused {
            say(&FromLm::Ready { is_locked: false });
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
fn say(message: &FromLm) {
    say_with(message, &[]);
}

/// Says something, and hands over the buffers of these arrays.
fn say_with(message: &FromLm, beside: &[&JsValue]) {
    let Ok(value) = serde_wasm_bindgen::to_value(message) else { return };
    let parts = Array::of1(&value);
    let buffers = Array::new();
    for array in beside {
        parts.push(array);
        if let Ok(buffer) = js_sys::Reflect::get(array, &"buffer".into()) {
            buffers.push(&buffer);
        }
    }
    // Fails only for values that cannot be cloned; ours are plain data.
    let _ = scope().post_message_with_transfer(&parts, &buffers);
}

fn hear(message: ToLm, beside: &JsValue) {
    let now_ms = now_ms();
    match message {
        ToLm::Load(source) => load(source, beside),
        ToLm::Ask { id, path, body } => {
            let circumstances = Circumstances {
                created: (Date::now() / 1000.0) as u64,
                seed: (Math::random() * (1_u64 << 53) as f64) as u64,
                number: id,
            };
            DESK.with_borrow_mut(|desk| desk.ask(id, &path, &body, circumstances, now_ms));
        }
        ToLm::Stop { id } => DESK.with_borrow_mut(|desk| desk.stop(id)),
        ToLm::Look { id, prompt, chosen } => DESK.with_borrow_mut(|desk| desk.look(id, &prompt, &chosen)),
        ToLm::Spell { id, prompt } => DESK.with_borrow_mut(|desk| desk.spell(id, &prompt)),
        ToLm::Free => {
            want(None);
            say(&FromLm::Freed);
        }
        ToLm::Forget => {
            want(None);
            spawn_local(async {
                store::forget().await;
                say(&FromLm::Freed);
            });
        }
    }
    // What else was asked meanwhile is heard first: it may make this needless.
    come_back();
}

/// Ends what is loaded or being loaded, and returns the number of what comes.
fn want(engine: Option<Engine>) -> u32 {
    DESK.with_borrow_mut(|desk| desk.use_engine(engine));
    WANTED.set(WANTED.get().wrapping_add(1));
    WANTED.get()
}

fn load(source: LmSource, beside: &JsValue) {
    let number = want(None);
    let is_wanted = move || WANTED.get() == number;
    let file = beside.dyn_ref::<Blob>().cloned();
    spawn_local(async move {
        let (name, fetched) = match source {
            LmSource::Site { url, bytes, sha256 } => {
                (name_of(&url), source::bring(&url, bytes, &sha256, is_wanted).await)
            }
            LmSource::File { name } => {
                (name_of(&name), file.map(|blob| (ModelFile::Blob(blob), false)).ok_or(LmFailure::Broken))
            }
        };
        if !is_wanted() {
            return;
        }
        let loaded = fetched.and_then(|(file, kept)| Ok((engine_of(file, &name)?, kept)));
        match loaded {
            Ok((engine, kept)) => {
                let memory_bytes = memory_bytes();
                let about = LmAbout { memory_bytes, kept, ..engine.about().clone() };
                let (bytes, ends) = engine.spelling();
                DESK.with_borrow_mut(|desk| desk.use_engine(Some(engine)));
                let bytes = Uint8Array::from(bytes.as_slice());
                let ends = Uint32Array::from(ends.as_slice());
                say_with(&FromLm::Loaded(about), &[bytes.as_ref(), ends.as_ref()]);
                work();
            }
            Err(why) => say(&FromLm::LoadFailed(why)),
        }
    });
}

fn engine_of(file: ModelFile, name: &str) -> Result<Engine, LmFailure> {
    let mut reader = ModelReader::new(file).ok_or(LmFailure::Broken)?;
    Engine::load(&mut reader, name, Limits { memory_bytes: MOST_BYTES })
}

/// What the worker's memory has grown to.
fn memory_bytes() -> u64 {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let length = js_sys::Reflect::get(&memory.buffer(), &"byteLength".into()).ok().and_then(|it| it.as_f64());
    length.unwrap_or(0.0) as u64
}

/// Does what there is to do, for a short stretch of time.
fn work() {
    let began_ms = now_ms();
    loop {
        let now_ms = now_ms();
        if now_ms - began_ms > STRETCH_MS {
            return come_back();
        }
        match DESK.with_borrow_mut(|desk| desk.step(now_ms)) {
            Step::Say(message) => say(&message),
            Step::Scores(message, scores) => {
                say_with(&message, &[Float32Array::from(scores.as_slice()).as_ref()]);
            }
            Step::Worked => {}
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
    }
}
