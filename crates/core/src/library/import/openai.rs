//! Requests and messages in the form of the OpenAI protocol.

use serde_json::Value;

use crate::{
    chat::{Message, Mode, Role},
    demo::{Demo, Params},
};

/// Whether it is the body of a request.
pub fn is_request(value: &Value) -> bool {
    value.get("messages").is_some_and(Value::is_array)
        || (value.get("prompt").is_some_and(Value::is_string) && value.get("model").is_some())
}

/// Whether a list is one of messages.
pub fn are_messages(items: &[Value]) -> bool {
    items.first().is_some_and(|it| it.get("role").is_some_and(Value::is_string))
}

/// The demo of a request; what it leaves to the endpoint, the demo does too.
pub fn read_request(value: &Value, left_out: &mut usize) -> Option<Demo> {
    let text = |name| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let number = |name| value.get(name).and_then(Value::as_f64);
    let most = ["max_tokens", "max_completion_tokens"].into_iter().find_map(|name| value.get(name)?.as_u64());
    let params = Params {
        temperature: number("temperature").filter(|it| (0.0..=2.0).contains(it)),
        max_tokens: most.and_then(|it| u32::try_from(it).ok()).filter(|it| *it > 0),
        top_p: number("top_p").filter(|it| *it > 0.0 && *it <= 1.0),
        top_k: value.get("top_k").and_then(Value::as_u64).and_then(|it| u32::try_from(it).ok()),
        seed: value.get("seed").and_then(Value::as_u64),
        stop: texts(value.get("stop")),
        ..Params::default()
    };
    let rest = Demo { title: text("title"), model: text("model"), params, ..Demo::default() };
    match value.get("messages").and_then(Value::as_array) {
        Some(items) => Some(Demo { messages: messages(items, left_out), ..rest }),
        None => Some(Demo { mode: Mode::Completion, text: text("prompt"), ..rest }),
    }
}

/// One text, or a list of them.
fn texts(value: Option<&Value>) -> Vec<String> {
    let text = |it: &Value| it.as_str().map(str::to_owned);
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(text).collect(),
        Some(one) => text(one).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The demo of a bare list of messages.
pub fn read_messages(items: &[Value], left_out: &mut usize) -> Option<Demo> {
    Some(Demo { messages: messages(items, left_out), ..Demo::default() })
}

fn messages(items: &[Value], left_out: &mut usize) -> Vec<Message> {
    let mut messages = Vec::new();
    for item in items {
        let role = item.get("role").and_then(Value::as_str).and_then(role_of);
        let content = content(item.get("content"), left_out);
        match (role, content) {
            (Some(role), Some(content)) => messages.push(Message::new(role, content)),
            _ => *left_out += 1,
        }
    }
    messages
}

/// A role as we have it. `developer` is the newer name of `system`.
pub fn role_of(name: &str) -> Option<Role> {
    if name == "developer" { Some(Role::System) } else { Role::from_name(name) }
}

/// A text, or the texts among the parts.
fn content(content: Option<&Value>, left_out: &mut usize) -> Option<String> {
    match content? {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => {
            let mut texts = Vec::new();
            for part in parts {
                match part.get("text").and_then(Value::as_str) {
                    Some(text) => texts.push(text),
                    None => *left_out += 1,
                }
            }
            (!texts.is_empty()).then(|| texts.join("\n"))
        }
        _ => None,
    }
}
