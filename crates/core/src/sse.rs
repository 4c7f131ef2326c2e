//! Server-sent events out of bytes, cut anywhere.
//!
//! Follows the [WHATWG rules](https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
//! Invariant: the events do not depend on how the bytes were cut. This module must not know
//! what the events mean, nor where the bytes come from.

use std::mem::take;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// One dispatched event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The value of the last `event` line, `message` by default.
    pub name: String,
    /// The values of the `data` lines, joined with LF.
    pub data: String,
    /// The last event id that the stream named so far, empty if none.
    pub id: String,
}

/// Decodes a stream of server-sent events piece by piece.
///
/// Cost: linear in the bytes pushed, however they are cut; holds one event at a time.
///
/// A line end is an ASCII byte, which never lies inside a UTF-8 sequence, so decoding whole lines
/// gives the very text that decoding the whole stream would.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    line: Vec<u8>,
    past_first_line: bool,
    /// The last byte was a CR, whose line has ended: an LF that follows belongs to it.
    after_cr: bool,
    /// `None` until the event has a `data` line; an empty one counts.
    data: Option<String>,
    name: String,
    id: String,
}

impl Decoder {
    /// Takes the next bytes and returns the events that they complete, in order.
    ///
    /// An event is returned with the byte that completes its blank line: after `\r` it does not
    /// wait to see whether `\n` follows. Invalid UTF-8 becomes U+FFFD, as in the standard.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        let mut rest = bytes;
        if self.after_cr && !rest.is_empty() {
            self.after_cr = false;
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            self.line.extend_from_slice(&rest[..end]);
            events.extend(self.end_line());
            let is_cr = rest[end] == b'\r';
            rest = &rest[end + 1..];
            if is_cr {
                self.after_cr = rest.is_empty();
                rest = rest.strip_prefix(b"\n").unwrap_or(rest);
            }
        }
        self.line.extend_from_slice(rest);
        events
    }

    /// Ends the stream and returns the event that no blank line completed, if it had data.
    ///
    /// The standard drops this event. Servers of completions forget the last blank line, so the
    /// caller may keep it when the data is whole in itself.
    pub fn finish(mut self) -> Option<Event> {
        if !self.line.is_empty() {
            self.end_line();
        }
        self.dispatch()
    }

    /// Interprets the line read so far; a blank one dispatches.
    fn end_line(&mut self) -> Option<Event> {
        let line = take(&mut self.line);
        let mut text = line.as_slice();
        if !self.past_first_line {
            self.past_first_line = true;
            text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        }
        if text.is_empty() {
            return self.dispatch();
        }
        let (field, value) = match text.iter().position(|&byte| byte == b':') {
            Some(colon) => (&text[..colon], &text[colon + 1..]),
            None => (text, &[] as &[u8]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"data" => self.add_data(&String::from_utf8_lossy(value)),
            b"event" => self.name = String::from_utf8_lossy(value).into_owned(),
            b"id" if !value.contains(&0) => self.id = String::from_utf8_lossy(value).into_owned(),
            // Comments, `retry` (the page reconnects by its own rules) and unknown fields.
            _ => {}
        }
        None
    }

    fn add_data(&mut self, value: &str) {
        match &mut self.data {
            Some(data) => {
                data.push('\n');
                data.push_str(value);
            }
            None => self.data = Some(value.to_owned()),
        }
    }

    fn dispatch(&mut self) -> Option<Event> {
        let name = take(&mut self.name);
        let data = self.data.take()?;
        Some(Event {
            name: if name.is_empty() { "message".to_owned() } else { name },
            data,
            id: self.id.clone(),
        })
    }
}
