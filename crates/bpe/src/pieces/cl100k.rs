//! The pattern of `cl100k_base`.
//!
//! ```text
//! '(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+
//! | ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s
//! ```

use super::{Fold, Glyph, Space, contraction, run, symbols, up_to_three_numbers};
use crate::unicode::Class;

pub(super) fn cut(text: &str, start: usize, first: Glyph) -> usize {
    contraction(text, start, Fold::Simple)
        .or_else(|| word(text, first))
        .or_else(|| (first.class == Class::Number).then(|| up_to_three_numbers(text, first)))
        .or_else(|| {
            let end = symbols(text, start, first)?;
            Some(run(text, end, Glyph::is_line_end))
        })
        .unwrap_or_else(|| {
            let space = Space::at(text, start);
            space.closing.or(space.line_end).unwrap_or(space.shortened)
        })
}

/// `[^\r\n\p{L}\p{N}]?+\p{L}++`
fn word(text: &str, first: Glyph) -> Option<usize> {
    let body = if first.is_prefix() { Glyph::at(text, first.end)? } else { first };
    body.class.is_letter().then(|| run(text, body.end, |glyph| glyph.class.is_letter()))
}
