//! A lesson: steps that drive the page, each with a text, perhaps something to
//! put on the page, and perhaps a question that the page itself answers.
//!
//! Lessons are data. They are written as TOML in `lessons/`, checked by
//! `crates/lessons` when the site is built, and reach the page as JSON of the
//! same types. Nothing here knows the page: what a question compares with is
//! passed in.

mod classify;
mod demo;
mod glossary;
mod index;
pub mod judge;
mod link;
mod pipeline;
pub mod preference;
mod progress;
mod prose;
mod question;
mod seen;
mod words;

use serde::{Deserialize, Serialize};

pub use classify::{Case, CaseLabel, Classify};
pub use demo::{LessonDemo, LessonMessage, LessonRecorded, Shown};
pub use glossary::{Glossary, Term};
pub use index::{LessonEntry, LessonIndex};
pub use judge::Verdict;
pub use link::{LessonLink, is_id};
pub use pipeline::{Curve, Pipeline, Stage, StageId};
pub use progress::{LessonProgress, Outcome, Progress, Score, StepProgress};
pub use prose::{plain, prose, term_of, terms};
pub use question::{
    Act, Boundaries, Choice, ChoiceOption, Count, CountOf, Feature, FreeText, Guess, Label, LabelAnswer,
    LabelPair, Likely, NextToken, Question, TokenId, Wanted,
};
pub use seen::Seen;
pub use words::{Both, Either, Language, Words};

/// A lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// Its name in links and in what is kept on the device; never changes.
    pub id: String,
    /// Its place in the path, from 1.
    pub order: u32,
    /// What it is called.
    pub title: Words,
    /// What it is about, in a sentence.
    pub summary: Words,
    /// How long it takes most people. Unit: minutes.
    pub minutes: u32,
    /// Its steps, in order.
    pub steps: Vec<Step>,
}

/// A step of a lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name in what is kept on the device; never changes, unlike its number.
    pub id: String,
    /// What it is called.
    pub title: Words,
    /// The text, in the Markdown of the notes, with `[[term]]` for what the
    /// glossary explains.
    pub text: Words,
    /// What it puts on the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo: Option<LessonDemo>,
    /// What it asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Question>,
    /// What helps with the question, if a person asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Words>,
    /// What there is to notice once the question is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Words>,
    /// A picture above the question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
    /// A part of the page that the step brings to the front.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub widget: Option<Widget>,
    /// Of the pipeline, the stage that the step is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageId>,
    /// Recorded answers, side by side in the step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<LessonRecorded>,
    /// What is claimed in the step about tokens. Held against the tokenizer
    /// when the site is built, and not part of it.
    #[serde(default, skip_serializing)]
    pub checks: Vec<Check>,
    /// Where the facts of the step are from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

impl Step {
    /// Whether its demo comes only with the answer.
    #[must_use]
    pub fn demo_waits(&self) -> bool {
        self.question.is_some() && self.demo.as_ref().is_some_and(|it| it.shown == Shown::After)
    }
}

/// A picture: `lessons/pictures/NAME.svg`, or `NAME.en.svg` and `NAME.zh.svg`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// The file's name, without its ending.
    pub name: String,
    /// What it shows, for who cannot see it.
    pub alt: Words,
    /// The drawing itself; put in when the site is built.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub svg: Option<Either<String>>,
}

/// A part of the page that a step can bring to the front.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Widget {
    /// The tokens, as chips with their ids.
    Tokens,
    /// The bytes under the tokens.
    Bytes,
    /// How the tokens of a word come of merges.
    MergeReplay,
    /// One text under several encodings.
    Encodings,
    /// What may come next, and how likely.
    Lens,
    /// Two models, or two prompts, side by side.
    Compare,
    /// The run and its account.
    Run,
    /// Request and answer as they are on the wire.
    Wire,
    /// How a chat model is made, stage by stage; shown in the lesson itself.
    Pipeline,
}

/// Where a fact is from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is called.
    pub title: Either<String>,
    /// Its address: https, and nothing else.
    pub url: String,
    /// The day on which it was read: `2026-11-24`.
    pub read: String,
}

/// A claim about tokens, held against the tokenizer when the site is built.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Check {
    /// The text, or
    pub text: Option<String>,
    /// the messages of a chat prompt, framed as `model` has it.
    pub messages: Option<Vec<LessonMessage>>,
    /// The model of the messages; also names the encoding where none is given.
    pub model: Option<String>,
    /// The encoding's name.
    pub encoding: Option<String>,
    /// How many tokens there are.
    pub count: Option<u32>,
    /// Their ids, in order.
    pub ids: Option<Vec<u32>>,
    /// Their texts, in order; only where no token ends inside a character.
    pub pieces: Option<Vec<String>>,
}
