//! A conversation of ChatGPT's export: a tree of messages, of which one branch
//! was on the screen last.

use serde_json::Value;

use super::{Reader, openai::role_of};
use crate::{
    chat::{Message, Mode},
    demo::Demo,
    library::EntryId,
};

/// Reads one conversation.
pub fn read<F: FnMut() -> EntryId>(reader: &mut Reader<F>, conversation: &Value) {
    let text = |name| conversation.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut messages = Vec::new();
    let mut model = text("default_model_slug");
    for message in branch(conversation) {
        if let Some(slug) = message.pointer("/metadata/model_slug").and_then(Value::as_str)
            && model.is_empty()
        {
            model = slug.to_owned();
        }
        if message.pointer("/metadata/is_visually_hidden_from_conversation") == Some(&Value::Bool(true)) {
            continue;
        }
        let role = message.pointer("/author/role").and_then(Value::as_str).and_then(role_of);
        let content = content(message, &mut reader.imported.left_out);
        match (role, content) {
            (Some(role), Some(content)) if !content.is_empty() => messages.push(Message::new(role, content)),
            // What the export has of settings and turns without words is nobody's text.
            (Some(_), Some(_)) => {}
            _ => reader.imported.left_out += 1,
        }
    }
    let changed = conversation.get("update_time").and_then(Value::as_f64);
    // A cast saturates, so any number is a time.
    let changed_ms = changed.map(|seconds| (seconds * 1000.0) as u64);
    let demo = Demo { title: text("title"), mode: Mode::Chat, messages, model, ..Demo::default() };
    reader.push(Some(demo), changed_ms);
}

/// The messages from the root to the current node. Every node is passed once
/// at most, whatever the tree says.
fn branch(conversation: &Value) -> Vec<&Value> {
    let Some(mapping) = conversation.get("mapping").and_then(Value::as_object) else { return Vec::new() };
    let is_leaf = |node: &Value| node.get("children").and_then(Value::as_array).is_none_or(Vec::is_empty);
    let leaf = || mapping.iter().rev().find(|(_, node)| is_leaf(node)).map(|(id, _)| id.as_str());
    let mut at = conversation.get("current_node").and_then(Value::as_str).or_else(leaf);
    let mut messages = Vec::new();
    for _ in 0..mapping.len() {
        let Some(node) = at.and_then(|id| mapping.get(id)) else { break };
        messages.extend(node.get("message").filter(|it| !it.is_null()));
        at = node.get("parent").and_then(Value::as_str);
    }
    messages.reverse();
    messages
}

/// The text of a message: empty where it says nothing, `None` where it is of
/// another kind than text.
fn content(message: &Value, left_out: &mut usize) -> Option<String> {
    let content = message.get("content")?;
    let Some(parts) = content.get("parts").and_then(Value::as_array) else {
        return content.get("text").and_then(Value::as_str).map(str::to_owned);
    };
    let texts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
    *left_out += parts.len() - texts.len();
    Some(texts.join("\n"))
}
