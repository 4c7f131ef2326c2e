//! A distribution under settings: what can still be rolled, and how likely.
//!
//! Where all tokens are known, everything here is exact. Where only the
//! likeliest are listed, what depends on the others is a range with both ends
//! proved: the least and the most that any split of the unseen mass over
//! tokens less likely than the last listed one gives.

use super::{Distribution, Order, Settings};

/// A number that lies between two others.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Range {
    /// Not less than this.
    pub least: f64,
    /// Not more than this.
    pub most: f64,
}

impl Range {
    /// How far apart both ends of a known number may be: rounding.
    const EXACT: f64 = 5e-4;

    /// A number that is known.
    #[must_use]
    pub const fn exactly(it: f64) -> Self {
        Self { least: it, most: it }
    }

    /// Whether the number is known, to the digits that people read.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.most - self.least <= Self::EXACT
    }
}

/// What settings do to a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It can be rolled.
    Kept,
    /// It cannot.
    Cut,
    /// That depends on tokens that are not listed.
    Unknown,
}

/// A distribution under settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Shaped {
    /// Probabilities of those that can be rolled, by rank.
    now: Vec<Range>,
    /// So many ranks can be rolled for certain.
    kept_surely: usize,
    /// What the tokens that are not listed have together.
    unseen: Range,
    /// Whether some token that is not listed can be rolled.
    unseen_fate: Fate,
}

impl Shaped {
    /// What became of the token of this rank.
    #[must_use]
    pub fn fate(&self, rank: usize) -> Fate {
        if rank < self.kept_surely {
            Fate::Kept
        } else if rank < self.now.len() {
            Fate::Unknown
        } else {
            Fate::Cut
        }
    }

    /// The probability of the token of this rank.
    #[must_use]
    pub fn now(&self, rank: usize) -> Range {
        self.now.get(rank).copied().unwrap_or_default()
    }

    /// What the tokens from one rank up to another have together.
    #[must_use]
    pub fn mass(&self, from: usize, to: usize) -> Range {
        let mut sum = Range::default();
        for it in self.now.iter().take(to).skip(from) {
            sum = Range { least: sum.least + it.least, most: (sum.most + it.most).min(1.0) };
        }
        sum
    }

    /// How many listed tokens can be rolled, if at all; exact where all tokens
    /// are known.
    #[must_use]
    pub fn kept(&self) -> usize {
        self.now.len()
    }

    /// What the tokens that are not listed have together.
    #[must_use]
    pub fn unseen(&self) -> Range {
        self.unseen
    }

    /// Whether tokens that are not listed can be rolled.
    #[must_use]
    pub fn unseen_fate(&self) -> Fate {
        self.unseen_fate
    }

    /// Whether every probability is known.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.kept_surely == self.now.len()
            && self.now.iter().all(|it| it.is_exact())
            && self.unseen.is_exact()
    }
}

/// Reshapes a distribution. Cost: linear in the tokens that are known.
#[must_use]
pub fn shape(distribution: &Distribution, settings: &Settings) -> Shaped {
    let ranked = distribution.ranked();
    let Some(&(_, best)) = ranked.first() else {
        let unseen = distribution.unseen();
        return Shaped {
            now: Vec::new(),
            kept_surely: 0,
            unseen: Range::exactly(unseen),
            unseen_fate: if unseen > 0.0 { Fate::Kept } else { Fate::Cut },
        };
    };
    if settings.temperature <= 0.0 || settings.top_k == Some(1) {
        let now = vec![Range::exactly(1.0)];
        return Shaped { now, kept_surely: 1, unseen: Range::default(), unseen_fate: Fate::Cut };
    }
    let top_k = settings.top_k.filter(|it| *it > 0).map_or(usize::MAX, |it| it as usize);
    let listed = ranked.len().min(top_k);
    let weigh = |power: f64| -> Vec<f64> {
        ranked.iter().take(listed).map(|it| ((it.1 - best) * power).exp()).collect()
    };
    let power = 1.0 / settings.temperature;
    let cut_power = if settings.order == Order::TemperatureFirst { power } else { 1.0 };
    let rest = Rest {
        mass: distribution.unseen() * (-best).exp(),
        last: ranked.last().map_or(0.0, |it| (it.1 - best).exp()),
        most_tokens: (distribution.vocabulary().is_none()).then(|| top_k - listed).filter(|it| *it > 0),
        all_pass: top_k == usize::MAX,
    };
    let (by, weights) = (weigh(cut_power), weigh(power));
    // How far top-p reaches, for the lightest and the heaviest rest.
    let sum: f64 = by.iter().sum();
    let tail = rest.weight(cut_power);
    let reach = |all: f64| -> Option<usize> {
        let mut so_far = 0.0;
        let wanted = settings.top_p.clamp(0.0, 1.0) * all;
        by.iter().position(|it| {
            so_far += it;
            so_far >= wanted
        })
    };
    let cuts = settings.top_p < 1.0;
    let surely = cuts.then(|| reach(sum + tail.least)).flatten();
    let at_most = cuts.then(|| reach(sum + tail.most)).flatten();
    let kept_surely = surely.map_or(listed, |at| at + 1);
    let kept_at_most = at_most.map_or(listed, |at| at + 1);
    let unseen_fate = match (surely, at_most) {
        _ if rest.most_tokens.is_none() || tail.most == 0.0 => Fate::Cut,
        (_, Some(_)) => Fate::Cut,
        (None, None) if rest.all_pass => Fate::Kept,
        _ => Fate::Unknown,
    };
    let heavy = rest.weight(power);
    let tail = match unseen_fate {
        Fate::Cut => Range::default(),
        _ if !cuts => heavy,
        // At temperature 1 the cut falls within one token of the wanted mass.
        Fate::Kept if power == 1.0 => {
            let least = (settings.top_p * (sum + tail.most) - sum).max(0.0);
            Range { least, most: (least + rest.last).min(heavy.most) }
        }
        _ => Range { least: 0.0, most: heavy.most },
    };
    let total_of = |kept: usize| weights.iter().take(kept).sum::<f64>();
    let (least_all, most_all) = (total_of(kept_surely) + tail.least, total_of(kept_at_most) + tail.most);
    let now = weights.iter().take(kept_at_most).enumerate().map(|(rank, weight)| {
        let certain = rank < kept_surely;
        let all = if certain { least_all } else { total_of(rank + 1) + tail.least };
        Range { least: if certain { weight / most_all } else { 0.0 }, most: weight / all }
    });
    let now = now.collect();
    let unseen = if unseen_fate == Fate::Cut {
        Range::default()
    } else {
        let (light, full) = (total_of(kept_surely), total_of(kept_at_most));
        let most = if tail.most.is_finite() { tail.most / (light + tail.most) } else { 1.0 };
        Range { least: tail.least / (full + tail.least), most }
    };
    Shaped { now, kept_surely, unseen, unseen_fate }
}

/// The tokens that are not listed, in units of the likeliest one.
struct Rest {
    /// What they have together.
    mass: f64,
    /// None of them has more than this.
    last: f64,
    /// So many of them pass top-k; `None`: none.
    most_tokens: Option<usize>,
    /// Top-k is off, and so all of them pass it.
    all_pass: bool,
}

impl Rest {
    /// What those that pass top-k may weigh together when each probability is
    /// taken to this power.
    ///
    /// For powers above 1 few heavy tokens weigh most, for those below 1 many
    /// light ones (Jensen); so the ends are where all mass lies on as few
    /// tokens as `last` allows, or is spread over as many as there may be.
    fn weight(&self, power: f64) -> Range {
        let Some(tokens) = self.most_tokens.filter(|_| self.mass > 0.0 && self.last > 0.0) else {
            return Range::default();
        };
        if self.all_pass && power == 1.0 {
            return Range::exactly(self.mass);
        }
        let tokens = if self.all_pass { f64::INFINITY } else { tokens as f64 };
        let mass = self.mass.min(tokens * self.last);
        let heaped = {
            let whole = (mass / self.last).floor();
            let odd = (mass - whole * self.last).max(0.0);
            whole * self.last.powf(power) + odd.powf(power)
        };
        let spread = if tokens.is_finite() { tokens * (mass / tokens).powf(power) } else { f64::INFINITY };
        if power >= 1.0 {
            return Range { least: 0.0, most: heaped };
        }
        Range { least: if self.all_pass { heaped } else { 0.0 }, most: spread }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Chance;
    use super::*;

    fn of(shares: &[f64]) -> Distribution {
        let logs: Vec<f32> = shares.iter().map(|it| it.ln() as f32).collect();
        Distribution::of_all(&logs)
    }

    fn listed(shares: &[f64]) -> Distribution {
        let top: Vec<_> =
            shares.iter().enumerate().map(|(at, it)| Chance::new(&at.to_string(), it.ln())).collect();
        Distribution::of_list(&top)
    }

    fn settings(temperature: f64, top_k: Option<u32>, top_p: f64) -> Settings {
        Settings { temperature, top_k, top_p, ..Settings::default() }
    }

    #[track_caller]
    fn check(distribution: &Distribution, settings: Settings, expected: &[f64]) {
        let shaped = shape(distribution, &settings);
        assert!(shaped.is_exact(), "{shaped:?}");
        let now: Vec<_> = (0..shaped.kept()).map(|rank| shaped.now(rank).least).collect();
        let close =
            now.len() == expected.len() && now.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-5);
        assert!(close, "{now:?}");
    }

    const FOUR: [f64; 4] = [0.5, 0.25, 0.125, 0.125];

    #[test]
    fn each_setting_alone() {
        let it = of(&FOUR);
        check(&it, settings(1.0, None, 1.0), &FOUR);
        check(&it, settings(0.0, None, 1.0), &[1.0]);
        check(&it, settings(0.5, None, 1.0), &[16.0 / 22.0, 4.0 / 22.0, 1.0 / 22.0, 1.0 / 22.0]);
        check(&it, settings(1.0, Some(2), 1.0), &[2.0 / 3.0, 1.0 / 3.0]);
        check(&it, settings(1.0, Some(1), 1.0), &[1.0]);
        check(&it, settings(1.0, Some(0), 1.0), &FOUR);
        check(&it, settings(1.0, None, 0.5), &[1.0]);
        check(&it, settings(1.0, None, 0.6), &[2.0 / 3.0, 1.0 / 3.0]);
        check(&it, settings(1.0, None, 0.0), &[1.0]);
    }

    #[test]
    fn the_order_matters() {
        let it = of(&FOUR);
        // At temperature 2 the shares are 0.366, 0.259, 0.183, 0.183.
        let first = settings(2.0, None, 0.7);
        assert_eq!(shape(&it, &first).kept(), 3);
        let last = Settings { order: Order::TemperatureLast, ..first };
        assert_eq!(shape(&it, &last).kept(), 2);
        let root = 2.0_f64.sqrt();
        check(&it, last, &[root / (root + 1.0), 1.0 / (root + 1.0)]);
        // Top-p counts what top-k left.
        check(&it, settings(1.0, Some(3), 0.86), &[4.0 / 7.0, 2.0 / 7.0, 1.0 / 7.0]);
        check(&it, settings(1.0, Some(3), 0.85), &[2.0 / 3.0, 1.0 / 3.0]);
    }

    #[test]
    fn a_list_is_exact_where_the_rest_does_not_matter() {
        let it = listed(&[0.5, 0.25]);
        check(&it, settings(0.0, None, 1.0), &[1.0]);
        check(&it, settings(1.0, Some(2), 1.0), &[2.0 / 3.0, 1.0 / 3.0]);
        check(&it, settings(0.5, Some(2), 1.0), &[0.8, 0.2]);
        check(&it, settings(1.0, None, 0.6), &[2.0 / 3.0, 1.0 / 3.0]);
        check(&it, settings(1.0, None, 1.0), &[0.5, 0.25]);
        let whole = shape(&it, &settings(1.0, None, 1.0));
        assert_eq!((whole.unseen_fate(), whole.unseen().is_exact()), (Fate::Kept, true));
        assert!((whole.unseen().least - 0.25).abs() < 1e-9);
    }

    #[test]
    fn what_a_list_does_not_tell_is_a_range() {
        let it = listed(&[0.5, 0.25]);
        let cold = shape(&it, &settings(0.5, None, 1.0));
        assert!(!cold.is_exact());
        // The rest weighs nothing at least, and as much as the second at most.
        assert!((cold.now(0).most - 0.8).abs() < 1e-9 && (cold.now(0).least - 4.0 / 6.0).abs() < 1e-9);
        let hot = shape(&it, &settings(2.0, None, 1.0));
        assert_eq!((hot.now(0).least, hot.unseen().most), (0.0, 1.0));
        let nucleus = shape(&it, &settings(1.0, None, 0.9));
        assert_eq!(nucleus.unseen_fate(), Fate::Kept);
        assert!((nucleus.unseen().least - 0.15 / 0.9).abs() < 1e-9);
        let more = shape(&it, &settings(1.0, Some(3), 1.0));
        assert_eq!(more.unseen_fate(), Fate::Unknown);
        assert!((more.now(0).most - 2.0 / 3.0).abs() < 1e-9 && (more.now(0).least - 0.5).abs() < 1e-9);
    }

    #[test]
    fn nothing_known_is_nothing_cut() {
        let it = shape(&Distribution::of_list(&[]), &Settings::default());
        assert_eq!((it.kept(), it.unseen_fate(), it.unseen()), (0, Fate::Kept, Range::exactly(1.0)));
    }

    prop_compose! {
        fn shares()(weights in prop::collection::vec(0.001_f64..1.0, 2..40)) -> Vec<f64> {
            let sum: f64 = weights.iter().sum();
            let mut shares: Vec<_> = weights.iter().map(|it| it / sum).collect();
            shares.sort_by(|a, b| b.total_cmp(a));
            shares
        }
    }

    prop_compose! {
        fn any_settings()(
            temperature in 0.0_f64..3.0,
            top_k in prop::option::of(1_u32..50),
            top_p in 0.05_f64..=1.0,
            last in any::<bool>(),
            one in any::<bool>(),
        ) -> Settings {
            let order = if last { Order::TemperatureLast } else { Order::TemperatureFirst };
            Settings { temperature: if one { 1.0 } else { temperature }, top_k, top_p, order }
        }
    }

    proptest! {
        #[test]
        fn what_is_kept_is_one_and_in_order(shares in shares(), settings in any_settings()) {
            let it = of(&shares);
            let shaped = shape(&it, &settings);
            prop_assert!(shaped.is_exact());
            prop_assert!((1..=shares.len()).contains(&shaped.kept()));
            let now: Vec<_> = (0..shaped.kept()).map(|rank| shaped.now(rank).least).collect();
            prop_assert!((now.iter().sum::<f64>() - 1.0).abs() < 1e-6);
            prop_assert!(now.windows(2).all(|pair| pair[0] >= pair[1]));
            prop_assert!((shaped.mass(0, shaped.kept()).least - 1.0).abs() < 1e-6);
        }

        #[test]
        fn heat_makes_everything_alike_and_cold_the_first_sure(shares in shares()) {
            let it = of(&shares);
            let even = 1.0 / shares.len() as f64;
            let hot = shape(&it, &settings(1e9, None, 1.0));
            prop_assert!((0..shares.len()).all(|rank| (hot.now(rank).least - even).abs() < 1e-6));
            let apart = it.logprob(0) - it.logprob(1);
            prop_assume!(apart > 1e-3);
            prop_assert!(shape(&it, &settings(1e-5, None, 1.0)).now(0).least > 1.0 - 1e-6);
        }

        /// Whatever the unseen tokens are, the ranges of the list hold for them.
        #[test]
        fn ranges_of_a_list_hold(shares in shares(), seen in 1_usize..40, settings in any_settings()) {
            let seen = seen.min(shares.len());
            let truth = shape(&of(&shares), &settings);
            let part = shape(&listed(&shares[..seen]), &settings);
            for rank in 0..seen {
                let (real, range) = (truth.now(rank).least, part.now(rank));
                prop_assert!(
                    range.least - 1e-5 <= real && real <= range.most + 1e-5,
                    "rank {} of {}: {} in {:?}", rank, seen, real, range
                );
            }
            let rest = truth.mass(seen, shares.len()).least;
            let range = part.unseen();
            prop_assert!(range.least - 1e-5 <= rest && rest <= range.most + 1e-5, "{} in {:?}", rest, range);
        }
    }
}
