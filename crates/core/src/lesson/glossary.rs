//! The words that lessons explain.

use serde::{Deserialize, Serialize};

use super::{Source, Words};

/// Every term that a lesson may link to: `lessons/glossary.toml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Glossary {
    /// In the order of the file.
    pub terms: Vec<Term>,
}

/// A term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// What texts call it by: `[[id]]`, or `[[id|other words]]`.
    pub id: String,
    /// The word.
    pub name: Words,
    /// What it means, in a sentence or three, in the Markdown of the notes.
    pub text: Words,
    /// Where the meaning is from, if it needs saying.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

impl Glossary {
    /// The term of an id.
    #[must_use]
    pub fn term(&self, id: &str) -> Option<&Term> {
        self.terms.iter().find(|it| it.id == id)
    }
}
