//! A text that JavaScript edits, in the units and with the faults of its
//! strings.

use std::{ops::Range, sync::Arc};

use lollipop_bpe::{Document, Tokenizer};

use crate::surrogates::{Surrogates, is_high, is_low};

/// The tokens of a text through any number of edits.
///
/// Offsets are UTF-16 units. The text may hold lone surrogates, which count as
/// U+FFFD as `TextEncoder` has it; two halves that an edit brings together are
/// the character they spell. After every edit the tokens are those of the whole
/// string, encoded afresh.
pub struct Session {
    document: Document,
    lone: Surrogates,
}

impl Session {
    /// A session on a text without lone surrogates.
    pub fn new(tokenizer: Arc<Tokenizer>, text: &str) -> Self {
        Self { document: Document::new(tokenizer, text), lone: Surrogates::default() }
    }

    /// Replaces `deleted` units from `start` on and gives the new count. What
    /// lies beyond the end of the text stops at it.
    ///
    /// Cost: that of [`Document::replace_utf16`]; linear in the whole text while
    /// a lone surrogate is in it, or when the edit cuts a pair.
    pub fn edit(&mut self, start: usize, deleted: usize, text: &str) -> usize {
        let range = start..start.saturating_add(deleted);
        if self.lone.is_empty() && self.document.replace_utf16(range, text).is_ok() {
            return self.count();
        }
        let units: Vec<u16> = text.encode_utf16().collect();
        self.edit_units(start, deleted, &units)
    }

    /// As [`Self::edit`], with a text that may hold lone surrogates.
    pub fn edit_units(&mut self, start: usize, deleted: usize, units: &[u16]) -> usize {
        let length = self.document.len_utf16();
        let start = start.min(length);
        self.replace_units(start..start.saturating_add(deleted).min(length), units)
    }

    /// The tokens of the whole text.
    pub fn ids(&self) -> Vec<u32> {
        self.document.ids()
    }

    /// How many there are once all text has them.
    fn count(&mut self) -> usize {
        self.document.settle(usize::MAX);
        self.document.count()
    }

    /// The unit of the JavaScript string at this offset, if it is a surrogate.
    fn surrogate_at(&self, offset: usize) -> Option<u16> {
        self.lone.at(offset).or_else(|| {
            let unit = self.document.parts().flat_map(str::encode_utf16).nth(offset)?;
            (is_high(unit) || is_low(unit)).then_some(unit)
        })
    }

    /// Takes a surrogate on either side into the edit, where it may have lost
    /// its other half or have found one.
    fn replace_units(&mut self, mut range: Range<usize>, units: &[u16]) -> usize {
        let before =
            range.start.checked_sub(1).and_then(|at| self.surrogate_at(at)).filter(|&unit| is_high(unit));
        let after = self.surrogate_at(range.end).filter(|&unit| is_low(unit));
        range.start -= usize::from(before.is_some());
        range.end += usize::from(after.is_some());

        let mut text = String::with_capacity(units.len());
        let mut lone = Vec::new();
        let mut at = range.start;
        for decoded in char::decode_utf16(before.into_iter().chain(units.iter().copied()).chain(after)) {
            let character = decoded.unwrap_or_else(|error| {
                lone.push((at, error.unpaired_surrogate()));
                char::REPLACEMENT_CHARACTER
            });
            text.push(character);
            at += character.len_utf16();
        }
        let length = at - range.start;
        // Both ends are between characters now, and inside the text.
        if self.document.replace_utf16(range.clone(), &text).is_ok() {
            self.lone.replace(range, length, &lone);
        }
        self.count()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

    use lollipop_bpe::{Encoding, pack};
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// The 256 bytes and a token that joins across characters.
    fn tokenizer() -> Arc<Tokenizer> {
        let mut tokens: Vec<_> = (0..=u8::MAX).map(|byte| vec![byte]).collect();
        tokens.extend([b"ab".to_vec(), b"abab".to_vec()]);
        let tokens: Vec<_> = (0..).zip(tokens.iter().map(Vec::as_slice)).collect();
        Arc::new(Tokenizer::load(&pack(Encoding::R50kBase, &tokens, &[]).unwrap()).unwrap())
    }

    /// Letters, a pair in either half, and a character of three bytes.
    fn units() -> impl Strategy<Value = Vec<u16>> {
        vec(prop::sample::select(vec![0x61, 0x62, 0xD83D, 0xDE00, 0xD800, 0xDC00, 0x4E2D, 0xFFFD]), 0..6)
    }

    proptest! {
        #[test]
        fn a_session_is_its_string(edits in vec((0..12_usize, 0..5_usize, units()), 0..12)) {
            let tokenizer = tokenizer();
            let mut session = Session::new(Arc::clone(&tokenizer), "");
            let mut string: Vec<u16> = Vec::new();
            for (start, deleted, insert) in edits {
                let count = match String::from_utf16(&insert) {
                    Ok(text) => session.edit(start, deleted, &text),
                    Err(_) => session.edit_units(start, deleted, &insert),
                };
                let start = start.min(string.len());
                string.splice(start..(start + deleted).min(string.len()), insert);
                let expected = tokenizer.encode(&String::from_utf16_lossy(&string));
                prop_assert_eq!(count, expected.len());
                prop_assert_eq!(session.ids(), expected);
            }
        }
    }

    #[test]
    fn halves_that_meet_are_a_character() {
        let mut session = Session::new(tokenizer(), "ab");
        session.edit_units(1, 0, &[0xD83D]);
        assert_eq!(session.edit_units(2, 0, &[0xDE00]), 6);
        assert_eq!(session.ids(), [0x61, 0xF0, 0x9F, 0x98, 0x80, 0x62]);
        session.edit(2, 1, "");
        assert_eq!(session.ids(), [0x61, 0xEF, 0xBF, 0xBD, 0x62]);
        session.edit(1, 1, "");
        assert_eq!(session.ids(), [256]);
    }
}
