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
        HeaderValue,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, VARY,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
    middleware::{self, Next},
    response::Response,
};
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

/// The whole content policy. The page's `<meta>` carries all of it but
/// `frame-ancestors`, which only a header can.
pub const CONTENT_POLICY: &str = "default-src 'none'; \
    script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; \
    img-src 'self' data:; \
    font-src 'self'; \
    connect-src 'self' https: http://localhost:* http://127.0.0.1:*; \
    worker-src 'self'; \
    manifest-src 'self'; \
    base-uri 'none'; \
    form-action 'none'; \
    frame-ancestors 'none'";

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
    pub async fn bind(folder: &Path, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let files = ServeDir::new(folder).precompressed_br();
        let router = Router::new().fallback_service(files).layer(middleware::from_fn(with_headers));
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
    let mut response = next.run(request).await;
    let found = !response.status().is_client_error();
    let headers = response.headers_mut();
    if let Some(charset) = headers.get(CONTENT_TYPE).and_then(with_charset) {
        headers.insert(CONTENT_TYPE, charset);
    }
    let caching = if found { caching } else { "no-store" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
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
fn is_hashed(name: &str) -> bool {
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
