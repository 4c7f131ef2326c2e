//! What a person would count in a text.

use unicode_segmentation::UnicodeSegmentation;

use crate::Token;
use crate::unicode::{is_han, is_han_or_kana};

/// The sizes of a text in the units that people think in.
///
/// Each stays at the largest number beyond 4 GiB of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextFigures {
    /// Bytes of UTF-8.
    pub bytes: u32,
    /// Unicode code points.
    pub code_points: u32,
    /// Characters as people count them: extended grapheme clusters (UAX #29).
    pub graphemes: u32,
    /// Words of scripts that put spaces between words: those of UAX #29 that
    /// have no Han character and no kana.
    pub words: u32,
    /// Characters of the script Han.
    pub han: u32,
    /// Lines as an editor numbers them: one more than there are line ends (LF,
    /// CR or CRLF). An empty text has none.
    pub lines: u32,
}

/// Counts everything that can be counted without an encoding.
///
/// Cost: linear in the text, about that of encoding it twice.
pub fn figures(text: &str) -> TextFigures {
    let words = text.unicode_words();
    let words = words.filter(|word| !word.chars().any(is_han_or_kana));
    TextFigures {
        bytes: saturated(text.len()),
        code_points: saturated(text.chars().count()),
        graphemes: saturated(graphemes(text)),
        words: saturated(words.count()),
        han: saturated(text.chars().filter(|&char| is_han(char)).count()),
        lines: saturated(lines(text)),
    }
}

/// Tokens that take part in a Han character, whole or with some of its bytes.
///
/// Together with [`TextFigures::han`] it says what a Chinese character costs,
/// also in mixed text. Cost: linear in the text.
pub fn han_tokens(text: &str, tokens: &[Token]) -> u32 {
    let mut han = text.char_indices().filter(|&(_, char)| is_han(char)).peekable();
    let mut count = 0_usize;
    for token in tokens {
        while han.next_if(|&(at, char)| at + char.len_utf8() <= token.start as usize).is_some() {}
        count += usize::from(han.peek().is_some_and(|&(at, _)| at < token.end as usize));
    }
    saturated(count)
}

fn saturated(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn graphemes(text: &str) -> usize {
    if text.is_ascii() {
        // CRLF is the only cluster of several ASCII characters.
        return text.len() - text.matches("\r\n").count();
    }
    text.graphemes(true).count()
}

fn lines(text: &str) -> usize {
    if text.is_empty() {
        return 0;
    }
    let ends = text.matches(['\r', '\n']).count() - text.matches("\r\n").count();
    ends + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected`: bytes, code points, graphemes, words, Han, lines.
    #[track_caller]
    fn check(text: &str, expected: [u32; 6]) {
        let got = figures(text);
        let [bytes, code_points, graphemes, words, han, lines] = expected;
        let expected = TextFigures { bytes, code_points, graphemes, words, han, lines };
        assert_eq!(got, expected, "{text:?}");
        assert_eq!(got.graphemes as usize, text.graphemes(true).count());
    }

    #[test]
    fn english() {
        check("", [0; 6]);
        check("Learning new things is fun!", [27, 27, 27, 5, 0, 1]);
        check("don't l-o-l 3.14", [16, 16, 16, 5, 0, 1]);
    }

    #[test]
    fn chinese_and_japanese() {
        check("中国的首都是哪里?", [25, 9, 9, 0, 8, 1]);
        check("以 Seuss 的风格", [19, 11, 11, 1, 4, 1]);
        check("カタカナとkana", [19, 9, 9, 1, 0, 1]);
        check("𠀀々", [7, 2, 2, 0, 2, 1]);
    }

    #[test]
    fn tokens_of_chinese_characters() {
        let check = |text, ends: &[u32], expected| {
            assert_eq!(han_tokens(text, &super::super::cut_tokens(ends)), expected, "{text:?} {ends:?}");
        };
        check("中国", &[6], 1);
        check("中国", &[3, 5, 6], 3);
        check("a 中b", &[1, 4, 5, 6], 2);
        check("a 中b", &[1, 6], 1);
        check("abc", &[1, 3], 0);
        check("", &[], 0);
    }

    #[test]
    fn clusters() {
        check("e\u{301}", [3, 2, 1, 1, 0, 1]);
        check("👩‍👩‍👧‍👦🇨🇳", [33, 9, 2, 0, 0, 1]);
    }

    #[test]
    fn line_ends() {
        check("a\n", [2, 2, 2, 1, 0, 2]);
        check("a\r\nb\rc\nd", [8, 8, 7, 4, 0, 4]);
        check("\n\r", [2, 2, 2, 0, 0, 3]);
        check("é\r\n", [4, 3, 2, 1, 0, 2]);
    }
}
