//! The chances of tokens, in the shapes that servers give them.
//!
//! Chat and llama.cpp's completions: `content`, a list of tokens, each with its
//! `bytes` and `top_logprobs`
//! (<https://platform.openai.com/docs/api-reference/chat/object>). Completions
//! elsewhere: `tokens`, `token_logprobs` and `top_logprobs` side by side, the
//! last a map (<https://platform.openai.com/docs/api-reference/completions/object>;
//! both read on 2026-11-24).

use serde_json::Value;

use super::Prompt;
use crate::lens::{Chance, Written};

/// How completions write a token that is no text, before its bytes.
const BYTES: &str = "bytes:";

/// The most alternatives that OpenAI's chat gives for each token; others give
/// as many.
const MAX_TOP: u32 = 20;
/// The most that its completions give.
const MAX_TOP_HOSTED_COMPLETIONS: u32 = 5;

/// How many alternatives may be asked for. Servers of one's own give as many
/// for raw text as for chat.
#[must_use]
pub const fn most_top_logprobs(prompt: &Prompt, is_hosted: bool) -> u32 {
    match prompt {
        Prompt::Raw(_) if is_hosted => MAX_TOP_HOSTED_COMPLETIONS,
        Prompt::Raw(_) | Prompt::Messages(_) => MAX_TOP,
    }
}

/// What a choice's `logprobs` says; empty where it says nothing.
pub(super) fn read(logprobs: &Value) -> Vec<Written> {
    if let Some(content) = logprobs.get("content").and_then(Value::as_array) {
        return content.iter().filter_map(read_entry).collect();
    }
    let list = |key| logprobs.get(key).and_then(Value::as_array);
    let (Some(tokens), Some(chances)) = (list("tokens"), list("token_logprobs")) else { return Vec::new() };
    let tops = list("top_logprobs");
    let rows = tokens.iter().zip(chances).enumerate().filter_map(|(at, (token, logprob))| {
        let chosen = chance(token.as_str()?, None, None, logprob.as_f64()?);
        let top = tops.and_then(|all| all.get(at)).and_then(Value::as_object);
        let top = top.into_iter().flatten();
        let top = top.filter_map(|(token, it)| Some(chance(token, None, None, it.as_f64()?)));
        Some(Written { chosen, top: best_first(top.collect()) })
    });
    rows.collect()
}

fn read_entry(entry: &Value) -> Option<Written> {
    let top = entry.get("top_logprobs").and_then(Value::as_array).into_iter().flatten();
    let top = best_first(top.filter_map(read_chance).collect());
    Some(Written { chosen: read_chance(entry)?, top })
}

fn read_chance(entry: &Value) -> Option<Chance> {
    let token = entry.get("token")?.as_str()?;
    let id = entry.get("id").and_then(Value::as_u64).and_then(|it| u32::try_from(it).ok());
    let bytes = entry.get("bytes").and_then(Value::as_array).and_then(|bytes| {
        bytes.iter().map(|it| it.as_u64().and_then(|it| u8::try_from(it).ok())).collect::<Option<Vec<_>>>()
    });
    Some(chance(token, id, bytes, entry.get("logprob")?.as_f64()?))
}

fn chance(token: &str, id: Option<u32>, bytes: Option<Vec<u8>>, logprob: f64) -> Chance {
    Chance { id, bytes: bytes.unwrap_or_else(|| bytes_of(token)), logprob: logprob.min(0.0) }
}

fn best_first(mut top: Vec<Chance>) -> Vec<Chance> {
    // Stable: equal ones stay as the server ordered them.
    top.sort_by(|one, two| two.logprob.total_cmp(&one.logprob));
    top
}

/// The bytes of a token as completions write it: its text, or `bytes:\xe9\xb2`.
pub(crate) fn bytes_of(token: &str) -> Vec<u8> {
    let hex = token.strip_prefix(BYTES).and_then(|rest| {
        let mut pieces = rest.split("\\x");
        let text_before = pieces.next()?.is_empty();
        let bytes: Option<Vec<_>> = pieces
            .map(|hex| {
                let is_byte = hex.len() == 2 && hex.bytes().all(|it| it.is_ascii_hexdigit());
                u8::from_str_radix(hex, 16).ok().filter(|_| is_byte)
            })
            .collect();
        bytes.filter(|it| text_before && !it.is_empty())
    });
    hex.unwrap_or_else(|| token.as_bytes().to_vec())
}

/// The reverse of [`bytes_of`].
pub(crate) fn name_of(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().fold(BYTES.to_owned(), |name, byte| format!("{name}\\x{byte:02x}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A token and its chance.
    type Pair = (String, f64);

    fn said(written: &[Written]) -> Vec<(String, f64, Vec<Pair>)> {
        let pair = |it: &Chance| (name_of(&it.bytes), it.logprob);
        written
            .iter()
            .map(|it| (pair(&it.chosen).0, pair(&it.chosen).1, it.top.iter().map(pair).collect()))
            .collect()
    }

    #[test]
    fn the_shape_of_chat() {
        let read = read(&json!({"content": [
            {"token": "\u{fffd}", "bytes": [233, 178], "logprob": -0.5, "id": 7,
             "top_logprobs": [{"token": "no", "bytes": null, "logprob": -2.0},
                              {"token": "\u{fffd}", "bytes": [233, 178], "logprob": -0.5, "id": 7}]},
            {"token": "!", "logprob": 0.001},
            {"token": "?", "logprob": null},
        ]}));
        let half = || "bytes:\\xe9\\xb2".to_owned();
        let top = vec![(half(), -0.5), ("no".to_owned(), -2.0)];
        assert_eq!(said(&read), [(half(), -0.5, top), ("!".to_owned(), 0.0, vec![])]);
        assert_eq!((read[0].chosen.id, read[0].rank(), read[1].rank()), (Some(7), Some(0), None));
    }

    #[test]
    fn the_shape_of_completions() {
        let read = read(&json!({
            "tokens": [" a", "bytes:\\xe9\\xb2"],
            "token_logprobs": [-1.0, -0.5],
            "top_logprobs": [{" b": -1.5, " a": -1.0}, null],
            "text_offset": [0, 2],
        }));
        let top = vec![(" a".to_owned(), -1.0), (" b".to_owned(), -1.5)];
        assert_eq!(
            said(&read),
            [(" a".to_owned(), -1.0, top), ("bytes:\\xe9\\xb2".to_owned(), -0.5, vec![])]
        );
        assert_eq!(read[1].chosen.bytes, [0xe9, 0xb2]);
    }

    #[test]
    fn other_shapes_say_nothing() {
        for other in [json!(null), json!([]), json!({"content": null}), json!({"tokens": ["a"]}), json!(3)] {
            assert_eq!(read(&other), []);
        }
    }

    #[test]
    fn names_that_only_look_like_bytes_are_text() {
        for text in ["bytes:", "bytes:a", "bytes:\\x4", "bytes:\\x+4", "bytes:\\xé", "a"] {
            assert_eq!(bytes_of(text), text.as_bytes());
        }
        assert_eq!(bytes_of(&name_of(b"\xff\x41")), b"\xff\x41");
    }
}
