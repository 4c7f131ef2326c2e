//! Fetches vocabulary files, one at a time.

use std::cell::{Cell, RefCell};

use js_sys::{Promise, Reflect, Uint8Array, global};
use lollipop_bpe::{Encoding, ImportError, Tokenizer, import_gguf, import_tokenizer_json};
use lollipop_core::{
    count::RoleTokens,
    tokenizing::{Answer, FromWorker, ImportedTokenizer, LoadFailure},
};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, ReadableStreamDefaultReader, Response};

use crate::{answer, say};

/// What was asked for last, and what has become of it.
enum Wanted {
    Nothing,
    Underway(String),
    Here(String, RoleTokens),
}

thread_local! {
    static WANTED: RefCell<Wanted> = const { RefCell::new(Wanted::Nothing) };
    /// How many times something else was asked for.
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

/// Brings a vocabulary and says so. `None` if that is not to be used: it is on
/// its way or here already, it failed, or another was asked for meanwhile.
pub async fn load(encoding: String, url: String) -> Option<Tokenizer> {
    let here = WANTED.with_borrow(|wanted| match wanted {
        Wanted::Underway(name) if *name == encoding => Some(None),
        Wanted::Here(name, role_tokens) if *name == encoding => Some(Some(*role_tokens)),
        _ => None,
    });
    if let Some(here) = here {
        if let Some(role_tokens) = here {
            say(&FromWorker::Loaded { encoding, role_tokens });
        }
        return None;
    }
    WANTED.set(Wanted::Underway(encoding.clone()));
    ASKED.set(ASKED.get() + 1);
    let progress = |received, total| {
        let encoding = encoding.clone();
        say(&FromWorker::Progress { encoding, received, total });
    };
    let outcome = bring(&encoding, &url, progress).await;
    if !WANTED.with_borrow(|wanted| matches!(wanted, Wanted::Underway(name) if *name == encoding)) {
        return None;
    }
    match outcome {
        Ok(tokenizer) => {
            let role_tokens = role_tokens(&tokenizer);
            WANTED.set(Wanted::Here(encoding.clone(), role_tokens));
            say(&FromWorker::Loaded { encoding, role_tokens });
            Some(tokenizer)
        }
        Err(reason) => {
            WANTED.set(Wanted::Nothing);
            say(&FromWorker::LoadFailed { encoding, reason });
            None
        }
    }
}

/// Makes a tokenizer of a file that a person brought, and says so. What was
/// asked for before is not wanted any more, unless that fails; and the file is
/// not, if something else is asked for while it is read.
pub async fn import(encoding: String, file: String, bytes: Vec<u8>) -> Option<Tokenizer> {
    let asked = ASKED.get() + 1;
    ASKED.set(asked);
    #[cfg(parts)]
    let outcome = imported(bytes).await;
    #[cfg(not(parts))]
    let outcome = imported(bytes);
    if ASKED.get() != asked {
        return None;
    }
    let Ok(outcome) = outcome else {
        answer(&Answer::ImporterMissing);
        return None;
    };
    match outcome {
        Ok((tokenizer, mut about)) => {
            about.file = file;
            WANTED.set(Wanted::Nothing);
            answer(&Answer::Imported { encoding, role_tokens: role_tokens(&tokenizer), about });
            Some(tokenizer)
        }
        Err(error) => {
            answer(&Answer::ImportFailed { file, error });
            None
        }
    }
}

/// What reads such files did not come.
struct Missing;

#[cfg(parts)]
impl From<wasm_split_helpers::SplitLoaderError> for Missing {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// A tokenizer and what there is to say of it; why the file gives none.
type Outcome = Result<(Tokenizer, ImportedTokenizer), ImportError>;

/// A part of the worker (`cargo xtask build` cuts it off): hardly anybody
/// brings a file.
#[cfg_attr(parts, wasm_split_helpers::wasm_split(import, fallible))]
fn imported(bytes: Vec<u8>) -> Result<Outcome, Missing> {
    Ok(read(&bytes))
}

fn read(bytes: &[u8]) -> Outcome {
    let imported =
        if bytes.starts_with(b"GGUF") { import_gguf(bytes) } else { import_tokenizer_json(bytes) }?;
    let tokens = imported.tokens.len() + imported.unmerged.len() + imported.specials.len();
    let tokens = u32::try_from(tokens).unwrap_or(u32::MAX);
    let about = ImportedTokenizer { file: String::new(), tokens, left_out: imported.left_out.clone() };
    let tokenizer = Tokenizer::import(imported).map_err(|_| ImportError::TooLarge)?;
    Ok((tokenizer, about))
}

fn role_tokens(tokenizer: &Tokenizer) -> RoleTokens {
    let count = |role| u32::try_from(tokenizer.count(role)).unwrap_or(u32::MAX);
    RoleTokens { system: count("system"), user: count("user"), assistant: count("assistant") }
}

/// Fetches a vocabulary and opens it; says nothing but how far it is.
pub async fn bring(
    encoding: &str,
    url: &str,
    progress: impl Fn(u32, Option<u32>),
) -> Result<Tokenizer, LoadFailure> {
    let file = fetch(encoding, url, progress).await?;
    let tokenizer = Tokenizer::load(&file).map_err(|_| LoadFailure::Broken)?;
    // A file under the wrong name would count wrongly without a word.
    if Encoding::from_name(encoding) == tokenizer.encoding() {
        Ok(tokenizer)
    } else {
        Err(LoadFailure::Broken)
    }
}

async fn fetch(
    encoding: &str,
    url: &str,
    progress: impl Fn(u32, Option<u32>),
) -> Result<Vec<u8>, LoadFailure> {
    let response: Response =
        JsFuture::from(request(encoding, url)).await.map_err(|_| LoadFailure::Network)?.unchecked_into();
    if !response.ok() {
        return Err(LoadFailure::Status(response.status()));
    }
    let total = response.headers().get("content-length").ok().flatten().and_then(|it| it.parse().ok());
    let body = response.body().ok_or(LoadFailure::Network)?;
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut file = Vec::with_capacity(total.unwrap_or(0) as usize);
    loop {
        let read = JsFuture::from(reader.read()).await.map_err(|_| LoadFailure::Network)?;
        if field(&read, "done").is_truthy() {
            return Ok(file);
        }
        file.extend(Uint8Array::new(&field(&read, "value")).to_vec());
        let received = u32::try_from(file.len()).unwrap_or(u32::MAX);
        progress(received, total);
    }
}

/// The request for a file; the one that `worker.js` made before this module
/// was there, if it is for the same.
fn request(encoding: &str, url: &str) -> Promise {
    let scope: DedicatedWorkerGlobalScope = global().unchecked_into();
    let early = field(&scope, "early");
    let response = field(&early, "response");
    if field(&early, "encoding").as_string().as_deref() == Some(encoding) && response.is_object() {
        // A response can be read once. Setting a plain property is not refused.
        let _ = Reflect::set(&scope, &JsValue::from_str("early"), &JsValue::UNDEFINED);
        return response.unchecked_into();
    }
    scope.fetch_with_str(url)
}

fn field(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
