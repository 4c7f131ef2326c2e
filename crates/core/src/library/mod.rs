//! The library: demos that stay, with their tags and the runs they had.
//!
//! A record is JSON, and JSON is all that storage ever holds; what cannot be
//! read is set aside as it is. Decisions about conflicts are made here from
//! what is stored; nothing here knows where that is, nor the clock: ids and
//! times are passed in. No key has a place in any of it.

mod change;
mod entry;
mod export;
mod import;
mod search;

pub use change::{Saved, add, beside, keep_late, save};
pub use entry::{
    Entry, EntryId, KeptRun, MAX_ANSWER_BYTES, MAX_RUNS, RecordError, SCHEMA, SetAside, read_record,
};
pub use export::{ENVELOPE, export};
pub use import::{Imported, MAX_DEMOS, MAX_FILE_BYTES, ReadError, Seen, read};
pub use search::{arrange, read_tags, tags_of};
