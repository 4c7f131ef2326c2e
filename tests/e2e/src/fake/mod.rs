//! An endpoint of our own that cuts, delays, breaks and refuses.
//!
//! What it does is chosen by the *model* that the request names, so that a
//! test needs nothing but the page itself to choose; `replies.rs` is the
//! list. Every request is kept for the test to look at.

mod chances;
mod replies;
mod wire;

use std::{
    collections::HashMap,
    net::Ipv4Addr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::Result;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::stream;
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle, time::sleep};

pub use chances::TEXT as CHANCES_TEXT;
pub use replies::{ANSWER, CHINESE_ANSWER, MODELS, USAGE};

/// Whether other origins may read the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cors {
    /// The origin and the headers that were asked for are allowed.
    Reflected,
    /// The server answers, and the browser hides the answer.
    Absent,
}

/// A running endpoint; it stops when dropped.
#[derive(Debug)]
pub struct Fake {
    /// With scheme and port, without a trailing slash.
    pub url: String,
    requests: Arc<Mutex<Vec<Recorded>>>,
    server: JoinHandle<()>,
}

/// One request as it arrived.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// In capitals.
    pub method: String,
    /// With the query.
    pub path: String,
    /// Lower-case names, in the order of arrival.
    pub headers: Vec<(String, String)>,
    /// Null where the body is not JSON.
    pub body: Value,
}

impl Recorded {
    /// The first header of this lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Fake {
    /// Takes a free port of the loopback interface.
    ///
    /// # Errors
    /// Those of binding.
    pub async fn start(cors: Cors) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let requests = Arc::default();
        let desk = Desk { cors, requests: Arc::clone(&requests), tries: Arc::default() };
        let router = Router::new().fallback(answer).with_state(desk);
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the fake endpoint stopped: {error}");
            }
        });
        Ok(Self { url, requests, server })
    }

    /// A port where nobody listens.
    ///
    /// # Errors
    /// Those of binding.
    pub async fn closed_url() -> Result<String> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        Ok(format!("http://{}", listener.local_addr()?))
    }

    /// Everything that arrived so far, preflights too.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        locked(&self.requests).clone()
    }

    /// The requests for a completion, in order.
    #[must_use]
    pub fn completions(&self) -> Vec<Recorded> {
        let mut requests = self.requests();
        requests.retain(|request| request.method == "POST");
        requests
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.server.abort();
    }
}

#[derive(Clone)]
struct Desk {
    cors: Cors,
    requests: Arc<Mutex<Vec<Recorded>>>,
    /// How often each model was asked.
    tries: Arc<Mutex<HashMap<String, u32>>>,
}

/// What one request is answered with.
struct Reply {
    status: u16,
    content_type: &'static str,
    retry_after: Option<&'static str>,
    pieces: Vec<Piece>,
}

/// One step of a body.
enum Piece {
    /// A chunk of its own on the wire.
    Bytes(Vec<u8>),
    Wait(Duration),
    /// The connection dies here.
    Break,
}

async fn answer(State(desk): State<Desk>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 16 << 20).await.unwrap_or_default();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    locked(&desk.requests).push(Recorded {
        method: parts.method.to_string(),
        path: path.clone(),
        headers: parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        body: body.clone(),
    });
    let mut response = match (parts.method, path.as_str()) {
        (Method::OPTIONS, _) => StatusCode::NO_CONTENT.into_response(),
        (Method::GET, "/v1/models") => sent(replies::models()),
        (Method::GET, "/demo.json") => sent(replies::demo()),
        (Method::GET, "/moved.json") => {
            (StatusCode::FOUND, [(header::LOCATION, "/demo.json")]).into_response()
        }
        (Method::POST, "/v1/chat/completions" | "/v1/completions") => {
            let model = body["model"].as_str().unwrap_or_default();
            let key = parts.headers.get(header::AUTHORIZATION).map(text).unwrap_or_default();
            let attempt = {
                let mut tries = locked(&desk.tries);
                let attempt = tries.entry(model.to_owned()).or_default();
                *attempt += 1;
                *attempt
            };
            match model.strip_prefix("fake-redirect ") {
                Some(to) => {
                    (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to.to_owned())]).into_response()
                }
                None => sent(replies::to(model, attempt, &body, &key)),
            }
        }
        _ => sent(replies::wrong_path()),
    };
    if desk.cors == Cors::Reflected {
        let allow = [
            (header::ORIGIN, header::ACCESS_CONTROL_ALLOW_ORIGIN),
            (header::ACCESS_CONTROL_REQUEST_HEADERS, header::ACCESS_CONTROL_ALLOW_HEADERS),
            (header::ACCESS_CONTROL_REQUEST_METHOD, header::ACCESS_CONTROL_ALLOW_METHODS),
        ];
        for (asked, allowed) in allow {
            if let Some(value) = parts.headers.get(asked) {
                response.headers_mut().insert(allowed, value.clone());
            }
        }
        let exposed: (HeaderName, HeaderValue) =
            (header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
        response.headers_mut().insert(exposed.0, exposed.1);
    }
    response
}

fn sent(reply: Reply) -> Response {
    let pieces = stream::unfold(reply.pieces.into_iter(), async |mut pieces| {
        loop {
            match pieces.next()? {
                Piece::Bytes(bytes) => return Some((Ok(bytes), pieces)),
                Piece::Wait(time) => sleep(time).await,
                Piece::Break => {
                    // What was sent before must reach the page before the end does.
                    sleep(Duration::from_millis(100)).await;
                    return Some((Err(std::io::Error::other("broken on purpose")), pieces));
                }
            }
        }
    });
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Body::from_stream(pieces)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(reply.content_type));
    if let Some(seconds) = reply.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
    }
    response
}

/// A test that panicked elsewhere must not hide what was recorded here.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
