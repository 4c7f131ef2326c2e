//! The pattern of `o200k_base` and `o200k_harmony`.
//!
//! ```text
//! [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
//! |[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
//! |\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+
//! ```

use super::{
    Fold, Glyph, Space,
    ascii::{self, FIRST, Kind, SECOND},
    block::{self, Block, Set, below, places},
    contraction, ideographs_end, run, symbols, up_to_three_numbers,
};
use crate::{
    unicode::Class,
    words::{Window, lower, upper},
};

/// The end of the piece that begins at `start`, before the end of the text,
/// with the bytes of the window.
#[inline(always)]
pub(crate) fn end(text: &str, start: usize, window: Window) -> usize {
    ascii_end(text, start, window).unwrap_or_else(|| cut(text, start))
}

/// Where pieces begin in a block, as far as that is certain.
#[inline(always)]
pub(crate) fn starts(bytes: &[u8; block::BYTES]) -> Set {
    let block = Block::of(bytes);
    // A slash behind the line ends that symbols take belongs to them, too.
    let certain = block.certain(block.all(b'/') & block.taken() << 1);
    let mut starts = block.starts() | block.humps();
    let letters = block.letters();
    let apart = block.all(b'\'') & letters << 1 & letters >> 1 & certain;
    let mut end = 0;
    for place in places(apart) {
        // A contraction has none of its own.
        if let Some(length) = block.contraction(place)
            && place != end
        {
            end = place + length;
            starts = starts & !(below(end) & !below(place)) | 1 << end;
        }
    }
    starts & certain
}

#[inline(always)]
fn ascii_end(text: &str, start: usize, window: Window) -> Option<usize> {
    let bytes = text.as_bytes();
    let first = window.first as u8;
    let kind = Kind::of(first);
    let (capitals, small) = (upper(window.first), lower(window.first));
    let letters = capitals | small;
    let is_prefix = matches!(kind, Kind::Space | Kind::Symbol);
    if letters & FIRST != 0 || letters & SECOND != 0 && is_prefix {
        let end = ascii::capitals_then_small_end(bytes, start, window, capitals, small)?;
        return match bytes.get(end) {
            Some(b'\'') => Some(contraction(text, end, Fold::Simple).unwrap_or(end)),
            _ => Some(end),
        };
    }
    others_end(bytes, start, first)
}

/// The end of what begins at `start`, with the byte `first`, and is no word.
#[inline(never)]
fn others_end(bytes: &[u8], start: usize, first: u8) -> Option<usize> {
    let space = |space: Space| space.line_end.or(space.closing).unwrap_or(space.shortened);
    match (Kind::of(first), Kind::at(bytes, start + 1)) {
        (Kind::LineEnd, _) => ascii::space(bytes, start).map(space),
        (Kind::Digit, _) => ascii::up_to_three_digits(bytes, start),
        (_, Kind::Wide) => None,
        (Kind::Symbol, _) => ascii_symbols_end(bytes, start),
        (Kind::Space, Kind::Symbol) if first == b' ' => ascii_symbols_end(bytes, start + 1),
        (Kind::Space, _) => ascii::space(bytes, start).map(space),
        _ => None,
    }
}

/// `[^\s\p{L}\p{N}]+[\r\n/]*`
#[inline(always)]
fn ascii_symbols_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut end = ascii::run_end(bytes, start, Kind::Symbol)?;
    while let Some(b'\r' | b'\n' | b'/') = bytes.get(end) {
        end += 1;
    }
    Some(end)
}

#[inline(never)]
fn cut(text: &str, start: usize) -> usize {
    let Some(first) = Glyph::at(text, start) else { return text.len() };
    word(text, start, first)
        .or_else(|| (first.class == Class::Number).then(|| up_to_three_numbers(text, first)))
        .or_else(|| {
            let end = symbols(text, start, first)?;
            Some(run(text, end, |glyph| glyph.is_line_end() || glyph.char == '/'))
        })
        .unwrap_or_else(|| {
            let space = Space::at(text, start);
            space.line_end.or(space.closing).unwrap_or(space.shortened)
        })
}

/// The first two alternatives, with their contraction.
fn word(text: &str, start: usize, first: Glyph) -> Option<usize> {
    let prefixed = first.is_prefix();
    let letters = Letters::at(text, if prefixed { first.end } else { start });
    let end = letters
        .with_lower
        // Only a mark is both a prefix and a letter of the first alternative,
        // which then ends right after it: no later one could end it.
        .or((prefixed && first.class == Class::Mark).then_some(first.end))
        .or(letters.upper_only)?;
    Some(contraction(text, end, Fold::Simple).unwrap_or(end))
}

/// What the two alternatives find at one offset, prefix and contraction apart.
struct Letters {
    /// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`
    with_lower: Option<usize>,
    /// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*`, where the
    /// other finds nothing: capitals alone.
    upper_only: Option<usize>,
}

impl Letters {
    fn at(text: &str, start: usize) -> Self {
        let mut end = start;
        // Where the first half may end so that the second has something left.
        let mut shared_end = None;
        loop {
            let ideographs = ideographs_end(text, end);
            if ideographs > end {
                end = ideographs;
                shared_end = Some(end);
            }
            match Glyph::at(text, end) {
                Some(glyph) if glyph.class == Class::Upper => end = glyph.end,
                Some(glyph) if is_shared(glyph) => {
                    end = glyph.end;
                    shared_end = Some(end);
                }
                Some(glyph) if glyph.class == Class::Lower => {
                    let is_second = |glyph: Glyph| glyph.class == Class::Lower || is_shared(glyph);
                    shared_end = Some(run(text, glyph.end, is_second));
                    break;
                }
                _ => break,
            }
        }
        Self { with_lower: shared_end, upper_only: (end > start).then_some(end) }
    }
}

/// `[\p{Lm}\p{Lo}\p{M}]`: what both halves of a word accept.
const fn is_shared(glyph: Glyph) -> bool {
    matches!(glyph.class, Class::Caseless | Class::Mark)
}
