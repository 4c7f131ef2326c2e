//! Text out of HTML and manual pages, as a person would read it.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Patterns that are wrong fail the first test that reads a page.
#[expect(clippy::expect_used, reason = "the patterns are literals of this file")]
fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this file")
}

macro_rules! pattern {
    ($pattern:literal) => {{
        static PATTERN: LazyLock<Regex> = LazyLock::new(|| pattern($pattern));
        &*PATTERN
    }};
}

/// The text of a page: paragraphs on lines of their own, no navigation.
pub fn html(page: &str) -> String {
    let unread = pattern!(
        r"(?is)<script\b.*?</script>|<style\b.*?</style>|<nav\b.*?</nav>|<head\b.*?</head>|<svg\b.*?</svg>"
    );
    let text = unread.replace_all(page, " ");
    let breaks = pattern!(r"(?i)</(p|div|li|h\d|tr|pre|dt|dd|section|ul|ol|table|title)>|<br\s*/?>");
    let text = breaks.replace_all(&text, "\n");
    let text = pattern!(r"<[^>]+>").replace_all(&text, "");
    let text = pattern!(r"&(#[xX][0-9a-fA-F]+|#[0-9]+|[a-z]+);").replace_all(&text, entity);
    let text = text.replace('\u{a0}', " ");
    let text = pattern!(r"[ \t]+").replace_all(&text, " ");
    let text = pattern!(r" ?\n ?").replace_all(&text, "\n");
    let text = pattern!(r"\n{3,}").replace_all(&text, "\n\n");
    text.trim().to_owned()
}

fn entity(captures: &Captures<'_>) -> String {
    let number = |digits, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let name = &captures[1];
    let character = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => match name.strip_prefix('#') {
            Some(digits) => match digits.strip_prefix(['x', 'X']) {
                Some(digits) => number(digits, 16),
                None => number(digits, 10),
            },
            None => None,
        },
    };
    character.map_or_else(|| captures[0].to_owned(), String::from)
}

/// The prose of a manual page: no requests, no font changes.
pub fn manual(page: &str) -> String {
    let font = pattern!(r"^\.(?:B|I|SM|BR|BI|RB|IB|IR|RI)\s+");
    let escapes = pattern!(r"\\f[A-Z(]|\\[&|,/:]|\\[mn]\[\w*\]");
    let mut text = String::new();
    for line in page.lines() {
        let plain = font.replace(line, "");
        if plain.starts_with(['.', '\'']) {
            continue;
        }
        let plain = escapes.replace_all(&plain, "");
        text.push_str(&plain.replace("\\-", "-").replace("\\e", "\\").replace("\\[aq]", "'"));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_becomes_its_text() {
        let page = "<head><title>no</title></head><p>One&nbsp;&amp; <b>two</b>&#x4e2d;</p>\n<pre>three</pre>";
        assert_eq!(html(page), "One & two中\n\nthree");
        assert_eq!(html("&unknown; &#x110000;"), "&unknown; &#x110000;");
    }

    #[test]
    fn a_manual_becomes_its_prose() {
        let page = ".TH LS 1\n.\\\" a note\n.B ls\nlists \\fBall\\fP files, \\-a too\n";
        assert_eq!(manual(page), "ls\nlists all files, -a too\n");
    }
}
