//! A model that says for each token what else was likely.

use serde_json::{Value, json};

/// A token: its bytes, its probability, and the other likely tokens with theirs.
type Said = (&'static [u8], f64, &'static [(&'static str, f64)]);

/// What it writes. One character is two tokens.
const SCRIPT: [Said; 5] = [
    (b" a", 0.5, &[(" not", 0.25), (" about", 0.125)]),
    (b" great", 0.2, &[(" new", 0.4), (" way", 0.2)]),
    (b"\xe9\xb2", 0.25, &[(" one", 0.5), ("\n", 0.125)]),
    (b"\xb8", 1.0, &[]),
    (b"!", 0.05, &[(".", 0.9)]),
];

/// What it writes as a text.
pub const TEXT: &str = " a great鲸!";

fn entry(bytes: &[u8], probability: f64) -> Value {
    let token = String::from_utf8_lossy(bytes);
    json!({ "token": token, "bytes": bytes, "logprob": probability.ln() })
}

/// `bytes:\xe9\xb2` where a token is no text, as completions write it.
fn name(bytes: &[u8]) -> String {
    str::from_utf8(bytes).map_or_else(
        |_| bytes.iter().fold("bytes:".to_owned(), |name, byte| format!("{name}\\x{byte:02x}")),
        ToOwned::to_owned,
    )
}

/// A choice's `logprobs` for one token of the script.
fn logprobs(legacy: bool, nth: usize) -> Value {
    let (bytes, probability, others) = SCRIPT[nth];
    if legacy {
        let mut top = json!({ name(bytes): probability.ln() });
        for (text, probability) in others {
            top[*text] = json!(probability.ln());
        }
        return json!({ "tokens": [name(bytes)], "token_logprobs": [probability.ln()], "top_logprobs": [top] });
    }
    let mut chosen = entry(bytes, probability);
    let others = others.iter().map(|(text, probability)| entry(text.as_bytes(), *probability));
    chosen["top_logprobs"] = std::iter::once(entry(bytes, probability)).chain(others).collect();
    json!({ "content": [chosen] })
}

/// The events of the stream, with chances if they were asked for.
pub(super) fn stream(body: &Value) -> String {
    let legacy = body.get("prompt").is_some();
    let asked = body.get("logprobs").is_some();
    let mut held = Vec::new();
    let mut events = String::new();
    for (nth, (bytes, ..)) in SCRIPT.iter().enumerate() {
        held.extend_from_slice(bytes);
        // A real server sends whole characters, and all chances at once.
        let text = match str::from_utf8(&held) {
            Ok(text) => text.to_owned(),
            Err(_) => String::new(),
        };
        if !text.is_empty() {
            held.clear();
        }
        let mut choice = if legacy {
            json!({ "index": 0, "text": text })
        } else {
            json!({ "index": 0, "delta": { "content": text } })
        };
        if asked {
            choice["logprobs"] = logprobs(legacy, nth);
        }
        events.push_str(&format!("data: {}\n\n", json!({ "choices": [choice] })));
    }
    events
}

/// One token and its chances, after what the prompt ends with.
pub(super) fn one(body: &Value) -> String {
    let legacy = body.get("prompt").is_some();
    let prompt = body["prompt"].as_str().unwrap_or_default().as_bytes();
    let said = |count: usize| SCRIPT[..count].iter().flat_map(|it| it.0.iter().copied()).collect::<Vec<_>>();
    let nth = (0..SCRIPT.len()).rev().find(|count| prompt.ends_with(&said(*count))).unwrap_or(0);
    let text = String::from_utf8_lossy(SCRIPT[nth].0);
    let mut choice = if legacy {
        json!({ "index": 0, "text": text, "finish_reason": "length" })
    } else {
        json!({ "index": 0, "message": { "role": "assistant", "content": text }, "finish_reason": "length" })
    };
    choice["logprobs"] = logprobs(legacy, nth);
    json!({ "choices": [choice] }).to_string()
}
