//! Another site, without a header of ours: pages of the test's own, and any
//! folder of files.

use std::{net::Ipv4Addr, path::Path};

use axum::{
    Router,
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// A running site; it stops when dropped.
#[derive(Debug)]
pub struct Elsewhere {
    /// With scheme and port, without a trailing slash.
    pub url: String,
    server: JoinHandle<()>,
}

impl Elsewhere {
    /// Serves `page` at `/page`, and the files of `folder` below `/files/`.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start(folder: &Path, page: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let (folder, page) = (folder.to_owned(), page.to_owned());
        let router = Router::new().fallback(move |uri: Uri| async move {
            match uri.path().strip_prefix("/files/") {
                None => sent("page.html", page.into_bytes()),
                Some(path) => {
                    let path = if path.is_empty() { "index.html" } else { path };
                    match tokio::fs::read(folder.join(path)).await {
                        Ok(content) => sent(path, content),
                        Err(_) => StatusCode::NOT_FOUND.into_response(),
                    }
                }
            }
        });
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the other site stopped: {error}");
            }
        });
        Self { url, server }
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn sent(path: &str, content: Vec<u8>) -> Response {
    let kind = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    };
    ([(header::CONTENT_TYPE, kind)], content).into_response()
}
