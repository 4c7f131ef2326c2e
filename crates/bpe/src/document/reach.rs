//! How far a piece depends on what follows it.

use crate::{encoding::Pattern, unicode::Class};

/// Characters that a pre-tokenizer may look at after those that it reads as a
/// run: an apostrophe and two letters, and one to spare.
const AHEAD: usize = 4;

/// The offset before which the pieces of a text are those of every text that
/// begins with it: a piece that ends before it does not depend on what follows
/// `text`.
///
/// Cost: linear in what is uncertain.
pub(super) fn certain_before(text: &str, pattern: Pattern) -> usize {
    text.len() - uncertain([text], pattern, text.len())
}

/// How many bytes before the end of a text are uncertain in that sense; more than
/// `most` where there are more than that. `parts` are those of the text, the last
/// one first.
///
/// A pre-tokenizer looks beyond the end of a piece: through the rest of a run of
/// white space, of one of letters and marks, or of one of numbers, and then at a
/// few characters more.
///
/// Cost: linear in the answer, and in `most` at most.
pub(super) fn uncertain<'t>(
    parts: impl IntoIterator<Item = &'t str>,
    pattern: Pattern,
    most: usize,
) -> usize {
    let mut characters = parts.into_iter().flat_map(|part| part.chars().rev());
    let mut bytes = characters.by_ref().take(AHEAD).map(char::len_utf8).sum::<usize>();
    let mut run = None;
    for character in characters {
        let kind = match Class::of(character) {
            Class::Other => break,
            // Everybody else takes up to three of them.
            Class::Number if pattern != Pattern::Gpt2 => break,
            kind @ (Class::Space | Class::Number) => kind,
            _ => Class::Caseless,
        };
        if *run.get_or_insert(kind) != kind || bytes > most {
            break;
        }
        bytes += character.len_utf8();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::{certain_before, uncertain};
    use crate::encoding::Pattern;

    #[track_caller]
    fn check(text: &str, expected: usize) {
        assert_eq!(certain_before(text, Pattern::Cl100k), expected, "{text:?}");
    }

    #[test]
    fn runs_are_not_certain() {
        check("", 0);
        check("abc", 0);
        check("one two, three", 9);
        check("one two! abcd", 8);
        check("one two!  abcd", 8);
        check("one two!!!!!abcd", 12);
        check("一二三。一二三四五六", 12);
        check("a    \n\nabcd", 1);
    }

    #[test]
    fn numbers_are_a_run_for_one_pattern_only() {
        check("0123456789", 6);
        check("0a1b2c3d4e5f", 7);
        check("1234abcdefgh", 4);
        assert_eq!(certain_before("!0123456789", Pattern::Gpt2), 1);
    }

    #[test]
    fn a_text_in_parts_is_the_text() {
        for most in 0..20 {
            let whole = uncertain(["!one two words"], Pattern::Cl100k, most);
            assert_eq!(whole, if most < 4 { 4 } else { 5 });
            assert_eq!(uncertain(["words", " ", "tw", "o", "", "!one "], Pattern::Cl100k, most), whole);
        }
        assert_eq!(uncertain(["averylongword"], Pattern::Cl100k, 6), 7);
    }
}
