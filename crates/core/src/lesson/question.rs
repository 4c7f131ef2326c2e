//! What a step asks, by kind.
//!
//! A question has the answer that its author expects, which is held against
//! the tokenizer when the site is built. The page itself asks its own
//! tokenizer again, and falls back on the author only where that cannot answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Classify, Either, Language, Words};
use crate::{
    chat::{Mode, Role},
    demo::View,
};

/// What a step asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Question {
    /// How many tokens?
    Count(Count),
    /// Which id does a token have?
    Id(TokenId),
    /// Which of these?
    Choice(Choice),
    /// Where does a text come apart into tokens?
    Boundaries(Boundaries),
    /// Which token comes next?
    NextToken(NextToken),
    /// In your own words.
    Text(FreeText),
    /// Do something on the page.
    Do(Act),
    /// Which of two answers is better? Again and again.
    Label(Label),
    /// How often does a prompt put a case where a person would?
    Classify(Classify),
}

impl Question {
    /// What is asked.
    #[must_use]
    pub const fn ask(&self) -> &Words {
        match self {
            Self::Count(it) => &it.ask,
            Self::Id(it) => &it.ask,
            Self::Choice(it) => &it.ask,
            Self::Boundaries(it) => &it.ask,
            Self::NextToken(it) => &it.ask,
            Self::Text(it) => &it.ask,
            Self::Do(it) => &it.ask,
            Self::Label(it) => &it.ask,
            Self::Classify(it) => &it.ask,
        }
    }
}

/// How many tokens? The learner types a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// What is asked.
    pub ask: Words,
    /// What is counted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub of: CountOf,
    /// The text; that of the demo where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Either<String>>,
    /// The encoding's name; that of the demo where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Either<String>>,
    /// How far off is still near. Unit: tokens.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub near: u32,
    /// How many there are.
    pub answer: Either<u32>,
}

/// What a question counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CountOf {
    /// A text.
    #[default]
    Text,
    /// The demo's whole prompt, with framing and priming.
    Prompt,
}

/// Which id does a token have? The learner types a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenId {
    /// What is asked.
    pub ask: Words,
    /// The text; that of the demo where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Either<String>>,
    /// The encoding's name; that of the demo where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Either<String>>,
    /// Which of its tokens, from 1.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub token: u32,
    /// Its id.
    pub answer: Either<u32>,
}

/// Which of these? One may be right, or several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is asked.
    pub ask: Words,
    /// Between what to choose.
    pub options: Vec<ChoiceOption>,
    /// Whether more than one can be chosen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub several: bool,
}

/// Something to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    /// What it says.
    pub text: Either<String>,
    /// Whether it is right.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub right: bool,
    /// What there is to say to who chose it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<Words>,
}

/// Where does a text come apart into tokens? The learner clicks between its
/// characters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boundaries {
    /// What is asked.
    pub ask: Words,
    /// The text, which fits one line or two. No token of it ends inside a character.
    pub text: Either<String>,
    /// The encoding's name; that of the demo where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Either<String>>,
    /// The tokens, in order.
    pub answer: Either<Vec<String>>,
}

/// Which token comes next? The learner types a word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextToken {
    /// What is asked.
    pub ask: Words,
    /// What the model has read; the demo's text where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Either<String>>,
    /// What the model thought likely.
    pub answer: Likely,
}

/// What a model thought likely to come next, as it was once recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Likely {
    /// The model.
    pub model: String,
    /// The day: `2026-11-24`.
    pub date: String,
    /// What was likely in the English text, the likeliest first.
    pub en: Vec<Guess>,
    /// What was likely in the Chinese text, the likeliest first.
    pub zh: Vec<Guess>,
}

impl Likely {
    /// What was likely in the text of a language.
    #[must_use]
    pub fn likely(&self, language: Language) -> &[Guess] {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }
}

/// A token that may come next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guess {
    /// The token's text, with its leading space.
    pub token: String,
    /// How probable it is, from 0 to 1.
    pub p: f64,
}

/// In your own words: compared where there is something to compare with, and
/// otherwise shown beside an answer of ours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreeText {
    /// What is asked.
    pub ask: Words,
    /// What is right; capitals, white space and punctuation at the ends aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accept: Option<Either<Vec<String>>>,
    /// An answer of ours.
    pub answer: Words,
    /// How many lines there are to write in.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub lines: u32,
}

/// Do something on the page. The step sees by itself that it is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// What is asked.
    pub ask: Words,
    /// When it is done: when all of these are true.
    pub done: Vec<Wanted>,
}

/// Something that is true of the page, or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Wanted {
    /// The prompt has at most so many tokens (a chat with its framing).
    CountAtMost(u32),
    /// The prompt has at least so many tokens.
    CountAtLeast(u32),
    /// The prompt has exactly so many tokens.
    CountIs(u32),
    /// What is left of the window for an answer is at most so many tokens.
    RoomAtMost(u32),
    /// What is left of the window for an answer is at least so many tokens.
    RoomAtLeast(u32),
    /// The prompt is not the step's any more.
    TextChanged(bool),
    /// The prompt has this in it, capitals aside.
    TextHas(Either<String>),
    /// The prompt does not have this in it, capitals aside.
    TextLacks(Either<String>),
    /// At least one message of this role is switched off, or taken out.
    MessageOff(Role),
    /// At least one message of this role would be sent.
    MessageOn(Role),
    /// At least so many messages would be sent.
    MessagesAtLeast(u32),
    /// A run has come to its end, in this step.
    RunFinished(bool),
    /// The answer on the page has at most so many characters.
    AnswerAtMost(u32),
    /// The page counts with this encoding.
    Encoding(String),
    /// The model's name begins like this.
    Model(String),
    /// The temperature is at least this.
    TemperatureAtLeast(f64),
    /// The temperature is at most this.
    TemperatureAtMost(f64),
    /// The most tokens of the answer are at most so many.
    MaxTokensAtMost(u32),
    /// The most tokens of the answer are at least so many.
    MaxTokensAtLeast(u32),
    /// This tab is shown.
    View(View),
    /// The prompt is written in this way.
    Mode(Mode),
}

/// Which of two answers is better? For each pair the learner says, and there
/// is no wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// What is asked.
    pub ask: Words,
    /// How many pairs are enough.
    pub at_least: u32,
    /// The pairs.
    pub pairs: Vec<LabelPair>,
}

/// Two answers to one prompt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelPair {
    /// What both answer.
    pub prompt: Words,
    /// One answer.
    pub a: LabelAnswer,
    /// The other.
    pub b: LabelAnswer,
}

/// An answer to be judged, and what the simulation knows of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelAnswer {
    /// What it says.
    pub text: Words,
    /// What the simulated reward model sees in it, each from -1 to 1; what is
    /// left out is 0.
    #[serde(default)]
    pub has: BTreeMap<Feature, f64>,
}

/// What the simulated reward model can see in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Feature {
    /// It does what was asked.
    Helpful,
    /// It says what is so, and what it does not know.
    Honest,
    /// It hurts nobody.
    Harmless,
    /// It goes on at length.
    Long,
}

impl Feature {
    /// Every feature.
    pub const ALL: [Self; 4] = [Self::Helpful, Self::Honest, Self::Harmless, Self::Long];
}

const fn one() -> u32 {
    1
}

fn is_one(it: &u32) -> bool {
    *it == 1
}

fn is_default<T: Default + PartialEq>(it: &T) -> bool {
    *it == T::default()
}
