//! What people type into the fields of parameters, and what it means.
//!
//! Each way back is here, too: a value that is written into its field is read
//! from it again.

use std::str::FromStr;

/// The most stop texts that are sent. OpenAI takes 4, servers of one's own more.
pub const MOST_STOPS: usize = 16;

/// The stop texts that are typed, one a line. `\n`, `\t` and `\r` stand for what
/// they do in code, `\\` for a backslash; empty lines are none.
#[must_use]
pub fn stop_texts(typed: &str) -> Vec<String> {
    let text = |line: &str| {
        let mut text = String::new();
        let mut signs = line.chars();
        while let Some(sign) = signs.next() {
            let escaped = match signs.clone().next().filter(|_| sign == '\\') {
                Some('n') => Some('\n'),
                Some('t') => Some('\t'),
                Some('r') => Some('\r'),
                Some('\\') => Some('\\'),
                _ => None,
            };
            if escaped.is_some() {
                signs.next();
            }
            text.push(escaped.unwrap_or(sign));
        }
        text
    };
    typed.split('\n').map(text).filter(|it| !it.is_empty()).collect()
}

/// Stop texts as they are typed; [`stop_texts`] reads them back.
pub(super) fn stop_lines(texts: &[String]) -> String {
    let line = |text: &String| {
        let escaped = text.replace('\\', r"\\").replace('\n', r"\n");
        escaped.replace('\t', r"\t").replace('\r', r"\r")
    };
    texts.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A whole number as people type it; `Some(None)` for none, `None` for what is
/// no number or does not fit.
pub(crate) fn whole_number<N: FromStr>(typed: &str, fits: impl Fn(&N) -> bool) -> Option<Option<N>> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    if typed.is_empty() { Some(None) } else { typed.parse().ok().filter(fits).map(Some) }
}

/// A number as people type it; `Some(None)` for none, `None` for what is no
/// number or does not fit.
pub(crate) fn in_range(typed: &str, fits: impl Fn(f64) -> bool) -> Option<Option<f64>> {
    // A Chinese or European keyboard types another dot.
    let typed = typed.trim().replace(['，', ',', '。'], ".");
    if typed.is_empty() { Some(None) } else { typed.parse().ok().filter(|n| fits(*n)).map(Some) }
}

/// What [`whole_number`] reads back.
pub(super) fn whole<N: ToString>(value: Option<N>) -> String {
    value.map(|it| it.to_string()).unwrap_or_default()
}

/// What [`in_range`] reads back.
pub(super) fn number(value: Option<f64>) -> String {
    value.map(|it| it.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_texts_are_lines() {
        assert_eq!(stop_texts("\\n\n\n。\na\\\\n\n\\x\\"), ["\n", "。", "a\\n", "\\x\\"]);
        let texts = ["\n\n", " User:", "\\n", "\t\r", "\\"].map(str::to_owned);
        assert_eq!(stop_texts(&stop_lines(&texts)), texts);
    }
}
