//! Answers of a tiny model, as the page reads them.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod tiny;

use std::io::Cursor;

use lollipop_core::wire::{
    FinishReason, ResponseReader, RunError, RunEvent, ServerTimings, Usage, read_error,
    serve::{Asked, Refusal, read_request},
};
use lollipop_lm::{Answer, Circumstances, Engine, Limits, Said};
use tiny::Tiny;

fn engine() -> Engine {
    let file = Tiny::default().file();
    Engine::load(&mut Cursor::new(&file), "tiny", Limits { memory_bytes: 64 << 20 }).unwrap()
}

/// Each step takes a millisecond.
fn events(engine: &mut Engine, path: &str, body: &str, seed: u64) -> Result<Vec<RunEvent>, Refusal> {
    let Asked::Completion(request) = read_request(path, body)? else { panic!("no completion") };
    let circumstances = Circumstances { seed, ..Circumstances::default() };
    let mut answer = Answer::new(&request, engine, circumstances, 0.0)?;
    let mut reader = ResponseReader::new(200, answer.content_type());
    let mut events = Vec::new();
    for step in 1.. {
        match answer.step(engine, f64::from(step)) {
            Said::Read | Said::Nothing => {}
            Said::More(text) => events.extend(reader.push(text.as_bytes())),
            Said::Last(text) => {
                events.extend(reader.push(text.as_bytes()));
                break;
            }
        }
    }
    events.extend(reader.finish());
    Ok(events)
}

fn text_of(events: &[RunEvent]) -> String {
    let texts = events
        .iter()
        .filter_map(|it| if let RunEvent::Delta(text) = it { Some(text.as_str()) } else { None });
    texts.collect()
}

fn usage_of(events: &[RunEvent]) -> Usage {
    let usage =
        events.iter().find_map(|it| if let RunEvent::Usage(usage) = it { Some(*usage) } else { None });
    usage.unwrap()
}

#[test]
fn a_seed_makes_an_answer_again() {
    let mut engine = engine();
    let body = r#"{"prompt":"abc","max_tokens":50,"temperature":5,"seed":7}"#;
    let first = events(&mut engine, "/completions", body, 1).unwrap();
    let again = events(&mut engine, "/completions", body, 2).unwrap();
    assert_eq!(text_of(&first), text_of(&again));
    let unseeded = r#"{"prompt":"abc","max_tokens":50,"temperature":5}"#;
    let one = events(&mut engine, "/completions", unseeded, 1).unwrap();
    let two = events(&mut engine, "/completions", unseeded, 2).unwrap();
    assert_ne!(text_of(&one), text_of(&two));
}

#[test]
fn limits_end_an_answer() {
    let mut engine = engine();
    let body = r#"{"prompt":"abc","max_tokens":5,"temperature":0}"#;
    let found = events(&mut engine, "/completions", body, 1).unwrap();
    let usage = usage_of(&found);
    assert_eq!((usage.prompt_tokens, usage.completion_tokens, usage.cached_tokens), (3, 5, Some(0)));
    assert!(found.contains(&RunEvent::Finish(FinishReason::Length)));
    // One step reads, five write, and the last one ends.
    let timings = ServerTimings { prompt_ms: Some(2.0), predicted_ms: Some(5.0), predicted_n: Some(5) };
    assert!(found.contains(&RunEvent::ServerTimings(timings)), "{found:?}");
    let again = usage_of(&events(&mut engine, "/completions", body, 1).unwrap());
    assert_eq!(again.cached_tokens, Some(2), "all but the last, which is read again");
    let none = events(&mut engine, "/completions", r#"{"prompt":"abc","max_tokens":0}"#, 1).unwrap();
    assert_eq!(usage_of(&none).completion_tokens, 0);
    // The window has 64 tokens.
    let all =
        events(&mut engine, "/completions", r#"{"prompt":"abc","temperature":0,"stop":[]}"#, 1).unwrap();
    assert!(usage_of(&all).total_tokens <= 64);
}

#[test]
fn stops_and_halves_of_characters_never_show() {
    let mut engine = engine();
    for seed in 0..40 {
        let body = format!(
            r#"{{"prompt":"é中","max_tokens":60,"temperature":2,"seed":{seed},"stream":true,"stop":["a","Z!"]}}"#
        );
        let found = events(&mut engine, "/completions", &body, 1).unwrap();
        let text = text_of(&found);
        assert!(!text.contains(['\u{FFFD}', 'a']) && !text.contains("Z!"), "{text:?}");
        assert_eq!(found.last(), Some(&RunEvent::Done));
    }
}

#[test]
fn what_cannot_be_answered_is_refused() {
    let mut engine = engine();
    let mut refused = |path: &str, body: &str| {
        let refusal = events(&mut engine, path, body, 1).unwrap_err();
        read_error(refusal.status, "application/json", refusal.body.as_bytes())
    };
    let long = "x".repeat(80);
    let full = refused("/completions", &format!(r#"{{"prompt":"{long}"}}"#));
    assert!(
        matches!(full, RunError::ContextOverflow { prompt_tokens: Some(80), window: Some(64), .. }),
        "{full:?}"
    );
    let empty = refused("/completions", r#"{"prompt":""}"#);
    assert!(
        matches!(&empty, RunError::Server { status: 400, message } if message.contains("empty")),
        "{empty:?}"
    );
}
