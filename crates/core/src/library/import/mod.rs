//! Files that become demos: ours, requests and messages of the OpenAI
//! protocol, conversations of ChatGPT's export, prompts of promptfoo.
//!
//! Reading is total and bounded: any bytes give entries or an error that says
//! what was seen. Nothing in a file is fetched, run, or taken for a key.

mod chatgpt;
mod openai;
mod ours;
mod promptfoo;
mod yaml;

use serde_json::Value;

use super::{Entry, EntryId};
use crate::demo::{Demo, MAX_MESSAGES};

/// The largest file that is read.
pub const MAX_FILE_BYTES: usize = 10 * 1024 * 1024;
/// The most demos of one file.
pub const MAX_DEMOS: usize = 10_000;
/// The longest name that an error repeats, in characters.
const MAX_SEEN_CHARS: usize = 40;

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// The demos, in the file's order. Those of our own files keep their ids.
    pub entries: Vec<Entry>,
    /// How many demos were left out: damaged, empty, or only named in the
    /// file and kept in another.
    pub skipped: usize,
    /// How many messages or parts of messages were left out because they are
    /// no text of system, user or assistant: images, tool calls and the like.
    pub left_out: usize,
}

/// Why a file gives no demo. It repeats at most names of fields.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is larger than is read.
    #[error("the file has {bytes} bytes, more than {most}", most = MAX_FILE_BYTES)]
    TooLarge {
        /// What it has.
        bytes: usize,
    },
    /// It has nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Not UTF-8, so an image, an archive or the like.
    #[error("the file is not text")]
    NotText,
    /// It begins as JSON and is none.
    #[error("not JSON from line {line}, column {column}")]
    NotJson {
        /// Where it stops being JSON; from 1.
        line: usize,
        /// Where it stops being JSON; from 1.
        column: usize,
    },
    /// Neither JSON nor YAML.
    #[error("not YAML from line {line}")]
    NotYaml {
        /// Where it stops being YAML; from 1.
        line: usize,
    },
    /// A later version of the page made it.
    #[error("version {version} of library files is not known")]
    Newer {
        /// The version that it names; the largest number for any beyond it.
        version: u32,
    },
    /// It has more demos than are read.
    #[error("the file has {count} demos, more than {most}", most = MAX_DEMOS)]
    TooMany {
        /// What it has.
        count: usize,
    },
    /// Its prompts stand in other files, which the page cannot read.
    #[error("the prompts stand in other files")]
    Elsewhere,
    /// It is of a known kind, and there is no prompt in it.
    #[error("there is no prompt in the file")]
    NoPrompt,
    /// It is of no kind that is known.
    #[error("no known kind of file: {0:?}")]
    Unknown(Seen),
}

/// What stands at the top of a file of no known kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// An object with these fields, the first few of them.
    Fields(Vec<String>),
    /// A list of something else than is known.
    List,
    /// One text, number or the like.
    Scalar,
}

/// Reads a file. `fresh` makes ids for what has none, `now_ms` is the time of
/// what has none.
///
/// Cost: linear in the bytes.
///
/// # Errors
///
/// See [`ReadError`].
pub fn read(bytes: &[u8], now_ms: u64, fresh: impl FnMut() -> EntryId) -> Result<Imported, ReadError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ReadError::TooLarge { bytes: bytes.len() });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ReadError::NotText)?;
    // What leads up to the first sign stays: errors count its lines.
    let text = text.trim_start_matches('\u{feff}');
    let first = text.trim_start();
    let mut reader = Reader { now_ms, fresh, imported: Imported::default() };
    if first.is_empty() {
        return Err(ReadError::Empty);
    }
    if first.starts_with(['{', '[']) {
        // The parser itself ends at a depth of 128.
        let value: Value = serde_json::from_slice(text.as_bytes())
            .map_err(|error| ReadError::NotJson { line: error.line(), column: error.column() })?;
        reader.json(value)?;
    } else {
        if text.contains('\0') {
            return Err(ReadError::NotText);
        }
        let value = yaml::read_yaml(text).map_err(|line| ReadError::NotYaml { line })?;
        promptfoo::read(&mut reader, &value)?;
    }
    let imported = reader.imported;
    if imported.entries.is_empty() { Err(ReadError::NoPrompt) } else { Ok(imported) }
}

/// Collects what a file holds.
struct Reader<F> {
    now_ms: u64,
    fresh: F,
    imported: Imported,
}

impl<F: FnMut() -> EntryId> Reader<F> {
    /// Any of the kinds that are JSON.
    fn json(&mut self, value: Value) -> Result<(), ReadError> {
        match value {
            Value::Object(ref fields) if fields.contains_key(super::ENVELOPE) => {
                ours::read_envelope(self, value)
            }
            Value::Object(ref fields) if fields.contains_key("mapping") => {
                chatgpt::read(self, &value);
                Ok(())
            }
            Value::Object(ref fields) if fields.contains_key("prompts") => promptfoo::read(self, &value),
            Value::Object(_) => self.one(value),
            Value::Array(items) => self.list(items),
            _ => Err(ReadError::Unknown(Seen::Scalar)),
        }
    }

    fn one(&mut self, value: Value) -> Result<(), ReadError> {
        if openai::is_request(&value) {
            let demo = openai::read_request(&value, &mut self.imported.left_out);
            self.push(demo, None);
            return Ok(());
        }
        match ours::read_demo(value) {
            Ok(demo) => {
                self.push(Some(demo), None);
                Ok(())
            }
            Err(value) => Err(ReadError::Unknown(seen(&value))),
        }
    }

    fn list(&mut self, items: Vec<Value>) -> Result<(), ReadError> {
        if openai::are_messages(&items) {
            let demo = openai::read_messages(&items, &mut self.imported.left_out);
            self.push(demo, None);
            return Ok(());
        }
        if items.len() > MAX_DEMOS {
            return Err(ReadError::TooMany { count: items.len() });
        }
        let known = |it: &Value| it.get("mapping").is_some() || openai::is_request(it) || ours::is_demo(it);
        if !items.iter().any(known) {
            return Err(ReadError::Unknown(Seen::List));
        }
        for item in items {
            if item.get("mapping").is_some() {
                chatgpt::read(self, &item);
            } else if self.one(item).is_err() {
                self.imported.skipped += 1;
            }
        }
        Ok(())
    }

    /// Takes a demo in, as a new entry; one that cannot be used is counted.
    fn push(&mut self, demo: Option<Demo>, changed_ms: Option<u64>) {
        let has_text =
            |it: &Demo| !it.text.is_empty() || it.messages.iter().any(|message| !message.content.is_empty());
        match demo.filter(has_text).filter(|it| it.messages.len() <= MAX_MESSAGES) {
            Some(demo) if self.imported.entries.len() < MAX_DEMOS => {
                let id = (self.fresh)();
                let at = changed_ms.unwrap_or(self.now_ms);
                self.imported.entries.push(Entry::new(id, demo, Vec::new(), at));
            }
            _ => self.imported.skipped += 1,
        }
    }
}

fn seen(value: &Value) -> Seen {
    match value {
        Value::Object(fields) => {
            Seen::Fields(fields.keys().take(5).map(|it| it.chars().take(MAX_SEEN_CHARS).collect()).collect())
        }
        Value::Array(_) => Seen::List,
        _ => Seen::Scalar,
    }
}

#[cfg(test)]
mod tests;
