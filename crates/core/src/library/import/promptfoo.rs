//! The prompts of a promptfoo configuration, where they stand in the file
//! itself. Their `{{variables}}` stay as they are.

use serde_json::Value;

use super::{ReadError, Reader, Seen, openai, seen};
use crate::{
    chat::Mode,
    demo::{Demo, Params},
    library::EntryId,
};

/// Reads a configuration.
pub fn read<F: FnMut() -> EntryId>(reader: &mut Reader<F>, config: &Value) -> Result<(), ReadError> {
    let prompts = match config.get("prompts") {
        Some(Value::Array(prompts)) => prompts.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => {
            return Err(ReadError::Unknown(match config {
                Value::Object(_) => seen(config),
                Value::Array(_) => Seen::List,
                _ => Seen::Scalar,
            }));
        }
    };
    let name = config.get("description").and_then(Value::as_str).unwrap_or_default();
    let mut elsewhere = 0;
    for (at, prompt) in prompts.iter().enumerate() {
        let label = prompt.get("label").and_then(Value::as_str).map(str::to_owned);
        let title = label.unwrap_or_else(|| match prompts.len() {
            1 => name.to_owned(),
            _ if name.is_empty() => String::new(),
            _ => format!("{name} {}", at + 1),
        });
        let demo = match body(prompt) {
            Some(Value::String(text)) if is_elsewhere(text) => {
                elsewhere += 1;
                None
            }
            Some(Value::String(text)) => of_text(text, &mut reader.imported.left_out),
            Some(Value::Array(items)) => openai::read_messages(items, &mut reader.imported.left_out),
            _ => None,
        };
        let params = Params { temperature: None, max_tokens: None, ..Params::default() };
        reader.push(demo.map(|it| Demo { title, model: model(config), params, ..it }), None);
    }
    if elsewhere > 0 && reader.imported.entries.is_empty() { Err(ReadError::Elsewhere) } else { Ok(()) }
}

/// A prompt is a text, a list of messages, or an object around either.
fn body(prompt: &Value) -> Option<&Value> {
    match prompt {
        Value::Object(fields) => {
            ["raw", "prompt", "messages", "id"].iter().find_map(|name| fields.get(*name))
        }
        other => Some(other),
    }
}

/// A text, which may be the JSON of messages.
fn of_text(text: &str, left_out: &mut usize) -> Option<Demo> {
    if text.trim_start().starts_with('[')
        && let Ok(Value::Array(items)) = serde_json::from_str(text)
        && openai::are_messages(&items)
    {
        return openai::read_messages(&items, left_out);
    }
    Some(Demo { mode: Mode::Text, text: text.trim_end_matches('\n').to_owned(), ..Demo::default() })
}

/// A file or a program in the place of a prompt.
fn is_elsewhere(text: &str) -> bool {
    let one_word = !text.contains(char::is_whitespace);
    let endings = [".txt", ".json", ".yaml", ".yml", ".md", ".j2", ".py", ".js", ".ts", ".csv"];
    ["file://", "exec:", "python:"].iter().any(|it| text.starts_with(it))
        || (one_word && endings.iter().any(|it| text.ends_with(it)))
}

/// The model of the first provider: `openai:chat:gpt-4o` is `gpt-4o`.
fn model(config: &Value) -> String {
    let first = match config.get("providers") {
        Some(Value::Array(all)) => all.first(),
        one => one,
    };
    let id = first.and_then(|it| it.as_str().or_else(|| it.get("id")?.as_str())).unwrap_or_default();
    if is_elsewhere(id) {
        return String::new();
    }
    // An Ollama model has a colon of its own (`llama3:8b`), behind the kind.
    let rest = id.split_once(':').map_or(id, |(_, rest)| rest);
    let kinds = ["chat:", "completion:", "responses:", "messages:"];
    kinds.iter().find_map(|kind| rest.strip_prefix(kind)).unwrap_or(rest).to_owned()
}
