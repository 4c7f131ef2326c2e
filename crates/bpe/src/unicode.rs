//! What the pre-tokenizers and the figures need to know of a character.
//!
//! The tables are written by `build.rs`; nothing here is typed by hand.

use Class::{Caseless as C, Lower as L, Mark as M, Number as N, Other as O, Space as S, Upper as U};

/// The classes that the patterns of the encodings tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Everything that no other class names: punctuation, symbols, controls.
    Other,
    /// `\s`: the property White_Space.
    Space,
    /// `\p{N}`
    Number,
    /// `\p{M}`
    Mark,
    /// `[\p{Lu}\p{Lt}]`
    Upper,
    /// `\p{Ll}`
    Lower,
    /// `[\p{Lm}\p{Lo}]`
    Caseless,
}

include!(concat!(env!("OUT_DIR"), "/classes.rs"));

impl Class {
    /// The class of `character`, in two table reads.
    pub(crate) fn of(character: char) -> Self {
        let code = character as usize;
        CLASSES[usize::from(BLOCKS[code / BLOCK]) * BLOCK + code % BLOCK]
    }

    /// `\p{L}`
    pub(crate) const fn is_letter(self) -> bool {
        matches!(self, Self::Upper | Self::Lower | Self::Caseless)
    }

    /// `[^\s\p{L}\p{N}]`
    pub(crate) const fn is_symbol(self) -> bool {
        matches!(self, Self::Other | Self::Mark)
    }
}

/// Whether the script of `character` is Han.
pub(crate) fn is_han(character: char) -> bool {
    within(&HAN, character)
}

/// Whether the script of `character` is Han, Hiragana or Katakana.
pub(crate) fn is_han_or_kana(character: char) -> bool {
    within(&HAN_OR_KANA, character)
}

/// `[\p{P}\p{S}]`
pub(crate) fn is_punctuation_or_symbol(character: char) -> bool {
    match character.is_ascii() {
        true => character.is_ascii_punctuation(),
        false => within(&PUNCTUATION_OR_SYMBOL, character),
    }
}

fn within(ranges: &[(u32, u32)], character: char) -> bool {
    let code = u32::from(character);
    let after = ranges.partition_point(|&(first, _)| first <= code);
    after.checked_sub(1).is_some_and(|index| code <= ranges[index].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(character: char, expected: Class) {
        assert_eq!(Class::of(character), expected, "{character:?}");
    }

    #[test]
    fn classes_of_characters_that_tools_get_wrong() {
        check('\u{85}', Class::Space);
        check('\u{3000}', Class::Space);
        check('\u{FEFF}', Class::Other);
        check('\u{200D}', Class::Other);
        check('\u{E000}', Class::Other);
        check('\u{10FFFF}', Class::Other);
        check('\u{301}', Class::Mark);
        check('Ⅳ', Class::Number);
        check('²', Class::Number);
        check('٣', Class::Number);
        check('ǅ', Class::Upper);
        check('ſ', Class::Lower);
        check('ʰ', Class::Caseless);
        check('中', Class::Caseless);
    }

    #[test]
    fn scripts() {
        assert!(is_han('中') && is_han('々') && is_han('𠀀'));
        assert!(!is_han('の') && !is_han('。') && !is_han('a') && !is_han('\0'));
        assert!(is_han_or_kana('の') && is_han_or_kana('カ') && !is_han_or_kana('한'));
    }

    #[test]
    fn punctuation_and_symbols() {
        for character in "!$+<=>^`|~。、＄€←©️🙂⺀゠".chars().filter(|&char| char != '\u{FE0F}')
        {
            assert!(is_punctuation_or_symbol(character), "{character:?}");
        }
        for character in "a1中\u{301}\u{200D}\u{FEFF}\u{E000}\0 \u{7f}\u{FE0F}".chars() {
            assert!(!is_punctuation_or_symbol(character), "{character:?}");
        }
    }
}
