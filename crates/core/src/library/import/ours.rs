//! Our own files: the library, a record, a demo as links have it, and a demo
//! with its names written out.

use serde_json::Value;

use super::{MAX_DEMOS, ReadError, Reader, openai};
use crate::{
    chat::Mode,
    demo::Demo,
    library::{ENVELOPE, EntryId, entry::read_value},
};

/// The version of library files that is read.
const VERSION: u64 = 1;

/// Reads the file of a library. Records that are damaged are counted.
pub fn read_envelope<F: FnMut() -> EntryId>(
    reader: &mut Reader<F>,
    mut value: Value,
) -> Result<(), ReadError> {
    match value.get(ENVELOPE).and_then(Value::as_u64) {
        Some(VERSION) => {}
        Some(version) if version > VERSION => {
            return Err(ReadError::Newer { version: u32::try_from(version).unwrap_or(u32::MAX) });
        }
        _ => return Err(ReadError::Unknown(super::seen(&value))),
    }
    let Some(Value::Array(demos)) = value.get_mut("demos").map(Value::take) else {
        return Err(ReadError::Unknown(super::seen(&value)));
    };
    if demos.len() > MAX_DEMOS {
        return Err(ReadError::TooMany { count: demos.len() });
    }
    for demo in demos {
        match read_value(demo.clone()) {
            Ok(entry) => reader.imported.entries.push(entry),
            Err(_) => match read_demo(demo) {
                Ok(demo) => reader.push(Some(demo), None),
                Err(_) => reader.imported.skipped += 1,
            },
        }
    }
    Ok(())
}

/// Whether it may be a demo in one of our forms.
pub fn is_demo(value: &Value) -> bool {
    ["x", "c", "text", "demo"].iter().any(|name| value.get(name).is_some())
}

/// A demo in one of our forms; the value itself where it is none.
pub fn read_demo(value: Value) -> Result<Demo, Value> {
    if !is_demo(&value) {
        return Err(value);
    }
    if value.get("demo").is_some() {
        return read_value(value.clone()).map(|it| it.demo).map_err(|_| value);
    }
    if let Some(text) = value.get("text").and_then(Value::as_str) {
        return Ok(Demo { text: text.to_owned(), ..written_out(&value) });
    }
    let json = serde_json::to_vec(&value).unwrap_or_default();
    serde_json::from_slice(&json).map_err(|_| value)
}

/// What a demo with its names written out says beside its text.
fn written_out(value: &Value) -> Demo {
    let rest = openai::read_request(value, &mut 0).unwrap_or_default();
    let mode = value.get("mode").and_then(Value::as_str);
    let mode = Mode::ALL.into_iter().find(|it| Some(it.as_str()) == mode).unwrap_or(Mode::Text);
    Demo { mode, ..rest }
}
