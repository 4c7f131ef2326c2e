//! Recorded exchanges with a llama.cpp server.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by panicking")]

use lollipop_core::run::{Run, RunStatus};
use lollipop_core::wire::{Field, FinishReason, RunError, ServerTimings, Usage, parse_models};

mod wire_support;
use wire_support::run_of;

struct Transcript {
    status: u16,
    content_type: String,
    body: String,
}

/// A transcript is the command, the head of the response, a blank line, the body.
fn transcript(name: &str) -> Transcript {
    let path = format!("{}/tests/fixtures/transcripts/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the transcript is there").replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").expect("a head and a body");
    let status = head.split("HTTP/1.1 ").nth(1).and_then(|rest| rest.get(..3)?.parse().ok());
    let content_type = head.lines().find_map(|line| line.strip_prefix("Content-Type: "));
    Transcript {
        status: status.expect("a status line"),
        content_type: content_type.expect("a content type").to_owned(),
        body: body.to_owned(),
    }
}

fn run(name: &str) -> Run {
    let Transcript { status, content_type, body } = transcript(name);
    run_of(status, &content_type, body.as_bytes())
}

/// Prompt, completion, total and cached tokens.
type Figures = (u32, u32, u32, u32);

#[track_caller]
fn check(name: &str, text: &str, finish: FinishReason, figures: Option<Figures>, predicted_n: u32) {
    let run = run(name);
    assert_eq!(run.text, text);
    assert_eq!(run.finish, Some(finish));
    let usage = figures.map(|(prompt_tokens, completion_tokens, total_tokens, cached)| Usage {
        prompt_tokens,
        completion_tokens,
        total_tokens,
        reasoning_tokens: None,
        cached_tokens: Some(cached),
    });
    assert_eq!(run.usage, usage);
    assert_eq!(run.model.as_deref(), Some("smollm2-135m-instruct"));
    assert_eq!(run.timings.and_then(|timings| timings.predicted_n), Some(predicted_n));
    assert_eq!(run.status, RunStatus::Done);
}

#[test]
fn chats() {
    use FinishReason::{Length, Stop};
    check("02_chat", "The capital of France is Paris.", Stop, Some((27, 8, 35, 0)), 8);
    check("04_chat_logprobs", "The capital of France", Length, Some((27, 4, 31, 26)), 4);
    check("12_err_bad_role", "Hello! I's", Length, Some((33, 4, 37, 0)), 4);
    check("13_unknown_model", "Hello there, welcome", Length, Some((31, 4, 35, 22)), 4);
    check("18_roles_few_shot", "Green", Stop, Some((36, 2, 38, 3)), 2);
    check("22_max_tokens_truncation", "The time was", Length, Some((36, 3, 39, 24)), 3);
    // Two answers were asked for; the first is read.
    check("32_key_ok", "I'm glad", Length, Some((31, 3, 34, 0)), 3);
}

#[test]
fn streams() {
    use FinishReason::{Length, Stop};
    check("03_chat_stream_usage", "The capital of France is Paris.", Stop, Some((27, 8, 35, 26)), 8);
    check("05_chat_stream_logprobs", "The capital of France", Length, Some((27, 4, 31, 26)), 4);
    check("17_chinese_stream", "中国的首都是北京🐳.", Stop, None, 19);
}

#[test]
fn raw_completions() {
    let text = " a great way to grow. I've";
    check("06_completions", text, FinishReason::Length, Some((4, 8, 12, 0)), 8);
}

#[test]
fn a_streamed_raw_completion() {
    let run = run("07_completions_stream");
    assert!(run.text.starts_with(" a great way"), "{}", run.text);
    assert!(run.text.ends_with("'ve"), "{}", run.text);
    assert_eq!(run.deltas, 8);
    assert_eq!(run.finish, Some(FinishReason::Length));
    assert_eq!(run.usage.map(|usage| usage.total_tokens), Some(12));
    assert_eq!(run.status, RunStatus::Done);
}

/// Texts of the tokens that came, and of the second likeliest of each.
#[track_caller]
fn check_tokens(name: &str, expected: &[(&str, &str)]) {
    let run = run(name);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let found: Vec<_> =
        run.tokens.iter().map(|it| (text(&it.chosen.bytes), text(&it.top[1].bytes))).collect();
    let expected: Vec<_> = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    assert_eq!(found, expected);
    assert!(run.tokens.iter().all(|it| it.top.len() == 5 && it.rank() == Some(0) && it.chosen.id.is_some()));
    assert!(run.tokens[0].chosen.logprob < -1.0);
}

#[test]
fn alternatives_of_each_token() {
    let chat = [("The", "La"), (" capital", " Capital"), (" of", " city"), (" France", " the")];
    check_tokens("04_chat_logprobs", &chat);
    check_tokens("05_chat_stream_logprobs", &chat);
    let raw = [
        (" a", " not"),
        (" great", " way"),
        (" way", " idea"),
        (" to", " of"),
        (" grow", " improve"),
        (".", " and"),
        (" I", "\n"),
        ("'ve", "'m"),
    ];
    check_tokens("06_completions", &raw);
    check_tokens("07_completions_stream", &raw);
}

#[test]
fn server_timings() {
    let timings = ServerTimings { prompt_ms: Some(12.26), predicted_ms: Some(87.43), predicted_n: Some(8) };
    assert_eq!(run("03_chat_stream_usage").timings, Some(timings));
}

#[track_caller]
fn check_error(name: &str, expected: RunError) {
    assert_eq!(run(name).status, RunStatus::Failed(expected));
}

fn m(message: &str) -> String {
    message.to_owned()
}

#[test]
fn refusals() {
    let bad_json = m(
        "[json.exception.parse_error.101] parse error at line 1, column 14: syntax error while parsing value - unexpected end of input; expected '[', '{', or a literal",
    );
    check_error("09_err_bad_json", RunError::Server { status: 400, message: bad_json });
    let message = m("'messages' is required");
    check_error("10_err_missing_messages", RunError::Server { status: 400, message });
    let message = m("Expected 'messages' to be an array");
    check_error("11_err_bad_type", RunError::Server { status: 400, message });
    check_error("14_404", RunError::BadPath { status: 404, message: m("File Not Found") });
    for name in ["15_err_context_overflow", "16_err_context_overflow_stream"] {
        let message =
            m("request (3031 tokens) exceeds the available context size (2048 tokens), try increasing it");
        let error = RunError::ContextOverflow { prompt_tokens: Some(3031), window: Some(2048), message };
        check_error(name, error);
    }
    let message = m("Field 'n': Value must be between 1 <= value <= 1, but got 2");
    check_error("19_n2_stop", RunError::RefusedField { field: Field::N, message, status: 400 });
    for name in ["30_nokey_401", "31_wrongkey_401"] {
        check_error(name, RunError::Unauthorized { message: m("Invalid API Key") });
    }
    check_error("34_loading_503", RunError::Loading { message: m("Loading model") });
}

#[test]
fn answers_to_other_questions_are_no_completions() {
    for name in ["01_models", "20_apply_template", "21_tokenize", "23_props"] {
        check_error(name, RunError::Malformed);
    }
    for name in ["08_preflight", "33_preflight_key"] {
        check_error(name, RunError::Interrupted);
    }
}

#[test]
fn the_list_of_models() {
    let models = parse_models(transcript("01_models").body.as_bytes());
    assert_eq!(models, Ok(vec![m("smollm2-135m-instruct")]));
}
