//! A demo: everything that a link, a file or a lesson's step puts on the page.
//!
//! There is no place for a key in it, and it never holds one. An endpoint in
//! it is a proposal, which the person accepts or not.

mod address;
mod file;
mod fragment;
mod picks;
mod recorded;
mod squeeze;

use lollipop_bpe::Encoding;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::chat::{Message, Mode};
use crate::endpoint::base_url;

pub use address::{BadAddress, DemoAddress, address_in, demo_address};
pub use file::{FILE_ENDING, decode_file, encode_file, file_name};
pub use fragment::{
    DemoError, MAX_FRAGMENT_BYTES, MAX_INFLATED_BYTES, MAX_MESSAGES, decode_fragment, encode_fragment,
};
pub use picks::Picks;
pub use recorded::{Candidate, Recorded, RecordedUsage};

/// What a page shows and sends, without the person's own settings.
///
/// Its serde form is that of a link: short names, defaults left out. Names and
/// defaults are frozen, because old links keep opening. Fields of a later
/// version are kept in `unknown` and written back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Demo {
    /// What it is called; may be empty.
    #[serde(rename = "t", skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What to look at, in a subset of Markdown; may be empty.
    #[serde(rename = "n", skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// The language that title and notes are written in, as a BCP 47 tag; may
    /// be empty.
    #[serde(rename = "l", skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// How the prompt is written.
    #[serde(rename = "m", skip_serializing_if = "is_default")]
    pub mode: Mode,
    /// The text of the modes `Text` and `Completion`.
    #[serde(rename = "x", skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The messages of the mode `Chat`.
    #[serde(rename = "c", skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// The model's name; empty for the one that the page has.
    #[serde(rename = "o", skip_serializing_if = "String::is_empty")]
    pub model: String,
    /// The encoding, where it was set by hand. One that this version does not
    /// know is read as none.
    #[serde(
        rename = "e",
        serialize_with = "write_encoding",
        deserialize_with = "read_encoding",
        skip_serializing_if = "Option::is_none"
    )]
    pub encoding: Option<Encoding>,
    /// The context window in tokens, where it was set by hand.
    #[serde(rename = "w", skip_serializing_if = "Option::is_none")]
    pub window: Option<u32>,
    /// What the model is asked for.
    #[serde(rename = "p", skip_serializing_if = "is_default")]
    pub params: Params,
    /// The endpoint's base URL: a proposal, never applied by itself. Always in
    /// the form of [`base_url`]: no user, no query but Azure's version.
    #[serde(
        rename = "u",
        serialize_with = "write_base_url",
        deserialize_with = "read_base_url",
        skip_serializing_if = "has_no_base_url"
    )]
    pub base_url: Option<String>,
    /// What is shown first.
    #[serde(rename = "v", skip_serializing_if = "is_default")]
    pub view: View,
    /// What a model once answered.
    #[serde(rename = "r", skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Recorded>,
    /// Fields of a later version.
    #[serde(flatten)]
    pub unknown: serde_json::Map<String, serde_json::Value>,
}

/// What the model is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Params {
    /// Temperature; 0 by default. `None` leaves it to the endpoint.
    #[serde(rename = "t", skip_serializing_if = "is_default_temperature")]
    pub temperature: Option<f64>,
    /// The most tokens of the completion; 500 by default. `None` leaves it to
    /// the endpoint.
    #[serde(rename = "n", skip_serializing_if = "is_default_max_tokens")]
    pub max_tokens: Option<u32>,
    /// Nucleus sampling; `None`, the default, leaves it to the endpoint.
    #[serde(rename = "p", skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f64>,
    /// Whether the endpoint is asked for the chances of the tokens, too.
    #[serde(rename = "a", skip_serializing_if = "is_default")]
    pub alternatives: bool,
    /// The most tokens to choose from; `None`, the default, leaves it to the
    /// endpoint.
    #[serde(rename = "k", skip_serializing_if = "Option::is_none")]
    pub top_k: Option<u32>,
    /// What the dice begin with; `None`, the default, leaves it to the endpoint.
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Texts at which the answer ends; none by default.
    #[serde(rename = "x", skip_serializing_if = "Vec::is_empty")]
    pub stop: Vec<String>,
    /// Fields of a later version.
    #[serde(flatten)]
    pub unknown: serde_json::Map<String, serde_json::Value>,
}

impl Params {
    const TEMPERATURE: Option<f64> = Some(0.0);
    const MAX_TOKENS: Option<u32> = Some(500);
}

impl Default for Params {
    fn default() -> Self {
        Self {
            temperature: Self::TEMPERATURE,
            max_tokens: Self::MAX_TOKENS,
            top_p: None,
            alternatives: false,
            top_k: None,
            seed: None,
            stop: Vec::new(),
            unknown: serde_json::Map::new(),
        }
    }
}

/// The half of the page that shows what the model makes of the prompt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// The prompt's tokens.
    #[default]
    Tokens,
    /// The run and its account.
    Run,
    /// The chances of the next token, and of those that came.
    Next,
    /// Several runs of the prompt side by side.
    Compare,
    /// Request and answer as they are on the wire.
    Wire,
}

impl View {
    /// Every view, in the order of the tabs.
    pub const ALL: [Self; 5] = [Self::Tokens, Self::Run, Self::Next, Self::Compare, Self::Wire];

    /// The view's name in a link.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::Run => "run",
            Self::Next => "next",
            Self::Compare => "compare",
            Self::Wire => "wire",
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn is_default_temperature(value: &Option<f64>) -> bool {
    *value == Params::TEMPERATURE
}

fn is_default_max_tokens(value: &Option<u32>) -> bool {
    *value == Params::MAX_TOKENS
}

fn write_encoding<S: Serializer>(encoding: &Option<Encoding>, to: S) -> Result<S::Ok, S::Error> {
    encoding.map(Encoding::name).serialize(to)
}

fn read_encoding<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Encoding>, D::Error> {
    let name = Option::<String>::deserialize(from)?;
    Ok(name.as_deref().and_then(Encoding::from_name))
}

fn shareable(typed: &Option<String>) -> Option<String> {
    typed.as_deref().and_then(|typed| base_url(typed).ok())
}

fn has_no_base_url(typed: &Option<String>) -> bool {
    shareable(typed).is_none()
}

fn write_base_url<S: Serializer>(typed: &Option<String>, to: S) -> Result<S::Ok, S::Error> {
    shareable(typed).serialize(to)
}

fn read_base_url<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Option::<String>::deserialize(from).map(|typed| shareable(&typed))
}

#[cfg(test)]
mod tests;
