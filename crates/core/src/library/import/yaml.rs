//! YAML into JSON values, within bounds.

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};

/// The deepest nesting that is read.
const MAX_DEPTH: usize = 64;

/// What is being read.
enum Open {
    List(Vec<Value>),
    Map(Map<String, Value>, Option<String>),
}

/// The first document of a YAML text. An alias is read as null: nothing here
/// grows beyond the text itself.
///
/// Returns the line, from 1, where it stops being YAML or goes too deep.
pub fn read_yaml(text: &str) -> Result<Value, usize> {
    let mut open: Vec<Open> = Vec::new();
    let mut line = 1;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| error.marker().line())?;
        line = span.start.line();
        let value = match event {
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new()));
                None
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(Map::new(), None));
                None
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().map(|it| match it {
                Open::List(items) => Value::Array(items),
                Open::Map(fields, _) => Value::Object(fields),
            }),
            Event::Scalar(text, style, ..) => Some(scalar(&text, style)),
            Event::Alias(_) => Some(Value::Null),
            Event::StreamEnd | Event::DocumentEnd => return Ok(Value::Null),
            _ => None,
        };
        if open.len() > MAX_DEPTH {
            return Err(line);
        }
        let Some(value) = value else { continue };
        match open.last_mut() {
            None => return Ok(value),
            Some(Open::List(items)) => items.push(value),
            Some(Open::Map(fields, key)) => match key.take() {
                None => *key = Some(name(value)),
                Some(key) => {
                    fields.insert(key, value);
                }
            },
        }
    }
    Err(line)
}

fn name(key: Value) -> String {
    match key {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// Prompts are texts: of all that a plain scalar may be, only null, booleans
/// and numbers are told apart from one.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => text.parse().map_or_else(|_| Value::String(text.to_owned()), Value::Number),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_maps_and_scalars() {
        let text = "a: [1, 'x', \"y\", null]\nb:\n  - |\n    line\n    next\n  - c: true\nd: 007x\n";
        let expected = json!({ "a": [1, "x", "y", null], "b": ["line\nnext\n", { "c": true }], "d": "007x" });
        assert_eq!(read_yaml(text), Ok(expected));
    }

    #[test]
    fn an_alias_bomb_stays_small() {
        let mut text = "a0: &a0 [x, x]\n".to_owned();
        for at in 1..60 {
            text += &format!("a{at}: &a{at} [*a{}, *a{}]\n", at - 1, at - 1);
        }
        assert_eq!(read_yaml(&text).unwrap()["a59"], json!([null, null]));
    }

    #[test]
    fn depth_and_faults_end_with_a_line() {
        assert!(read_yaml(&"[".repeat(20_000)).is_err());
        assert!(read_yaml(&"- ".repeat(20_000)).is_err());
        assert!(read_yaml("a: b\n\"c").is_err());
        assert_eq!(read_yaml(""), Ok(Value::Null));
    }
}
