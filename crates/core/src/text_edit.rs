//! One change of a text, in the units in which a browser counts.
//!
//! A field says where its text changed in UTF-16 units, and a `String` knows
//! bytes; this is where the one becomes the other.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// One stretch of a text replaced by another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEdit {
    /// Where it begins, in UTF-16 units of the text before and after.
    pub start: u32,
    /// How many UTF-16 units of the text before are taken out.
    pub deleted: u32,
    /// What stands there instead.
    pub inserted: String,
}

/// Why an edit cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextEditError {
    /// It begins or ends beyond the text, or inside a character.
    #[error("no character begins at UTF-16 unit {unit}")]
    NoBoundary {
        /// The first such place.
        unit: u32,
    },
}

impl TextEdit {
    /// Makes the edit, or leaves `text` as it is.
    ///
    /// Cost: linear in the text, but at the speed of memory where it is ASCII; what
    /// takes the place of the whole text is not copied.
    pub fn apply(self, text: &mut String) -> Result<(), TextEditError> {
        let range = self.bytes_in(text)?;
        if range == (0..text.len()) {
            *text = self.inserted;
        } else if self.inserted.len() < CHUNK_BYTES {
            text.replace_range(range, &self.inserted);
        } else {
            // `replace_range` would take a long text byte by byte.
            let tail = text.split_off(range.end);
            text.truncate(range.start);
            text.reserve(self.inserted.len() + tail.len());
            text.push_str(&self.inserted);
            text.push_str(&tail);
        }
        Ok(())
    }

    /// The bytes of `text` that are taken out.
    fn bytes_in(&self, text: &str) -> Result<Range<usize>, TextEditError> {
        let start = byte_of(text, self.start).ok_or(TextEditError::NoBoundary { unit: self.start })?;
        let rest = text.get(start..).unwrap_or_default();
        let end = TextEditError::NoBoundary { unit: self.start.saturating_add(self.deleted) };
        let deleted = byte_of(rest, self.deleted).ok_or(end)?;
        Ok(start..start + deleted)
    }
}

/// Bytes looked at in one go.
const CHUNK_BYTES: usize = 1024;

/// The byte at which the UTF-16 unit number `unit` begins; `None` beyond the
/// end and inside a character.
fn byte_of(text: &str, unit: u32) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut left) = (0, unit as usize);
    while left > 0 {
        let chunk = bytes.get(at..(at + CHUNK_BYTES.min(left)).min(bytes.len()))?;
        if chunk.is_empty() {
            return None;
        }
        if chunk.is_ascii() {
            at += chunk.len();
            left -= chunk.len();
            continue;
        }
        // No more units than bytes, so that `left` cannot be overrun but by
        // the second half of a pair.
        let units: usize = chunk.iter().map(|&byte| units_begun_by(byte)).sum();
        left = left.checked_sub(units)?;
        at += chunk.len();
    }
    // The last chunk may have ended inside a character, whose units were
    // counted with its first byte.
    while bytes.get(at).is_some_and(|&byte| !begins_a_character(byte)) {
        at += 1;
    }
    Some(at)
}

const fn begins_a_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

/// UTF-16 units of the character that this byte of UTF-8 begins.
const fn units_begun_by(byte: u8) -> usize {
    match byte {
        0xF0.. => 2,
        _ => begins_a_character(byte) as usize,
    }
}

/// UTF-16 units of a text.
///
/// Cost: linear, at the speed of memory where it is ASCII.
#[must_use]
pub fn units(text: &str) -> u32 {
    let of = |chunk: &[u8]| {
        if chunk.is_ascii() { chunk.len() } else { chunk.iter().map(|&byte| units_begun_by(byte)).sum() }
    };
    u32::try_from(text.as_bytes().chunks(CHUNK_BYTES).map(of).sum::<usize>()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, start: u32, deleted: u32, inserted: &str, expected: Result<&str, u32>) {
        let mut after = text.to_owned();
        let edit = TextEdit { start, deleted, inserted: inserted.to_owned() };
        match (edit.apply(&mut after), expected) {
            (Ok(()), Ok(expected)) => assert_eq!(after, expected),
            (made, expected) => {
                assert_eq!(made.err(), expected.err().map(|unit| TextEditError::NoBoundary { unit }));
                assert_eq!(after, text, "a refused edit changes nothing");
            }
        }
    }

    #[test]
    fn edits_count_in_utf_16() {
        check("", 0, 0, "a", Ok("a"));
        check("abc", 1, 1, "", Ok("ac"));
        check("a中b", 2, 1, "c", Ok("a中c"));
        check("a\u{1F433}b", 3, 1, "c", Ok("a\u{1F433}c"));
        check("a\u{1F433}b", 1, 2, "", Ok("ab"));
        check("é", 1, 0, "e", Ok("ée"));
        let long = "中".repeat(1000);
        check("a\u{1F433}b", 1, 2, &long, Ok(&format!("a{long}b")));
        check("a\u{1F433}b", 0, 4, &long, Ok(&long));
    }

    #[test]
    fn what_is_no_place_is_refused() {
        check("abc", 4, 0, "x", Err(4));
        check("abc", 2, 2, "x", Err(4));
        check("\u{1F433}", 1, 0, "x", Err(1));
        check("\u{1F433}", 0, 1, "x", Err(1));
        check("", u32::MAX, u32::MAX, "x", Err(u32::MAX));
    }

    /// The plain way: through UTF-16 and back.
    fn plainly(text: &str, edit: &TextEdit) -> Option<String> {
        let mut units: Vec<u16> = text.encode_utf16().collect();
        let end = edit.start.checked_add(edit.deleted)? as usize;
        if end > units.len() {
            return None;
        }
        let head = String::from_utf16(&units[..edit.start as usize]).ok()?;
        let tail = String::from_utf16(&units.split_off(end)).ok()?;
        Some(head + &edit.inserted + &tail)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn edits_agree_with_the_plain_way(
            parts in prop::collection::vec(("[a-c\n]{0,9}|[a中é\u{1F433}]{0,5}", 1..300_usize), 0..6),
            start in 0..3000_u32,
            deleted in 0..20_u32,
            inserted in "[a中\u{1F433}]{0,3}",
        ) {
            let text: String = parts.iter().map(|(part, times)| part.repeat(*times)).collect();
            prop_assert_eq!(units(&text) as usize, text.encode_utf16().count());
            let edit = TextEdit { start, deleted, inserted };
            let mut after = text.clone();
            let made = edit.clone().apply(&mut after).ok().map(|()| after);
            prop_assert_eq!(made, plainly(&text, &edit));
        }
    }
}
