//! How far a piece depends on what follows it.

use crate::unicode::Class;

/// Characters that a pre-tokenizer may look at after those that it reads as a
/// run: an apostrophe and two letters, and one to spare.
const AHEAD: usize = 4;

/// The offset before which the pieces of a text are those of every text that
/// begins with it: a piece that ends before it does not depend on what follows
/// `text`.
///
/// A pre-tokenizer looks beyond the end of a piece: through the rest of a run of
/// white space, or of one of letters, marks and numbers, and then at a few
/// characters more.
///
/// Cost: linear in the last such run.
pub(super) fn certain_before(text: &str) -> usize {
    let mut characters = text.char_indices().rev();
    let Some((at, _)) = characters.by_ref().take(AHEAD).last() else { return 0 };
    let mut start = at;
    let mut run = None;
    for (at, character) in characters {
        let kind = match Class::of(character) {
            Class::Other => break,
            Class::Space => Class::Space,
            _ => Class::Caseless,
        };
        if *run.get_or_insert(kind) != kind {
            break;
        }
        start = at;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::certain_before;

    #[track_caller]
    fn check(text: &str, expected: usize) {
        assert_eq!(certain_before(text), expected, "{text:?}");
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
}
