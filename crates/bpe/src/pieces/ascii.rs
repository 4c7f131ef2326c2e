//! What most text is made of, cut without decoding it.
//!
//! Each function gives up, with `None`, where a character outside ASCII could
//! belong to the piece: then the pattern looks at every character.

use crate::words::{TOPS, Window, letters, lower};

/// What the patterns tell apart in ASCII.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Letter,
    Digit,
    /// White space but the ends of lines.
    Space,
    LineEnd,
    Symbol,
    /// The first byte of a character outside ASCII.
    Wide,
}

impl Kind {
    #[inline(always)]
    pub(super) fn of(byte: u8) -> Self {
        KINDS[usize::from(byte)]
    }

    /// Beyond the end there is a line end, which ends every piece but white
    /// space.
    #[inline(always)]
    pub(super) fn at(bytes: &[u8], at: usize) -> Self {
        bytes.get(at).map_or(Self::LineEnd, |&byte| Self::of(byte))
    }
}

static KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Symbol; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Kind::Letter,
            b'0'..=b'9' => Kind::Digit,
            b'\r' | b'\n' => Kind::LineEnd,
            b' ' | b'\t' | 0xB | 0xC => Kind::Space,
            0x80.. => Kind::Wide,
            _ => Kind::Symbol,
        };
        byte += 1;
    }
    kinds
};

/// The highest bit of the first byte, and of the second.
pub(super) const FIRST: u64 = 0x80;
pub(super) const SECOND: u64 = 0x8000;

/// The end of the letters from the first or the second byte of the window on,
/// which is one. `letters` are those of its first half.
#[inline(always)]
pub(super) fn letters_end(bytes: &[u8], start: usize, window: Window, found: u64) -> Option<usize> {
    // The first byte belongs to the word, whatever it is.
    let others = !found & TOPS & !FIRST;
    if others != 0 {
        return stop(window.first, others, start);
    }
    let others = !letters(window.second) & TOPS;
    if others != 0 {
        return stop(window.second, others, start + 8);
    }
    long_end(bytes, start + 16, u8::is_ascii_alphabetic)
}

/// The end of capitals and then small letters from the first or the second byte
/// of the window on, which is one of them: those of its first half are given.
#[inline(always)]
pub(super) fn capitals_then_small_end(
    bytes: &[u8],
    start: usize,
    window: Window,
    capitals: u64,
    small: u64,
) -> Option<usize> {
    // The first byte belongs to the word: as a capital, unless it is small.
    let others = !(capitals | FIRST & !small) & TOPS;
    if others == 0 {
        let end = long_end(bytes, start + 8, u8::is_ascii_uppercase)?;
        return long_end(bytes, end, u8::is_ascii_lowercase);
    }
    // The highest bits of the bytes from the end of the capitals on.
    let from = !(others & others.wrapping_neg()).wrapping_sub(1);
    let others = !small & TOPS & from;
    if others != 0 {
        return stop(window.first, others, start);
    }
    let others = !lower(window.second) & TOPS;
    if others != 0 {
        return stop(window.second, others, start + 8);
    }
    long_end(bytes, start + 16, u8::is_ascii_lowercase)
}

/// The place of the first byte that `others` marks, if that one is ASCII.
#[inline(always)]
fn stop(word: u64, others: u64, start: usize) -> Option<usize> {
    let bits = others.trailing_zeros() & !7;
    let byte = (word >> bits) as u8;
    byte.is_ascii().then_some(start + bits as usize / 8)
}

#[inline(never)]
fn long_end(bytes: &[u8], start: usize, test: fn(&u8) -> bool) -> Option<usize> {
    let more = bytes.get(start..)?.iter().take_while(|byte| test(byte)).count();
    (Kind::at(bytes, start + more) != Kind::Wide).then_some(start + more)
}

/// The end of the bytes of one kind from `start` on.
#[inline(always)]
pub(super) fn run_end(bytes: &[u8], start: usize, kind: Kind) -> Option<usize> {
    let mut end = start;
    while bytes.get(end).is_some_and(|&byte| Kind::of(byte) == kind) {
        end += 1;
    }
    (Kind::at(bytes, end) != Kind::Wide).then_some(end)
}

/// The end of up to three digits, the first of which is at `start`.
#[inline(always)]
pub(super) fn up_to_three_digits(bytes: &[u8], start: usize) -> Option<usize> {
    let mut end = start + 1;
    while end < start + 3 {
        match Kind::at(bytes, end) {
            Kind::Digit => end += 1,
            Kind::Wide => return None,
            _ => break,
        }
    }
    Some(end)
}

/// White space, as [`super::Space`] has it.
#[inline(always)]
pub(super) fn space(bytes: &[u8], start: usize) -> Option<super::Space> {
    let (mut end, mut line_end) = (start, None);
    loop {
        match bytes.get(end).map(|&byte| Kind::of(byte)) {
            Some(Kind::Space) => end += 1,
            Some(Kind::LineEnd) => {
                end += 1;
                line_end = Some(end);
            }
            Some(Kind::Wide) => return None,
            _ => break,
        }
    }
    let closing = (end == bytes.len()).then_some(end);
    Some(super::Space { closing, line_end, shortened: if end - start > 1 { end - 1 } else { end } })
}
