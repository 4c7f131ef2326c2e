//! Talking to the chosen endpoint: one request, its body as it streams in.
//!
//! Every request leaves without cookies, without a referrer, and refuses to be
//! redirected (a redirect could carry a key to another host).

use gloo_net::http::{Method, RequestBuilder};
use js_sys::Uint8Array;
use lollipop_core::{endpoint::ResolvedUrl, key::ApiKey};
use wasm_bindgen::{JsCast as _, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStream, ReadableStreamDefaultReader, ReadableStreamReadResult, ReferrerPolicy,
    RequestCache, RequestCredentials, RequestMode, RequestRedirect,
};

/// Why no (further) byte arrived. A browser tells no more than this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchFailure {
    /// The person pressed Stop.
    Aborted,
    /// Refused, unreachable, or cut off.
    Network,
}

/// Status line and the headers that matter, known before the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The HTTP status.
    pub status: u16,
    /// As the header says it; empty if it says nothing.
    pub content_type: String,
    /// As the header says it.
    pub retry_after: Option<String>,
}

/// Stops a request. Cloned handles stop the same one.
#[derive(Clone)]
pub struct Stopper(Option<AbortController>);

impl Default for Stopper {
    fn default() -> Self {
        Self::new()
    }
}

impl Stopper {
    /// A stopper that has stopped nothing yet.
    pub fn new() -> Self {
        Self(AbortController::new().ok())
    }

    /// Ends the request now; the fetch returns [`FetchFailure::Aborted`].
    pub fn stop(&self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }

    /// Whether [`stop`](Self::stop) was called.
    pub fn is_stopped(&self) -> bool {
        self.0.as_ref().is_some_and(|it| it.signal().aborted())
    }

    /// Calls `then` when it is stopped; at once if it is already.
    pub fn on_stop(&self, then: impl FnOnce() + 'static) {
        let Some(controller) = self.0.as_ref().filter(|it| !it.signal().aborted()) else { return then() };
        let then = Closure::once_into_js(then);
        // The event exists wherever the signal does.
        let _ = controller.signal().add_event_listener_with_callback("abort", then.unchecked_ref());
    }

    fn failure(&self) -> FetchFailure {
        if self.is_stopped() { FetchFailure::Aborted } else { FetchFailure::Network }
    }
}

fn request(url: &str, method: Method, key: Option<&ApiKey>, stopper: &Stopper) -> RequestBuilder {
    let signal = stopper.0.as_ref().map(AbortController::signal);
    let builder = RequestBuilder::new(url)
        .method(method)
        .credentials(RequestCredentials::Omit)
        .redirect(RequestRedirect::Error)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .cache(RequestCache::NoStore)
        .abort_signal(signal.as_ref());
    match key {
        Some(key) => builder.header("Authorization", &format!("Bearer {}", key.expose())),
        None => builder,
    }
}

/// A response whose body has not been read yet.
pub struct Answer {
    /// Status and headers.
    pub head: Head,
    body: Option<ReadableStream>,
    stopper: Stopper,
}

/// Posts JSON and returns when the head of the answer is there.
pub async fn post(
    to: &ResolvedUrl,
    json: String,
    key: Option<&ApiKey>,
    stopper: &Stopper,
) -> Result<Answer, FetchFailure> {
    let sent = request(&to.url, Method::POST, key, stopper)
        .header("Content-Type", "application/json")
        .body(json)
        .map_err(|_| FetchFailure::Network)?
        .send()
        .await;
    answer(sent, stopper)
}

/// Gets a small JSON document, such as the list of models.
pub async fn get(
    from: &ResolvedUrl,
    key: Option<&ApiKey>,
    stopper: &Stopper,
) -> Result<Answer, FetchFailure> {
    let sent = request(&from.url, Method::GET, key, stopper).send().await;
    answer(sent, stopper)
}

fn answer(
    sent: Result<gloo_net::http::Response, gloo_net::Error>,
    stopper: &Stopper,
) -> Result<Answer, FetchFailure> {
    let response = sent.map_err(|_| stopper.failure())?;
    let headers = response.headers();
    let head = Head {
        status: response.status(),
        content_type: headers.get("content-type").unwrap_or_default(),
        retry_after: headers.get("retry-after"),
    };
    Ok(Answer { head, body: response.body(), stopper: stopper.clone() })
}

impl Answer {
    /// Hands over the body chunk by chunk, as the network cuts it.
    pub async fn read(self, mut on_chunk: impl FnMut(&[u8])) -> Result<(), FetchFailure> {
        let Some(body) = self.body else { return Ok(()) };
        let Ok(reader) = body.get_reader().dyn_into::<ReadableStreamDefaultReader>() else {
            return Err(FetchFailure::Network);
        };
        loop {
            let read = JsFuture::from(reader.read()).await.map_err(|_| self.stopper.failure())?;
            let read: ReadableStreamReadResult = read.unchecked_into();
            if read.get_done().unwrap_or(true) {
                return Ok(());
            }
            on_chunk(&Uint8Array::new(&read.get_value()).to_vec());
        }
    }

    /// The whole body.
    pub async fn bytes(self) -> Result<Vec<u8>, FetchFailure> {
        let mut all = Vec::new();
        self.read(|chunk| all.extend_from_slice(chunk)).await?;
        Ok(all)
    }
}

/// Gets a file of at most `most_bytes` bytes from any address, with the HTTP
/// status. One that is longer is cut after the first byte too many. A redirect
/// is refused: the person agreed to one host and no other.
pub async fn fetch_file(
    url: &str,
    most_bytes: usize,
    stopper: &Stopper,
) -> Result<(u16, Vec<u8>), FetchFailure> {
    let sent = request(url, Method::GET, None, stopper).send().await;
    let answer = answer(sent, stopper)?;
    let status = answer.head.status;
    let mut all = Vec::new();
    let read = answer.read(|chunk| {
        all.extend_from_slice(&chunk[..chunk.len().min(most_bytes + 1 - all.len())]);
        if all.len() > most_bytes {
            stopper.stop();
        }
    });
    match read.await {
        Err(FetchFailure::Network) => Err(FetchFailure::Network),
        Ok(()) | Err(FetchFailure::Aborted) => Ok((status, all)),
    }
}

/// Whether anything answers at `url`, without being allowed to read the
/// answer: tells "up, but refuses this page" from "not reachable".
pub async fn answers_at_all(url: &str) -> bool {
    let stopper = Stopper::new();
    let probe = RequestBuilder::new(url)
        .method(Method::GET)
        .mode(RequestMode::NoCors)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .cache(RequestCache::NoStore)
        .abort_signal(stopper.0.as_ref().map(AbortController::signal).as_ref())
        .build();
    let Ok(probe) = probe else { return false };
    probe.send().await.is_ok()
}
