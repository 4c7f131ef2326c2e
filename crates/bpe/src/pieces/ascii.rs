//! What most text is made of, cut without decoding it.
//!
//! Each function gives up, with `None`, where a character outside ASCII could
//! belong to the piece: then the pattern looks at every character.

use crate::words::{TOPS, letters, lower, upper, word};

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

/// The end of the letters from `start` on.
#[inline(always)]
pub(super) fn letters_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        let word = word(bytes, at);
        let others = !letters(word) & TOPS;
        if others != 0 {
            return stop(word, others).map(|count| at + count);
        }
        at += 8;
    }
}

/// The end of capitals and then small letters from `start` on.
#[inline(always)]
pub(super) fn capitals_then_small_end(bytes: &[u8], start: usize) -> Option<usize> {
    let word = word(bytes, start);
    let others = !upper(word) & TOPS;
    // The highest bits of the bytes after the capitals.
    let after = match others {
        0 => 0,
        _ => !(others & others.wrapping_neg()).wrapping_sub(1),
    };
    let others = !lower(word) & TOPS & after;
    match others {
        0 => long_capitals_then_small_end(bytes, start),
        _ => stop(word, others).map(|count| start + count),
    }
}

#[inline(never)]
fn long_capitals_then_small_end(bytes: &[u8], start: usize) -> Option<usize> {
    let end_of = |start: usize, test: fn(&u8) -> bool| {
        start + bytes[start..].iter().take_while(|byte| test(byte)).count()
    };
    let end = end_of(end_of(start, u8::is_ascii_uppercase), u8::is_ascii_lowercase);
    (Kind::at(bytes, end) != Kind::Wide).then_some(end)
}

/// How many bytes stand before the first that `others` marks, if that one is
/// ASCII.
#[inline(always)]
fn stop(word: u64, others: u64) -> Option<usize> {
    let bits = others.trailing_zeros() & !7;
    let byte = (word >> bits) as u8;
    byte.is_ascii().then_some(bits as usize / 8)
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
