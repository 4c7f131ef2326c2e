//! The pattern of Mistral's Tekken: that of `o200k_base` without contractions,
//! each digit by itself.
//!
//! ```text
//! [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+
//! |[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*
//! |\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+
//! ```
//!
//! Source: `tekken_240911.json` of mistral-common 1.13.1.

use super::{Glyph, Space, cased, run, symbols};
use crate::unicode::Class;

pub(super) fn cut(text: &str, start: usize, first: Glyph) -> usize {
    cased::word(text, start, first, cased::is_caseless_or_mark)
        .or((first.class == Class::Number).then_some(first.end))
        .or_else(|| {
            let end = symbols(text, start, first)?;
            Some(run(text, end, |glyph| glyph.is_line_end() || glyph.char == '/'))
        })
        .unwrap_or_else(|| Space::at(text, start).line_end_first())
}
