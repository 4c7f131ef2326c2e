//! Which replacement characters of a text stand for a lone surrogate, and for
//! which one.

use std::ops::Range;

/// Lone surrogates by their offset in UTF-16 units, in order.
///
/// Nearly always empty: JavaScript strings hold one while an input method
/// writes a character in two steps, or when a program cut one in half.
#[derive(Debug, Default)]
pub struct Surrogates(Vec<(usize, u16)>);

impl Surrogates {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The surrogate at this offset.
    pub fn at(&self, offset: usize) -> Option<u16> {
        let index = self.0.binary_search_by_key(&offset, |&(at, _)| at).ok()?;
        Some(self.0[index].1)
    }

    /// Follows an edit that replaced `range` by `length` units, of which these
    /// are lone, by their offset in the whole text.
    pub fn replace(&mut self, range: Range<usize>, length: usize, lone: &[(usize, u16)]) {
        let from = self.0.partition_point(|&(at, _)| at < range.start);
        let to = self.0.partition_point(|&(at, _)| at < range.end);
        for (at, _) in &mut self.0[to..] {
            *at = *at - range.len() + length;
        }
        self.0.splice(from..to, lone.iter().copied());
    }
}

/// Whether this unit begins a pair.
pub const fn is_high(unit: u16) -> bool {
    matches!(unit, 0xD800..=0xDBFF)
}

/// Whether this unit ends a pair.
pub const fn is_low(unit: u16) -> bool {
    matches!(unit, 0xDC00..=0xDFFF)
}
