//! Brings a model's file from the site, or from what the browser keeps of it.

use lollipop_core::lm::{FromLm, LmFailure};
use sha2::{Digest as _, Sha256};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestInit, Response};

use crate::{
    file::ModelFile,
    say, scope,
    store::{Incoming, kept},
    transfer::Transfer,
};

/// How often the page hears how far it is: each so many bytes.
const TOLD_EVERY: u64 = 1 << 20;

/// The file, and whether the browser keeps it. `is_wanted` is asked now and
/// then; once it is not, what comes back means nothing.
pub async fn bring(
    url: &str,
    size: u64,
    sha256: &str,
    is_wanted: impl Fn() -> bool,
) -> Result<(ModelFile, bool), LmFailure> {
    if let Some(file) = kept(sha256, size).await {
        return Ok((file, true));
    }
    let response = fetch(url).await?;
    let total = response.headers().get("content-length").ok().flatten().and_then(|it| it.parse().ok());
    let total: u64 = total.unwrap_or(size).max(size);
    let body = response.body().ok_or(LmFailure::Network)?;
    let mut transfer = Transfer::of(&body);
    let mut incoming = Incoming::new(sha256).await;
    let (mut hasher, mut bytes) = (Sha256::new(), Vec::new());
    let (mut received, mut told) = (0_u64, 0_u64);
    say(&FromLm::Progress { received, total });
    loop {
        let Ok(piece) = transfer.next().await else {
            incoming.cancel().await;
            return Err(LmFailure::Network);
        };
        if !is_wanted() {
            transfer.cancel().await;
            incoming.cancel().await;
            return Err(LmFailure::Network);
        }
        let Some(piece) = piece else { break };
        bytes.resize(piece.length() as usize, 0);
        piece.copy_to(&mut bytes);
        hasher.update(&bytes);
        incoming.write(&piece);
        received += u64::from(piece.length());
        if received - told >= TOLD_EVERY {
            told = received;
            say(&FromLm::Progress { received, total: total.max(received) });
        }
    }
    let found: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    if found != sha256 {
        incoming.cancel().await;
        return Err(LmFailure::Broken);
    }
    say(&FromLm::Progress { received, total: received });
    incoming.finish().await.ok_or(LmFailure::Network)
}

async fn fetch(url: &str) -> Result<Response, LmFailure> {
    // The browser's own cache would keep the file a second time.
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoStore);
    let response = JsFuture::from(scope().fetch_with_str_and_init(url, &options)).await;
    let response: Response = response.map_err(|_| LmFailure::Network)?.unchecked_into();
    // Some hosts answer with a page where there is no file.
    let content_type = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    match response.status() {
        404 | 410 => Err(LmFailure::Absent),
        _ if response.ok() && content_type.starts_with("text/html") => Err(LmFailure::Absent),
        _ if response.ok() => Ok(response),
        status => Err(LmFailure::Status(status)),
    }
}
