//! What an error means, by its status, its code and its words.

use serde_json::Value;

use super::excerpt::Mask;
use super::failure::Failure;
use super::quirks::offending_field;
use super::{RunError, overflow};
use crate::sse::Decoder;

/// Where an error comes from: all that is known beside its body.
#[derive(Clone, Default)]
pub(super) struct Source {
    /// The HTTP status.
    pub(super) status: u16,
    /// As declared; may be empty.
    pub(super) content_type: String,
    /// The `Retry-After` header, in seconds.
    pub(super) retry_after_s: Option<u32>,
    /// Hides keys.
    pub(super) mask: Mask,
}

/// Reads the body of a refused request, in whatever shape it comes.
///
/// Never fails: a body that says nothing leaves what the status says.
pub fn read_error(status: u16, content_type: &str, body: &[u8]) -> RunError {
    let content_type = content_type.to_owned();
    Source { status, content_type, ..Source::default() }.read_error(body)
}

impl Source {
    /// Whether the status says success.
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// See [`read_error`].
    pub(super) fn read_error(&self, body: &[u8]) -> RunError {
        let text = String::from_utf8_lossy(body);
        let text = text.trim_start_matches('\u{FEFF}').trim();
        if let Ok(payload) = serde_json::from_str::<Value>(text) {
            return self.classify(&Failure::of(&payload).unwrap_or_default());
        }
        let mut decoder = Decoder::default();
        let mut events = decoder.push(body);
        events.extend(decoder.finish());
        let in_event =
            events.iter().find_map(|event| Failure::of(&serde_json::from_str::<Value>(&event.data).ok()?));
        if let Some(failure) = in_event {
            return self.classify(&failure);
        }
        // Broken JSON is not echoed: it may hold anything.
        let message = if text.starts_with(['{', '[']) { String::new() } else { self.mask.excerpt(text) };
        self.classify(&Failure::of_text(&message))
    }

    /// The error for a page or plain text where a completion was due.
    pub(super) fn not_a_stream(&self, page: &str) -> RunError {
        RunError::NotAStream { content_type: self.content_type.clone(), excerpt: self.mask.excerpt(page) }
    }

    /// The error that a failure means.
    ///
    /// Order matters: an overflow also names `max_tokens`, and a refused field also says that the
    /// model does not support it.
    pub(super) fn classify(&self, failure: &Failure) -> RunError {
        let message = self.mask.message(&failure.message);
        let lower = failure.message.to_lowercase();
        let tags = format!("{} {}", failure.code, failure.kind).to_lowercase();
        let says = |phrases: &[&str]| phrases.iter().any(|phrase| lower.contains(phrase));
        let tagged = |words: &[&str]| words.iter().any(|word| tags.contains(word));
        // Under a 200 the code may hold the status that was meant.
        let meant = failure.code.parse().ok().filter(|code| (400..600).contains(code));
        let status = if self.is_success() { meant.unwrap_or(self.status) } else { self.status };

        let too_long =
            tagged(&["context_length", "context_size", "context_window"]) || overflow::is_overflow(&lower);
        if too_long && !matches!(status, 401 | 403 | 429) {
            let prompt_tokens = failure.prompt_tokens.or_else(|| overflow::prompt_tokens(&lower));
            let window = failure.window.or_else(|| overflow::window(&lower));
            return RunError::ContextOverflow { prompt_tokens, window, message };
        }
        let no_key = tagged(&["api_key", "authentication", "unauthenticated", "unauthorized"])
            || says(&["api key not valid", "invalid api key", "incorrect api key"]);
        let not_allowed =
            tagged(&["permission"]) || says(&["api key", "permission", "credential", "unregistered caller"]);
        if status == 401 || no_key || (status == 403 && not_allowed) {
            return RunError::Unauthorized { message };
        }
        if status == 429 || tagged(&["rate_limit", "insufficient_quota", "resource_exhausted"]) {
            let retry_after_s = self.retry_after_s.or_else(|| seconds_to_wait(&lower));
            return RunError::RateLimited { retry_after_s, message };
        }
        if status == 503 && says(&["loading"]) {
            return RunError::Loading { message };
        }
        if matches!(status, 400 | 422)
            && let Some(field) = offending_field(failure.param.as_deref(), &failure.message)
        {
            return RunError::RefusedField { field, message, status };
        }
        let no_model = tagged(&["model_not_found", "model_decommissioned", "invalid_model"])
            || (says(&["model"])
                && says(&[
                    "not found",
                    "not exist",
                    "no such",
                    "unknown model",
                    "invalid model",
                    "not a valid model",
                    "decommissioned",
                ]));
        if no_model && status < 500 {
            return RunError::UnknownModel { message };
        }
        // LM Studio says so under a 200.
        if matches!(status, 404 | 405) || says(&["unexpected endpoint"]) {
            return RunError::BadPath { status, message };
        }
        if self.is_success() { RunError::InStream { message } } else { RunError::Server { status, message } }
    }
}

/// The wait that a lower-cased message asks for, such as `try again in 1m2.5s`, rounded up.
fn seconds_to_wait(lower: &str) -> Option<u32> {
    let (_, mut rest) = lower.split_once("again in ").or_else(|| lower.split_once("retry in "))?;
    let mut seconds = None;
    loop {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let Ok(number) = rest[..digits].parse::<f64>() else {
            break;
        };
        let unit = rest[digits..].trim_start();
        let letters = unit.len() - unit.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let scale = match &unit[..letters] {
            "ms" | "milliseconds" => 0.001,
            "s" | "sec" | "second" | "seconds" => 1.0,
            "m" | "min" | "minute" | "minutes" => 60.0,
            "h" | "hour" | "hours" => 3600.0,
            _ => break,
        };
        seconds = Some(seconds.unwrap_or(0.0) + number * scale);
        rest = &unit[letters..];
    }
    seconds.map(|seconds| seconds.ceil() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(message: &str, expected: Option<u32>) {
        assert_eq!(seconds_to_wait(message), expected);
    }

    #[test]
    fn waits_in_words() {
        check("please try again in 20s. contact us", Some(20));
        check("try again in 1m2.5s.", Some(63));
        check("please retry in 250ms", Some(1));
        check("try again in 3 seconds", Some(3));
        check("try again in 2h0m0s", Some(7200));
    }

    #[test]
    fn no_wait_in_words() {
        check("try again in a while", None);
        check("try again in 7 days", None);
        check("try again in 1.2.3s", None);
        check("slow down", None);
    }
}
