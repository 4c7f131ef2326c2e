//! What a step puts on the page, as an author writes it.

use lollipop_bpe::Encoding;
use serde::{Deserialize, Serialize};

use super::{Either, Language};
use crate::{
    chat::{Message, Mode, Role},
    demo::{Demo, Params, Recorded, RecordedUsage, View},
    wire::FinishReason,
};

/// What a step puts on the page. What is left out is that of a new page: an
/// empty text, no model of its own, a temperature of 0, at most 500 tokens.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LessonDemo {
    /// What it is called; the step's title where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Either<String>>,
    /// `text`, which it is where it is left out, `chat` or `completion`.
    #[serde(default = "text_mode")]
    pub mode: Mode,
    /// The text of the modes text and completion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Either<String>>,
    /// The messages of the mode chat.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<LessonMessage>,
    /// The model's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<Either<String>>,
    /// The encoding's name, where it is not the model's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Either<String>>,
    /// The context window in tokens, where it is not the model's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<u32>,
    /// Temperature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// The most tokens of the completion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    /// Nucleus sampling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f64>,
    /// The tab that is shown: `tokens`, `run`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<View>,
    /// What a model once answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<LessonRecorded>,
    /// When it is put on the page.
    #[serde(skip_serializing_if = "is_before")]
    pub shown: Shown,
}

/// When a step puts its demo on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shown {
    /// With the step.
    #[default]
    Before,
    /// With the answer, where the page would give it away.
    After,
}

const fn text_mode() -> Mode {
    Mode::Text
}

fn is_before(shown: &Shown) -> bool {
    *shown == Shown::Before
}

/// A message of a step's demo.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LessonMessage {
    /// Who speaks.
    pub role: Role,
    /// What is said.
    pub content: Either<String>,
    /// It stands there, but is switched off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
}

/// What a model once answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LessonRecorded {
    /// The answer.
    pub text: Either<String>,
    /// The model that answered.
    pub model: String,
    /// The day on which it answered: `2026-11-22`.
    pub date: String,
    /// Tokens of the prompt, as the server counted them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_tokens: Option<Either<u32>>,
    /// Tokens of the completion, as the server counted them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completion_tokens: Option<Either<u32>>,
    /// Why it ended: `stop`, `length`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<FinishReason>,
}

impl LessonDemo {
    /// The encoding that it is counted with: its own, or its model's.
    #[must_use]
    pub fn encoding(&self, language: Language) -> Encoding {
        let model = self.model.as_ref().map_or("", |it| it.get(language).as_str());
        crate::model::facts(model, self.own_encoding(language), None).encoding
    }

    fn own_encoding(&self, language: Language) -> Option<Encoding> {
        self.encoding.as_ref().and_then(|it| Encoding::from_name(it.get(language)))
    }

    /// The demo to put on the page. `title` is used where it has none.
    #[must_use]
    pub fn to_demo(&self, language: Language, title: &str) -> Demo {
        let said = |it: &Option<Either<String>>| it.as_ref().map(|it| it.get(language).clone());
        let usual = Params::default();
        let messages = self.messages.iter().map(|it| Message {
            enabled: !it.off,
            ..Message::new(it.role, it.content.get(language).clone())
        });
        Demo {
            title: said(&self.title).unwrap_or_else(|| title.to_owned()),
            language: language.tag().to_owned(),
            mode: self.mode,
            text: said(&self.text).unwrap_or_default(),
            messages: messages.collect(),
            model: said(&self.model).unwrap_or_default(),
            encoding: self.own_encoding(language),
            window: self.window,
            params: Params {
                temperature: self.temperature.or(usual.temperature),
                max_tokens: self.max_tokens.or(usual.max_tokens),
                top_p: self.top_p,
                ..usual
            },
            view: self.view.unwrap_or_default(),
            recorded: self.recorded.as_ref().map(|it| it.to_recorded(language)),
            ..Demo::default()
        }
    }
}

impl LessonRecorded {
    fn to_recorded(&self, language: Language) -> Recorded {
        let figure = |it: &Option<Either<u32>>| it.as_ref().map(|it| *it.get(language));
        let usage = figure(&self.prompt_tokens).zip(figure(&self.completion_tokens));
        Recorded {
            text: self.text.get(language).clone(),
            model: self.model.clone(),
            date: self.date.clone(),
            finish: self.finish.clone(),
            usage: usage.map(|(prompt_tokens, completion_tokens)| RecordedUsage {
                prompt_tokens,
                completion_tokens,
                ..RecordedUsage::default()
            }),
            ..Recorded::default()
        }
    }
}
