//! One demo of the library, as it is kept.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    demo::Demo,
    endpoint::Origin,
    run::{Run, RunStatus},
    wire::{FinishReason, Usage},
};

/// The version of records that is written. New fields alone are not a new one.
pub const SCHEMA: u32 = 1;
/// How many runs of a demo are kept; the oldest go first.
pub const MAX_RUNS: usize = 20;
/// How much of an answer is kept, in bytes.
pub const MAX_ANSWER_BYTES: usize = 100_000;

/// Names a demo of the library, in every tab and every export.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(String);

impl EntryId {
    /// An id of the time of day in milliseconds and a number in `0..1`.
    #[must_use]
    pub fn new(now_ms: u64, random: f64) -> Self {
        // A cast saturates, so any number makes an id.
        Self(format!("{now_ms:x}-{:08x}", (random * f64::from(u32::MAX)) as u32))
    }

    /// The id that a storage key spells.
    #[must_use]
    pub fn from_key(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The id as a storage key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A demo of the library. Its serde form is a record; names are frozen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The version of the record; never larger than [`SCHEMA`].
    #[serde(default)]
    pub(super) schema: u32,
    /// Its identity.
    pub id: EntryId,
    /// Each once, in the order in which they were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Whether it stands above the others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// When it was made. Unit: milliseconds since 1970.
    #[serde(rename = "created", default)]
    pub created_ms: u64,
    /// When its demo was last changed. Unit: milliseconds since 1970.
    #[serde(rename = "updated", default)]
    pub updated_ms: u64,
    /// Grows with every change of the demo, so that a tab that knows an older
    /// one does not overwrite it.
    #[serde(default)]
    pub revision: u32,
    /// What it puts on the page. Its title is the entry's.
    pub demo: Demo,
    /// The last runs, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<KeptRun>,
    /// Fields of a later version.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

impl Entry {
    /// A demo that is new to the library.
    #[must_use]
    pub fn new(id: EntryId, demo: Demo, tags: Vec<String>, now_ms: u64) -> Self {
        Self {
            schema: SCHEMA,
            id,
            tags,
            pinned: false,
            created_ms: now_ms,
            updated_ms: now_ms,
            revision: 1,
            demo,
            runs: Vec::new(),
            unknown: Map::new(),
        }
    }

    /// The record to be stored.
    #[must_use]
    pub fn to_record(&self) -> String {
        // Strings, numbers and maps with string keys: it always has JSON.
        serde_json::to_string(&Self { schema: SCHEMA, ..self.clone() }).unwrap_or_default()
    }

    /// Changes the demo.
    pub fn change(&mut self, demo: Demo, now_ms: u64) {
        self.demo = demo;
        self.updated_ms = now_ms;
        self.revision = self.revision.saturating_add(1);
    }

    /// Adds a run to the history; the oldest beyond [`MAX_RUNS`] goes.
    pub fn push_run(&mut self, run: KeptRun) {
        self.runs.push(run);
        let over = self.runs.len().saturating_sub(MAX_RUNS);
        self.runs.drain(..over);
    }
}

/// A run that is over, as far as it is worth keeping.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptRun {
    /// When it ended. Unit: milliseconds since 1970.
    #[serde(rename = "at")]
    pub at_ms: u64,
    /// The model that was asked for.
    pub model: String,
    /// Where it was asked: scheme, host and port, nothing more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The answer, up to [`MAX_ANSWER_BYTES`].
    pub answer: String,
    /// What the server counted, if it said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// Why the answer ended, if the server said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<FinishReason>,
    /// Fields of a later version.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

impl KeptRun {
    /// What is kept of a run; `None` while it goes on, or where it failed
    /// before anything of an answer came.
    #[must_use]
    pub fn of(run: &Run, model: &str, origin: Option<Origin>, now_ms: u64) -> Option<Self> {
        let ended = matches!(run.status, RunStatus::Done | RunStatus::Stopped | RunStatus::Failed(_));
        if !ended || (run.text.is_empty() && run.status != RunStatus::Done) {
            return None;
        }
        let end = run.text.floor_char_boundary(MAX_ANSWER_BYTES);
        Some(Self {
            at_ms: now_ms,
            model: model.to_owned(),
            origin,
            answer: run.text[..end].to_owned(),
            usage: run.usage,
            finish: run.finish.clone(),
            unknown: Map::new(),
        })
    }
}

/// A record that cannot be read, exactly as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The storage key it stands under.
    pub key: String,
    /// The record.
    pub raw: String,
    /// Why it cannot be read.
    pub error: RecordError,
}

/// Why a record is no entry. Never carries any of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Not the JSON of an entry.
    #[error("the record is damaged")]
    Damaged,
    /// A later version of the page made it.
    #[error("version {schema} of records is not known")]
    Newer {
        /// The version that it names.
        schema: u32,
    },
}

/// Reads a record of this version or an older one.
///
/// A record without a `schema` is from before there was one, when the title
/// stood beside the demo; both are read into the demo.
///
/// # Errors
///
/// See [`RecordError`]. The caller keeps such a record as it is.
pub fn read_record(json: &str) -> Result<Entry, RecordError> {
    let value = serde_json::from_slice::<Value>(json.as_bytes()).map_err(|_| RecordError::Damaged)?;
    read_value(value)
}

pub(super) fn read_value(mut value: Value) -> Result<Entry, RecordError> {
    let schema = match value.get("schema") {
        None => 0,
        Some(schema) => schema.as_u64().ok_or(RecordError::Damaged)?,
    };
    if schema > u64::from(SCHEMA) {
        return Err(RecordError::Newer { schema: u32::try_from(schema).unwrap_or(u32::MAX) });
    }
    if schema == 0 {
        migrate(&mut value);
    }
    // By way of its text, as links are read: a second reader of values would
    // make the app tens of kilobytes larger.
    let json = serde_json::to_vec(&value).map_err(|_| RecordError::Damaged)?;
    let mut entry: Entry = serde_json::from_slice(&json).map_err(|_| RecordError::Damaged)?;
    entry.schema = SCHEMA;
    let over = entry.runs.len().saturating_sub(MAX_RUNS);
    entry.runs.drain(..over);
    Ok(entry)
}

/// Brings a record without a version to version 1.
fn migrate(value: &mut Value) {
    let Some(record) = value.as_object_mut() else { return };
    if let Some(title) = record.remove("title")
        && let Some(demo) = record.get_mut("demo").and_then(Value::as_object_mut)
    {
        demo.entry("t").or_insert(title);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        chat::{Message, Role},
        run::RunId,
        wire::RunEvent,
    };

    fn entry() -> Entry {
        let demo = Demo {
            title: "Whale".to_owned(),
            messages: vec![Message::new(Role::User, "鲸鱼")],
            ..Demo::default()
        };
        Entry::new(EntryId::new(1_790_000_000_000, 0.5), demo, vec!["诗".to_owned()], 1_790_000_000_000)
    }

    fn ended(text: &str) -> Run {
        let mut run = Run::start(RunId(1), 0.0);
        run.apply(RunId(1), RunEvent::Delta(text.to_owned()), 1.0);
        run.apply(RunId(1), RunEvent::Finish(FinishReason::Stop), 2.0);
        run.apply(RunId(1), RunEvent::Done, 3.0);
        run
    }

    #[test]
    fn a_record_comes_back_as_it_was() {
        let mut it = entry();
        it.pinned = true;
        it.push_run(KeptRun::of(&ended("hi"), "gpt-4o", Origin::parse("https://a.example"), 5).unwrap());
        assert_eq!(read_record(&it.to_record()), Ok(it));
    }

    #[test]
    fn what_a_later_version_adds_survives() {
        let record = entry().to_record().replacen('{', r#"{"colour":"blue","#, 1);
        let again = read_record(&record).unwrap().to_record();
        assert!(again.contains(r#""colour":"blue""#), "{again}");
    }

    #[test]
    fn records_that_cannot_be_read_say_why() {
        let newer = entry().to_record().replacen(r#""schema":1"#, r#""schema":7"#, 1);
        assert_eq!(read_record(&newer), Err(RecordError::Newer { schema: 7 }));
        let deep = "[".repeat(20_000);
        for damaged in ["", "{", "[]", "null", r#"{"id":"a"}"#, r#"{"schema":"x"}"#, deep.as_str()] {
            assert_eq!(read_record(damaged), Err(RecordError::Damaged));
        }
    }

    #[test]
    fn only_the_last_runs_are_kept() {
        let mut it = entry();
        for at_ms in 0..25 {
            it.push_run(KeptRun::of(&ended("x"), "m", None, at_ms).unwrap());
        }
        assert_eq!(it.runs.len(), MAX_RUNS);
        assert_eq!(it.runs[0].at_ms, 5);
    }

    #[test]
    fn a_run_is_kept_when_it_is_over_and_said_something() {
        assert_eq!(KeptRun::of(&Run::start(RunId(1), 0.0), "m", None, 0), None);
        let mut stopped = Run::start(RunId(1), 0.0);
        stopped.stop(1.0);
        assert_eq!(KeptRun::of(&stopped, "m", None, 0), None);
        let long = "鲸".repeat(MAX_ANSWER_BYTES);
        let kept = KeptRun::of(&ended(&long), "m", None, 0).unwrap();
        assert!(kept.answer.len() <= MAX_ANSWER_BYTES && kept.answer.ends_with('鲸'));
    }

    #[test]
    fn the_title_of_an_old_record_goes_into_its_demo() {
        let old = r#"{"id":"a","title":"Old","tags":["x"],"demo":{"x":"hi","m":"text"}}"#;
        let it = read_record(old).unwrap();
        assert_eq!(it.demo.title, "Old");
        assert!(!it.to_record().contains(r#""title""#));
    }
}
