//! Reading a request.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::wire::Prompt;

/// The most likely tokens that a response tells of each token. OpenAI allows 20
/// in chats.
pub const MAX_TOP_LOGPROBS: u32 = 20;
/// The most stop texts; OpenAI allows 4.
const MAX_STOPS: usize = 16;

/// What a request asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// The list of models.
    Models,
    /// A completion.
    Completion(Box<ServedRequest>),
}

/// A request for a completion.
#[derive(Clone, Debug, PartialEq)]
pub struct ServedRequest {
    /// Messages or a text to go on from.
    pub prompt: Prompt,
    /// The most tokens of the completion; `None`: as the window allows.
    pub max_tokens: Option<u32>,
    /// Finite and not negative; `None`: as the server likes.
    pub temperature: Option<f64>,
    /// From 0 to 1.
    pub top_p: Option<f64>,
    /// 0: no limit.
    pub top_k: Option<u32>,
    /// `None`: another one each time.
    pub seed: Option<u64>,
    /// Texts at which the completion ends.
    pub stop: Vec<String>,
    /// Whether the answer comes piece by piece.
    pub stream: bool,
    /// Whether a stream ends with the figures of usage.
    pub include_usage: bool,
    /// Whether each token comes with its logarithmic probability, and how many
    /// of the likeliest beside it.
    pub logprobs: Option<u32>,
}

/// An answer that refuses a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The JSON of the error.
    pub body: String,
}

impl Refusal {
    fn new(status: u16, kind: &str, code: Option<&str>, param: Option<&str>, message: &str) -> Self {
        let error = json!({ "message": message, "type": kind, "param": param, "code": code });
        Self { status, body: json!({ "error": error }).to_string() }
    }

    fn bad(param: Option<&str>, message: &str) -> Self {
        Self::new(400, "invalid_request_error", None, param, message)
    }

    /// There is no such path.
    pub fn no_such_path(path: &str) -> Self {
        let message = format!("Invalid URL ({path})");
        Self::new(404, "invalid_request_error", None, None, &message)
    }

    /// No model is loaded.
    pub fn no_model() -> Self {
        Self::new(503, "unavailable_error", Some("model_not_loaded"), None, "no model is loaded")
    }

    /// Memory for the text was refused.
    pub fn no_memory() -> Self {
        let message = "out of memory: the browser gives this tab no more for a text of this length";
        Self::new(503, "unavailable_error", Some("out_of_memory"), None, message)
    }

    /// The model cannot chat.
    pub fn no_template() -> Self {
        let message =
            "this model's file has no chat template that can be followed here: complete raw text instead";
        Self::new(400, "invalid_request_error", Some("no_chat_template"), Some("messages"), message)
    }

    /// There is nothing to go on from.
    pub fn empty() -> Self {
        Self::bad(Some("prompt"), "the prompt is empty: there is nothing to go on from")
    }

    /// The prompt fills the window.
    pub fn window_full(prompt_tokens: u32, window: u32) -> Self {
        let message = format!(
            "This model's maximum context length is {window} tokens. However, your messages resulted in \
             {prompt_tokens} tokens. Please reduce the length of the messages."
        );
        let code = Some("context_length_exceeded");
        Self::new(400, "invalid_request_error", code, Some("messages"), &message)
    }
}

/// Reads a request: its path below the base URL, and its body.
///
/// # Errors
/// A refusal that names the field, with status 400, or 404 for another path.
pub fn read_request(path: &str, body: &str) -> Result<Asked, Refusal> {
    let is_chat = match path.trim_end_matches('/') {
        "/models" => return Ok(Asked::Models),
        "/chat/completions" => true,
        "/completions" => false,
        _ => return Err(Refusal::no_such_path(path)),
    };
    let body: Body = serde_json::from_str(body)
        .map_err(|error| Refusal::bad(None, &format!("the body is no request: {error}")))?;
    let prompt = if is_chat {
        Prompt::Messages(messages(body.messages.as_ref())?)
    } else {
        match &body.prompt {
            Some(Value::String(text)) => Prompt::Raw(text.clone()),
            _ => return Err(Refusal::bad(Some("prompt"), "prompt must be a text")),
        }
    };
    let within = |name: &str, value: Option<f64>, most: f64| match value {
        Some(number) if !(0.0..=most).contains(&number) => {
            Err(Refusal::bad(Some(name), &format!("{name} must be from 0 to {most}")))
        }
        other => Ok(other),
    };
    if body.n.is_some_and(|n| n != 1) {
        return Err(Refusal::bad(Some("n"), "n must be 1"));
    }
    Ok(Asked::Completion(Box::new(ServedRequest {
        prompt,
        max_tokens: body.max_completion_tokens.or(body.max_tokens),
        temperature: within("temperature", body.temperature, 100.0)?,
        top_p: within("top_p", body.top_p, 1.0)?,
        top_k: body.top_k.map(|it| u32::try_from(it).unwrap_or(0)),
        seed: body.seed.and_then(|seed| {
            // -1 is llama.cpp's word for any.
            seed.as_u64().or_else(|| seed.as_i64().filter(|it| *it != -1).map(i64::cast_unsigned))
        }),
        stop: stops(body.stop)?,
        stream: body.stream.unwrap_or(false),
        include_usage: body.stream_options.and_then(|it| it.include_usage).unwrap_or(false),
        logprobs: logprobs(is_chat, body.logprobs.as_ref(), body.top_logprobs)?,
    })))
}

#[derive(Deserialize)]
struct Body {
    messages: Option<Value>,
    prompt: Option<Value>,
    max_tokens: Option<u32>,
    max_completion_tokens: Option<u32>,
    temperature: Option<f64>,
    top_p: Option<f64>,
    top_k: Option<i64>,
    seed: Option<serde_json::Number>,
    stop: Option<Value>,
    stream: Option<bool>,
    stream_options: Option<StreamOptions>,
    logprobs: Option<Value>,
    top_logprobs: Option<u32>,
    n: Option<u32>,
}

#[derive(Deserialize)]
struct StreamOptions {
    include_usage: Option<bool>,
}

fn messages(value: Option<&Value>) -> Result<Vec<(String, String)>, Refusal> {
    let refusal = |message: &str| Refusal::bad(Some("messages"), message);
    let list = value.and_then(Value::as_array).filter(|it| !it.is_empty());
    let list = list.ok_or_else(|| refusal("messages must be a list of at least one message"))?;
    let mut messages = Vec::new();
    for (index, message) in list.iter().enumerate() {
        let role = message.get("role").and_then(Value::as_str);
        let content = match message.get("content") {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Null) => Some(String::new()),
            // Parts, as long as all of them are text.
            Some(Value::Array(parts)) => {
                parts.iter().map(|part| part.get("text").and_then(Value::as_str)).collect()
            }
            _ => None,
        };
        let (Some(role), Some(content)) = (role, content) else {
            return Err(refusal(&format!("message {index} must have a role and a content that is text")));
        };
        messages.push((role.to_owned(), content));
    }
    Ok(messages)
}

fn stops(value: Option<Value>) -> Result<Vec<String>, Refusal> {
    let refusal = || Refusal::bad(Some("stop"), &format!("stop must be a text or up to {MAX_STOPS} texts"));
    match value {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(vec![text]),
        Some(Value::Array(texts)) if texts.len() <= MAX_STOPS => texts
            .into_iter()
            .map(|text| if let Value::String(text) = text { Ok(text) } else { Err(refusal()) })
            .collect(),
        Some(_) => Err(refusal()),
    }
}

/// Chats say `logprobs: true` and `top_logprobs: 5`; completions `logprobs: 5`.
fn logprobs(is_chat: bool, value: Option<&Value>, top: Option<u32>) -> Result<Option<u32>, Refusal> {
    let wanted = match value {
        None | Some(Value::Null | Value::Bool(false)) => None,
        Some(Value::Bool(true)) => Some(top.unwrap_or(0)),
        Some(number) if !is_chat => match number.as_u64().and_then(|it| u32::try_from(it).ok()) {
            Some(number) => Some(number),
            None => return Err(Refusal::bad(Some("logprobs"), "logprobs must be a number from 0 to 20")),
        },
        Some(_) => return Err(Refusal::bad(Some("logprobs"), "logprobs must be true or false")),
    };
    match wanted {
        Some(count) if count > MAX_TOP_LOGPROBS => {
            let name = if is_chat { "top_logprobs" } else { "logprobs" };
            let message = format!("{name} must be from 0 to {MAX_TOP_LOGPROBS}");
            Err(Refusal::bad(Some(name), &message))
        }
        other => Ok(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Quirks, RequestSpec, RunError, read_error, request_body};

    fn served(path: &str, body: &str) -> ServedRequest {
        match read_request(path, body) {
            Ok(Asked::Completion(request)) => *request,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_the_page_writes_is_read() {
        let messages = vec![("user".to_owned(), "中国的首都是哪里?".to_owned())];
        let spec = RequestSpec {
            model: "m".to_owned(),
            prompt: Prompt::Messages(messages),
            temperature: Some(0.0),
            top_p: Some(0.5),
            top_k: Some(40),
            seed: Some(5),
            stop: vec!["x".to_owned()],
            max_tokens: Some(7),
            top_logprobs: Some(5),
            stream: true,
        };
        let read = served("/chat/completions", &request_body(&spec, &Quirks::default()));
        assert_eq!(read.prompt, spec.prompt);
        assert_eq!((read.temperature, read.top_p, read.max_tokens), (Some(0.0), Some(0.5), Some(7)));
        assert_eq!((read.top_k, read.seed, read.stop), (Some(40), Some(5), vec!["x".to_owned()]));
        assert!(read.stream && read.include_usage && read.logprobs == Some(5));
        let raw = RequestSpec { prompt: Prompt::Raw("Once".to_owned()), stream: false, ..spec };
        let read = served("/completions", &request_body(&raw, &Quirks::default()));
        assert_eq!(read.prompt, raw.prompt);
        assert!(!read.stream && !read.include_usage && read.logprobs == Some(5));
    }

    #[test]
    fn every_field() {
        let chat = served(
            "/chat/completions",
            r#"{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}],
                "max_completion_tokens":3,"top_k":40,"seed":5,"stop":["x","y"],"logprobs":true,"top_logprobs":5}"#,
        );
        assert_eq!(chat.prompt, Prompt::Messages(vec![("user".to_owned(), "ab".to_owned())]));
        assert_eq!(
            (chat.max_tokens, chat.top_k, chat.seed, chat.logprobs),
            (Some(3), Some(40), Some(5), Some(5))
        );
        assert_eq!(chat.stop, ["x", "y"]);
        let raw = served("/completions", r#"{"prompt":"","logprobs":2,"stop":"x","seed":-1,"top_k":-1}"#);
        assert_eq!((raw.logprobs, raw.seed, raw.top_k), (Some(2), None, Some(0)));
        assert_eq!(raw.stop, ["x"]);
        assert_eq!(read_request("/models", ""), Ok(Asked::Models));
    }

    /// What the refusal says, as the page would read it.
    #[track_caller]
    fn check(path: &str, body: &str, status: u16, expected: &str) {
        let refusal = read_request(path, body).unwrap_err();
        assert_eq!(refusal.status, status);
        let error = read_error(refusal.status, "application/json", refusal.body.as_bytes());
        assert!(format!("{error:?}").contains(expected), "{error:?}");
    }

    #[test]
    fn what_is_wrong_is_named() {
        check("/embeddings", "{}", 404, "/embeddings");
        check("/completions", "{", 400, "no request");
        check("/completions", "{}", 400, "prompt must be");
        check("/chat/completions", r#"{"messages":[]}"#, 400, "at least one");
        check("/chat/completions", r#"{"messages":[{"role":"user"}]}"#, 400, "message 0");
        check("/completions", r#"{"prompt":"a","temperature":-1}"#, 400, "temperature must be");
        check("/completions", r#"{"prompt":"a","top_p":2}"#, 400, "top_p must be");
        check("/completions", r#"{"prompt":"a","logprobs":99}"#, 400, "from 0 to 20");
        check("/completions", r#"{"prompt":"a","stop":[1]}"#, 400, "stop must be");
        check("/completions", r#"{"prompt":"a","n":2}"#, 400, "n must be 1");
    }

    #[test]
    fn refusals_are_understood_by_the_page() {
        let error = |it: Refusal| read_error(it.status, "application/json", it.body.as_bytes());
        let full = error(Refusal::window_full(9000, 8192));
        assert!(
            matches!(full, RunError::ContextOverflow { prompt_tokens: Some(9000), window: Some(8192), .. }),
            "{full:?}"
        );
        assert!(matches!(error(Refusal::no_such_path("/x")), RunError::BadPath { status: 404, .. }));
    }
}
