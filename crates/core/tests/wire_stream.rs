//! Successful responses: every shape of a completion, and every way in which one can break.

use lollipop_core::run::{Run, RunStatus};
use lollipop_core::wire::{FinishReason, RunError, RunEvent, ServerTimings, Usage};
use proptest::prelude::*;
use serde::Deserialize;

mod wire_support;
use wire_support::{cuttings, fixture, read, run_of};

#[derive(Deserialize)]
struct Case {
    name: String,
    status: u16,
    content_type: String,
    wire: String,
    text: String,
    end: String,
}

#[test]
fn every_case_under_any_cutting() {
    let cases: Vec<Case> = fixture("chat_stream_cases.json");
    assert_eq!(cases.len(), 14);
    for case in &cases {
        let run = run_of(case.status, &case.content_type, case.wire.as_bytes());
        assert_eq!(run.text, case.text, "{}", case.name);
        let ends_well = match (case.end.as_str(), &run.status) {
            ("complete" | "complete-or-error", RunStatus::Done) => true,
            ("error:boom", RunStatus::Failed(RunError::InStream { message })) => message == "boom",
            ("error:malformed", status) => *status == RunStatus::Failed(RunError::Malformed),
            ("error:not-a-stream", RunStatus::Failed(RunError::NotAStream { content_type, excerpt })) => {
                content_type == "text/html" && excerpt == "502"
            }
            _ => false,
        };
        assert!(ends_well, "{}: {:?} is not {}", case.name, run.status, case.end);
    }
}

const STREAM: &str = "text/event-stream; charset=utf-8";

/// What a person would see of a run.
#[derive(Debug, Default, PartialEq)]
struct Seen<'a> {
    text: &'a str,
    reasoning: &'a str,
    finish: Option<FinishReason>,
    usage: Option<Usage>,
    model: Option<&'a str>,
}

#[track_caller]
fn check(body: &str, expected: Seen, status: RunStatus) -> Run {
    let run = run_of(200, STREAM, body.as_bytes());
    let seen = Seen {
        text: &run.text,
        reasoning: &run.reasoning,
        finish: run.finish.clone(),
        usage: run.usage,
        model: run.model.as_deref(),
    };
    assert_eq!(seen, expected);
    assert_eq!(run.status, status);
    run
}

fn usage(prompt_tokens: u32, completion_tokens: u32) -> Option<Usage> {
    let total_tokens = prompt_tokens + completion_tokens;
    Some(Usage { prompt_tokens, completion_tokens, total_tokens, ..Usage::default() })
}

#[test]
fn openai_reports_usage_in_a_last_chunk_without_choices() {
    check(
        concat!(
            "data: {\"model\":\"gpt-4o-2024-08-06\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}],\"usage\":null}\n\n",
            "data: {\"model\":\"gpt-4o-2024-08-06\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Bei\"}}]}\n\n",
            "data: {\"model\":\"gpt-4o-2024-08-06\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"jing\"}}]}\n\n",
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":67,\"completion_tokens\":2,\"total_tokens\":69,\"completion_tokens_details\":{\"reasoning_tokens\":1},\"prompt_tokens_details\":{\"cached_tokens\":64}}}\n\n",
            "data: [DONE]\n\n",
        ),
        Seen {
            text: "Beijing",
            finish: Some(FinishReason::Stop),
            usage: Some(Usage {
                prompt_tokens: 67,
                completion_tokens: 2,
                total_tokens: 69,
                reasoning_tokens: Some(1),
                cached_tokens: Some(64),
            }),
            model: Some("gpt-4o-2024-08-06"),
            ..Seen::default()
        },
        RunStatus::Done,
    );
}

#[test]
fn azure_has_filter_results_and_choices_without_delta() {
    check(
        concat!(
            "data: {\"choices\":[],\"prompt_filter_results\":[{}],\"model\":\"\"}\n\n",
            "data: {\"choices\":[{\"index\":0,\"finish_reason\":null,\"content_filter_offsets\":{}}]}\n\n",
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n",
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"content_filter\"}]}\n\n",
            "data: [DONE]\n\n",
        ),
        Seen { text: "a", finish: Some(FinishReason::ContentFilter), ..Seen::default() },
        RunStatus::Done,
    );
}

#[test]
fn deepseek_reasons_apart_and_sends_keep_alives() {
    check(
        concat!(
            ": keep-alive\n\n",
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":null,\"reasoning_content\":\"hm\"}}]}\n\n",
            ": keep-alive\n\ndata:\n\n",
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\",\"reasoning_content\":null}}]}\n\n",
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"prompt_cache_hit_tokens\":1}}\n\n",
            "data: [DONE]\n\n",
        ),
        Seen {
            text: "a",
            reasoning: "hm",
            finish: Some(FinishReason::Length),
            usage: usage(3, 2).map(|usage| Usage { cached_tokens: Some(1), ..usage }),
            ..Seen::default()
        },
        RunStatus::Done,
    );
}

#[test]
fn deepseek_sends_blank_lines_before_json() {
    let body = format!("{}{}", "\n".repeat(50_000), r#"{"choices":[{"index":0,"message":{"content":"a"}}]}"#);
    for content_type in ["application/json", STREAM, ""] {
        assert_eq!(run_of(200, content_type, body.as_bytes()).text, "a");
    }
}

#[test]
fn vllm_and_ollama_call_it_reasoning() {
    check(
        concat!(
            "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"reasoning\":\"h\"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"\",\"reasoning\":\"m\"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n\n",
            "data: [DONE]\n\n",
        ),
        Seen { text: "a", reasoning: "hm", finish: Some(FinishReason::Stop), ..Seen::default() },
        RunStatus::Done,
    );
}

#[test]
fn mistral_sends_parts() {
    check(
        concat!(
            "data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]}]}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}}]}\n\n",
            "data: [DONE]\n\n",
        ),
        Seen { text: "a", reasoning: "hm", ..Seen::default() },
        RunStatus::Done,
    );
}

#[test]
fn inline_reasoning_is_told_apart_over_deltas() {
    check(
        concat!(
            "data: {\"choices\":[{\"delta\":{\"content\":\"<th\"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"ink>\\nhm</\"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"think>\\n\\na <think>\"}}]}\n\n",
            "data: [DONE]\n\n",
        ),
        Seen { text: "a <think>", reasoning: "hm", ..Seen::default() },
        RunStatus::Done,
    );
}

#[test]
fn text_that_only_looked_like_a_tag_is_kept() {
    let chunk = "data: {\"choices\":[{\"delta\":{\"content\":\"<th\"}}]}\n\n";
    let seen = || Seen { text: "<th", ..Seen::default() };
    check(chunk, seen(), RunStatus::Failed(RunError::Interrupted));
    check(&format!("{chunk}data: [DONE]\n\n"), seen(), RunStatus::Done);
    let finish = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    let events = read(200, STREAM, &[format!("{chunk}{finish}").as_bytes()]);
    let expected = [RunEvent::Delta("<th".to_owned()), RunEvent::Finish(FinishReason::Stop), RunEvent::Done];
    assert_eq!(events, expected);
}

#[test]
fn only_what_is_new_and_not_zero_is_an_event() {
    let usage_of = |n: u32| {
        format!(
            "data: {{\"model\":\"m\",\"usage\":{{\"prompt_tokens\":{n},\"completion_tokens\":0,\"total_tokens\":{n}}}}}\n\n"
        )
    };
    let body = [0, 4, 4, 0, 5].map(usage_of).concat() + "data: [DONE]\n\n";
    let usages: Vec<Option<Usage>> = read(200, STREAM, &[body.as_bytes()])
        .into_iter()
        .filter_map(|event| if let RunEvent::Usage(usage) = event { Some(Some(usage)) } else { None })
        .collect();
    assert_eq!(usages, [usage(4, 0), usage(5, 0)]);
}

#[test]
fn a_raw_completion_keeps_its_tags() {
    check(
        concat!(
            "data: {\"choices\":[{\"index\":0,\"text\":\"<think>\",\"finish_reason\":null}],\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}}\n\n",
            "data: {\"choices\":[{\"index\":0,\"text\":\" hm\",\"finish_reason\":\"\"}]}\n\n",
            "data: {\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":8,\"total_tokens\":12}}\n\n",
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}}\n\n",
            "data: [DONE]\n\n",
        ),
        Seen {
            text: "<think> hm",
            finish: Some(FinishReason::Length),
            usage: usage(4, 8),
            ..Seen::default()
        },
        RunStatus::Done,
    );
}

#[test]
fn groq_reports_usage_under_its_own_name() {
    check(
        concat!(
            "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"x_groq\":{\"id\":\"r\"}}\n\n",
            "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}],\"x_groq\":{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}}\n\n",
            "data: [DONE]\n\n",
        ),
        Seen { text: "a", finish: Some(FinishReason::ToolCalls), usage: usage(1, 2), ..Seen::default() },
        RunStatus::Done,
    );
}

#[test]
fn unknown_reasons_are_shown_as_they_came() {
    check(
        "data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"eos\"}]}\n\n",
        Seen { text: "a", finish: Some(FinishReason::Other("eos".to_owned())), ..Seen::default() },
        RunStatus::Done,
    );
}

#[test]
fn other_answers_and_repeated_messages_are_left_out() {
    check(
        concat!(
            "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"X\"}},{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n",
            "data: {\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n",
            "data: {\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n\n",
            "data: [DONE]\n\n",
        ),
        Seen { text: "a", finish: Some(FinishReason::Stop), ..Seen::default() },
        RunStatus::Done,
    );
}

#[test]
fn half_an_emoji_does_not_end_the_run() {
    check(
        "data: {\"choices\":[{\"delta\":{\"content\":\"a\\ud83d\"}}]}\n\ndata: [DONE]\n\n",
        Seen { text: "a\u{FFFD}", ..Seen::default() },
        RunStatus::Done,
    );
}

#[test]
fn odd_types_say_nothing() {
    check(
        concat!(
            "event: ping\ndata: 2026-11-22\n\n",
            "data: {\"choices\":{\"0\":1},\"usage\":[],\"model\":7,\"timings\":1}\n\n",
            "data: {\"choices\":[null,7,{\"delta\":7,\"text\":{}},{\"delta\":{\"content\":{},\"reasoning\":1},\"finish_reason\":0}]}\n\n",
            "data: [DONE]\n\n",
        ),
        Seen::default(),
        RunStatus::Done,
    );
}

#[test]
fn the_last_event_may_lack_its_blank_line() {
    let chunk = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}";
    let seen = || Seen { text: "a", finish: Some(FinishReason::Stop), ..Seen::default() };
    check(chunk, seen(), RunStatus::Done);
    check(&format!("{chunk}\n"), seen(), RunStatus::Done);
    check(&format!("{chunk}\n\ndata: [DONE]"), seen(), RunStatus::Done);
    check("data: [DONE]", Seen::default(), RunStatus::Done);
    let boom = RunStatus::Failed(RunError::InStream { message: "boom".to_owned() });
    check("data: {\"error\":\"boom\"}", Seen::default(), boom.clone());
    check("event: error\ndata: boom", Seen::default(), boom);
}

#[test]
fn a_stream_that_just_ends_is_interrupted() {
    let interrupted = RunStatus::Failed(RunError::Interrupted);
    for body in ["", "\n\n", ": keep-alive\n\n", "data: {\"choices\"", "dat", "event: error\n", "data: [DON"]
    {
        check(body, Seen::default(), interrupted.clone());
    }
    check(
        "data: {\"choices\":[{\"delta\":{\"content\":\"<think>so\"}}]}\n\ndata: {\"cho",
        Seen { reasoning: "so", ..Seen::default() },
        interrupted,
    );
}

#[test]
fn json_where_a_stream_was_asked_for() {
    let body = r#"{"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"<think>hm</think>a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3},"timings":{"prompt_ms":1.5,"predicted_ms":2.5,"predicted_n":2}}"#;
    let expected = || Seen {
        text: "a",
        reasoning: "hm",
        finish: Some(FinishReason::Stop),
        usage: usage(1, 2),
        model: Some("m"),
    };
    for body in [body.to_owned(), format!("\u{FEFF}{body}\n"), format!(": OPENROUTER PROCESSING\n\n{body}")] {
        let run = check(&body, expected(), RunStatus::Done);
        let timings = ServerTimings { prompt_ms: Some(1.5), predicted_ms: Some(2.5), predicted_n: Some(2) };
        assert_eq!(run.timings, Some(timings));
    }
}

#[test]
fn a_stream_under_a_wrong_content_type() {
    let body = b": hi\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: [DONE]\n\n";
    for content_type in ["text/plain", "application/json", "application/octet-stream", ""] {
        let run = run_of(200, content_type, body);
        assert_eq!((run.text.as_str(), run.status), ("a", RunStatus::Done));
    }
}

#[test]
fn a_page_or_text_is_not_a_stream() {
    let body = "<html><head><title>Sign in</title></head><body>Sign in to Wi&amp;Fi</body></html>";
    for (content_type, body, excerpt) in [
        ("text/html", body, "Sign in Sign in to Wi&Fi"),
        (STREAM, body, "Sign in Sign in to Wi&Fi"),
        ("text/plain", "Internal error, key sk-abcdefgh", "Internal error, key sk-…"),
        (STREAM, "Internal error", "Internal error"),
        ("", "dat", "dat"),
    ] {
        let run = run_of(200, content_type, body.as_bytes());
        let content_type = content_type.to_owned();
        let error = RunError::NotAStream { content_type, excerpt: excerpt.to_owned() };
        assert_eq!(run.status, RunStatus::Failed(error));
    }
}

#[test]
fn partial_text_survives_at_any_cut() {
    let deltas = ["The", " capital", " of", " 中国", " is", " 北京", " 🐳", " in", "deed", "."];
    let mut body = String::new();
    let mut said = String::new();
    for delta in deltas {
        body.push_str(&format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{delta}\"}}}}]}}\n\n"));
        said.push_str(delta);
        let cut = format!("{body}data: {{\"choices\":[{{\"delta\":{{\"content\":\" lost");
        let seen = || Seen { text: &said, ..Seen::default() };
        check(&cut, seen(), RunStatus::Failed(RunError::Interrupted));
        let broken = format!("{body}data: {{broken\n\n");
        check(&broken, seen(), RunStatus::Failed(RunError::Malformed));
    }
}

#[test]
fn a_parse_error_never_echoes_payload_or_key() {
    let secret = "sk-secret-1234567890";
    let deep = format!("{}\"{secret}\"{}", "[".repeat(20_000), "]".repeat(20_000));
    for body in [
        format!("data: {{\"key\":\"{secret}\"\n\n"),
        format!("data: Bearer {secret}\n\n"),
        format!("data: {deep}\n\n"),
        format!("event: error\ndata: {{\"{secret}\n\n"),
        format!("{{\"choices\":\"{secret}\"}}"),
        format!("data: \"{secret}\"\n\n"),
        format!("data: [\"{secret}\"]\n\n"),
        deep.clone(),
    ] {
        let events = read(200, STREAM, &[body.as_bytes()]);
        let all = format!("{events:?} {}", RunError::Malformed);
        assert!(!all.contains("secret"), "{all}");
        check(&body, Seen::default(), RunStatus::Failed(RunError::Malformed));
    }
}

#[test]
fn a_stream_in_single_bytes_is_read_in_linear_time() {
    let chunk = "data: {\"choices\":[{\"delta\":{\"content\":\" x\"}}]}\n\n";
    let body = chunk.repeat(96 * 1024 / chunk.len());
    let pieces: Vec<&[u8]> = body.as_bytes().chunks(1).collect();
    assert_eq!(read(200, STREAM, &pieces).len(), 96 * 1024 / chunk.len() + 1);
    let blank = " ".repeat(96 * 1024);
    let pieces: Vec<&[u8]> = blank.as_bytes().chunks(1).collect();
    assert_eq!(read(200, STREAM, &pieces).len(), 1);
}

proptest! {
    #[test]
    fn any_bytes_are_read_alike_however_they_are_cut(
        status in prop::sample::select(vec![0_u16, 200, 204, 400, 404, 429, 503, 999]),
        content_type in prop::sample::select(vec!["", STREAM, "application/json", "text/html"]),
        pieces in prop::collection::vec(
            prop_oneof![
                3 => prop::sample::select(vec![
                    "data: ", "data:", "event: error", "\n", "\n\n", "\r", "\r\n\r\n", ":", " ", "[DONE]",
                    "\u{FEFF}", "{", "}", "[", "]", "<", "<html>", "\\ud83d", "\"",
                    "{\"choices\":[{\"delta\":{\"content\":\"<think>a\"}}]}",
                    "{\"choices\":[{\"delta\":{\"content\":\"</think>b\"},\"finish_reason\":\"stop\"}]}",
                    "{\"error\":{\"message\":\"try again in 5s, bearer sk-abcdef\",\"code\":429}}",
                ]).prop_map(|text| text.as_bytes().to_vec()),
                1 => prop::collection::vec(any::<u8>(), 0..8),
            ],
            0..12,
        ),
    ) {
        let body = pieces.concat();
        let whole = read(status, content_type, &[&body]);
        for cut in cuttings(&body) {
            prop_assert_eq!(&read(status, content_type, &cut), &whole);
        }
    }
}
