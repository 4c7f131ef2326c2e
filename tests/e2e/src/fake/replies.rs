//! What each model of the fake endpoint answers. Each is a way in which real
//! servers answer.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Piece, Reply, chances, wire::Wire};

/// What the models that answer in English say.
pub const ANSWER: &str = "Hello from the fake endpoint.";
/// What `fake-cut-utf8` says: two to four bytes a character.
pub const CHINESE_ANSWER: &str = "中国的首都是北京。🐳 é";
/// Prompt, completion and total tokens, as reported.
pub const USAGE: [u32; 3] = [1234, 5, 1239];

/// Offered under `/v1/models`; the others are typed.
pub const MODELS: [&str; 3] = ["fake-ok", "fake-slow", "fake-cut-utf8"];

const STREAM: &str = "text/event-stream";
const JSON: &str = "application/json; charset=utf-8";

pub(super) fn models() -> Reply {
    let data: Vec<_> = MODELS.iter().map(|id| json!({ "id": id, "object": "model" })).collect();
    whole(200, JSON, &json!({ "object": "list", "data": data }).to_string())
}

/// A demo as a file.
pub(super) fn demo() -> Reply {
    whole(200, JSON, r#"{"m":"text","x":"from afar","n":"**Look here**"}"#)
}

pub(super) fn wrong_path() -> Reply {
    whole(404, JSON, r#"{"error":{"message":"there is nothing at this path","code":404}}"#)
}

/// The answer of `model` when it is asked for the `attempt`th time; `key` is
/// the header that came along.
pub(super) fn to(model: &str, attempt: u32, body: &Value, key: &str) -> Reply {
    let legacy = body.get("prompt").is_some();
    let wire = Wire { legacy };
    let words = || ANSWER.split_inclusive(' ').map(|word| wire.delta(word)).collect::<String>();
    let done = "data: [DONE]\n\n";
    let usual = || format!("{}{}{}{done}", words(), wire.finish("stop"), wire.usage(USAGE));
    let asked = body["messages"].as_array().and_then(|it| it.last()?["content"].as_str()).unwrap_or_default();
    match model {
        // What came in goes out again.
        "fake-echo" => streamed(&format!("{}{}{done}", wire.delta(asked), wire.finish("stop"))),
        "fake-echo-error" => error(400, asked, "invalid_request_error"),
        "fake-echo-page" => whole(500, "text/html; charset=utf-8", asked),
        "fake-key-in-text" => {
            let (one, two) = key.split_at(key.len() / 2);
            let said = format!("{}{}{}", wire.delta(key), wire.delta(one), wire.delta(two));
            streamed(&format!("{said}{}{done}", wire.finish("stop")))
        }
        "fake-key-in-error" => error(401, &format!("Incorrect API key provided: {key}"), "invalid_api_key"),
        "fake-key-in-page" => {
            whole(502, "text/html; charset=utf-8", &format!("<html><title>{key}</title><p>{key}</p></html>"))
        }
        "fake-key-in-stream-error" => streamed(&format!(
            "{}data: {}\n\n",
            words(),
            json!({ "error": { "message": format!("the key {key} ran out"), "code": key } })
        )),
        // Streams that differ in form only.
        "fake-ok" => streamed(&usual()),
        "fake-cut-utf8" => {
            let halves: String = CHINESE_ANSWER.split_inclusive('。').map(|h| wire.delta(h)).collect();
            byte_by_byte(&format!("{halves}{}{}{done}", wire.finish("stop"), wire.usage(USAGE)))
        }
        "fake-crlf" => byte_by_byte(&usual().replace('\n', "\r\n")),
        "fake-cr" => streamed(&usual().replace('\n', "\r")),
        "fake-bom" => streamed(&format!("\u{feff}{}", usual())),
        "fake-no-space" => streamed(&usual().replace("data: ", "data:")),
        "fake-comments" => streamed(&format!(
            ": OPENROUTER PROCESSING\n\n{}",
            usual().replace("\n\n", "\n\n: keep-alive\n\ndata:\n\n")
        )),
        "fake-multi-line" => streamed(&usual().replace("{\"choices\":", "{\ndata: \"choices\":")),
        "fake-no-done" => streamed(&format!("{}{}", words(), wire.finish("stop"))),
        "fake-no-last-blank-line" => streamed(&format!("{}{}", words(), wire.finish("stop").trim_end())),
        "fake-azure" => streamed(&format!(
            "data: {{\"choices\":[],\"prompt_filter_results\":[]}}\n\n{}{}{}{done}",
            "data: {\"choices\":[{\"index\":0,\"finish_reason\":null}]}\n\n",
            words(),
            wire.finish("stop"),
        )),
        "fake-second-choice" => streamed(&format!(
            "{}data: {{\"choices\":[{{\"index\":1,\"delta\":{{\"content\":\"NOT THIS\"}},\"text\":\"NOT THIS\"}}]}}\n\n{}{done}",
            words(),
            wire.finish("stop"),
        )),
        "fake-length" => {
            streamed(&format!("{}{}{}{done}", words(), wire.finish("length"), wire.usage(USAGE)))
        }
        "fake-unknown-finish" => streamed(&format!("{}{}{done}", words(), wire.finish("eos_token"))),
        "fake-no-usage" => streamed(&format!("{}{}{done}", words(), wire.finish("stop"))),
        "fake-usage-zeros" => {
            let zeros = wire.usage([0, 0, 0]);
            let words: String =
                ANSWER.split_inclusive(' ').map(|word| format!("{}{zeros}", wire.delta(word))).collect();
            let last = wire.finish("stop");
            streamed(&format!("{words}{last}{}{zeros}{done}", wire.usage(USAGE)))
        }
        "fake-reasoning" => streamed(&format!("{}{}", wire.reasoning("SECRET THOUGHT"), usual())),
        "fake-reasoning-vllm" => streamed(
            &format!("{}{}", wire.reasoning("SECRET THOUGHT"), usual())
                .replace("reasoning_content", "reasoning"),
        ),
        "fake-think" => streamed(&format!(
            "{}{}{}{}",
            wire.delta("<thi"),
            wire.delta("nk>SECRET THOUGHT</th"),
            wire.delta("ink>"),
            usual()
        )),
        "fake-json-whole" => whole(200, JSON, &wire.whole(ANSWER)),
        "fake-markup" => streamed(&format!(
            "{}{}{done}",
            wire.delta(
                "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
            ),
            wire.finish("stop")
        )),
        "fake-slow" => {
            let words = (0..300).flat_map(|n| {
                let word = wire.delta(&format!("{n} "));
                [Piece::Bytes(word.into_bytes()), Piece::Wait(Duration::from_millis(200))]
            });
            reply(200, STREAM, words.collect())
        }
        // Streams that end badly; the text before must survive.
        "fake-interrupted" => streamed(&words()),
        "fake-broken" => broken(&words()),
        "fake-error-midstream" => streamed(&format!(
            "{}data: {{\"error\":{{\"message\":\"the engine fell over\",\"code\":502}}}}\n\n",
            words()
        )),
        "fake-error-event" => {
            streamed(&format!("{}event: error\ndata: {{\"message\":\"the engine fell over\"}}\n\n", words()))
        }
        "fake-malformed" => streamed(&format!("{}data: {{\"choices\": PAYLOAD\n\n", words())),
        // Chances of tokens.
        "fake-chances" if body["max_tokens"] == 1 => whole(200, JSON, &chances::one(body)),
        "fake-chances" => streamed(&format!("{}{}{done}", chances::stream(body), wire.finish("stop"))),
        "fake-refuses-chances" if body.get("logprobs").is_some() => {
            error(400, "`logprobs` is not supported with this model", "invalid_request_error")
        }
        "fake-refuses-chances" => streamed(&usual()),
        // Refusals.
        "fake-401" => error(401, "Incorrect API key provided", "invalid_api_key"),
        "fake-404-model" => error(404, "The model `fake-404-model` does not exist", "model_not_found"),
        "fake-overflow" => whole(400, JSON, OVERFLOW),
        "fake-429" if attempt > 1 => streamed(&usual()),
        "fake-429" | "fake-429-always" => {
            let refusal = error(429, "Rate limit reached for requests", "rate_limit_exceeded");
            Reply { retry_after: Some("0"), ..refusal }
        }
        "fake-500" => error(500, "The server had an error", "server_error"),
        "fake-loading" => {
            whole(503, JSON, r#"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#)
        }
        "fake-html-200" => whole(
            200,
            "text/html; charset=utf-8",
            "<!doctype html><html><head><title>Welcome</title></head><body><h1>Please log in</h1></body></html>",
        ),
        "fake-json-200" => {
            whole(200, JSON, r#"{"error":{"message":"no credits are left","type":"billing"}}"#)
        }
        "fake-lmstudio-200-error" => {
            whole(200, JSON, r#"{"error":"Unexpected endpoint or method. (POST /v1/chat/completions)"}"#)
        }
        "fake-gemini-array" => whole(
            400,
            JSON,
            r#"[{"error":{"code":400,"message":"API key not valid","status":"INVALID_ARGUMENT"}}]"#,
        ),
        "fake-plain-text" => whole(502, "text/plain", "upstream connect error"),
        "fake-detail" if body.get("stream_options").is_some() => whole(
            422,
            JSON,
            r#"{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}"#,
        ),
        "fake-detail" => streamed(&usual()),
        "fake-refuses-max-tokens" if body.get("max_completion_tokens").is_none() => error(
            400,
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            "unsupported_parameter",
        ),
        "fake-refuses-max-tokens" => streamed(&usual()),
        _ => error(404, &format!("The model `{model}` does not exist"), "model_not_found"),
    }
}

const OVERFLOW: &str = r#"{"error":{"message":"This model's maximum context length is 4097 tokens. However, your messages resulted in 5000 tokens. Please reduce the length of the messages.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"#;

fn error(status: u16, message: &str, code: &str) -> Reply {
    whole(status, JSON, &json!({ "error": { "message": message, "type": code, "code": code } }).to_string())
}

fn whole(status: u16, content_type: &'static str, body: &str) -> Reply {
    reply(status, content_type, vec![Piece::Bytes(body.into())])
}

/// Every line is a chunk of its own.
fn streamed(wire: &str) -> Reply {
    let lines = wire.split_inclusive(['\n', '\r']);
    reply(200, STREAM, lines.map(|line| Piece::Bytes(line.into())).collect())
}

fn broken(wire: &str) -> Reply {
    let mut reply = streamed(wire);
    reply.pieces.push(Piece::Break);
    reply
}

/// Every byte is a chunk of its own, and has the time to leave alone.
fn byte_by_byte(wire: &str) -> Reply {
    let pause = Duration::from_millis(1);
    let bytes = wire.bytes().flat_map(|byte| [Piece::Bytes(vec![byte]), Piece::Wait(pause)]);
    reply(200, STREAM, bytes.collect())
}

fn reply(status: u16, content_type: &'static str, pieces: Vec<Piece>) -> Reply {
    Reply { status, content_type, retry_after: None, pieces }
}
