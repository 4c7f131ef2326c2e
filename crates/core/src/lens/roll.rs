//! One throw of the dice, and where it fell.

use super::{Fate, Shaped};

/// What a number fell on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fell {
    /// The token of this rank.
    Token(usize),
    /// Some token that is not listed.
    Unseen,
}

/// A throw: the chances laid end to end, likeliest first, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rolled {
    /// The number that was thrown.
    pub at: f64,
    /// What lies there.
    pub on: Fell,
    /// Where its stretch begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
}

/// What a number from 0 up to 1 falls on; `None` where chances are not known
/// well enough to be laid end to end, or nothing can be rolled.
#[must_use]
pub fn roll(shaped: &Shaped, at: f64) -> Option<Rolled> {
    if !shaped.is_exact() {
        return None;
    }
    let at = at.clamp(0.0, 1.0);
    let mut to = 0.0;
    for rank in 0..shaped.kept() {
        let from = to;
        to += shaped.now(rank).least;
        // Rounding must leave no gap behind the last.
        let is_last = rank + 1 == shaped.kept() && shaped.unseen_fate() == Fate::Cut;
        if at < to || is_last {
            return Some(Rolled { at, on: Fell::Token(rank), from, to: if is_last { 1.0 } else { to } });
        }
    }
    (shaped.unseen_fate() != Fate::Cut).then_some(Rolled { at, on: Fell::Unseen, from: to, to: 1.0 })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Chance, Distribution, Settings, shape};
    use super::*;

    fn of(shares: &[f64]) -> Shaped {
        let logs: Vec<f32> = shares.iter().map(|it| it.ln() as f32).collect();
        shape(&Distribution::of_all(&logs), &Settings::default())
    }

    #[test]
    fn stretches_lie_end_to_end() {
        let it = of(&[0.5, 0.25, 0.25]);
        let ranks: Vec<_> = [0.0, 0.499, 0.51, 0.74, 0.76, 0.999_999, 1.0]
            .iter()
            .map(|at| roll(&it, *at).map(|it| it.on))
            .collect();
        let expected = [0, 0, 1, 1, 2, 2, 2].map(|rank| Some(Fell::Token(rank)));
        assert_eq!(ranks, expected);
    }

    #[test]
    fn a_list_may_be_missed() {
        let list = Distribution::of_list(&[Chance::new("a", 0.5_f64.ln())]);
        let it = shape(&list, &Settings::default());
        assert_eq!(roll(&it, 0.4).map(|it| it.on), Some(Fell::Token(0)));
        let missed = roll(&it, 0.6).unwrap();
        assert_eq!((missed.on, missed.to), (Fell::Unseen, 1.0));
        let hot = shape(&list, &Settings { temperature: 2.0, ..Settings::default() });
        assert_eq!(roll(&hot, 0.4), None);
    }

    proptest! {
        #[test]
        fn every_number_falls_on_what_lies_there(
            weights in prop::collection::vec(0.01_f64..1.0, 1..30),
            at in 0.0_f64..1.0,
        ) {
            let sum: f64 = weights.iter().sum();
            let it = of(&weights.iter().map(|it| it / sum).collect::<Vec<_>>());
            let rolled = roll(&it, at).unwrap();
            prop_assert!(rolled.from <= at && at <= rolled.to);
            let Fell::Token(rank) = rolled.on else { panic!("all are known") };
            prop_assert!((rolled.from - it.mass(0, rank).least).abs() < 1e-9);
        }
    }
}
