//! What a model thinks of the next token, likeliest first.

use super::Chance;

/// The chances of the next token at temperature 1.
///
/// Either of all tokens, as the model in the tab gives them, or of the
/// likeliest few, as endpoints do; then what the rest has together is known,
/// and nothing else of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// Likeliest first; the name is the token's number, or its place in
    /// `listed`. Tokens without any chance are left out.
    ranked: Vec<(u32, f64)>,
    /// The tokens of a list; empty where all are known by number.
    listed: Vec<Chance>,
    /// How many tokens there are; `None` where only some are listed.
    vocabulary: Option<u32>,
}

impl Distribution {
    /// Of all tokens: natural logarithms of their probabilities by number.
    /// What is no number has no chance. Cost: sorts them once.
    #[must_use]
    pub fn of_all(logprobs: &[f32]) -> Self {
        let chances = (0..).zip(logprobs).map(|(id, it)| (id, f64::from(*it)));
        let ranked = ranked(chances.collect());
        Self { ranked, listed: Vec::new(), vocabulary: u32::try_from(logprobs.len()).ok() }
    }

    /// Of the likeliest few. A token that is listed twice counts once.
    #[must_use]
    pub fn of_list(top: &[Chance]) -> Self {
        let mut listed: Vec<Chance> = Vec::with_capacity(top.len());
        for chance in top {
            if !listed.iter().any(|it| it.is_same_token(chance)) {
                listed.push(chance.clone());
            }
        }
        let ranked = ranked((0..).zip(&listed).map(|(at, it)| (at, it.logprob)).collect());
        Self { ranked, listed, vocabulary: None }
    }

    /// How many tokens are known one by one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ranked.len()
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranked.is_empty()
    }

    /// How many tokens there are in all; `None`: only some are listed.
    #[must_use]
    pub fn vocabulary(&self) -> Option<u32> {
        self.vocabulary
    }

    /// The natural logarithm of the probability of the token of this rank,
    /// counted from 0.
    #[must_use]
    pub fn logprob(&self, rank: usize) -> f64 {
        self.ranked.get(rank).map_or(f64::NEG_INFINITY, |it| it.1)
    }

    /// The probability of the token of this rank, counted from 0.
    #[must_use]
    pub fn probability(&self, rank: usize) -> f64 {
        self.logprob(rank).exp()
    }

    /// What all tokens from this rank on have together, the unseen included.
    #[must_use]
    pub fn mass_from(&self, rank: usize) -> f64 {
        let before: f64 = self.ranked.iter().take(rank).map(|it| it.1.exp()).sum();
        (1.0 - before).clamp(0.0, 1.0)
    }

    /// What the tokens that are not listed have together; 0 where all are known.
    #[must_use]
    pub fn unseen(&self) -> f64 {
        if self.vocabulary.is_some() { 0.0 } else { self.mass_from(self.ranked.len()) }
    }

    /// The token of this rank; `spell` gives the bytes of a token by its number.
    #[must_use]
    pub fn chance(&self, rank: usize, spell: impl Fn(u32) -> Vec<u8>) -> Option<Chance> {
        let (name, logprob) = *self.ranked.get(rank)?;
        if self.vocabulary.is_some() {
            return Some(Chance { id: Some(name), bytes: spell(name), logprob });
        }
        self.listed.get(name as usize).cloned()
    }

    /// The rank of a token, counted from 0; `None`: it has no chance, or it is
    /// not listed. Cost: looks through all of them.
    #[must_use]
    pub fn rank_of(&self, token: &Chance) -> Option<usize> {
        self.ranked.iter().position(|(name, _)| match self.vocabulary {
            Some(_) => token.id == Some(*name),
            None => self.listed.get(*name as usize).is_some_and(|it| it.is_same_token(token)),
        })
    }

    /// The numbers or places in the list with their logarithms, best first.
    pub(super) fn ranked(&self) -> &[(u32, f64)] {
        &self.ranked
    }
}

/// Sorts by chance; equal ones keep the order of their names.
fn ranked(mut chances: Vec<(u32, f64)>) -> Vec<(u32, f64)> {
    chances.retain(|it| it.1.is_finite());
    for chance in &mut chances {
        // Rounding makes a sure token a little more than sure.
        chance.1 = chance.1.min(0.0);
    }
    chances.sort_unstable_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
    chances
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spell(id: u32) -> Vec<u8> {
        id.to_string().into_bytes()
    }

    #[test]
    fn all_tokens_are_ranked() {
        let it =
            Distribution::of_all(&[0.25_f32.ln(), 0.5_f32.ln(), f32::NAN, 0.25_f32.ln(), f32::NEG_INFINITY]);
        assert_eq!((it.len(), it.vocabulary(), it.unseen()), (3, Some(5), 0.0));
        let ids: Vec<_> = (0..4).map(|rank| it.chance(rank, spell).and_then(|it| it.id)).collect();
        assert_eq!(ids, [Some(1), Some(0), Some(3), None]);
        assert_eq!(it.chance(0, spell).unwrap().bytes, b"1");
        assert!((it.mass_from(1) - 0.5).abs() < 1e-6);
        assert_eq!(it.rank_of(&Chance { id: Some(3), ..Chance::default() }), Some(2));
        assert_eq!(it.rank_of(&Chance { id: Some(4), ..Chance::default() }), None);
    }

    #[test]
    fn of_a_list_the_rest_is_one_lump() {
        let top =
            [Chance::new(" b", 0.25_f64.ln()), Chance::new(" a", 0.5_f64.ln()), Chance::new(" a", -9.0)];
        let it = Distribution::of_list(&top);
        assert_eq!((it.len(), it.vocabulary()), (2, None));
        assert!((it.unseen() - 0.25).abs() < 1e-9);
        assert_eq!(it.chance(0, spell).unwrap(), Chance::new(" a", 0.5_f64.ln()));
        assert_eq!(it.rank_of(&Chance::new(" b", 0.0)), Some(1));
        assert!(Distribution::of_list(&[]).is_empty());
        assert_eq!(Distribution::of_list(&[]).unseen(), 1.0);
    }

    #[test]
    fn more_than_everything_is_no_debt() {
        let it = Distribution::of_list(&[Chance::new("a", 0.01), Chance::new("b", -0.1)]);
        assert_eq!((it.unseen(), it.probability(0)), (0.0, 1.0));
    }

    proptest! {
        #[test]
        fn ranks_fall(logprobs in prop::collection::vec(-20.0_f32..0.0, 1..200)) {
            let it = Distribution::of_all(&logprobs);
            prop_assert_eq!(it.len(), logprobs.len());
            prop_assert!((1..it.len()).all(|rank| it.logprob(rank) <= it.logprob(rank - 1)));
        }
    }
}
