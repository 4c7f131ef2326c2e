//! The body of a request.

use serde::{Serialize, Serializer};

use super::dialect::{is_reasoning_model, limit_field};
use super::{Field, Quirks};

/// A message as it goes over the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ChatMessage<'a> {
    /// `system`, `user`, `assistant`.
    pub role: &'a str,
    /// The text, exactly as typed.
    pub content: &'a str,
}

/// What is asked, and so which of the two paths of the endpoint is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Roles and contents, for `/chat/completions`.
    Messages(Vec<(String, String)>),
    /// One text to go on from, for `/completions`.
    Raw(String),
}

/// Everything that decides the body of a request, but for what the endpoint refuses.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestSpec {
    /// The name of the model as typed.
    pub model: String,
    /// What is asked.
    pub prompt: Prompt,
    /// Sampling temperature; `None`: the server's default.
    pub temperature: Option<f64>,
    /// Nucleus sampling; `None`: the server's default.
    pub top_p: Option<f64>,
    /// The most tokens to choose from; `None`: the server's default.
    pub top_k: Option<u32>,
    /// What the dice begin with; `None`: the server's default.
    pub seed: Option<u64>,
    /// Texts at which the answer ends; where there is none, the field is not sent.
    pub stop: Vec<String>,
    /// The most tokens that the completion may have; `None`: the server's default.
    pub max_tokens: Option<u32>,
    /// How many of the likeliest tokens are asked for at each place; `None`: none.
    pub top_logprobs: Option<u32>,
    /// Whether the answer shall come piece by piece.
    pub stream: bool,
}

/// The JSON of a request, in an order that does not change: model, messages or prompt,
/// temperature, top_p, top_k, seed, stop, the completion limit, logprobs, stream, stream_options.
///
/// Usage is asked for in every stream. The o-series and gpt-5 and later are asked in their own
/// spelling from the start: `max_completion_tokens`, and no temperature but 1
/// (<https://platform.openai.com/docs/api-reference/chat/create#chat-create-max_tokens>).
/// `/completions` knows only `max_tokens`. Numbers that JSON cannot hold are left out.
pub fn request_body(spec: &RequestSpec, quirks: &Quirks) -> String {
    let (messages, prompt) = match &spec.prompt {
        Prompt::Messages(messages) => {
            let wire = messages.iter().map(|(role, content)| ChatMessage { role, content });
            (Some(wire.collect()), None)
        }
        Prompt::Raw(text) => (None, Some(text.as_str())),
    };
    let reasons = is_reasoning_model(&spec.model);
    let limit = match &spec.prompt {
        Prompt::Messages(_) => limit_field(reasons, quirks),
        Prompt::Raw(_) => Some(Field::MaxTokens).filter(|&field| quirks.allows(field)),
    };
    let body = Body {
        model: &spec.model,
        messages,
        prompt,
        temperature: (spec.temperature)
            .filter(|&t| t.is_finite() && (!reasons || t == 1.0) && quirks.allows(Field::Temperature)),
        top_p: spec.top_p.filter(|p| p.is_finite() && quirks.allows(Field::TopP)),
        top_k: spec.top_k.filter(|_| quirks.allows(Field::TopK)),
        seed: spec.seed.filter(|_| quirks.allows(Field::Seed)),
        stop: Some(spec.stop.as_slice()).filter(|it| !it.is_empty() && quirks.allows(Field::Stop)),
        max_tokens: spec.max_tokens.filter(|_| limit == Some(Field::MaxTokens)),
        max_completion_tokens: (spec.max_tokens).filter(|_| limit == Some(Field::MaxCompletionTokens)),
        logprobs: (spec.top_logprobs.filter(|_| quirks.allows(Field::Logprobs))).map(|most| {
            match &spec.prompt {
                Prompt::Messages(_) => Logprobs::Wanted(true),
                Prompt::Raw(_) => Logprobs::Most(most),
            }
        }),
        top_logprobs: spec.top_logprobs.filter(|_| {
            let is_chat = matches!(spec.prompt, Prompt::Messages(_));
            is_chat && quirks.allows(Field::Logprobs) && quirks.allows(Field::TopLogprobs)
        }),
        stream: spec.stream,
        stream_options: (spec.stream && quirks.allows(Field::StreamOptions))
            .then_some(StreamOptions { include_usage: true }),
    };
    // Cannot fail: every key is a string and every number finite. An empty body, which any
    // server refuses, is still better than a panic.
    serde_json::to_string(&body).unwrap_or_default()
}

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    messages: Option<Vec<ChatMessage<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_typed")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_typed")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_k: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logprobs: Option<Logprobs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_logprobs: Option<u32>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
}

/// Chat wants a yes and a number beside it, completions the number.
#[derive(Serialize)]
#[serde(untagged)]
enum Logprobs {
    Wanted(bool),
    Most(u32),
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

/// Writes `1`, as people type it and read it on the wire, where serde_json would write `1.0`.
fn as_typed<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            serializer.serialize_i64(*number as i64)
        }
        other => other.serialize(serializer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(model: &str) -> RequestSpec {
        RequestSpec {
            model: model.to_owned(),
            prompt: Prompt::Messages(vec![("user".to_owned(), "hi \"you\"".to_owned())]),
            temperature: Some(0.0),
            top_p: Some(0.5),
            top_k: None,
            seed: None,
            stop: Vec::new(),
            max_tokens: Some(500),
            top_logprobs: None,
            stream: true,
        }
    }

    #[track_caller]
    fn check(spec: &RequestSpec, quirks: &Quirks, expected_tail: &str) {
        let body = request_body(spec, quirks);
        let question = r#""messages":[{"role":"user","content":"hi \"you\""}]"#;
        assert_eq!(body, format!(r#"{{"model":"{}",{question},{expected_tail}}}"#, spec.model));
    }

    #[test]
    fn everything_in_a_fixed_order() {
        check(
            &spec("m"),
            &Quirks::default(),
            r#""temperature":0,"top_p":0.5,"max_tokens":500,"stream":true,"stream_options":{"include_usage":true}"#,
        );
    }

    #[test]
    fn what_few_servers_take_is_sent_when_set() {
        let set = RequestSpec {
            temperature: None,
            top_p: None,
            top_k: Some(40),
            seed: Some(0),
            stop: vec!["\n".to_owned(), "。".to_owned()],
            max_tokens: None,
            stream: false,
            ..spec("m")
        };
        check(&set, &Quirks::default(), r#""top_k":40,"seed":0,"stop":["\n","。"],"stream":false"#);
        let refused = [Field::TopK, Field::Seed, Field::Stop];
        let quirks = refused.iter().fold(Quirks::default(), |quirks, field| quirks.without(*field));
        check(&set, &quirks, r#""stream":false"#);
    }

    #[test]
    fn absent_parameters_stay_absent() {
        let bare =
            RequestSpec { temperature: None, top_p: None, max_tokens: None, stream: false, ..spec("m") };
        check(&bare, &Quirks::default(), r#""stream":false"#);
        let odd = RequestSpec { temperature: Some(f64::NAN), top_p: Some(f64::INFINITY), ..bare };
        check(&odd, &Quirks::default(), r#""stream":false"#);
    }

    #[test]
    fn a_raw_prompt_goes_to_completions() {
        let raw =
            RequestSpec { prompt: Prompt::Raw("Once".to_owned()), temperature: Some(1.0), ..spec("o1") };
        let quirks = Quirks { max_completion_tokens: true, ..Quirks::default() };
        assert_eq!(
            request_body(&raw, &quirks),
            r#"{"model":"o1","prompt":"Once","temperature":1,"top_p":0.5,"max_tokens":500,"stream":true,"stream_options":{"include_usage":true}}"#
        );
    }

    #[test]
    fn refused_fields_are_left_out() {
        let quirks = [Field::Temperature, Field::TopP, Field::StreamOptions]
            .iter()
            .fold(Quirks::default(), |quirks, &field| quirks.without(field));
        check(&spec("m"), &quirks, r#""max_tokens":500,"stream":true"#);
        let switched = quirks.without(Field::MaxTokens);
        check(&spec("m"), &switched, r#""max_completion_tokens":500,"stream":true"#);
        let seeded = RequestSpec { seed: Some(7), ..spec("m") };
        check(&seeded, &quirks, r#""seed":7,"max_tokens":500,"stream":true"#);
        check(&seeded, &quirks.without(Field::Seed), r#""max_tokens":500,"stream":true"#);
        let unlimited = switched.without(Field::MaxCompletionTokens);
        check(&spec("m"), &unlimited, r#""stream":true"#);
        check(&spec("o3"), &quirks.without(Field::MaxCompletionTokens), r#""max_tokens":500,"stream":true"#);
    }

    #[test]
    fn alternatives_are_asked_for_as_each_path_wants_it() {
        let asked = RequestSpec {
            temperature: None,
            top_p: None,
            max_tokens: None,
            top_logprobs: Some(5),
            stream: false,
            ..spec("m")
        };
        check(&asked, &Quirks::default(), r#""logprobs":true,"top_logprobs":5,"stream":false"#);
        check(&asked, &Quirks::default().without(Field::TopLogprobs), r#""logprobs":true,"stream":false"#);
        check(&asked, &Quirks::default().without(Field::Logprobs), r#""stream":false"#);
        let raw = RequestSpec { prompt: Prompt::Raw("Once".to_owned()), ..asked };
        let body = request_body(&raw, &Quirks::default());
        assert_eq!(body, r#"{"model":"m","prompt":"Once","logprobs":5,"stream":false}"#);
    }

    #[test]
    fn reasoning_models_are_asked_in_their_own_spelling() {
        let one = RequestSpec { temperature: Some(1.0), top_p: None, stream: false, ..spec("gpt-5") };
        check(&one, &Quirks::default(), r#""temperature":1,"max_completion_tokens":500,"stream":false"#);
        let zero = RequestSpec { temperature: Some(0.0), ..one };
        check(&zero, &Quirks::default(), r#""max_completion_tokens":500,"stream":false"#);
    }
}
