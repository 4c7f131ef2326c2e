//! The event stream decoder against the cases of the standard and of its other readers.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by panicking")]

use base64::{Engine, engine::general_purpose::STANDARD};
use lollipop_core::sse::{Decoder, Event};
use proptest::prelude::*;
use serde::Deserialize;

mod wire_support;
use wire_support::{cuttings, fixture};

#[derive(Deserialize)]
struct Case {
    name: String,
    chunks: Vec<String>,
    events: Vec<ExpectedEvent>,
}

#[derive(Deserialize)]
struct ExpectedEvent {
    event: String,
    data: String,
    id: String,
}

fn decode(pieces: &[&[u8]]) -> Vec<Event> {
    let mut decoder = Decoder::default();
    pieces.iter().flat_map(|piece| decoder.push(piece)).collect()
}

fn event(name: &str, data: &str, id: &str) -> Event {
    Event { name: name.to_owned(), data: data.to_owned(), id: id.to_owned() }
}

#[test]
fn every_case_under_any_cutting() {
    let cases: Vec<Case> = fixture("sse_cases.json");
    assert_eq!(cases.len(), 44);
    for case in &cases {
        let chunks: Vec<Vec<u8>> =
            case.chunks.iter().map(|chunk| STANDARD.decode(chunk).expect("base64")).collect();
        let expected: Vec<Event> = case.events.iter().map(|e| event(&e.event, &e.data, &e.id)).collect();
        let given: Vec<&[u8]> = chunks.iter().map(Vec::as_slice).collect();
        assert_eq!(decode(&given), expected, "{} as given", case.name);
        let body = chunks.concat();
        for pieces in cuttings(&body) {
            assert_eq!(decode(&pieces), expected, "{} in {} pieces", case.name, pieces.len());
        }
    }
}

#[track_caller]
fn check_prompt_delivery(line_end: &str, blank_end: &str) {
    let body = format!("data: x{line_end}{blank_end}data: y{line_end}{blank_end}");
    let mut decoder = Decoder::default();
    let mut delivered = Vec::new();
    for (at, byte) in body.bytes().enumerate() {
        delivered.extend(decoder.push(&[byte]).into_iter().map(|event| (at, event.data)));
    }
    // The first byte of a line end ends the line, so a blank line is complete with its CR.
    let first = "data: x".len() + line_end.len();
    let second = body.len() - blank_end.len();
    assert_eq!(delivered, [(first, "x".to_owned()), (second, "y".to_owned())]);
}

#[test]
fn delivered_before_the_next_byte() {
    // CR then LF is one line end and no pair, so eight of the nine pairs exist.
    for line_end in ["\n", "\r", "\r\n"] {
        for blank_end in ["\n", "\r", "\r\n"] {
            if (line_end, blank_end) != ("\r", "\n") {
                check_prompt_delivery(line_end, blank_end);
            }
        }
    }
}

#[test]
fn small_chunks_of_a_long_stream() {
    // A decoder that looked at everything again with each byte would do 5 thousand million steps.
    let body = "data: 0123456789 中文\n\n".repeat(96 * 1024 / 26);
    let pieces: Vec<&[u8]> = body.as_bytes().chunks(1).collect();
    let events = decode(&pieces);
    assert_eq!(events.len(), 96 * 1024 / 26);
    assert!(events.iter().all(|event| event.data == "0123456789 中文"));
}

#[test]
fn one_long_event_in_small_chunks() {
    let data = "中x".repeat(5 * 1024 * 1024 / 4);
    let body = format!("data: {data}\n\n");
    for size in [1, 1_000, body.len()] {
        let pieces: Vec<&[u8]> = body.as_bytes().chunks(size).collect();
        let events = decode(&pieces);
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].data.len(), data.len());
        assert!(events[0].data == data);
    }
}

#[test]
fn one_long_event_of_many_lines() {
    let body = "data: y\n".repeat(300_000) + "\n";
    let pieces: Vec<&[u8]> = body.as_bytes().chunks(7).collect();
    assert_eq!(decode(&pieces)[0].data.len(), 2 * 300_000 - 1);
}

#[test]
fn an_id_with_a_null_character_is_no_id() {
    let events = decode(&[b"id: 1\nid: 2\x003\ndata: x\n\n"]);
    assert_eq!(events, [event("message", "x", "1")]);
}

#[test]
fn an_empty_chunk_changes_nothing() {
    let events = decode(&[b"data: x\r", b"", b"\ndata: y\r\n\r", b"", b"\n"]);
    assert_eq!(events, [event("message", "x\ny", "")]);
}

#[track_caller]
fn check_finish(body: &str, expected: Option<Event>) {
    for pieces in cuttings(body.as_bytes()) {
        let mut decoder = Decoder::default();
        for piece in pieces {
            decoder.push(piece);
        }
        assert_eq!(decoder.finish(), expected);
    }
}

#[test]
fn the_unfinished_event_is_handed_over_at_the_end() {
    check_finish("", None);
    check_finish("data: a\n\n", None);
    check_finish("data: a\n\n: ping\n", None);
    check_finish("data: a\n\nevent: b\n", None);
    check_finish("data: a", Some(event("message", "a", "")));
    check_finish("\u{FEFF}data: a\r", Some(event("message", "a", "")));
    check_finish("id: 1\ndata: a\n\nevent: e\ndata: b\ndata: c", Some(event("e", "b\nc", "1")));
    check_finish("data: a\nid", Some(event("message", "a", "")));
}

proptest! {
    /// Bytes that are mostly the bytes that matter, so that rare sequences are common here.
    #[test]
    fn cutting_never_matters(
        body in prop::collection::vec(
            prop_oneof![
                4 => prop::sample::select(b"\r\n: ".to_vec()),
                3 => prop::sample::select(b"dataeventid".to_vec()),
                2 => prop::sample::select(vec![0, 0xEF, 0xBB, 0xBF, 0xF0, 0x9F, 0x8D, 0x8C, 0xC0]),
                1 => any::<u8>(),
            ],
            0..200,
        ),
        cut in 0..200_usize,
    ) {
        let whole = decode(&[&body]);
        let (left, right) = body.split_at(cut.min(body.len()));
        prop_assert_eq!(&decode(&[left, right]), &whole);
        let bytes: Vec<&[u8]> = body.chunks(1).collect();
        prop_assert_eq!(&decode(&bytes), &whole);
    }

    /// Text that was framed comes back, whatever it is.
    #[test]
    fn framed_text_comes_back(lines in prop::collection::vec("[^\r\n]*", 1..6), end in "\n|\r|\r\n") {
        let mut body: String = lines.iter().map(|line| format!("data: {line}{end}")).collect();
        body.push_str(&end);
        let events = decode(&[body.as_bytes()]);
        prop_assert_eq!(events, [event("message", &lines.join("\n"), "")]);
    }
}
