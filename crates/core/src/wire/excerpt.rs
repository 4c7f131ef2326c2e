//! A server's words made fit to be shown: keys masked, tags stripped, length bounded.

/// No excerpt of a page is longer. Unit: characters.
const MAX_EXCERPT_CHARS: usize = 200;
/// No message is longer. Unit: characters.
const MAX_MESSAGE_CHARS: usize = 1_000;
/// How much of a page is looked at, which bounds the cost. Unit: bytes.
const MAX_PAGE_BYTES: usize = 16 * 1024;
/// A secret shorter than this is a dummy such as `none`, and a common word.
pub(super) const MIN_SECRET_BYTES: usize = 8;
/// What stands for a masked key.
pub(super) const MASKED: &str = "…";

/// How the keys of well-known providers begin: OpenAI and many others, Groq, xAI, Google,
/// Hugging Face, Perplexity, NVIDIA, Replicate, Together.
const KEY_PREFIXES: [&str; 9] = ["sk-", "gsk_", "xai-", "AIza", "hf_", "pplx-", "nvapi-", "r8_", "tgp_"];
/// At least so many characters must follow the prefix.
const MIN_KEY_CHARS: usize = 4;
/// Words after `Bearer` that are prose and not a key.
const BEARER_PROSE: [&str; 6] = ["token", "tokens", "auth", "authentication", "authorization", "scheme"];

/// Hides keys in text that came from a server. Has no `Debug`, as it may hold the key in use.
#[derive(Clone, Default)]
pub(super) struct Mask {
    secret: Option<String>,
}

impl Mask {
    /// Hides this very secret too, besides everything that looks like a key.
    pub(super) fn hiding(secret: &str) -> Self {
        let secret = secret.trim();
        Self { secret: (secret.len() >= MIN_SECRET_BYTES).then(|| secret.to_owned()) }
    }

    /// The message with keys masked and at most 1,000 characters.
    pub(super) fn message(&self, text: &str) -> String {
        bounded(self.apply(text).trim(), MAX_MESSAGE_CHARS)
    }

    /// The beginning of a page: its text without tags, at most 200 characters.
    pub(super) fn excerpt(&self, page: &str) -> String {
        let mut end = page.len().min(MAX_PAGE_BYTES);
        while !page.is_char_boundary(end) {
            end -= 1;
        }
        let text = without_tags(&page[..end]);
        let words: Vec<&str> = text.split_whitespace().collect();
        bounded(&self.apply(&words.join(" ")), MAX_EXCERPT_CHARS)
    }

    fn apply(&self, text: &str) -> String {
        let text = match &self.secret {
            Some(secret) => text.replace(secret, MASKED),
            None => text.to_owned(),
        };
        mask_bearer(&mask_prefixed(&text))
    }
}

/// Masks words that begin like the key of a provider; the prefix stays, as it says whose key.
fn mask_prefixed(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    let mut inside_word = false;
    while let Some(first) = rest.chars().next() {
        let key = KEY_PREFIXES.iter().find(|prefix| !inside_word && rest.starts_with(**prefix));
        if let Some(prefix) = key {
            let after = &rest[prefix.len()..];
            let tail = after.trim_start_matches(is_key_char);
            let secret = after[..after.len() - tail.len()].trim_end_matches('.');
            if secret.chars().count() >= MIN_KEY_CHARS {
                masked.push_str(prefix);
                masked.push_str(MASKED);
                rest = &after[secret.len()..];
                continue;
            }
        }
        inside_word = first.is_alphanumeric();
        masked.push(first);
        rest = &rest[first.len_utf8()..];
    }
    masked
}

fn is_key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '*' | '.' | '…' | '•')
}

/// Masks whatever follows the word `Bearer`, unless it is prose.
fn mask_bearer(text: &str) -> String {
    const WORD: &str = "bearer";
    // Same length as `text`, so positions hold for both.
    let lower = text.to_ascii_lowercase();
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(found) = lower[from..].find(WORD) {
        let word_end = from + found + WORD.len();
        let blank = text[word_end..].len() - text[word_end..].trim_start_matches([' ', ':']).len();
        let start = word_end + blank;
        let token = text[start..].split(|c: char| c.is_whitespace() || "\"',;<>)`".contains(c)).next();
        let end = start + token.map_or(0, str::len);
        let prose = BEARER_PROSE.contains(&lower[start..end].trim_end_matches('.'));
        masked.push_str(&text[from..start]);
        masked.push_str(if blank == 0 || start == end || prose { &text[start..end] } else { MASKED });
        from = end;
    }
    masked.push_str(&text[from..]);
    masked
}

/// The text between tags, without scripts, styles and comments; entities of punctuation decoded.
fn without_tags(page: &str) -> String {
    if !page.trim_start().starts_with('<') {
        return page.to_owned();
    }
    let lower = page.to_ascii_lowercase();
    let mut text = String::new();
    let mut at = 0;
    while let Some(found) = page[at..].find('<') {
        text.push_str(&page[at..at + found]);
        text.push(' ');
        let tag = at + found;
        let closing = [("<script", "</script"), ("<style", "</style"), ("<!--", "-->")]
            .into_iter()
            .find(|(open, _)| lower[tag..].starts_with(open))
            .map_or(Some(tag), |(_, close)| lower[tag..].find(close).map(|end| tag + end));
        let end = closing.and_then(|from| page[from..].find('>').map(|end| from + end + 1));
        at = end.unwrap_or(page.len());
    }
    text.push_str(&page[at..]);
    let entities =
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(text, |text, (entity, character)| text.replace(entity, character))
}

fn bounded(text: &str, max_chars: usize) -> String {
    match text.char_indices().nth(max_chars) {
        None => text.to_owned(),
        Some(_) => text.chars().take(max_chars - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(Mask::default().message(text), expected);
    }

    #[test]
    fn keys_are_masked() {
        check(
            "Incorrect API key provided: sk-abc***xyz. You can",
            "Incorrect API key provided: sk-…. You can",
        );
        check("\"Authorization\": \"Bearer abcdef\"", "\"Authorization\": \"Bearer …\"");
        check("bearer: x1, gsk_12345", "bearer: …, gsk_…");
        check("key=AIzaSyABC-1_2", "key=AIza…");
        check("sk-proj-1234567890", "sk-…");
    }

    #[test]
    fn prose_is_not() {
        for text in [
            "risk-averse tasks",
            "sk- is how keys begin",
            "Bearer token required.",
            "forbearers",
            "Bearer",
            "desk-1234567",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn the_key_in_use_is_masked_whatever_it_looks_like() {
        let mask = Mask::hiding(" 0123456789 ");
        assert_eq!(mask.message("your 0123456789 is bad"), "your … is bad");
        assert_eq!(Mask::hiding("none").message("none"), "none");
    }

    #[track_caller]
    fn check_excerpt(page: &str, expected: &str) {
        assert_eq!(Mask::default().excerpt(page), expected);
    }

    #[test]
    fn pages_become_text() {
        check_excerpt("<html>502</html>", "502");
        check_excerpt(
            "<!doctype html><!-- a > b --><style>p{}</style><SCRIPT>let a = '<b>';</SCRIPT ><title>Bad\n Gateway</title><p>a &lt;&amp;lt; b",
            "Bad Gateway a <&lt; b",
        );
        check_excerpt("plain a < b > c", "plain a < b > c");
        check_excerpt("<script>never closed", "");
        check_excerpt("<p>x <", "x");
    }

    #[test]
    fn lengths_are_bounded() {
        let long = Mask::default().excerpt(&"é".repeat(50_000));
        assert_eq!(long.chars().count(), MAX_EXCERPT_CHARS);
        assert!(long.ends_with('…'));
        assert_eq!(Mask::default().message(&"x".repeat(5_000)).chars().count(), MAX_MESSAGE_CHARS);
    }
}
