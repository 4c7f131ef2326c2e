//! Reads one response, whatever shape it has.

use std::mem::replace;

use serde_json::Value;

use super::classify::Source;
use super::excerpt::Mask;
use super::failure::Failure;
use super::payload::{self, Completion};
use super::sniff::{Shape, Sniffer, strange_lines};
use super::veil::Veil;
use super::{RunError, RunEvent};
use crate::retry;
use crate::sse::{Decoder, Event};

/// How much of a stream without events is kept, to say what it was. Unit: bytes.
const MAX_HEAD_BYTES: usize = 64 * 1024;

/// Turns the body of one response into [`RunEvent`]s as it arrives.
///
/// Takes an event stream, JSON where a stream was asked for, error bodies, pages and plain text,
/// and believes the first bytes over the declared content type. The events do not depend on how
/// the body was cut. Exactly one terminal event ends every response, and nothing follows it. Cost:
/// linear; holds one event, or the whole body when it is not a stream.
pub struct ResponseReader {
    source: Source,
    state: State,
    completion: Completion,
    veil: Veil,
}

enum State {
    /// The first bytes have not told yet.
    Unknown(Sniffer),
    /// `head` is what came before the first event.
    Stream {
        decoder: Decoder,
        head: Vec<u8>,
        heard: bool,
    },
    /// Read when it is whole.
    Whole(Vec<u8>),
    Ended,
}

impl ResponseReader {
    /// `content_type`: the header as it came, empty if there is none.
    pub fn new(status: u16, content_type: &str) -> Self {
        let content_type = content_type.to_owned();
        let source = Source { status, content_type, ..Source::default() };
        let state = if source.is_success() {
            let lower = source.content_type.to_ascii_lowercase();
            State::Unknown(Sniffer::new(lower.contains("text/event-stream")))
        } else {
            State::Whole(Vec::new())
        };
        Self { source, state, completion: Completion::default(), veil: Veil::default() }
    }

    /// With the `Retry-After` header, which a rate limit then reports.
    #[must_use]
    pub fn retry_after(mut self, header: Option<&str>) -> Self {
        let seconds = header.and_then(retry::retry_after_s);
        self.source.retry_after_s = seconds.map(|seconds| seconds.ceil() as u32);
        self
    }

    /// With the key in use, which neither an error nor the answer will then repeat, whatever it
    /// looks like.
    #[must_use]
    pub fn hiding(mut self, secret: &str) -> Self {
        self.source.mask = Mask::hiding(secret);
        self.veil = Veil::hiding(secret);
        self
    }

    /// Takes the next bytes and returns what they say.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<RunEvent> {
        let mut events = Vec::new();
        if let State::Unknown(sniffer) = &mut self.state {
            let Some(shape) = sniffer.push(bytes) else {
                return events;
            };
            let held = sniffer.take();
            self.state = match shape {
                Shape::Whole => State::Whole(Vec::new()),
                Shape::Stream => {
                    State::Stream { decoder: Decoder::default(), head: Vec::new(), heard: false }
                }
            };
            self.feed(&held, &mut events);
        } else {
            self.feed(bytes, &mut events);
        }
        self.veil.over(events)
    }

    /// Ends the body and returns what is left to say, the terminal event last if none came before.
    pub fn finish(&mut self) -> Vec<RunEvent> {
        let mut events = Vec::new();
        match replace(&mut self.state, State::Ended) {
            State::Unknown(mut sniffer) => self.read_whole(&sniffer.take(), &mut events),
            State::Whole(body) => self.read_whole(&body, &mut events),
            State::Stream { decoder, head, heard } => {
                self.finish_stream(decoder, &head, heard, &mut events);
            }
            State::Ended => {}
        }
        self.veil.over(events)
    }

    fn feed(&mut self, bytes: &[u8], events: &mut Vec<RunEvent>) {
        let (decoder, head, heard) = match &mut self.state {
            State::Stream { decoder, head, heard } => (decoder, head, heard),
            State::Whole(body) => return body.extend_from_slice(bytes),
            State::Unknown(_) | State::Ended => return,
        };
        let decoded = decoder.push(bytes);
        if decoded.is_empty() && !*heard {
            let room = MAX_HEAD_BYTES.saturating_sub(head.len());
            head.extend_from_slice(&bytes[..bytes.len().min(room)]);
            return;
        }
        if !*heard {
            *heard = true;
            head.clear();
        }
        for event in decoded {
            if let Some(end) = self.read_event(&event, events) {
                return self.end(end, events);
            }
        }
    }

    /// Reads one event of a stream; `Some`: it ends the response.
    fn read_event(&mut self, event: &Event, events: &mut Vec<RunEvent>) -> Option<RunEvent> {
        let data = event.data.trim();
        if data.is_empty() {
            return None;
        }
        if data == "[DONE]" {
            return Some(RunEvent::Done);
        }
        let is_error = event.name == "error";
        match payload::parse(data) {
            Ok(payload @ (Value::Object(_) | Value::Array(_))) => {
                self.completion.read(&payload, events);
                let failure = Failure::of(&payload);
                if failure.is_none() && !is_error && payload.is_object() {
                    return None;
                }
                // An array is only ever a list of errors.
                let failure = failure.or_else(|| is_error.then(Failure::default));
                let error = failure.map_or(RunError::Malformed, |f| self.source.classify(&f));
                Some(RunEvent::Failed(error))
            }
            _ if is_error && !data.starts_with(['{', '[']) => {
                Some(RunEvent::Failed(self.source.classify(&Failure::of_text(data))))
            }
            _ if matches!(event.name.as_str(), "ping" | "keep-alive" | "heartbeat") => None,
            _ => Some(RunEvent::Failed(RunError::Malformed)),
        }
    }

    fn finish_stream(&mut self, decoder: Decoder, head: &[u8], heard: bool, events: &mut Vec<RunEvent>) {
        // The last event may lack its blank line. It counts if it is whole in itself.
        let last = decoder.finish().filter(|event| {
            let data = event.data.trim();
            let is_json = data.starts_with(['{', '[']);
            let is_error_text = event.name == "error" && !is_json;
            data == "[DONE]" || is_error_text || (is_json && payload::parse(data).is_ok())
        });
        if let Some(event) = &last
            && let Some(end) = self.read_event(event, events)
        {
            return self.end(end, events);
        }
        if self.completion.is_finished() {
            return self.end(RunEvent::Done, events);
        }
        let strange = strange_lines(&String::from_utf8_lossy(head));
        if heard || last.is_some() || strange.is_empty() {
            return self.end(RunEvent::Failed(RunError::Interrupted), events);
        }
        self.read_whole(strange.as_bytes(), events);
    }

    /// Reads a body that is not a stream; always ends the response.
    fn read_whole(&mut self, body: &[u8], events: &mut Vec<RunEvent>) {
        if !self.source.is_success() {
            return self.end(RunEvent::Failed(self.source.read_error(body)), events);
        }
        let text = String::from_utf8_lossy(body);
        let text = text.trim_start_matches('\u{FEFF}').trim();
        let end = if text.is_empty() {
            RunEvent::Failed(RunError::Interrupted)
        } else if !text.starts_with(['{', '[']) {
            RunEvent::Failed(self.source.not_a_stream(text))
        } else {
            match payload::parse(text) {
                Ok(payload) => {
                    self.completion.read(&payload, events);
                    match Failure::of(&payload) {
                        Some(failure) => RunEvent::Failed(self.source.classify(&failure)),
                        None if payload.get("choices").is_some_and(Value::is_array) => RunEvent::Done,
                        None => RunEvent::Failed(RunError::Malformed),
                    }
                }
                Err(error) if error.is_eof() => RunEvent::Failed(RunError::Interrupted),
                Err(_) => RunEvent::Failed(RunError::Malformed),
            }
        };
        self.end(end, events);
    }

    fn end(&mut self, terminal: RunEvent, events: &mut Vec<RunEvent>) {
        self.completion.flush(events);
        self.state = State::Ended;
        events.push(terminal);
    }
}
