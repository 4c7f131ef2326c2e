//! What an endpoint would not accept, remembered so that the next request leaves it out.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// An optional field of a request that some endpoint refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// `max_tokens`, the older spelling of the completion limit.
    MaxTokens,
    /// `max_completion_tokens`, the newer spelling of the completion limit.
    MaxCompletionTokens,
    /// `stream_options`, which asks for usage at the end of a stream.
    StreamOptions,
    /// `logprobs`.
    Logprobs,
    /// `top_logprobs`.
    TopLogprobs,
    /// `seed`.
    Seed,
    /// `temperature`.
    Temperature,
    /// `top_p`.
    TopP,
    /// `top_k`, which OpenAI does not have and servers of one's own do.
    TopK,
    /// `stop`, the texts at which an answer ends.
    Stop,
    /// `n`, the number of answers.
    N,
}

impl Field {
    /// Every field, in declaration order.
    pub const ALL: [Self; 11] = [
        Self::MaxTokens,
        Self::MaxCompletionTokens,
        Self::StreamOptions,
        Self::Logprobs,
        Self::TopLogprobs,
        Self::Seed,
        Self::Temperature,
        Self::TopP,
        Self::TopK,
        Self::Stop,
        Self::N,
    ];

    /// The name of the field in the JSON of a request.
    pub fn name(self) -> &'static str {
        match self {
            Self::MaxTokens => "max_tokens",
            Self::MaxCompletionTokens => "max_completion_tokens",
            Self::StreamOptions => "stream_options",
            Self::Logprobs => "logprobs",
            Self::TopLogprobs => "top_logprobs",
            Self::Seed => "seed",
            Self::Temperature => "temperature",
            Self::TopP => "top_p",
            Self::TopK => "top_k",
            Self::Stop => "stop",
            Self::N => "n",
        }
    }
}

/// The fields that one endpoint refused; the page keeps one for each endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quirks {
    /// Fields that are never sent to this endpoint.
    pub omit: BTreeSet<Field>,
    /// The completion limit is spelled `max_completion_tokens` whatever the model is called.
    pub max_completion_tokens: bool,
}

impl Quirks {
    /// The quirks with one more refused field.
    ///
    /// A refused spelling of the completion limit switches to the other one; when both were
    /// refused, no limit is sent.
    #[must_use]
    pub fn without(&self, field: Field) -> Self {
        let mut quirks = self.clone();
        quirks.omit.insert(field);
        quirks.max_completion_tokens =
            quirks.omit.contains(&Field::MaxTokens) && !quirks.omit.contains(&Field::MaxCompletionTokens);
        quirks
    }

    /// Whether the field may be sent.
    pub fn allows(&self, field: Field) -> bool {
        !self.omit.contains(&field)
    }
}

/// The field that an error speaks of: its `param` if it names one, else the first in its text.
///
/// Naming the first is what tells the offender from the advice in "'max_tokens' is not supported,
/// use 'max_completion_tokens'". A bare `n` or `stop`, which are
/// words of their own, counts only in quotes. Cost: linear in the text.
pub(super) fn offending_field(param: Option<&str>, message: &str) -> Option<Field> {
    if let Some(param) = param.filter(|param| !param.is_empty()) {
        let head = param.split(['.', '[']).next().unwrap_or(param);
        return Field::ALL.into_iter().find(|field| field.name() == head);
    }
    let mut words = message.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let mut before = None;
    words.find_map(|piece| {
        let word = piece.trim_end_matches(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let field = Field::ALL.into_iter().find(|field| field.name() == word);
        let quoted = before.is_some_and(|c| matches!(c, '\'' | '"' | '`'));
        before = piece.chars().next_back();
        field.filter(|&field| !matches!(field, Field::N | Field::Stop) || quoted)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(param: Option<&str>, message: &str, expected: Option<Field>) {
        assert_eq!(offending_field(param, message), expected);
    }

    #[test]
    fn the_offender_and_not_the_advice() {
        check(
            None,
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            Some(Field::MaxTokens),
        );
        check(
            None,
            "max_completion_tokens: extra inputs are not permitted",
            Some(Field::MaxCompletionTokens),
        );
        check(None, "body.stream_options.include_usage: extra", Some(Field::StreamOptions));
        check(None, "`top_logprobs` needs `logprobs`", Some(Field::TopLogprobs));
    }

    #[test]
    fn the_param_decides() {
        check(Some("temperature"), "'max_tokens' is fine", Some(Field::Temperature));
        check(Some("stream_options.include_usage"), "", Some(Field::StreamOptions));
        check(Some("model"), "seed is the model", None);
        check(Some(""), "seed", Some(Field::Seed));
    }

    #[test]
    fn whole_words_only() {
        check(None, "my_max_tokens, logprobs2 and seeds", None);
        check(None, "you can n ot", None);
        check(None, "Field 'n': Value must be 1", Some(Field::N));
        check(None, "“n” ", None);
        check(None, "please stop", None);
        check(None, "'stop' is no list", Some(Field::Stop));
        check(None, "Unrecognized request argument supplied: top_k", Some(Field::TopK));
        check(None, "", None);
    }

    #[test]
    fn a_refused_spelling_switches_then_goes() {
        let once = Quirks::default().without(Field::MaxTokens);
        assert!(once.max_completion_tokens && !once.allows(Field::MaxTokens));
        let twice = once.without(Field::MaxCompletionTokens);
        assert!(!twice.max_completion_tokens && !twice.allows(Field::MaxCompletionTokens));
    }

    #[test]
    fn survives_storage() {
        let quirks = Quirks::default().without(Field::TopP).without(Field::MaxTokens);
        let stored = serde_json::to_string(&quirks).unwrap();
        assert_eq!(stored, r#"{"omit":["max_tokens","top_p"],"max_completion_tokens":true}"#);
        assert_eq!(serde_json::from_str::<Quirks>(&stored).unwrap(), quirks);
        assert_eq!(serde_json::from_str::<Quirks>("{}").unwrap(), Quirks::default());
    }

    #[test]
    fn stored_names_are_the_protocol_s() {
        for field in Field::ALL {
            assert_eq!(serde_json::to_value(field).unwrap(), field.name());
        }
    }
}
