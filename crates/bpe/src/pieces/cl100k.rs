//! The pattern of `cl100k_base`.
//!
//! ```text
//! '(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+
//! | ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s
//! ```

use super::{
    Fold, Glyph, Space,
    ascii::{self, FIRST, Kind, SECOND},
    block::{self, Block, Set, places},
    contraction, letters_end, run, symbols, up_to_three_numbers,
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

/// Where pieces begin in a block, as far as that is certain.
#[inline(always)]
pub(crate) fn starts(bytes: &[u8; block::BYTES]) -> Set {
    let block = Block::of(bytes);
    let certain = block.certain(0);
    let mut starts = block.starts();
    // An apostrophe begins a word as any symbol does; only if that is a
    // contraction, more letters are another word.
    let letters = block.letters();
    let apart = block.all(b'\'') & block.prefixes() & letters >> 1 & letters >> 2 & certain;
    for place in places(apart) {
        if let Some(length) = block.contraction(place) {
            starts |= letters & 1 << (place + length);
        }
    }
    starts & certain
}

#[inline(always)]
fn ascii_end(bytes: &[u8], start: usize, window: Window) -> Option<usize> {
    let first = window.first as u8;
    let kind = Kind::of(first);
    let found = letters(window.first);
    let is_prefix = matches!(kind, Kind::Space | Kind::Symbol) && first != b'\'';
    if found & FIRST != 0 || found & SECOND != 0 && is_prefix {
        return ascii::letters_end(bytes, start, window, found);
    }
    if first == b'\'' { None } else { others_end(bytes, start, first) }
}

/// The end of what begins at `start`, with the byte `first`, and is no word.
#[inline(never)]
fn others_end(bytes: &[u8], start: usize, first: u8) -> Option<usize> {
    let space = |space: Space| space.closing.or(space.line_end).unwrap_or(space.shortened);
    match (Kind::of(first), Kind::at(bytes, start + 1)) {
        (Kind::LineEnd, _) => ascii::space(bytes, start).map(space),
        (Kind::Digit, _) => ascii::up_to_three_digits(bytes, start),
        (_, Kind::Wide) => None,
        (Kind::Symbol, _) => symbols_end(bytes, start),
        (Kind::Space, Kind::Symbol) if first == b' ' => symbols_end(bytes, start + 1),
        (Kind::Space, _) => ascii::space(bytes, start).map(space),
        _ => None,
    }
}

/// `[^\s\p{L}\p{N}]++[\r\n]*+`
#[inline(always)]
fn symbols_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut end = ascii::run_end(bytes, start, Kind::Symbol)?;
    while let Some(b'\r' | b'\n') = bytes.get(end) {
        end += 1;
    }
    Some(end)
}

#[inline(never)]
fn cut(text: &str, start: usize) -> usize {
    let Some(first) = Glyph::at(text, start) else { return text.len() };
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
    body.class.is_letter().then(|| letters_end(text, body.end))
}
