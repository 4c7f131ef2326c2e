//! Refusals: what each server says, in each shape, and what it means.

use lollipop_core::run::RunStatus;
use lollipop_core::wire::{Field, ResponseReader, RunError, RunEvent, read_error};

mod wire_support;
use wire_support::run_of;

#[track_caller]
fn check(status: u16, body: &str, expected: RunError) {
    let content_type = if body.starts_with('<') { "text/html" } else { "application/json" };
    let run = run_of(status, content_type, body.as_bytes());
    assert_eq!(run.status, RunStatus::Failed(expected.clone()));
    if !(200..300).contains(&status) {
        assert_eq!(read_error(status, content_type, body.as_bytes()), expected);
    }
}

fn m(message: &str) -> String {
    message.to_owned()
}

#[test]
fn refused_keys() {
    check(
        401,
        r#"{"error":{"message":"Incorrect API key provided: sk-abcd********wxyz. See the docs.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#,
        RunError::Unauthorized { message: m("Incorrect API key provided: sk-…. See the docs.") },
    );
    check(
        400,
        r#"[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}]"#,
        RunError::Unauthorized { message: m("API key not valid. Please pass a valid API key.") },
    );
    check(401, "", RunError::Unauthorized { message: m("") });
    check(401, "<h1>No</h1>", RunError::Unauthorized { message: m("No") });
    check(
        403,
        r#"{"error":{"message":"no","code":"permission_denied"}}"#,
        RunError::Unauthorized { message: m("no") },
    );
    check(403, r#"{"error":"country"}"#, RunError::Server { status: 403, message: m("country") });
}

#[test]
fn unknown_models() {
    check(
        404,
        r#"{"error":{"message":"The model `gpt-n` does not exist or you do not have access to it.","type":"invalid_request_error","param":null,"code":"model_not_found"}}"#,
        RunError::UnknownModel {
            message: m("The model `gpt-n` does not exist or you do not have access to it."),
        },
    );
    for (status, message) in [
        (404, "model \\\"llama9\\\" not found, try pulling it first"),
        (400, "Model Not Exist"),
        (400, "x/y is not a valid model ID"),
        (400, "Invalid model: temperature-9"),
    ] {
        let body = format!(r#"{{"error":{{"message":"{message}","param":"model"}}}}"#);
        let message = message.replace('\\', "");
        check(status, &body, RunError::UnknownModel { message });
    }
    check(
        404,
        r#"{"object":"error","message":"The model `x` does not exist.","type":"NotFoundError","param":null,"code":404}"#,
        RunError::UnknownModel { message: m("The model `x` does not exist.") },
    );
}

#[test]
fn exceeded_windows() {
    let openai = "This model's maximum context length is 4097 tokens. However, your messages resulted in 5000 tokens. Please reduce the length of the messages.";
    check(
        400,
        &format!(
            r#"{{"error":{{"message":"{openai}","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}}}"#
        ),
        RunError::ContextOverflow { prompt_tokens: Some(5000), window: Some(4097), message: m(openai) },
    );
    check(
        400,
        r#"{"error":{"message":"too big","type":"exceed_context_size_error","n_prompt_tokens":3031,"n_ctx":2048}}"#,
        RunError::ContextOverflow { prompt_tokens: Some(3031), window: Some(2048), message: m("too big") },
    );
    check(
        200,
        "data: {\"error\":{\"message\":\"prompt is too long: 9 tokens > 8 maximum\"}}\n\n",
        RunError::ContextOverflow {
            prompt_tokens: Some(9),
            window: Some(8),
            message: m("prompt is too long: 9 tokens > 8 maximum"),
        },
    );
}

#[test]
fn rate_limits() {
    let message = m("Rate limit reached for gpt-4o. Please try again in 1.2s.");
    check(
        429,
        &format!(r#"{{"error":{{"message":"{message}","code":"rate_limit_exceeded"}}}}"#),
        RunError::RateLimited { retry_after_s: Some(2), message },
    );
    check(429, "", RunError::RateLimited { retry_after_s: None, message: m("") });
    check(
        413,
        r#"{"error":{"message":"Request too large","type":"tokens","code":"rate_limit_exceeded"}}"#,
        RunError::RateLimited { retry_after_s: None, message: m("Request too large") },
    );
    check(
        200,
        "data: {\"error\":{\"message\":\"slow down\",\"code\":429},\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}\n\n",
        RunError::RateLimited { retry_after_s: None, message: m("slow down") },
    );
}

#[test]
fn the_status_counts_before_the_words() {
    let message = m("too many requests for this context window");
    check(
        429,
        &format!(r#"{{"error":"{message}"}}"#),
        RunError::RateLimited { retry_after_s: None, message },
    );
    for message in ["error loading model", "model weights not found"] {
        let message = m(message);
        check(500, &format!(r#"{{"error":"{message}"}}"#), RunError::Server { status: 500, message });
    }
}

#[test]
fn the_retry_after_header_counts_first() {
    let mut reader = ResponseReader::new(429, "").retry_after(Some("6.5"));
    reader.push(br#"{"error":"try again in 99s"}"#);
    let error = RunError::RateLimited { retry_after_s: Some(7), message: m("try again in 99s") };
    assert_eq!(reader.finish(), [RunEvent::Failed(error)]);
}

#[test]
fn refused_fields() {
    for (status, body, field, message) in [
        (
            400,
            r#"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}"#,
            Field::MaxTokens,
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        ),
        (
            400,
            r#"{"error":{"message":"Unsupported value: 'temperature' does not support 0 with this model.","param":"temperature"}}"#,
            Field::Temperature,
            "Unsupported value: 'temperature' does not support 0 with this model.",
        ),
        (
            422,
            r#"{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","stream_options","include_usage"],"msg":"Extra inputs are not permitted","input":true}]},"type":"invalid_request_error"}"#,
            Field::StreamOptions,
            "body.stream_options.include_usage: Extra inputs are not permitted",
        ),
        (
            422,
            r#"{"detail":[{"loc":["body","max_completion_tokens"],"msg":"extra"}]}"#,
            Field::MaxCompletionTokens,
            "body.max_completion_tokens: extra",
        ),
        (
            400,
            r#"{"error":{"message":"`logprobs` is not supported"}}"#,
            Field::Logprobs,
            "`logprobs` is not supported",
        ),
        (400, r#"{"error":"top_logprobs: at most 5"}"#, Field::TopLogprobs, "top_logprobs: at most 5"),
        (
            400,
            r#"[{"error":{"code":400,"message":"Unknown name \"seed\": Cannot find field.","status":"INVALID_ARGUMENT"}}]"#,
            Field::Seed,
            "Unknown name \"seed\": Cannot find field.",
        ),
        (
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"temperature: range: 0..1"}}"#,
            Field::Temperature,
            "temperature: range: 0..1",
        ),
        (400, r#"{"error":{"message":"bad top_p"}}"#, Field::TopP, "bad top_p"),
        (400, r#"{"error":{"message":"Field 'n': must be 1"}}"#, Field::N, "Field 'n': must be 1"),
    ] {
        check(status, body, RunError::RefusedField { field, message: m(message), status });
    }
}

#[test]
fn loading_and_bad_paths() {
    check(
        503,
        r#"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#,
        RunError::Loading { message: m("Loading model") },
    );
    check(503, "<h1>Busy</h1>", RunError::Server { status: 503, message: m("Busy") });
    check(
        404,
        r#"{"error":{"message":"File Not Found","type":"not_found_error","code":404}}"#,
        RunError::BadPath { status: 404, message: m("File Not Found") },
    );
    check(404, "404 page not found", RunError::BadPath { status: 404, message: m("404 page not found") });
    check(
        405,
        r#"{"detail":"Method Not Allowed"}"#,
        RunError::BadPath { status: 405, message: m("Method Not Allowed") },
    );
    let message = m("Unexpected endpoint or method. (POST /chat/completions)");
    check(200, &format!(r#"{{"error":"{message}"}}"#), RunError::BadPath { status: 200, message });
}

#[test]
fn other_refusals() {
    check(
        502,
        "<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>",
        RunError::Server { status: 502, message: m("502 Bad Gateway nginx") },
    );
    check(
        500,
        "data: {\"error\":{\"message\":\"inside\"}}\n\n",
        RunError::Server { status: 500, message: m("inside") },
    );
    check(
        402,
        r#"{"error":{"message":"Insufficient Balance"}}"#,
        RunError::Server { status: 402, message: m("Insufficient Balance") },
    );
    check(
        400,
        r#"{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"no tools"}}}"#,
        RunError::Server { status: 400, message: m("Provider returned error: no tools") },
    );
    check(400, r#"{"reason":"other"}"#, RunError::Server { status: 400, message: m("") });
    check(400, "", RunError::Server { status: 400, message: m("") });
    check(0, "", RunError::Server { status: 0, message: m("") });
}

#[test]
fn errors_under_a_success() {
    for body in [
        r#"{"error":{"message":"boom","type":"server_error","code":"x"}}"#,
        r#"[{"error":{"message":"boom"}}]"#,
        r#"{"error":"boom"}"#,
        r#"{"detail":"boom"}"#,
        r#"{"message":"boom"}"#,
        "data: {\"error\":{\"message\":\"boom\",\"code\":502}}\n\n",
        "data: [{\"error\":{\"message\":\"boom\"}}]\n\n",
        "event: error\ndata: boom\n\n",
        "event: error\ndata: \"boom\"\n\n",
    ] {
        // An event's data is JSON only when it is an object or a list; else it is the words.
        let message = if body.contains("\"boom\"\n") { "\"boom\"" } else { "boom" };
        check(200, body, RunError::InStream { message: m(message) });
    }
    check(200, "event: error\ndata: {}\n\n", RunError::InStream { message: m("") });
}

#[test]
fn broken_error_bodies_are_not_echoed() {
    for body in [r#"{"key":"secret"#, "[\"secret\"", "{secret}"] {
        check(500, body, RunError::Server { status: 500, message: m("") });
    }
}

#[test]
fn the_key_in_use_is_never_repeated() {
    let key = "my.own/key=0123";
    for body in [format!("{{\"error\":\"key {key}\"}}"), format!("key {key}"), format!("<p>key {key}</p>")] {
        for status in [200, 401] {
            let mut reader = ResponseReader::new(status, "").hiding(key);
            let mut events = reader.push(body.as_bytes());
            events.extend(reader.finish());
            let shown = format!("{events:?}");
            assert!(shown.contains("key …") && !shown.contains(key), "{shown}");
        }
    }
}

#[test]
fn messages_are_lowercase_without_full_stop() {
    assert_eq!(RunError::Interrupted.to_string(), "the response broke off");
    assert_eq!(
        RunError::RefusedField { field: Field::TopP, message: m("no"), status: 400 }.to_string(),
        "the field top_p was refused with status 400: no"
    );
}
