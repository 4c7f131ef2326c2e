//! The pattern of Llama 3 and of GLM 4 and 5: that of `cl100k_base` but for
//! white space, where line ends go first even at the end of the text.
//!
//! ```text
//! (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}
//! | ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
//! ```
//!
//! Source: `tokenizer.json` of Llama 3.1 and of GLM 4.5.

use super::{Fold, Glyph, Space, contraction, run, symbols, up_to_three_numbers};
use crate::unicode::Class;

pub(super) fn cut(text: &str, start: usize, first: Glyph) -> usize {
    cut_with(text, start, first, up_to_three_numbers)
}

/// The same, with another rule for how many numbers a piece has.
pub(super) fn cut_with(
    text: &str,
    start: usize,
    first: Glyph,
    numbers: impl Fn(&str, Glyph) -> usize,
) -> usize {
    contraction(text, start, Fold::Simple)
        .or_else(|| word(text, first))
        .or_else(|| (first.class == Class::Number).then(|| numbers(text, first)))
        .or_else(|| {
            let end = symbols(text, start, first)?;
            Some(run(text, end, Glyph::is_line_end))
        })
        .unwrap_or_else(|| Space::at(text, start).line_end_first())
}

/// `[^\r\n\p{L}\p{N}]?\p{L}+`
fn word(text: &str, first: Glyph) -> Option<usize> {
    let body = if first.is_prefix() { Glyph::at(text, first.end)? } else { first };
    body.class.is_letter().then(|| run(text, body.end, |glyph| glyph.class.is_letter()))
}
