//! Serves the built site on this machine, with the headers that a good host
//! sends.
//!
//! It must not know how the site is built, and nothing here writes a file.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};

use axum::{
    Router,
    extract::Request,
    http::{
        HeaderName, HeaderValue,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY},
    },
    middleware::{self, Next},
    response::Response,
    routing::get,
};
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

use crate::headers::{ALWAYS, policy};

/// The service worker without a release, which takes back what an earlier one
/// kept.
const RETIRING_WORKER: &str = include_str!("../../public/sw.js");

/// What browsers keep of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// All that works offline; a new build is announced in the page.
    Offline,
    /// Nothing: each load of the page is the build as it is now.
    Not,
}

/// A site that has its port and waits to be run.
#[derive(Debug)]
pub struct Site {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
}

impl Site {
    /// Takes `port` of the loopback interface for the files in `folder`;
    /// port 0 takes any free one.
    ///
    /// # Errors
    /// Those of binding, above all [`io::ErrorKind::AddrInUse`].
    pub async fn bind(folder: &Path, port: u16, kept: Kept) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let files = ServeDir::new(folder).precompressed_br();
        let mut router = Router::new().fallback_service(files);
        if kept == Kept::Not {
            let worker = || async { ([(CONTENT_TYPE, "text/javascript")], RETIRING_WORKER) };
            router = router.route("/sw.js", get(worker));
        }
        let router = router.layer(middleware::from_fn(with_headers));
        Ok(Self { listener, address, router })
    }

    /// Where the page is, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers requests until the future is dropped.
    ///
    /// # Errors
    /// Those of the listener.
    pub async fn run(self) -> io::Result<()> {
        axum::serve(self.listener, self.router).await
    }
}

async fn with_headers(request: Request, next: Next) -> Response {
    let caching = cache_control(request.uri().path());
    let policy = policy(request.uri().path());
    let mut response = next.run(request).await;
    let found = !response.status().is_client_error();
    let headers = response.headers_mut();
    if let Some(charset) = headers.get(CONTENT_TYPE).and_then(with_charset) {
        headers.insert(CONTENT_TYPE, charset);
    }
    let caching = if found { caching } else { "no-store" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    for (name, value) in ALWAYS {
        if let Ok(name) = HeaderName::try_from(name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    response
}

/// `text/…` names its encoding; other types have none to name.
fn with_charset(content_type: &HeaderValue) -> Option<HeaderValue> {
    let kind = content_type.to_str().ok()?;
    if !kind.starts_with("text/") || kind.contains("charset") {
        return None;
    }
    HeaderValue::from_str(&format!("{kind}; charset=utf-8")).ok()
}

/// How long a browser may keep what lies at `path`.
fn cache_control(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    if is_hashed(name) {
        "public, max-age=31536000, immutable"
    } else if path.starts_with("/vocab/") {
        "public, max-age=86400"
    } else {
        "no-cache"
    }
}

/// Trunk puts `-` and a hash of the content before the extension (and before
/// `_bg` in the name of a module). The hash is hexadecimal without leading
/// zeros, so it may be shorter than 16 digits.
#[must_use]
pub fn is_hashed(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        (12..=16).contains(&hash.len()) && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const KEPT: &str = "public, max-age=31536000, immutable";

    #[track_caller]
    fn check_caching(path: &str, expected: &str) {
        assert_eq!(cache_control(path), expected, "{path}");
    }

    #[test]
    fn hashed_names_are_kept_for_good() {
        check_caching("/lollipop-5d7c5e4a0f2b1c3d.js", KEPT);
        check_caching("/lollipop-5d7c5e4a0f2b1c3d_bg.wasm", KEPT);
        check_caching("/base-d7c5e4a0f2b1c3d.css", KEPT);
    }

    #[test]
    fn the_page_and_its_unhashed_parts_are_asked_for_again() {
        check_caching("/", "no-cache");
        check_caching("/index.html", "no-cache");
        check_caching("/tokenizer-worker.js", "no-cache");
        check_caching("/icon-maskable.svg", "no-cache");
        check_caching("/boot.js", "no-cache");
    }

    #[test]
    fn vocabularies_are_kept_for_a_day() {
        check_caching("/vocab/cl100k_base.vocab", "public, max-age=86400");
    }

    #[track_caller]
    fn check_charset(kind: &'static str, expected: Option<&str>) {
        let got = with_charset(&HeaderValue::from_static(kind));
        assert_eq!(got.as_ref().map(|value| value.to_str().unwrap()), expected);
    }

    #[test]
    fn only_text_names_its_encoding() {
        check_charset("text/html", Some("text/html; charset=utf-8"));
        check_charset("text/html; charset=utf-8", None);
        check_charset("application/wasm", None);
    }
}
