//! Whether an answer is right. What is so is passed in: the page's own tokenizer
//! says it, not the lesson.

use std::collections::BTreeSet;

use super::{ChoiceOption, Guess};

/// What there is to say of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is so.
    Right,
    /// Nearly so, or partly.
    Near,
    /// It is otherwise.
    Wrong,
}

/// Judges a number.
#[must_use]
pub const fn number(given: u32, truth: u32, near: u32) -> Verdict {
    match given.abs_diff(truth) {
        0 => Verdict::Right,
        off if off <= near => Verdict::Near,
        _ => Verdict::Wrong,
    }
}

/// The number that a person typed, with the separators and the digits of
/// either language; `None` if it is none.
#[must_use]
pub fn typed_number(typed: &str) -> Option<u32> {
    let plain = |c: char| match c {
        // A Chinese keyboard types full-width digits.
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')),
        ',' | '，' | '_' | ' ' | '\u{3000}' => None,
        other => Some(other),
    };
    let plain: String = typed.trim().chars().filter_map(plain).collect();
    if plain.bytes().all(|byte| byte.is_ascii_digit()) { plain.parse().ok() } else { None }
}

/// Judges what was chosen, by places from 0. Some of several is near.
#[must_use]
pub fn choice(options: &[ChoiceOption], given: &BTreeSet<usize>) -> Verdict {
    let right: BTreeSet<_> = (0..options.len()).filter(|at| options[*at].right).collect();
    if *given == right {
        Verdict::Right
    } else if right.len() > 1 && given.intersection(&right).next().is_some() {
        Verdict::Near
    } else {
        Verdict::Wrong
    }
}

/// How boundaries that were placed compare with those that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Placed, and there.
    pub hit: usize,
    /// There, and not placed.
    pub missed: usize,
    /// Placed, and not there.
    pub extra: usize,
}

impl Placed {
    /// Compares.
    #[must_use]
    pub fn of(given: &BTreeSet<usize>, truth: &BTreeSet<usize>) -> Self {
        let hit = given.intersection(truth).count();
        Self { hit, missed: truth.len() - hit, extra: given.len() - hit }
    }

    /// Any boundary found is near.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self { missed: 0, extra: 0, .. } => Verdict::Right,
            Self { hit: 1.., .. } => Verdict::Near,
            _ => Verdict::Wrong,
        }
    }
}

/// Where one piece ends and another begins. Unit: characters from the start.
#[must_use]
pub fn boundaries<S: AsRef<str>>(pieces: &[S]) -> BTreeSet<usize> {
    let ends = pieces.iter().scan(0, |at, piece| {
        *at += piece.as_ref().chars().count();
        Some(*at)
    });
    let inner = pieces.len().saturating_sub(1);
    ends.take(inner).collect()
}

/// A text cut at these characters.
#[must_use]
pub fn cut(text: &str, at: &BTreeSet<usize>) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for (index, c) in text.chars().enumerate() {
        if index > 0 && at.contains(&index) {
            pieces.push(String::new());
        }
        if let Some(last) = pieces.last_mut() {
            last.push(c);
        }
    }
    pieces
}

/// The place, from 1, of a guess among what was likely; white space and
/// capitals aside. `None`: not among it.
#[must_use]
pub fn rank(guess: &str, likely: &[Guess]) -> Option<usize> {
    let plain = |it: &str| it.trim().to_lowercase();
    let guess = plain(guess);
    let at = likely.iter().position(|it| plain(&it.token) == guess);
    at.filter(|_| !guess.is_empty()).map(|at| at + 1)
}

/// Judges a guess by its place.
#[must_use]
pub const fn guess(rank: Option<usize>) -> Verdict {
    match rank {
        Some(1) => Verdict::Right,
        Some(_) => Verdict::Near,
        None => Verdict::Wrong,
    }
}

/// Judges a text by what would be right.
#[must_use]
pub fn free_text(given: &str, accept: &[String]) -> Verdict {
    let given = folded(given);
    if accept.iter().any(|it| folded(it) == given) { Verdict::Right } else { Verdict::Wrong }
}

/// Without white space and punctuation at the ends, and without capitals.
fn folded(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_right_near_or_wrong() {
        assert_eq!(number(6, 6, 1), Verdict::Right);
        assert_eq!(number(5, 6, 1), Verdict::Near);
        assert_eq!(number(5, 6, 0), Verdict::Wrong);
        assert_eq!(number(0, u32::MAX, 1), Verdict::Wrong);
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (typed, expected) in [
            ("6", Some(6)),
            (" 42,800 ", Some(42800)),
            ("４２，８００", Some(42800)),
            ("", None),
            ("six", None),
            ("-1", None),
            ("1.5", None),
            ("99999999999", None),
        ] {
            assert_eq!(typed_number(typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn some_of_several_is_near() {
        use super::super::Either;
        let option = |right| ChoiceOption { text: Either::default(), right, says: None };
        let one = [option(false), option(true)];
        assert_eq!(choice(&one, &BTreeSet::from([1])), Verdict::Right);
        assert_eq!(choice(&one, &BTreeSet::from([0])), Verdict::Wrong);
        let two = [option(true), option(true), option(false)];
        assert_eq!(choice(&two, &BTreeSet::from([0])), Verdict::Near);
        assert_eq!(choice(&two, &BTreeSet::from([0, 1])), Verdict::Right);
        assert_eq!(choice(&two, &BTreeSet::from([2])), Verdict::Wrong);
    }

    #[test]
    fn boundaries_are_compared_one_by_one() {
        let truth = boundaries(&["l", "oll", "ipop"]);
        assert_eq!(truth, BTreeSet::from([1, 4]));
        let given = BTreeSet::from([4]);
        assert_eq!(cut("lollipop", &given), ["loll", "ipop"]);
        let placed = Placed::of(&given, &truth);
        assert_eq!((placed, placed.verdict()), (Placed { hit: 1, missed: 1, extra: 0 }, Verdict::Near));
        assert_eq!(Placed::of(&truth, &truth).verdict(), Verdict::Right);
        assert_eq!(Placed::of(&BTreeSet::from([2]), &truth).verdict(), Verdict::Wrong);
        assert_eq!(Placed::of(&BTreeSet::new(), &BTreeSet::new()).verdict(), Verdict::Right);
        assert_eq!(boundaries(&["鲸", "鱼"]), BTreeSet::from([1]));
        assert_eq!(boundaries::<&str>(&[]), BTreeSet::new());
    }

    #[test]
    fn a_guess_has_a_place() {
        let likely = [Guess { token: " fun".to_owned(), p: 0.3 }, Guess { token: " a".to_owned(), p: 0.1 }];
        assert_eq!(rank("fun", &likely), Some(1));
        assert_eq!(rank(" A ", &likely), Some(2));
        assert_eq!(rank("hard", &likely), None);
        assert_eq!(rank("  ", &likely), None);
        assert_eq!(guess(Some(3)), Verdict::Near);
    }

    #[test]
    fn a_text_is_compared_without_its_trimmings() {
        let accept = ["popillol".to_owned()];
        assert_eq!(free_text(" Popillol. ", &accept), Verdict::Right);
        assert_eq!(free_text("pilollop", &accept), Verdict::Wrong);
    }
}
