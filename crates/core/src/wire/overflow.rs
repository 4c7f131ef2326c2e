//! The figures in the words of a server whose context window was exceeded.

/// What stands right before the window. OpenAI, llama.cpp, LM Studio, vLLM, Gemini, Anthropic.
const BEFORE_WINDOW: [&str; 7] = [
    "context length is ",
    "context size (",
    "context length of only ",
    "context length of ",
    "context window of ",
    "tokens allowed (",
    "tokens > ",
];
/// What stands right before the size of the prompt.
const BEFORE_PROMPT: [&str; 6] = [
    "resulted in ",
    "request (",
    "token count (",
    "your request has ",
    "prompt is too long: ",
    "prompt contains ",
];
/// What stands right after the size of the prompt.
const AFTER_PROMPT: [&str; 5] =
    [" in the messages", " in your prompt", " in the prompt", " input tokens", " tokens in the messages"];

/// Words that mean an overflow, whatever the code says.
const PHRASES: [&str; 9] = [
    "maximum context length",
    "available context size",
    "context length of",
    "context window",
    "context length exceeded",
    "exceeds the context",
    "prompt is too long",
    "reduce the length of the messages",
    "input token count",
];

/// Whether a lower-cased message speaks of an exceeded window.
pub(super) fn is_overflow(lower: &str) -> bool {
    PHRASES.iter().any(|phrase| lower.contains(phrase))
}

/// The window in tokens, out of a lower-cased message.
pub(super) fn window(lower: &str) -> Option<u32> {
    BEFORE_WINDOW.iter().find_map(|phrase| number_after(lower, phrase))
}

/// The size of the prompt in tokens, out of a lower-cased message.
pub(super) fn prompt_tokens(lower: &str) -> Option<u32> {
    let after = AFTER_PROMPT.iter().find_map(|phrase| number_before(lower, phrase));
    after.or_else(|| BEFORE_PROMPT.iter().find_map(|phrase| number_after(lower, phrase)))
}

fn number_after(text: &str, phrase: &str) -> Option<u32> {
    let (_, rest) = text.split_once(phrase)?;
    let end = rest.find(|c: char| !is_number_char(c)).unwrap_or(rest.len());
    number(&rest[..end])
}

fn number_before(text: &str, phrase: &str) -> Option<u32> {
    let (rest, _) = text.split_once(phrase)?;
    number(&rest[rest.trim_end_matches(is_number_char).len()..])
}

fn is_number_char(c: char) -> bool {
    c.is_ascii_digit() || c == ','
}

fn number(digits: &str) -> Option<u32> {
    digits.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(message: &str, expected_prompt: Option<u32>, expected_window: Option<u32>) {
        let lower = message.to_lowercase();
        assert!(is_overflow(&lower));
        assert_eq!((prompt_tokens(&lower), window(&lower)), (expected_prompt, expected_window));
    }

    #[test]
    fn figures_are_found() {
        check(
            "This model's maximum context length is 4097 tokens. However, you requested 4300 tokens (300 in the messages, 4000 in the completion). Please reduce the length of the messages or completion.",
            Some(300),
            Some(4097),
        );
        check(
            "This model's maximum context length is 16,385 tokens. However, your messages resulted in 20,001 tokens.",
            Some(20_001),
            Some(16_385),
        );
        check(
            "request (3031 tokens) exceeds the available context size (2048 tokens), try increasing it",
            Some(3031),
            Some(2048),
        );
        check("prompt is too long: 200001 tokens > 200000 maximum", Some(200_001), Some(200_000));
        check(
            "'max_tokens' or 'max_completion_tokens' is too large: 5000. This model's maximum context length is 4096 tokens and your request has 20 input tokens (5000 > 4096 - 20).",
            Some(20),
            Some(4096),
        );
        check(
            "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
            Some(1_200_000),
            Some(1_048_576),
        );
        check(
            "Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens",
            None,
            Some(4096),
        );
    }

    #[test]
    fn figures_that_are_not_there() {
        check("context length exceeded", None, None);
        check("maximum context length is 99999999999999 tokens", None, None);
        check("maximum context length is , tokens", None, None);
    }
}
