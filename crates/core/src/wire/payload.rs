//! One JSON payload of a completion, chunk or whole.

use serde_json::Value;

use super::failure::count;
use super::logprobs;
use super::think::ThinkSplitter;
use super::{FinishReason, RunEvent, ServerTimings, Usage};

/// What a response has said so far; only what is new becomes an event.
#[derive(Clone, Debug, Default)]
pub(super) struct Completion {
    think: ThinkSplitter,
    spoke: bool,
    model: Option<String>,
    finish: Option<FinishReason>,
    usage: Option<Usage>,
}

impl Completion {
    /// Whether the response gave a reason for its end, which makes it whole.
    pub(super) fn is_finished(&self) -> bool {
        self.finish.is_some()
    }

    /// Reads one payload. Members that are absent, null or of another type say nothing.
    ///
    /// Only choice 0 is read: the page asks for one answer.
    pub(super) fn read(&mut self, payload: &Value, events: &mut Vec<RunEvent>) {
        if let Some(model) = text(payload, "model")
            && self.model.as_deref() != Some(model)
        {
            self.model = Some(model.to_owned());
            events.push(RunEvent::Model(model.to_owned()));
        }
        for choice in payload.get("choices").and_then(Value::as_array).into_iter().flatten() {
            let index = choice.get("index").filter(|index| !index.is_null());
            if index.is_none_or(|index| index == 0) {
                self.read_choice(choice, events);
            }
        }
        // Groq reports usage of streams under its own name.
        let groq = || payload.get("x_groq").and_then(|groq| groq.get("usage"));
        let usage = payload.get("usage").filter(|usage| usage.is_object()).or_else(groq);
        if let Some(usage) = usage.map(read_usage)
            && !usage.is_zero()
            && self.usage != Some(usage)
        {
            self.usage = Some(usage);
            events.push(RunEvent::Usage(usage));
        }
        if let Some(timings) = payload.get("timings").filter(|timings| timings.is_object()) {
            events.push(RunEvent::ServerTimings(ServerTimings {
                prompt_ms: timings.get("prompt_ms").and_then(Value::as_f64),
                predicted_ms: timings.get("predicted_ms").and_then(Value::as_f64),
                predicted_n: timings.get("predicted_n").and_then(count),
            }));
        }
    }

    /// Reports text that was held back, as nothing more will come.
    pub(super) fn flush(&mut self, events: &mut Vec<RunEvent>) {
        self.think.finish(events);
    }

    fn read_choice(&mut self, choice: &Value, events: &mut Vec<RunEvent>) {
        let delta = choice.get("delta").filter(|delta| delta.is_object());
        // Some servers repeat the whole message at the end of a stream.
        let message = choice.get("message").filter(|_| !self.spoke);
        // The chances are of what is said here; of a repetition they were heard.
        let repeats = self.spoke && delta.is_none() && choice.get("message").is_some_and(Value::is_object);
        let tokens = choice.get("logprobs").filter(|_| !repeats).map(logprobs::read).unwrap_or_default();
        if !tokens.is_empty() {
            events.push(RunEvent::Tokens(tokens));
        }
        if let Some(said) = delta.or(message) {
            let reasoning = text(said, "reasoning_content").or_else(|| text(said, "reasoning"));
            if let Some(reasoning) = reasoning {
                events.push(RunEvent::Reasoning(reasoning.to_owned()));
            }
            self.read_content(said.get("content"), events);
            if let Some(refusal) = text(said, "refusal") {
                self.say(refusal, events);
            }
        }
        // Raw completion: no inline tags, the text is the model's to the last character.
        if let Some(text) = text(choice, "text") {
            events.push(RunEvent::Delta(text.to_owned()));
        }
        if let Some(reason) = text(choice, "finish_reason").map(finish_reason)
            && self.finish.as_ref() != Some(&reason)
        {
            self.flush(events);
            self.finish = Some(reason.clone());
            events.push(RunEvent::Finish(reason));
        }
    }

    /// Content is text, or a list of parts of which some are reasoning (Mistral).
    fn read_content(&mut self, content: Option<&Value>, events: &mut Vec<RunEvent>) {
        match content {
            Some(Value::String(text)) => self.say(text, events),
            Some(Value::Array(parts)) => {
                for part in parts {
                    for thought in part.get("thinking").and_then(Value::as_array).into_iter().flatten() {
                        if let Some(thought) = text(thought, "text") {
                            events.push(RunEvent::Reasoning(thought.to_owned()));
                        }
                    }
                    if let Some(said) = text(part, "text") {
                        self.say(said, events);
                    }
                }
            }
            _ => {}
        }
    }

    fn say(&mut self, text: &str, events: &mut Vec<RunEvent>) {
        self.spoke |= !text.is_empty();
        self.think.push(text, events);
    }
}

/// Parses JSON, taking half a surrogate pair for U+FFFD.
///
/// Servers that cut an emoji in UTF-16 send such halves; they must not end the run.
pub(super) fn parse(json: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(json).or_else(|error| match mend_surrogates(json) {
        Some(mended) => serde_json::from_str(&mended),
        None => Err(error),
    })
}

/// Replaces escaped surrogates without a partner; `None`: there are none.
fn mend_surrogates(json: &str) -> Option<String> {
    let mut mended = String::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(found) = json[at..].find('\\') {
        let start = at + found;
        let (unit, next) = (escaped_unit(json, start), escaped_unit(json, start + 6));
        at = match (unit, next) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => start + 12,
            (Some(0xD800..=0xDFFF), _) => {
                mended.push_str(&json[done..start]);
                mended.push_str("\\ufffd");
                done = start + 6;
                done
            }
            (Some(_), _) => start + 6,
            // Any other escape is a backslash and one character of at least one byte.
            (None, _) => start + 1 + json[start + 1..].chars().next().map_or(0, char::len_utf8),
        };
    }
    (done > 0).then(|| mended + &json[done..])
}

/// The UTF-16 unit that `\uXXXX` at this byte stands for.
fn escaped_unit(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
    let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hex { u16::from_str_radix(digits, 16).ok() } else { None }
}

/// A member that is a non-empty text.
fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn finish_reason(reason: &str) -> FinishReason {
    match reason {
        "stop" => FinishReason::Stop,
        "length" => FinishReason::Length,
        "content_filter" => FinishReason::ContentFilter,
        "tool_calls" | "function_call" => FinishReason::ToolCalls,
        other => FinishReason::Other(other.to_owned()),
    }
}

fn read_usage(usage: &Value) -> Usage {
    let number = |key| usage.get(key).and_then(count);
    let detail = |group, key| usage.get(group).and_then(|group: &Value| group.get(key)).and_then(count);
    let prompt_tokens = number("prompt_tokens").unwrap_or(0);
    let completion_tokens = number("completion_tokens").unwrap_or(0);
    Usage {
        prompt_tokens,
        completion_tokens,
        total_tokens: number("total_tokens")
            .unwrap_or_else(|| prompt_tokens.saturating_add(completion_tokens)),
        reasoning_tokens: detail("completion_tokens_details", "reasoning_tokens"),
        // The second is DeepSeek's.
        cached_tokens: detail("prompt_tokens_details", "cached_tokens")
            .or_else(|| number("prompt_cache_hit_tokens")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: Option<&str>) {
        let content = parse(json).ok();
        assert_eq!(content.as_ref().and_then(Value::as_str), expected);
    }

    #[test]
    fn half_a_surrogate_pair_is_mended() {
        check(r#""a\ud83db""#, Some("a\u{FFFD}b"));
        check(r#""\udc33\ud83d""#, Some("\u{FFFD}\u{FFFD}"));
        check(r#""\ud83d\ud83d\udc33""#, Some("\u{FFFD}🐳"));
        check(r#""\\ud83d \ud83d\n""#, Some("\\ud83d \u{FFFD}\n"));
        check(r#""\ud83d\udc33""#, Some("🐳"));
    }

    #[test]
    fn broken_json_stays_broken() {
        for json in ["", "{", r#""\ud8""#, r#""\ud83d"#, r#""\x""#, r#""\é""#, "\"\\", r#""\u+123""#] {
            check(json, None);
        }
    }
}
