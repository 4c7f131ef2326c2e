//! Predicting the next token before it is shown.

use super::{Chance, Distribution, bits};

/// What a guess was worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The token that was meant; `None`: no token that is known spells it.
    pub token: Option<Chance>,
    /// Its place among all tokens, counted from 0.
    pub rank: Option<usize>,
    /// Whether what was typed goes on after the token.
    pub begins: bool,
}

impl Judged {
    /// How surprised the model would be; `None` where the token is not known.
    #[must_use]
    pub fn bits(&self) -> Option<f64> {
        self.token.as_ref().map(|it| bits(it.logprob))
    }
}

/// What a person meant by what they typed: the likeliest token that spells it,
/// with or without a space before it; else the longest that it begins with.
/// `spell` gives the bytes of a token by its number. Cost: looks through all
/// tokens.
#[must_use]
pub fn find_guess(typed: &str, among: &Distribution, spell: impl Fn(u32) -> Vec<u8>) -> Judged {
    let wanted = bare(typed.as_bytes());
    let mut beginning: Option<(usize, Chance, usize)> = None;
    for rank in 0..among.len() {
        let Some(token) = among.chance(rank, &spell) else { continue };
        let spelt = bare(&token.bytes);
        if spelt == wanted && (!wanted.is_empty() || token.bytes == typed.as_bytes()) {
            return Judged { token: Some(token), rank: Some(rank), begins: false };
        }
        let length = spelt.len();
        let longer = beginning.as_ref().is_none_or(|it| length > it.2);
        if length > 0 && longer && wanted.starts_with(spelt) {
            beginning = Some((rank, token, length));
        }
    }
    match beginning {
        Some((rank, token, _)) => Judged { token: Some(token), rank: Some(rank), begins: true },
        None => Judged { token: None, rank: None, begins: false },
    }
}

/// Without spaces before; of spaces alone, all of them.
fn bare(bytes: &[u8]) -> &[u8] {
    let text = bytes.trim_ascii_start();
    if text.is_empty() { bytes } else { text }
}

/// How several guesses went. Nothing is subtracted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Guesses made.
    pub guesses: u32,
    /// Those that named the likeliest token.
    pub first: u32,
    /// Those that named one of the five likeliest.
    pub in_five: u32,
    /// So many in a row, up to now, named one of the five likeliest.
    pub streak: u32,
}

impl Score {
    /// So near to the top a guess goes on with the row.
    pub const NEAR: usize = 5;

    /// The score after one more guess.
    #[must_use]
    pub fn with(self, judged: &Judged) -> Self {
        let near = judged.rank.is_some_and(|it| it < Self::NEAR);
        Self {
            guesses: self.guesses + 1,
            first: self.first + u32::from(judged.rank == Some(0)),
            in_five: self.in_five + u32::from(near),
            streak: if near { self.streak + 1 } else { 0 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn among() -> Distribution {
        let shares = [
            (" a", 0.4),
            (" great", 0.3),
            ("a", 0.1),
            (" gr", 0.05),
            ("\n", 0.04),
            (" ", 0.03),
            (" 学", 0.02),
        ];
        let top: Vec<_> = shares.iter().map(|(text, share)| Chance::new(text, f64::ln(*share))).collect();
        Distribution::of_list(&top)
    }

    #[track_caller]
    fn check(typed: &str, rank: Option<usize>, begins: bool) {
        let judged = find_guess(typed, &among(), |_| Vec::new());
        assert_eq!((judged.rank, judged.begins), (rank, begins), "{typed:?}");
    }

    #[test]
    fn a_guess_is_the_likeliest_token_that_spells_it() {
        check("a", Some(0), false);
        check(" a", Some(0), false);
        check("great", Some(1), false);
        check("greater", Some(1), true);
        check("grow", Some(3), true);
        check("学习", Some(6), true);
        check("\n", Some(4), false);
        check(" ", Some(5), false);
        check("zebra", None, false);
        check("", None, false);
    }

    #[test]
    fn a_score_only_grows() {
        let judged = |rank| Judged { token: None, rank, begins: false };
        let score = Score::default().with(&judged(Some(0))).with(&judged(Some(4)));
        assert_eq!(score, Score { guesses: 2, first: 1, in_five: 2, streak: 2 });
        let after = score.with(&judged(None));
        assert_eq!(after, Score { guesses: 3, streak: 0, ..score });
    }
}
