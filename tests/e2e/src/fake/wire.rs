//! The events of a completion, as JSON on the wire.

use serde_json::{Value, json};

use super::replies::USAGE;

/// Writes events in the form that the request asked for.
pub(super) struct Wire {
    /// `/completions` instead of `/chat/completions`.
    pub(super) legacy: bool,
}

impl Wire {
    pub(super) fn delta(&self, text: &str) -> String {
        let choice = if self.legacy {
            json!({ "index": 0, "text": text })
        } else {
            json!({ "index": 0, "delta": { "content": text } })
        };
        event(&json!({ "choices": [choice] }))
    }

    pub(super) fn reasoning(&self, text: &str) -> String {
        event(
            &json!({ "choices": [{ "index": 0, "delta": { "content": null, "reasoning_content": text } }] }),
        )
    }

    pub(super) fn finish(&self, reason: &str) -> String {
        let mut choice = json!({ "index": 0, "finish_reason": reason });
        if self.legacy {
            choice["text"] = "".into();
        } else {
            choice["delta"] = json!({});
        }
        event(&json!({ "choices": [choice] }))
    }

    pub(super) fn usage(&self, usage: [u32; 3]) -> String {
        event(&json!({ "choices": [], "usage": usage_object(usage) }))
    }

    pub(super) fn whole(&self, text: &str) -> String {
        let choice = if self.legacy {
            json!({ "index": 0, "text": text, "finish_reason": "stop" })
        } else {
            json!({ "index": 0, "message": { "role": "assistant", "content": text }, "finish_reason": "stop" })
        };
        json!({ "choices": [choice], "usage": usage_object(USAGE) }).to_string()
    }
}

fn usage_object([prompt, completion, total]: [u32; 3]) -> Value {
    json!({ "prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": total })
}

fn event(data: &Value) -> String {
    format!("data: {data}\n\n")
}
