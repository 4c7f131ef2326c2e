//! The pattern of `r50k_base`, `p50k_base` and `p50k_edit`.
//!
//! ```text
//! '(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s
//! ```

use super::{
    Fold, Glyph, Space,
    ascii::{self, FIRST, Kind, SECOND},
    contraction, letters_end, run, symbols,
};
use crate::{
    unicode::Class,
    words::{Window, letters},
};

/// The end of the piece that begins at `start`, before the end of the text,
/// with the bytes of the window.
#[inline(always)]
pub(crate) fn end(text: &str, start: usize, window: Window) -> usize {
    ascii_end(text.as_bytes(), start, window).unwrap_or_else(|| cut(text, start))
}

#[inline(always)]
fn ascii_end(bytes: &[u8], start: usize, window: Window) -> Option<usize> {
    let first = window.first as u8;
    let found = letters(window.first);
    if found & FIRST != 0 || found & SECOND != 0 && first == b' ' {
        return ascii::letters_end(bytes, start, window, found);
    }
    let body = start + usize::from(first == b' ');
    match Kind::at(bytes, body) {
        Kind::Digit => ascii::run_end(bytes, body, Kind::Digit),
        Kind::Symbol if first != b'\'' => ascii::run_end(bytes, body, Kind::Symbol),
        Kind::Space | Kind::LineEnd => {
            let space = ascii::space(bytes, start)?;
            Some(space.closing.unwrap_or(space.shortened))
        }
        _ => None,
    }
}

#[inline(never)]
fn cut(text: &str, start: usize) -> usize {
    let Some(first) = Glyph::at(text, start) else { return text.len() };
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
        Some(letters_end(text, body.end))
    } else if body.class == Class::Number {
        Some(run(text, body.end, |glyph| glyph.class == Class::Number))
    } else {
        None
    }
}
