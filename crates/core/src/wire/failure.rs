//! What an error says, in any of the shapes in which servers say it.

use serde_json::{Map, Value};

/// The parts of an error that decide what it means.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Failure {
    /// The server's words, raw: masked only when it becomes a `RunError`.
    pub(super) message: String,
    /// A word such as `context_length_exceeded`, or a status as digits.
    pub(super) code: String,
    /// A class such as `invalid_request_error`.
    pub(super) kind: String,
    /// The field that the server names as the offender.
    pub(super) param: Option<String>,
    /// Reported by llama.cpp when the window is exceeded.
    pub(super) prompt_tokens: Option<u32>,
    /// Reported by llama.cpp when the window is exceeded.
    pub(super) window: Option<u32>,
}

impl Failure {
    /// A failure of which only words are known.
    pub(super) fn of_text(message: &str) -> Self {
        Self { message: message.to_owned(), ..Self::default() }
    }

    /// The error in a payload, if it is one.
    ///
    /// Reads `{"error":{…}}`, `{"error":"…"}`, the same in an array (Gemini), `{"errors":[…]}`,
    /// `{"detail":…}` and `{"message":{"detail":…}}` (FastAPI, Mistral), `{"message":"…"}`. An
    /// `error` that is null, false or an empty text is none.
    pub(super) fn of(payload: &Value) -> Option<Self> {
        let map = match payload {
            Value::Array(items) => return items.iter().find_map(Self::of),
            Value::Object(map) => map,
            _ => return None,
        };
        if let Some(error) = map.get("error").filter(|error| !is_nothing(error)) {
            return Some(Self::of_error(error, map));
        }
        if map.contains_key("choices") {
            return None;
        }
        if let Some(first) = map.get("errors").and_then(|errors| errors.get(0)) {
            return Some(Self::of_error(first, map));
        }
        let nested = map.get("message").and_then(|message| message.get("detail"));
        if let Some(detail) = map.get("detail").or(nested) {
            return Some(Self::of_error(detail, map));
        }
        let says_error = ["type", "object"].iter().any(|key| text(map, key) == Some("error"));
        let worded = map.get("message").is_some_and(Value::is_string);
        (says_error || worded).then(|| Self::of_error(payload, map))
    }

    fn of_error(error: &Value, around: &Map<String, Value>) -> Self {
        let inner = error.as_object();
        let first = |keys: &[&str]| {
            [inner, Some(around)]
                .into_iter()
                .flatten()
                .flat_map(|map| keys.iter().filter_map(|key| map.get(*key)))
                .find_map(word)
        };
        let number = |key| inner.and_then(|map| map.get(key)).and_then(count);
        let mut message = words(error);
        // OpenRouter says "Provider returned error" and keeps the provider's words here.
        let raw = error.get("metadata").and_then(|metadata| metadata.get("raw"));
        if let Some(raw) = raw.and_then(Value::as_str) {
            message = format!("{message}: {raw}");
        }
        Self {
            message,
            code: first(&["code"]).unwrap_or_default(),
            kind: first(&["type", "status"]).unwrap_or_default(),
            param: first(&["param"]),
            prompt_tokens: number("n_prompt_tokens"),
            window: number("n_ctx"),
        }
    }
}

/// A token count, however large.
pub(super) fn count(value: &Value) -> Option<u32> {
    let whole = value.as_u64().or_else(|| value.as_f64().map(|number| number as u64));
    whole.map(|number| u32::try_from(number).unwrap_or(u32::MAX))
}

fn is_nothing(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(false)) || value.as_str() == Some("")
}

fn text<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    map.get(key).and_then(Value::as_str)
}

/// A code or class: a non-empty text, or a number as its digits.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The words of an error. Of FastAPI's details only place and message: `input` echoes the request.
fn words(error: &Value) -> String {
    match error {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let all: Vec<String> = items.iter().map(words).filter(|words| !words.is_empty()).collect();
            all.join("; ")
        }
        Value::Object(map) => {
            let said = ["message", "msg", "detail", "error"].iter().find_map(|key| map.get(*key));
            let said = said.map(words).unwrap_or_default();
            let place = map.get("loc").and_then(Value::as_array).map(|place| {
                let steps: Vec<String> = place.iter().filter_map(word).collect();
                steps.join(".")
            });
            match place {
                Some(place) if !place.is_empty() => format!("{place}: {said}"),
                _ => said,
            }
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(payload: &str, expected: Option<(&str, &str, &str)>) {
        let failure = Failure::of(&serde_json::from_str(payload).unwrap());
        let parts = failure.as_ref().map(|f| (f.message.as_str(), f.code.as_str(), f.kind.as_str()));
        assert_eq!(parts, expected);
    }

    #[test]
    fn every_shape() {
        check(r#"{"error":{"message":"m","type":"t","code":"c","param":"p"}}"#, Some(("m", "c", "t")));
        check(
            r#"[{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}]"#,
            Some(("m", "400", "INVALID_ARGUMENT")),
        );
        check(r#"{"error":"m"}"#, Some(("m", "", "")));
        check(r#"{"error":"m","code":429}"#, Some(("m", "429", "")));
        check(r#"{"detail":"m"}"#, Some(("m", "", "")));
        check(
            r#"{"detail":[{"loc":["body","n"],"msg":"too many","type":"x","input":"secret"},{"msg":"b"}]}"#,
            Some(("body.n: too many; b", "", "")),
        );
        check(
            r#"{"object":"error","message":{"detail":[{"loc":["body",0],"msg":"m"}]},"type":"t"}"#,
            Some(("body.0: m", "", "t")),
        );
        check(
            r#"{"object":"error","message":"m","type":"NotFoundError","code":404}"#,
            Some(("m", "404", "NotFoundError")),
        );
        check(r#"{"message":"m"}"#, Some(("m", "", "")));
        check(r#"{"errors":[{"message":"m","code":7}]}"#, Some(("m", "7", "")));
        check(
            r#"{"type":"error","error":{"type":"overloaded_error","message":"m"}}"#,
            Some(("m", "", "overloaded_error")),
        );
        check(r#"{"error":{"message":"p","code":502,"metadata":{"raw":"r"}}}"#, Some(("p: r", "502", "")));
        check(r#"{"error":{}}"#, Some(("", "", "")));
        check(r#"{"error":true,"choices":[]}"#, Some(("", "", "")));
    }

    #[test]
    fn what_is_no_error() {
        for payload in [
            r#"{"choices":[],"message":"m"}"#,
            r#"{"error":null,"choices":[]}"#,
            r#"{"error":"","id":"x"}"#,
            r#"{"type":"message_start","message":{"role":"assistant"}}"#,
            r#"{"data":[]}"#,
            "[]",
            "[[1]]",
            "7",
            "null",
        ] {
            check(payload, None);
        }
    }

    #[test]
    fn counts_of_llama_cpp() {
        let payload = r#"{"error":{"message":"m","n_prompt_tokens":3031,"n_ctx":99999999999}}"#;
        let failure = Failure::of(&serde_json::from_str(payload).unwrap()).unwrap();
        assert_eq!((failure.prompt_tokens, failure.window), (Some(3031), Some(u32::MAX)));
    }
}
