//! The pattern of Kimi K2 and K3: that of `o200k_base`, with Chinese characters
//! in pieces of their own.
//!
//! ```text
//! [\p{Han}]+
//! |[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
//! |[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
//! |\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
//! ```
//!
//! Source: `tokenization_kimi.py` of Kimi K2. That file also cuts a text every
//! 400,000 characters and a run without spaces every 25,000, before it looks at
//! the pattern; we do not.

use super::{Fold, Glyph, Space, cased, contraction, run, symbols, up_to_three_numbers};
use crate::unicode::{Class, is_han};

pub(super) fn cut(text: &str, start: usize, first: Glyph) -> usize {
    if is_han(first.char) {
        return run(text, first.end, |glyph| is_han(glyph.char));
    }
    word(text, start, first)
        .or_else(|| (first.class == Class::Number).then(|| up_to_three_numbers(text, first)))
        .or_else(|| {
            let end = symbols(text, start, first)?;
            Some(run(text, end, Glyph::is_line_end))
        })
        .unwrap_or_else(|| Space::at(text, start).line_end_first())
}

/// The two alternatives with letters, and their contraction.
fn word(text: &str, start: usize, first: Glyph) -> Option<usize> {
    let is_shared = |glyph: Glyph| cased::is_caseless_or_mark(glyph) && !is_han(glyph.char);
    let end = cased::word(text, start, first, is_shared)?;
    Some(contraction(text, end, Fold::Simple).unwrap_or(end))
}
