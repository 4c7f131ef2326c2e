//! Words that end where small letters meet a capital, as `o200k_base` has them.

use super::Glyph;
use crate::unicode::Class;

/// The first two alternatives of the patterns below, `X` and `Y` being the
/// letters that `is_shared` accepts, with the capitals and the small ones.
///
/// ```text
/// [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}X]*[\p{Ll}X]+
/// |[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}X]+[\p{Ll}X]*
/// ```
///
/// `is_shared` accepts of `[\p{Lm}\p{Lo}\p{M}]` what the pattern has there, and
/// nothing else.
pub(super) fn word(
    text: &str,
    start: usize,
    first: Glyph,
    is_shared: impl Fn(Glyph) -> bool,
) -> Option<usize> {
    let prefixed = first.is_prefix();
    let letters = Letters::at(text, if prefixed { first.end } else { start }, &is_shared);
    letters
        .with_lower
        // Only a mark is both a prefix and a letter of the first alternative,
        // which then ends right after it: no later one could end it.
        .or((prefixed && is_shared(first)).then_some(first.end))
        .or(letters.upper_only)
}

/// What the two alternatives find at one offset, prefix apart.
struct Letters {
    /// `[\p{Lu}\p{Lt}X]*[\p{Ll}X]+`
    with_lower: Option<usize>,
    /// `[\p{Lu}\p{Lt}X]+[\p{Ll}X]*`, where the other finds nothing: capitals
    /// alone.
    upper_only: Option<usize>,
}

impl Letters {
    fn at(text: &str, start: usize, is_shared: impl Fn(Glyph) -> bool) -> Self {
        let mut end = start;
        // Where the first half may end so that the second has something left.
        let mut shared_end = None;
        let mut small = false;
        while let Some(glyph) = Glyph::at(text, end) {
            match glyph.class {
                Class::Upper if !small => end = glyph.end,
                Class::Lower => {
                    small = true;
                    end = glyph.end;
                    shared_end = Some(end);
                }
                _ if is_shared(glyph) => {
                    end = glyph.end;
                    shared_end = Some(end);
                }
                _ => break,
            }
        }
        Self { with_lower: shared_end, upper_only: (end > start).then_some(end) }
    }
}

/// `[\p{Lm}\p{Lo}\p{M}]`
pub(super) const fn is_caseless_or_mark(glyph: Glyph) -> bool {
    matches!(glyph.class, Class::Caseless | Class::Mark)
}
