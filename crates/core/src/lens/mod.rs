//! One distribution, one choice, one more token: what the lens shows.
//!
//! Everything here is numbers and bytes. It knows no model, no endpoint and no
//! page, and draws no random number: those are passed in. What is not known is
//! a range, never a guess.

mod chance;
mod distribution;
mod guess;
mod roll;
mod settings;
mod shaped;
mod surprise;
mod table;
mod text;
mod tree;

pub use chance::{Chance, Written};
pub use distribution::Distribution;
pub use guess::{Judged, Score, find_guess};
pub use roll::{Fell, Rolled, roll};
pub use settings::{Order, Settings};
pub use shaped::{Fate, Range, Shaped, shape};
pub use surprise::{BUCKETS, Sum, bits, bucket};
pub use table::{Lump, Row, Table, table};
pub use text::{Part, parts};
pub use tree::{Node, NodeId, Step, Tree};
