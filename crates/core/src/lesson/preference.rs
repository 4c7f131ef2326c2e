//! A reward model in the small: a line through a few features, fitted to
//! preferences as the large ones are.
//!
//! Real reward models are language models with hundreds of millions of
//! weights; this one has four, and a page that says so. The loss is theirs:
//! -log σ(r_w - r_l), the Bradley-Terry model (Ouyang et al. 2022,
//! arXiv:2203.02155, equation 1, read on 2026-11-24).

use std::collections::BTreeMap;

use super::{Feature, LabelAnswer};

/// How many features there are.
const FEATURES: usize = Feature::ALL.len();
/// Steps of gradient descent: enough to rest at this rate.
const STEPS: u32 = 400;
const RATE: f64 = 0.3;
/// Pulls weights towards 0, so that a few preferences do not run away with them.
const DECAY: f64 = 0.02;

/// What a preference says: this answer is better than that one.
#[derive(Clone, Debug, PartialEq)]
pub struct Preference<'a> {
    /// The better one.
    pub winner: &'a BTreeMap<Feature, f64>,
    /// The other.
    pub loser: &'a BTreeMap<Feature, f64>,
}

/// A fitted reward model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RewardModel {
    weights: [f64; FEATURES],
}

impl RewardModel {
    /// Fits the preferences. The same preferences give the same model; none
    /// give one that finds everything equal.
    ///
    /// Cost: some thousand operations a preference.
    #[must_use]
    pub fn fit(preferences: &[Preference<'_>]) -> Self {
        let mut model = Self::default();
        let count = preferences.len().max(1) as f64;
        for _ in 0..STEPS {
            let mut slope = model.weights.map(|it| DECAY * it);
            for Preference { winner, loser } in preferences {
                let difference = differences(winner, loser);
                let push = sigmoid(model.reward_of(&difference)) - 1.0;
                for (slope, it) in slope.iter_mut().zip(difference) {
                    *slope += push * it / count;
                }
            }
            for (weight, slope) in model.weights.iter_mut().zip(slope) {
                *weight -= RATE * slope;
            }
        }
        model
    }

    /// What a feature is worth to it.
    #[must_use]
    pub fn weight(&self, feature: Feature) -> f64 {
        Feature::ALL.iter().position(|it| *it == feature).map_or(0.0, |at| self.weights[at])
    }

    /// The reward of an answer.
    #[must_use]
    pub fn reward(&self, answer: &LabelAnswer) -> f64 {
        self.reward_of(&features(&answer.has))
    }

    /// By how much the winner of a preference is above the loser.
    #[must_use]
    pub fn gap(&self, preference: &Preference<'_>) -> f64 {
        self.reward_of(&differences(preference.winner, preference.loser))
    }

    /// The mean loss over the preferences; ln 2 before anything is learned.
    #[must_use]
    pub fn loss(&self, preferences: &[Preference<'_>]) -> f64 {
        let losses = preferences.iter().map(|it| bradley_terry(self.gap(it)));
        losses.sum::<f64>() / preferences.len().max(1) as f64
    }

    fn reward_of(&self, features: &[f64; FEATURES]) -> f64 {
        self.weights.iter().zip(features).map(|(weight, it)| weight * it).sum()
    }
}

fn features(has: &BTreeMap<Feature, f64>) -> [f64; FEATURES] {
    Feature::ALL.map(|feature| has.get(&feature).copied().unwrap_or(0.0))
}

fn differences(winner: &BTreeMap<Feature, f64>, loser: &BTreeMap<Feature, f64>) -> [f64; FEATURES] {
    let (mut winner, loser) = (features(winner), features(loser));
    for (it, other) in winner.iter_mut().zip(loser) {
        *it -= other;
    }
    winner
}

/// σ(x) = 1 / (1 + e^-x).
#[must_use]
pub fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// -ln σ(d), for rewards that differ by `d`.
#[must_use]
pub fn bradley_terry(d: f64) -> f64 {
    // ln(1 + e^-d), without overflow.
    if d > 0.0 { (-d).exp().ln_1p() } else { -d + d.exp().ln_1p() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_preferred_again_and_again_is_worth_more() {
        let honest = BTreeMap::from([(Feature::Honest, 1.0), (Feature::Helpful, 0.5)]);
        let smooth = BTreeMap::from([(Feature::Honest, -1.0), (Feature::Helpful, 1.0)]);
        let preference = Preference { winner: &honest, loser: &smooth };
        let one = RewardModel::fit(std::slice::from_ref(&preference));
        assert!(one.weight(Feature::Honest) > 0.5, "{one:?}");
        assert_eq!(one.weight(Feature::Long), 0.0);
        let none = RewardModel::fit(&[]);
        assert_eq!(none, RewardModel::default());
        let preferences = [preference];
        assert!(one.loss(&preferences) < none.loss(&preferences));
        assert!((none.loss(&preferences) - 2f64.ln()).abs() < 1e-12);
        let answer = |has| LabelAnswer { text: super::super::Words::default(), has };
        assert!(one.reward(&answer(honest.clone())) > one.reward(&answer(smooth.clone())));
        // One against the other and back again says nothing.
        let both = [preferences[0].clone(), Preference { winner: &smooth, loser: &honest }];
        assert!(RewardModel::fit(&both).weight(Feature::Honest).abs() < 1e-9);
    }

    #[test]
    fn the_loss_does_not_overflow() {
        assert!((bradley_terry(0.0) - 2f64.ln()).abs() < 1e-12);
        assert_eq!(bradley_terry(1000.0), 0.0);
        assert_eq!(bradley_terry(-1000.0), 1000.0);
        assert!((sigmoid(0.0) - 0.5).abs() < 1e-12);
    }
}
