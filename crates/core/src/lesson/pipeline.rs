//! How a chat model is made, stage by stage: `lessons/pipeline.toml`, and the
//! curve of what each stage optimises.
//!
//! Sources, read on 2026-11-24: cross entropy, the reward loss and the PPO
//! objective with its KL penalty from Ouyang et al. 2022 (arXiv:2203.02155,
//! section 3.5); DPO from Rafailov et al. 2023 (arXiv:2305.18290, equation 7);
//! ORPO from Hong et al. 2024 (arXiv:2403.07691, equations 6 and 7).

use serde::{Deserialize, Serialize};

use super::{Either, Source, Words, preference::bradley_terry};

/// The whole way, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pipeline {
    /// The stages.
    pub stages: Vec<Stage>,
}

/// One stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Which one.
    pub id: StageId,
    /// What it is called.
    pub name: Words,
    /// What goes in, with a real example row. Markdown.
    pub takes: Words,
    /// What is optimised, in words. Markdown.
    pub optimises: Words,
    /// The loss, in one line.
    pub loss: Either<String>,
    /// What comes out. Markdown.
    pub makes: Words,
    /// What it costs in time and data. Markdown.
    pub costs: Words,
    /// Where that is from.
    pub sources: Vec<Source>,
}

/// The stages that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StageId {
    /// Next tokens of all the text there is.
    PreTraining,
    /// The same, on the texts of one field.
    Continued,
    /// Next tokens of good answers.
    Supervised,
    /// Which of two answers is better.
    Reward,
    /// Reinforcement learning against the reward model.
    Ppo,
    /// Preferences without a reward model.
    Dpo,
    /// Preferences within supervised fine-tuning.
    Orpo,
}

/// What is drawn of a stage: a loss, or what is gained, over one figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    /// Where the figure begins and ends.
    pub from: f64,
    /// See `from`.
    pub to: f64,
    /// Where its slider stands at first.
    pub start: f64,
    /// The highest that is drawn.
    pub top: f64,
    /// The lowest that is drawn.
    pub bottom: f64,
}

/// β of DPO, as its paper sets it by default.
const BETA: f64 = 0.1;
/// ε of PPO's clipping, from Schulman et al. 2017 (arXiv:1707.06347).
const EPSILON: f64 = 0.2;
/// λ of ORPO, one of the values of its paper.
const LAMBDA: f64 = 0.1;

impl StageId {
    /// Every stage, in the order of the way.
    pub const ALL: [Self; 7] = [
        Self::PreTraining,
        Self::Continued,
        Self::Supervised,
        Self::Reward,
        Self::Ppo,
        Self::Dpo,
        Self::Orpo,
    ];

    /// Its name in a lesson's file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PreTraining => "pre-training",
            Self::Continued => "continued",
            Self::Supervised => "supervised",
            Self::Reward => "reward",
            Self::Ppo => "ppo",
            Self::Dpo => "dpo",
            Self::Orpo => "orpo",
        }
    }

    /// What is drawn.
    #[must_use]
    pub const fn curve(self) -> Curve {
        match self {
            // Over the probability of the right token.
            Self::PreTraining | Self::Continued | Self::Supervised => {
                Curve { from: 0.01, to: 1.0, start: 0.2, top: 5.0, bottom: 0.0 }
            }
            // Over r_w - r_l.
            Self::Reward => Curve { from: -4.0, to: 4.0, start: 0.0, top: 4.5, bottom: 0.0 },
            // Over the ratio of the new to the old probability; advantage 1.
            Self::Ppo => Curve { from: 0.0, to: 2.0, start: 1.0, top: 1.5, bottom: 0.0 },
            // Over how much more the winner gained than the loser, in nats.
            Self::Dpo => Curve { from: -40.0, to: 40.0, start: 0.0, top: 4.5, bottom: 0.0 },
            // Over the probability of the good answer; the bad one has 0.3.
            Self::Orpo => Curve { from: 0.01, to: 0.99, start: 0.3, top: 5.0, bottom: 0.0 },
        }
    }

    /// The value of the curve.
    #[must_use]
    pub fn value(self, x: f64) -> f64 {
        match self {
            Self::PreTraining | Self::Continued | Self::Supervised => -x.max(f64::MIN_POSITIVE).ln(),
            Self::Reward => bradley_terry(x),
            Self::Ppo => x.min(x.clamp(1.0 - EPSILON, 1.0 + EPSILON)),
            Self::Dpo => bradley_terry(BETA * x),
            Self::Orpo => {
                let odds = |p: f64| p / (1.0 - p);
                -x.ln() + LAMBDA * bradley_terry((odds(x) / odds(0.3)).ln())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_curve_stays_on_its_paper() {
        for stage in StageId::ALL {
            let curve = stage.curve();
            assert!(curve.from < curve.start && curve.start < curve.to, "{stage:?}");
            for at in 0..=100 {
                let x = curve.from + (curve.to - curve.from) * f64::from(at) / 100.0;
                let y = stage.value(x);
                assert!(y.is_finite() && (curve.bottom - 0.01..=curve.top).contains(&y), "{stage:?} {x} {y}");
            }
        }
    }

    #[test]
    fn the_curves_are_those_of_the_papers() {
        assert!((StageId::PreTraining.value(0.5) - 2f64.ln()).abs() < 1e-12);
        assert!((StageId::Reward.value(0.0) - 2f64.ln()).abs() < 1e-12);
        assert!((StageId::Dpo.value(10.0) - StageId::Reward.value(1.0)).abs() < 1e-12);
        assert_eq!(StageId::Ppo.value(1.5), 1.2, "beyond the clip nothing is gained");
        assert_eq!(StageId::Ppo.value(0.5), 0.5);
        let orpo = -(0.3f64).ln() + 0.1 * 2f64.ln();
        assert!((StageId::Orpo.value(0.3) - orpo).abs() < 1e-12);
    }
}
