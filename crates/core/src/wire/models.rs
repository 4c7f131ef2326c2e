//! The list of models that an endpoint offers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::RunError;
use super::classify::Source;
use super::failure::Failure;

/// The models in the body of a successful answer to `/models`, sorted, each once.
///
/// Reads `{"data":[{"id"}]}`, `{"models":[…]}` with `model`, `name`, `id` or `key` (Ollama, LM
/// Studio), and plain arrays, of objects or of names. A null list (Ollama without models) is empty.
///
/// # Errors
/// [`RunError::NotAStream`] for a page or text, [`RunError::Interrupted`] for a body that was cut,
/// [`RunError::Malformed`] for other JSON, and whatever an error body means.
pub fn parse_models(body: &[u8]) -> Result<Vec<String>, RunError> {
    let source = Source { status: 200, ..Source::default() };
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{FEFF}').trim();
    if text.is_empty() {
        return Err(RunError::Interrupted);
    }
    if !text.starts_with(['{', '[']) {
        return Err(source.not_a_stream(text));
    }
    let payload: Value = serde_json::from_str(text)
        .map_err(|error| if error.is_eof() { RunError::Interrupted } else { RunError::Malformed })?;
    if let Some(failure) = Failure::of(&payload) {
        return Err(source.classify(&failure));
    }
    let lists: Vec<&Value> = match &payload {
        Value::Object(map) => ["data", "models"].iter().filter_map(|key| map.get(*key)).collect(),
        _ => vec![&payload],
    };
    // Where both lists are there (llama.cpp), `data` holds the names that requests take.
    let list = lists.iter().find(|list| list.is_array()).or(lists.first());
    let items = match list {
        Some(Value::Array(items)) => items.as_slice(),
        Some(Value::Null) => &[],
        _ => return Err(RunError::Malformed),
    };
    let names: BTreeSet<&str> = items.iter().filter_map(name).collect();
    if names.is_empty() && !items.is_empty() {
        return Err(RunError::Malformed);
    }
    Ok(names.into_iter().map(str::to_owned).collect())
}

fn name(item: &Value) -> Option<&str> {
    let named = || ["id", "model", "name", "key"].iter().find_map(|key| item.get(*key)?.as_str());
    item.as_str().or_else(named).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: Result<&[&str], RunError>) {
        let expected = expected.map(|names| names.iter().map(|&name| name.to_owned()).collect());
        assert_eq!(parse_models(body.as_bytes()), expected);
    }

    #[test]
    fn every_shape() {
        check(r#"{"object":"list","data":[{"id":"b"},{"id":"a"},{"id":"b"}]}"#, Ok(&["a", "b"]));
        check(
            r#"{"models":[{"name":"x","model":"x:latest"},{"name":"y"},{"key":"z"}]}"#,
            Ok(&["x:latest", "y", "z"]),
        );
        check(r#"{"models":[{"name":"shown"}],"data":[{"id":"sent"}]}"#, Ok(&["sent"]));
        check(r#"["b","a",""]"#, Ok(&["a", "b"]));
        check("\u{FEFF}\n[{\"id\":\"a\"},7]", Ok(&["a"]));
        check(r#"{"object":"list","data":null}"#, Ok(&[]));
        check(r#"{"data":null,"models":["m"]}"#, Ok(&["m"]));
        check(r#"{"data":[]}"#, Ok(&[]));
    }

    #[test]
    fn what_is_no_list() {
        check("", Err(RunError::Interrupted));
        check(r#"{"data":[{"id""#, Err(RunError::Interrupted));
        check(r#"{"data":[{"id":}"#, Err(RunError::Malformed));
        check(r#"{"data":[{"x":"a"}]}"#, Err(RunError::Malformed));
        check(r#"{"data":7}"#, Err(RunError::Malformed));
        check("{}", Err(RunError::Malformed));
        check(&"[".repeat(20_000), Err(RunError::Malformed));
        let excerpt = "It works!".to_owned();
        check("<h1>It works!</h1>", Err(RunError::NotAStream { content_type: String::new(), excerpt }));
        let message = "Unexpected endpoint or method. (GET /models)".to_owned();
        check(
            r#"{"error":"Unexpected endpoint or method. (GET /models)"}"#,
            Err(RunError::BadPath { status: 200, message }),
        );
    }
}
