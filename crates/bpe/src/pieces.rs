//! The pre-tokenizers: they cut a text into the pieces that no token crosses.
//!
//! Each follows one pattern, that of tiktoken-rs 0.12.1
//! (`src/tiktoken_ext/openai_public.rs`) or of the vendor, by hand, so that
//! every cut is found in time linear in the text. A module here knows
//! characters, never tokens.

mod ascii;
pub(crate) mod block;
mod cased;
pub(crate) mod cl100k;
mod deepseek;
pub(crate) mod gpt2;
mod gpt2_digits;
mod kimi;
mod llama3;
pub(crate) mod o200k;
mod qwen2;
mod tekken;
#[cfg(test)]
mod tests;

use crate::{encoding::Pattern, unicode::Class, words::Window};

/// Says where the piece ends that begins at an offset, before the end of the
/// text, with the bytes of the window. Both offsets stand between characters.
pub(crate) type End = fn(&str, usize, Window) -> usize;

/// What finds the pieces of a pattern.
pub(crate) fn end_of(pattern: Pattern) -> End {
    match pattern {
        Pattern::Gpt2 => gpt2::end,
        Pattern::Cl100k => cl100k::end,
        Pattern::O200k => o200k::end,
        Pattern::Llama3 => |text, start, _| end_by(llama3::cut, text, start),
        Pattern::Qwen2 => |text, start, _| end_by(qwen2::cut, text, start),
        Pattern::DeepseekV3 => |text, start, _| end_by(deepseek::cut, text, start),
        Pattern::Kimi => |text, start, _| end_by(kimi::cut, text, start),
        Pattern::Tekken => |text, start, _| end_by(tekken::cut, text, start),
        Pattern::Gpt2Digits => |text, start, _| end_by(gpt2_digits::cut, text, start),
    }
}

/// The pieces of a text, which together are the text.
///
/// Cost: linear in what is taken.
pub(crate) fn pieces(pattern: Pattern, text: &str) -> impl Iterator<Item = &str> {
    let cut = end_of(pattern);
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        at = if start < text.len() { cut(text, start, Window::at(text.as_bytes(), start)) } else { start };
        text.get(start..at).filter(|piece| !piece.is_empty())
    })
}

#[inline(always)]
fn end_by(cut: impl Fn(&str, usize, Glyph) -> usize, text: &str, start: usize) -> usize {
    Glyph::at(text, start).map_or(text.len(), |first| cut(text, start, first))
}

/// One character of a text: what it is, and the offset at which it ends.
#[derive(Clone, Copy)]
struct Glyph {
    char: char,
    class: Class,
    end: usize,
}

impl Glyph {
    /// The character that begins at the offset, if the text goes on there.
    fn at(text: &str, start: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        let first = *bytes.get(start)?;
        let byte = |ahead: usize| u32::from(bytes.get(start + ahead).copied().unwrap_or_default());
        let rest = |ahead: usize| byte(ahead) & 0x3F;
        let (code, width) = match first {
            ..0x80 => (u32::from(first), 1),
            0x80..0xE0 => ((u32::from(first) & 0x1F) << 6 | rest(1), 2),
            0xE0..0xF0 => ((u32::from(first) & 0xF) << 12 | rest(1) << 6 | rest(2), 3),
            _ => ((u32::from(first) & 0x7) << 18 | rest(1) << 12 | rest(2) << 6 | rest(3), 4),
        };
        let char = char::from_u32(code)?;
        Some(Self { char, class: Class::of(char), end: start + width })
    }

    /// `[\r\n]`
    const fn is_line_end(self) -> bool {
        matches!(self.char, '\r' | '\n')
    }

    /// `[^\r\n\p{L}\p{N}]`: may stand before the letters of a word.
    const fn is_prefix(self) -> bool {
        !self.is_line_end() && !self.class.is_letter() && !matches!(self.class, Class::Number)
    }
}

/// The end of the ideographs and Hangul syllables from `start` on of which two
/// bytes are enough to know that they are letters without case: U+4E00 to
/// U+9FBF and U+AC00 to U+D77F.
fn ideographs_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let two = |at: usize| bytes.get(at..).and_then(<[u8]>::first_chunk).map(|&two| u16::from_be_bytes(two));
    let mut end = start;
    while let Some(0xE4B8..=0xE9BE | 0xEAB0..=0xED9D) = two(end) {
        end += 3;
    }
    end
}

/// `\p{L}*`
fn letters_end(text: &str, start: usize) -> usize {
    let mut end = ideographs_end(text, start);
    while let Some(glyph) = Glyph::at(text, end).filter(|glyph| glyph.class.is_letter()) {
        end = ideographs_end(text, glyph.end);
    }
    end
}

/// The end of the longest run of characters that pass `test`; `start` if none.
fn run(text: &str, start: usize, test: impl Fn(Glyph) -> bool) -> usize {
    let mut end = start;
    while let Some(glyph) = Glyph::at(text, end).filter(|&glyph| test(glyph)) {
        end = glyph.end;
    }
    end
}

/// `\p{N}{1,3}`, when `first` is a number.
fn up_to_three_numbers(text: &str, first: Glyph) -> usize {
    let mut end = first.end;
    for _ in 0..2 {
        match Glyph::at(text, end) {
            Some(glyph) if glyph.class == Class::Number => end = glyph.end,
            _ => break,
        }
    }
    end
}

/// ` ?[^\s\p{L}\p{N}]+`, the beginning `first` being known.
fn symbols(text: &str, start: usize, first: Glyph) -> Option<usize> {
    let body = match first.char {
        ' ' => first.end,
        _ => start,
    };
    let end = run(text, body, |glyph| glyph.class.is_symbol());
    (end > body).then_some(end)
}

/// The case of the letters in a contraction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fold {
    /// As written: `'s`.
    Exact,
    /// `(?i:…)`: `'s`, `'S`, and `'ſ`, which folds to `s`. No other character
    /// outside ASCII folds to a letter of these endings.
    Simple,
}

/// `'(?:[sdmt]|ll|ve|re)`: the end of the contraction that begins here.
fn contraction(text: &str, start: usize, fold: Fold) -> Option<usize> {
    let mut letters = text.get(start..)?.strip_prefix('\'')?.chars();
    let mut next = || {
        let char = letters.next()?;
        let plain = match (fold, char) {
            (Fold::Simple, 'ſ') => 's',
            (Fold::Simple, _) => char.to_ascii_lowercase(),
            (Fold::Exact, _) => char,
        };
        Some((plain, char.len_utf8()))
    };
    let body = start + 1;
    match next()? {
        ('s' | 'd' | 'm' | 't', width) => Some(body + width),
        (first @ ('l' | 'v' | 'r'), width) => match (first, next()?) {
            ('l', ('l', second)) | ('v' | 'r', ('e', second)) => Some(body + width + second),
            _ => None,
        },
        _ => None,
    }
}

/// A run of white space. The patterns differ in which of these they try first.
struct Space {
    /// `\s+`: the end of the run.
    end: usize,
    /// `\s+$`: the end of the run, where the text ends with it.
    closing: Option<usize>,
    /// `\s*[\r\n]+`: after the last CR or LF of the run.
    line_end: Option<usize>,
    /// `\s+(?!\S)|\s`: before the last character of the run, which belongs to
    /// what follows; after it, where it stands alone.
    shortened: usize,
}

impl Space {
    /// The run that begins at the offset, where white space is.
    fn at(text: &str, start: usize) -> Self {
        let (mut end, mut last, mut line_end) = (start, start, None);
        while let Some(glyph) = Glyph::at(text, end).filter(|glyph| glyph.class == Class::Space) {
            (last, end) = (end, glyph.end);
            if glyph.is_line_end() {
                line_end = Some(end);
            }
        }
        Self {
            end,
            closing: (end == text.len()).then_some(end),
            line_end,
            shortened: if last > start { last } else { end },
        }
    }

    /// `\s*[\r\n]+|\s+(?!\S)|\s+`
    fn line_end_first(&self) -> usize {
        self.line_end.or(self.closing).unwrap_or(self.shortened)
    }

    /// The same, where an earlier pattern has taken what is `apart`.
    fn line_end_first_before(&self, text: &str, apart: impl Fn(Glyph) -> bool) -> usize {
        self.line_end.or_else(|| self.before(text, apart)).unwrap_or(self.shortened)
    }

    /// `\s+$`, where the text ends before what is `apart`.
    fn before(&self, text: &str, apart: impl Fn(Glyph) -> bool) -> Option<usize> {
        Glyph::at(text, self.end).is_none_or(apart).then_some(self.end)
    }
}
