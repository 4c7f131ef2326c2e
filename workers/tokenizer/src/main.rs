//! The tokenizer worker: fetches one vocabulary at a time and counts.
//!
//! It keeps no text. Everything it says is a [`FromWorker`]; it says `Ready`
//! first, because a message posted before that may be lost.

use std::cell::RefCell;

use js_sys::{Reflect, Uint8Array, global};
use lollipop_bpe::{Encoding, Token, Tokenizer, layout};
use lollipop_core::{
    count::RoleTokens,
    tokenizing::{Figures, FromWorker, LoadFailure, ToWorker, TokenWindow},
};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, ReadableStreamDefaultReader, Response};

thread_local! {
    static TOKENIZER: RefCell<Option<Tokenizer>> = const { RefCell::new(None) };
    /// The encoding asked for last: an earlier download that ends later is dropped.
    static WANTED: RefCell<String> = const { RefCell::new(String::new()) };
}

fn main() {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = global().unchecked_into();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        match serde_wasm_bindgen::from_value::<ToWorker>(event.data()) {
            Ok(ToWorker::Load { encoding, url }) => {
                WANTED.set(encoding.clone());
                spawn_local(load(encoding, url));
            }
            Ok(ToWorker::Count { doc, revision, text, window_first, window_len }) => {
                count(doc, revision, &text, window_first, window_len);
            }
            Err(_) => {}
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    say(&FromWorker::Ready);
}

fn say(message: &FromWorker) {
    let scope: DedicatedWorkerGlobalScope = global().unchecked_into();
    if let Ok(value) = serde_wasm_bindgen::to_value(message) {
        // Fails only for values that cannot be cloned; ours are plain data.
        let _ = scope.post_message(&value);
    }
}

async fn load(encoding: String, url: String) {
    let outcome = match fetch(&encoding, &url).await {
        Ok(file) => Tokenizer::load(&file).map_err(|_| LoadFailure::Broken),
        Err(failure) => Err(failure),
    };
    if WANTED.with_borrow(|wanted| *wanted != encoding) {
        return;
    }
    let outcome = outcome.and_then(|tokenizer| {
        // A file under the wrong name would count wrongly without a word.
        if Encoding::from_name(&encoding) == tokenizer.encoding() {
            Ok(tokenizer)
        } else {
            Err(LoadFailure::Broken)
        }
    });
    match outcome {
        Ok(tokenizer) => {
            let count = |role| u32::try_from(tokenizer.count(role)).unwrap_or(u32::MAX);
            let role_tokens =
                RoleTokens { system: count("system"), user: count("user"), assistant: count("assistant") };
            TOKENIZER.set(Some(tokenizer));
            say(&FromWorker::Loaded { encoding, role_tokens });
        }
        Err(reason) => say(&FromWorker::LoadFailed { encoding, reason }),
    }
}

async fn fetch(encoding: &str, url: &str) -> Result<Vec<u8>, LoadFailure> {
    let scope: DedicatedWorkerGlobalScope = global().unchecked_into();
    let response: Response =
        JsFuture::from(scope.fetch_with_str(url)).await.map_err(|_| LoadFailure::Network)?.unchecked_into();
    if !response.ok() {
        return Err(LoadFailure::Status(response.status()));
    }
    let total = response.headers().get("content-length").ok().flatten().and_then(|it| it.parse().ok());
    let body = response.body().ok_or(LoadFailure::Network)?;
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut file = Vec::new();
    loop {
        let read = JsFuture::from(reader.read()).await.map_err(|_| LoadFailure::Network)?;
        let field = |name: &str| Reflect::get(&read, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED);
        if field("done").is_truthy() {
            return Ok(file);
        }
        file.extend(Uint8Array::new(&field("value")).to_vec());
        let received = u32::try_from(file.len()).unwrap_or(u32::MAX);
        say(&FromWorker::Progress { encoding: encoding.to_owned(), received, total });
    }
}

fn count(doc: u32, revision: u32, text: &str, window_first: u32, window_len: u32) {
    TOKENIZER.with_borrow(|tokenizer| {
        let Some(tokenizer) = tokenizer else { return };
        let tokens = tokenizer.tokens(text);
        let (first, last) = window(text, &tokens, window_first as usize, window_len as usize);
        let shown = tokens.get(first..last).unwrap_or_default();
        let start_byte = shown.first().map_or(0, |token| token.start);
        let figures = layout::figures(text);
        say(&FromWorker::Counted {
            doc,
            revision,
            encoding: tokenizer.encoding().map_or("", Encoding::name).to_owned(),
            count: u32::try_from(tokens.len()).unwrap_or(u32::MAX),
            figures: Figures {
                bytes: figures.bytes,
                code_points: figures.code_points,
                graphemes: figures.graphemes,
                words: figures.words,
                han: figures.han,
                han_tokens: layout::han_tokens(text, &tokens),
                lines: figures.lines,
            },
            window: TokenWindow {
                first: u32::try_from(first).unwrap_or(u32::MAX),
                start_byte,
                ids: shown.iter().map(|token| token.id).collect(),
                ends: shown.iter().map(|token| token.end - start_byte).collect(),
            },
        });
    });
}

/// The tokens to show: at least those asked for, and as many more on either
/// side as it takes to begin and end between characters.
fn window(text: &str, tokens: &[Token], first: usize, len: usize) -> (usize, usize) {
    // A text that has become shorter shows its last window, not nothing.
    let mut first = first.min(tokens.len().saturating_sub(1) / len.max(1) * len);
    let mut last = first.saturating_add(len).min(tokens.len());
    let cuts_a_character =
        |at: usize| tokens.get(at).is_some_and(|it| !text.is_char_boundary(it.start as usize));
    while first > 0 && cuts_a_character(first) {
        first -= 1;
    }
    while last < tokens.len() && cuts_a_character(last) {
        last += 1;
    }
    (first, last)
}
