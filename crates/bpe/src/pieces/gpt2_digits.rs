//! The pattern of GPT-2 after every digit was set apart, as SmolLM2 has it.
//!
//! ```text
//! \p{N}
//! 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
//! ```
//!
//! White space before a digit stands at the end of its text. Source:
//! `tokenizer.json` of SmolLM2, `Digits` with `individual_digits` and
//! `ByteLevel` with `use_regex`.

use super::{Fold, Glyph, Space, contraction, run, symbols};
use crate::unicode::Class;

pub(super) fn cut(text: &str, start: usize, first: Glyph) -> usize {
    if first.class == Class::Number {
        return first.end;
    }
    contraction(text, start, Fold::Exact)
        .or_else(|| word(text, first))
        .or_else(|| symbols(text, start, first))
        .unwrap_or_else(|| {
            let space = Space::at(text, start);
            space.before(text, |glyph| glyph.class == Class::Number).unwrap_or(space.shortened)
        })
}

/// ` ?\p{L}+`
fn word(text: &str, first: Glyph) -> Option<usize> {
    let body = match first.char {
        ' ' => Glyph::at(text, first.end)?,
        _ => first,
    };
    body.class.is_letter().then(|| run(text, body.end, |glyph| glyph.class.is_letter()))
}
