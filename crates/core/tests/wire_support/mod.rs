//! What the tests of streams share: fixtures, cuts that are random but repeatable, and reading a
//! whole response the way the page does.

#![allow(dead_code, clippy::expect_used, reason = "shared by test binaries, which may panic")]

use lollipop_core::run::{Run, RunId};
use lollipop_core::wire::{ResponseReader, RunEvent};
use serde::de::DeserializeOwned;

pub fn fixture<T: DeserializeOwned>(name: &str) -> T {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the fixture is there");
    serde_json::from_str(&text).expect("the fixture has this shape")
}

/// The whole, every byte alone, and 30 random cuttings.
pub fn cuttings(body: &[u8]) -> Vec<Vec<&[u8]>> {
    let mut all = vec![vec![body], body.chunks(1).collect()];
    // xorshift64: repeatable, and good enough to cut with.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for _ in 0..30 {
        let longest = 1 + next(body.len().clamp(1, 64));
        let mut pieces = Vec::new();
        let mut rest = body;
        while !rest.is_empty() {
            let (piece, after) = rest.split_at((next(longest) + 1).min(rest.len()));
            pieces.push(piece);
            rest = after;
        }
        all.push(pieces);
    }
    all
}

/// Every event of a response, and a promise kept on the way: exactly one terminal event, the last.
#[track_caller]
pub fn read(status: u16, content_type: &str, pieces: &[&[u8]]) -> Vec<RunEvent> {
    let mut reader = ResponseReader::new(status, content_type);
    let mut events: Vec<RunEvent> = pieces.iter().flat_map(|piece| reader.push(piece)).collect();
    events.extend(reader.finish());
    let (last, before) = events.split_last().expect("a response says at least how it ended");
    assert!(last.is_terminal(), "{events:?}");
    assert!(!before.iter().any(RunEvent::is_terminal), "{events:?}");
    assert_eq!(reader.push(b"data: [DONE]\n\n"), []);
    assert_eq!(reader.finish(), []);
    events
}

/// The run that a response makes, and a promise kept on the way: cutting changes nothing.
#[track_caller]
pub fn run_of(status: u16, content_type: &str, body: &[u8]) -> Run {
    let events = read(status, content_type, &[body]);
    for pieces in cuttings(body) {
        assert_eq!(read(status, content_type, &pieces), events, "cut: {} pieces", pieces.len());
    }
    let mut run = Run::start(RunId(1), 0.0);
    for event in events {
        run.apply(RunId(1), event, 1.0);
    }
    run
}
