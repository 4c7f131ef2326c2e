//! The pattern of `r50k_base`, `p50k_base` and `p50k_edit`.
//!
//! ```text
//! '(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s
//! ```

use super::{Fold, Glyph, Space, contraction, run, symbols};
use crate::unicode::Class;

pub(super) fn cut(text: &str, start: usize, first: Glyph) -> usize {
    contraction(text, start, Fold::Exact)
        .or_else(|| word_or_number(text, first))
        .or_else(|| symbols(text, start, first))
        .unwrap_or_else(|| {
            let space = Space::at(text, start);
            space.closing.unwrap_or(space.shortened)
        })
}

/// ` ?\p{L}++| ?\p{N}++`
fn word_or_number(text: &str, first: Glyph) -> Option<usize> {
    let body = match first.char {
        ' ' => Glyph::at(text, first.end)?,
        _ => first,
    };
    if body.class.is_letter() {
        Some(run(text, body.end, |glyph| glyph.class.is_letter()))
    } else if body.class == Class::Number {
        Some(run(text, body.end, |glyph| glyph.class == Class::Number))
    } else {
        None
    }
}
