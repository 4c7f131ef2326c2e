//! What a response body is, by its first bytes: servers often declare it wrongly.

use std::mem::take;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
/// How a line of an event stream begins.
const LINE_STARTS: [&[u8]; 5] = [b":", b"data:", b"event:", b"id:", b"retry:"];

/// What a body turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Server-sent events, to be read as they come.
    Stream,
    /// JSON, a page or text, to be read when it is whole.
    Whole,
}

/// Holds the first bytes back until they tell. Cost: linear in what it is given.
#[derive(Clone, Debug)]
pub(super) struct Sniffer {
    declared_stream: bool,
    held: Vec<u8>,
    /// How many of the held bytes are a byte order mark or white space.
    blank: usize,
}

impl Sniffer {
    /// `declared_stream`: the content type says `text/event-stream`.
    pub(super) fn new(declared_stream: bool) -> Self {
        Self { declared_stream, held: Vec::new(), blank: 0 }
    }

    /// Takes the next bytes; `None`: they do not tell yet.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Option<Shape> {
        self.held.extend_from_slice(bytes);
        if self.blank == 0 {
            if self.held.len() < BYTE_ORDER_MARK.len() && BYTE_ORDER_MARK.starts_with(&self.held) {
                return None;
            }
            if self.held.starts_with(BYTE_ORDER_MARK) {
                self.blank = BYTE_ORDER_MARK.len();
            }
        }
        let start = self.held[self.blank..].trim_ascii_start();
        self.blank = self.held.len() - start.len();
        match start.first() {
            None => None,
            Some(b'{' | b'[' | b'<') => Some(Shape::Whole),
            Some(_) if self.declared_stream => Some(Shape::Stream),
            Some(_) if LINE_STARTS.iter().any(|line| start.starts_with(line)) => Some(Shape::Stream),
            Some(_) if LINE_STARTS.iter().any(|line| line.starts_with(start)) => None,
            Some(_) => Some(Shape::Whole),
        }
    }

    /// The bytes held back.
    pub(super) fn take(&mut self) -> Vec<u8> {
        take(&mut self.held)
    }
}

/// What is left of the beginning of a stream when every line that a stream may have is taken away.
///
/// A server that declares a stream and sends a page or JSON after a comment is found out by this.
pub(super) fn strange_lines(head: &str) -> String {
    let is_usual = |line: &str| {
        let line = line.as_bytes();
        LINE_STARTS.iter().any(|start| line.starts_with(start) || start.starts_with(line))
    };
    let lines: Vec<&str> = head.split(['\n', '\r']).filter(|line| !is_usual(line)).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(declared_stream: bool, body: &[u8], expected: Option<Shape>) {
        assert_eq!(Sniffer::new(declared_stream).push(body), expected);
        let mut by_byte = Sniffer::new(declared_stream);
        let first = body.iter().find_map(|byte| by_byte.push(&[*byte]));
        assert_eq!(first, expected);
    }

    #[test]
    fn the_first_bytes_decide() {
        for declared in [true, false] {
            check(declared, b"data: {}", Some(Shape::Stream));
            check(declared, b"\xEF\xBB\xBF\r\n\n: ping\n", Some(Shape::Stream));
            check(declared, b"\n\n {\"a\":1}", Some(Shape::Whole));
            check(declared, b"\xEF\xBB\xBF[", Some(Shape::Whole));
            check(declared, b"<html>", Some(Shape::Whole));
            check(declared, b" \n", None);
            check(declared, b"\xEF\xBB", None);
            check(declared, b"", None);
        }
    }

    #[test]
    fn the_declaration_decides_the_rest() {
        check(true, b"foo: bar", Some(Shape::Stream));
        check(false, b"foo: bar", Some(Shape::Whole));
        check(false, b"dat", None);
        check(false, b"date", Some(Shape::Whole));
    }
}
