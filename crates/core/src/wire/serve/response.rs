//! Writing a response.

use serde_json::{Value, json};

use crate::wire::{FinishReason, Prompt, Usage};

use super::{Refusal, ServedRequest};

/// A token that may come, and how likely it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Likely {
    /// Its number.
    pub id: u32,
    /// What it stands for; need not be whole characters.
    pub bytes: Vec<u8>,
    /// The natural logarithm of its probability at temperature 1.
    pub logprob: f32,
}

/// The token that came, and the likeliest that might have.
#[derive(Clone, Debug, PartialEq)]
pub struct PieceLogprobs {
    /// The one that came.
    pub chosen: Likely,
    /// The likeliest, in order.
    pub top: Vec<Likely>,
}

/// How long it took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Timings {
    /// Tokens of the prompt that were read, without those that were known.
    pub prompt_n: u32,
    /// Unit: milliseconds.
    pub prompt_ms: f64,
    /// Tokens written.
    pub predicted_n: u32,
    /// Unit: milliseconds.
    pub predicted_ms: f64,
}

/// The JSON of the list of models.
pub fn models_body(model: &str, window: u32, parameters: u64) -> String {
    let meta = json!({ "n_ctx_train": window, "n_params": parameters });
    let entry = json!({ "id": model, "object": "model", "owned_by": "lollipop", "meta": meta });
    json!({ "object": "list", "data": [entry] }).to_string()
}

/// Writes one answer, in pieces or whole, as its request asks for it.
pub struct AnswerWriter {
    is_chat: bool,
    stream: bool,
    include_usage: bool,
    wants_logprobs: bool,
    head: Value,
    text: String,
    logprobs: Vec<PieceLogprobs>,
    /// UTF-16 units of the answer before each token's text; for completions.
    offset: usize,
}

impl AnswerWriter {
    /// `number` tells answers apart; `created` is in seconds since 1970.
    pub fn new(request: &ServedRequest, model: &str, number: u32, created: u64) -> Self {
        let is_chat = matches!(request.prompt, Prompt::Messages(_));
        let (kind, prefix) = match (is_chat, request.stream) {
            (true, true) => ("chat.completion.chunk", "chatcmpl"),
            (true, false) => ("chat.completion", "chatcmpl"),
            (false, _) => ("text_completion", "cmpl"),
        };
        Self {
            is_chat,
            stream: request.stream,
            include_usage: request.include_usage,
            wants_logprobs: request.logprobs.is_some(),
            head: json!({ "id": format!("{prefix}-{number}"), "object": kind, "created": created, "model": model }),
            text: String::new(),
            logprobs: Vec::new(),
            offset: 0,
        }
    }

    /// How the body is to be read.
    pub const fn content_type(&self) -> &'static str {
        if self.stream { "text/event-stream" } else { "application/json" }
    }

    /// What a stream begins with.
    pub fn begin(&self) -> Option<String> {
        let delta = json!({ "role": "assistant", "content": "" });
        (self.stream && self.is_chat).then(|| {
            self.chunk(json!({ "index": 0, "delta": delta, "logprobs": null, "finish_reason": null }))
        })
    }

    /// The next text, which may be empty while a character is not whole, and
    /// the token behind it.
    pub fn piece(&mut self, text: &str, logprobs: Option<PieceLogprobs>) -> Option<String> {
        let logprobs = logprobs.filter(|_| self.wants_logprobs);
        if !self.stream {
            self.text.push_str(text);
            self.logprobs.extend(logprobs);
            return None;
        }
        if text.is_empty() && logprobs.is_none() {
            return None;
        }
        let logprobs = self.logprobs_of(logprobs.as_slice());
        self.offset += text.chars().count();
        let choice = if self.is_chat {
            json!({ "index": 0, "delta": { "content": text }, "logprobs": logprobs, "finish_reason": null })
        } else {
            json!({ "index": 0, "text": text, "logprobs": logprobs, "finish_reason": null })
        };
        Some(self.chunk(choice))
    }

    /// The end, or the whole answer where it does not stream.
    pub fn finish(&mut self, reason: &FinishReason, usage: Usage, timings: Timings) -> String {
        let reason = match reason {
            FinishReason::Length => "length",
            _ => "stop",
        };
        let figures = json!({
            "prompt_tokens": usage.prompt_tokens,
            "completion_tokens": usage.completion_tokens,
            "total_tokens": usage.total_tokens,
            "prompt_tokens_details": { "cached_tokens": usage.cached_tokens.unwrap_or(0) },
        });
        let timings = json!({
            "prompt_n": timings.prompt_n,
            "prompt_ms": timings.prompt_ms,
            "predicted_n": timings.predicted_n,
            "predicted_ms": timings.predicted_ms,
        });
        if self.stream {
            let choice = if self.is_chat {
                json!({ "index": 0, "delta": {}, "logprobs": null, "finish_reason": reason })
            } else {
                json!({ "index": 0, "text": "", "logprobs": null, "finish_reason": reason })
            };
            let mut last = self.with_choices(json!([choice]));
            let mut out = String::new();
            if self.include_usage {
                out.push_str(&event(&last));
                last = self.with_choices(json!([]));
                last["usage"] = figures;
            }
            last["timings"] = timings;
            return out + &event(&last) + "data: [DONE]\n\n";
        }
        let all = std::mem::take(&mut self.logprobs);
        let logprobs = self.logprobs_of(&all);
        let choice = if self.is_chat {
            let message = json!({ "role": "assistant", "content": self.text });
            json!({ "index": 0, "message": message, "logprobs": logprobs, "finish_reason": reason })
        } else {
            json!({ "index": 0, "text": self.text, "logprobs": logprobs, "finish_reason": reason })
        };
        let mut whole = self.with_choices(json!([choice]));
        whole["usage"] = figures;
        whole["timings"] = timings;
        whole.to_string()
    }

    /// The end of an answer that cannot go on.
    pub fn break_off(&self, refusal: &Refusal) -> String {
        if self.stream { format!("data: {}\n\n", refusal.body) } else { refusal.body.clone() }
    }

    fn chunk(&self, choice: Value) -> String {
        event(&self.with_choices(json!([choice])))
    }

    fn with_choices(&self, choices: Value) -> Value {
        let mut chunk = self.head.clone();
        chunk["choices"] = choices;
        chunk
    }

    /// In the shape of chats; for completions, beside that of their own, since
    /// servers write the one or the other there.
    fn logprobs_of(&self, pieces: &[PieceLogprobs]) -> Value {
        if !self.wants_logprobs || pieces.is_empty() {
            return Value::Null;
        }
        let content = pieces.iter().map(|piece| {
            let mut entry = entry(&piece.chosen);
            entry["top_logprobs"] = piece.top.iter().map(entry_of).collect();
            entry
        });
        let content: Vec<Value> = content.collect();
        if self.is_chat {
            return json!({ "content": content });
        }
        let mut offset = self.offset;
        let offsets = pieces.iter().map(|piece| {
            let here = offset;
            offset += String::from_utf8_lossy(&piece.chosen.bytes).chars().count();
            here
        });
        let offsets: Vec<usize> = offsets.collect();
        let tops = pieces.iter().map(|piece| {
            piece
                .top
                .iter()
                .map(|it| (spelt(&it.bytes), json!(it.logprob)))
                .collect::<serde_json::Map<_, _>>()
        });
        json!({
            "tokens": pieces.iter().map(|it| spelt(&it.chosen.bytes)).collect::<Vec<_>>(),
            "token_logprobs": pieces.iter().map(|it| it.chosen.logprob).collect::<Vec<_>>(),
            "top_logprobs": tops.collect::<Vec<_>>(),
            "text_offset": offsets,
            "content": content,
        })
    }
}

fn entry_of(token: &Likely) -> Value {
    entry(token)
}

fn entry(token: &Likely) -> Value {
    json!({ "id": token.id, "token": spelt(&token.bytes), "bytes": token.bytes, "logprob": token.logprob })
}

/// A token as text; one that is no text as OpenAI writes it, `bytes:\xe4\xb8`.
fn spelt(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().fold("bytes:".to_owned(), |text, byte| text + &format!("\\x{byte:02x}")),
    }
}

fn event(payload: &Value) -> String {
    format!("data: {payload}\n\n")
}

#[cfg(test)]
mod tests {
    use super::super::read_request;
    use super::*;
    use crate::wire::serve::Asked;
    use crate::wire::{ResponseReader, RunError, RunEvent, ServerTimings};

    fn writer(path: &str, body: &str) -> AnswerWriter {
        match read_request(path, body) {
            Ok(Asked::Completion(request)) => AnswerWriter::new(&request, "m", 3, 1_700_000_000),
            other => panic!("{other:?}"),
        }
    }

    fn piece(bytes: &[u8]) -> PieceLogprobs {
        let chosen = Likely { id: 7, bytes: bytes.to_vec(), logprob: -0.5 };
        let other = Likely { id: 8, bytes: b"no".to_vec(), logprob: -2.0 };
        PieceLogprobs { top: vec![chosen.clone(), other], chosen }
    }

    const USAGE: Usage = Usage {
        prompt_tokens: 4,
        completion_tokens: 2,
        total_tokens: 6,
        reasoning_tokens: None,
        cached_tokens: Some(1),
    };
    const TIMINGS: Timings = Timings { prompt_n: 3, prompt_ms: 10.0, predicted_n: 2, predicted_ms: 20.5 };

    /// What the page reads of an answer `Hi 中`, of which the last character
    /// comes in two tokens.
    fn written(path: &str, body: &str) -> (Vec<String>, Vec<RunEvent>) {
        let mut writer = writer(path, body);
        let content_type = writer.content_type();
        let mut chunks: Vec<String> = writer.begin().into_iter().collect();
        for (text, bytes) in [("Hi", "Hi".as_bytes()), ("", b" \xE4\xB8"), (" 中", b"\xAD")] {
            chunks.extend(writer.piece(text, Some(piece(bytes))));
        }
        chunks.push(writer.finish(&FinishReason::Length, USAGE, TIMINGS));
        let mut reader = ResponseReader::new(200, content_type);
        let mut events: Vec<_> = chunks.iter().flat_map(|chunk| reader.push(chunk.as_bytes())).collect();
        events.extend(reader.finish());
        (chunks, events)
    }

    #[track_caller]
    fn check(path: &str, body: &str, deltas: &[&str], usage: bool) {
        let (_, events) = written(path, body);
        let text: Vec<_> = events
            .iter()
            .filter_map(|it| if let RunEvent::Delta(text) = it { Some(text.as_str()) } else { None })
            .collect();
        assert_eq!(text, deltas);
        let timings = ServerTimings { prompt_ms: Some(10.0), predicted_ms: Some(20.5), predicted_n: Some(2) };
        assert!(events.contains(&RunEvent::ServerTimings(timings)), "{events:?}");
        assert!(events.contains(&RunEvent::Finish(FinishReason::Length)));
        assert!(events.contains(&RunEvent::Model("m".to_owned())));
        assert_eq!(events.contains(&RunEvent::Usage(USAGE)), usage);
        assert_eq!(events.last(), Some(&RunEvent::Done));
    }

    const MESSAGES: &str = r#""messages":[{"role":"user","content":"a"}]"#;

    #[test]
    fn the_page_reads_every_shape() {
        let usage = r#""stream_options":{"include_usage":true}"#;
        check("/chat/completions", &format!(r#"{{{MESSAGES},"stream":true,{usage}}}"#), &["Hi", " 中"], true);
        check("/chat/completions", &format!(r#"{{{MESSAGES},"stream":true}}"#), &["Hi", " 中"], false);
        check("/chat/completions", &format!("{{{MESSAGES}}}"), &["Hi 中"], true);
        check("/completions", &format!(r#"{{"prompt":"a","stream":true,{usage}}}"#), &["Hi", " 中"], true);
        check("/completions", r#"{"prompt":"a"}"#, &["Hi 中"], true);
    }

    fn payload(chunk: &str) -> Value {
        serde_json::from_str(chunk.trim().trim_start_matches("data: ")).unwrap()
    }

    #[test]
    fn logprobs_carry_bytes() {
        let body = format!(r#"{{{MESSAGES},"stream":true,"logprobs":true,"top_logprobs":2}}"#);
        let (chunks, _) = written("/chat/completions", &body);
        assert_eq!(chunks.len(), 5, "also the token without text has its chunk");
        let half = &payload(&chunks[2])["choices"][0];
        assert_eq!(half["delta"]["content"], "");
        let entry = &half["logprobs"]["content"][0];
        assert_eq!(entry["bytes"], json!([32, 0xE4, 0xB8]));
        assert_eq!(entry["token"], r"bytes:\x20\xe4\xb8");
        assert_eq!(entry["top_logprobs"][1]["token"], "no");
        let (chunks, _) = written("/completions", r#"{"prompt":"a","logprobs":2}"#);
        let logprobs = &payload(&chunks[0])["choices"][0]["logprobs"];
        assert_eq!(logprobs["tokens"][0], "Hi");
        assert_eq!(logprobs["token_logprobs"][0], -0.5);
        assert_eq!(logprobs["top_logprobs"][0]["no"], -2.0);
        assert_eq!(logprobs["text_offset"][1], 2);
    }

    #[test]
    fn usage_comes_without_choices() {
        let body = format!(r#"{{{MESSAGES},"stream":true,"stream_options":{{"include_usage":true}}}}"#);
        let (chunks, _) = written("/chat/completions", &body);
        let last = chunks.last().unwrap().split("\n\n").nth(1).unwrap();
        assert_eq!(payload(last)["choices"], json!([]));
        assert_eq!(payload(last)["usage"]["total_tokens"], 6);
    }

    #[test]
    fn an_answer_that_breaks_off_says_so() {
        let writer = writer("/completions", r#"{"prompt":"a","stream":true}"#);
        let mut reader = ResponseReader::new(200, writer.content_type());
        let events = reader.push(writer.break_off(&Refusal::no_memory()).as_bytes());
        assert!(
            matches!(&events[..], [RunEvent::Failed(RunError::InStream { message })] if message.contains("memory")),
            "{events:?}"
        );
    }

    #[test]
    fn models_are_listed() {
        let body = models_body("SmolLM2", 8192, 1);
        assert_eq!(crate::wire::parse_models(body.as_bytes()), Ok(vec!["SmolLM2".to_owned()]));
    }
}
