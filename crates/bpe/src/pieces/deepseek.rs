//! The patterns of DeepSeek V3 and V4: three, one after the other, each of which
//! cuts the pieces of the one before. So the third sees a number, a run of
//! Chinese and Japanese, and what lies between these, each as a text of its own:
//! white space before a number stands at the end of one, and `・` between Kana
//! is cut off.
//!
//! ```text
//! \p{N}{1,3}
//! [一-龥\u{3040}-ゟ゠-ヿ]+
//! [!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+
//! | ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
//! ```
//!
//! Controls, format characters and what Unicode has not assigned match none of
//! them. A run of these is one piece, as Hugging Face's tokenizers keep what
//! lies between matches.
//!
//! Source: `tokenizer.json` of DeepSeek V4.

use super::{Glyph, Space, run, up_to_three_numbers};
use crate::unicode::{Class, is_punctuation_or_symbol};

pub(super) fn cut(text: &str, start: usize, first: Glyph) -> usize {
    if first.class == Class::Number {
        return up_to_three_numbers(text, first);
    }
    let part = if is_cjk(first) { Part::Cjk } else { Part::Other };
    punctuated(text, first)
        .or_else(|| part.word(text, start, first))
        .or_else(|| part.punctuation(text, start, first))
        .unwrap_or_else(|| match first.class {
            Class::Space => {
                Space::at(text, start).line_end_first_before(text, |glyph| !part.goes_on_with(glyph))
            }
            _ => part.unmatched(text, first),
        })
}

/// `[一-龥\u{3040}-ゟ゠-ヿ]`
const fn is_cjk(glyph: Glyph) -> bool {
    matches!(glyph.char, '一'..='龥' | '\u{3040}'..='ヿ')
}

/// `[!-/:-@\[-`{-~][A-Za-z]+`
fn punctuated(text: &str, first: Glyph) -> Option<usize> {
    if !first.char.is_ascii_punctuation() {
        return None;
    }
    let end = run(text, first.end, |glyph| glyph.char.is_ascii_alphabetic());
    (end > first.end).then_some(end)
}

/// What the first two patterns leave for the third.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A run of Chinese and Japanese.
    Cjk,
    /// What lies between such runs and numbers.
    Other,
}

impl Part {
    fn goes_on_with(self, glyph: Glyph) -> bool {
        glyph.class != Class::Number && is_cjk(glyph) == (self == Self::Cjk)
    }

    /// `[\p{L}\p{M}]`
    fn has_letter_or_mark(self, glyph: Glyph) -> bool {
        (glyph.class.is_letter() || glyph.class == Class::Mark) && self.goes_on_with(glyph)
    }

    /// `[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+`
    fn word(self, text: &str, start: usize, first: Glyph) -> Option<usize> {
        let is_body = |glyph| self.has_letter_or_mark(glyph);
        if is_body(first) {
            return Some(run(text, start, is_body));
        }
        if first.is_line_end() || is_punctuation_or_symbol(first.char) {
            return None;
        }
        let end = run(text, first.end, is_body);
        (end > first.end).then_some(end)
    }

    /// ` ?[\p{P}\p{S}]+[\r\n]*`
    fn punctuation(self, text: &str, start: usize, first: Glyph) -> Option<usize> {
        let body = if first.char == ' ' { first.end } else { start };
        let is_body = |glyph: Glyph| is_punctuation_or_symbol(glyph.char) && self.goes_on_with(glyph);
        let end = run(text, body, is_body);
        (end > body).then(|| run(text, end, |glyph| glyph.is_line_end() && self.goes_on_with(glyph)))
    }

    /// The end of the run that no pattern matches: before a character that
    /// could begin a match, or stand before the letters of one.
    fn unmatched(self, text: &str, first: Glyph) -> usize {
        let is_stray = |glyph: Glyph| {
            glyph.class == Class::Other && !is_punctuation_or_symbol(glyph.char) && self.goes_on_with(glyph)
        };
        let mut end = first.end;
        while let Some(glyph) = Glyph::at(text, end).filter(|&glyph| is_stray(glyph)) {
            if Glyph::at(text, glyph.end).is_some_and(|next| self.has_letter_or_mark(next)) {
                break;
            }
            end = glyph.end;
        }
        end
    }
}
