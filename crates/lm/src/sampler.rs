//! Choosing one token by the scores of all.

use lollipop_core::wire::serve::ServedRequest;

/// How a token is chosen.
///
/// In this order: scores are divided by the temperature; all but the `top_k`
/// likeliest are dropped; of these, the likeliest are kept until together they
/// have `top_p`; and from what is left one is drawn by its share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampling {
    /// 0: the likeliest, always.
    pub temperature: f64,
    /// 0: all.
    pub top_k: u32,
    /// 1: all.
    pub top_p: f64,
}

impl Sampling {
    /// What a request asks for. What it leaves open is as OpenAI's servers have
    /// it: temperature 1, and nothing dropped.
    pub fn of(request: &ServedRequest) -> Self {
        Self {
            temperature: request.temperature.unwrap_or(1.0),
            top_k: request.top_k.unwrap_or(0),
            top_p: request.top_p.unwrap_or(1.0),
        }
    }
}

/// Chooses tokens. The same seed chooses the same ones.
pub struct Sampler {
    sampling: Sampling,
    state: u64,
    order: Vec<u32>,
    shares: Vec<f64>,
}

impl Sampler {
    /// With a seed from outside.
    pub const fn new(sampling: Sampling, seed: u64) -> Self {
        Self { sampling, state: seed, order: Vec::new(), shares: Vec::new() }
    }

    /// Chooses by scores, of which there is at least one.
    pub fn choose(&mut self, scores: &[f32]) -> u32 {
        let Sampling { temperature, top_k, top_p } = self.sampling;
        if temperature <= 0.0 || top_k == 1 {
            return likeliest(scores);
        }
        self.order.clear();
        self.order.extend(0..scores.len() as u32);
        let by_score = |a: &u32, b: &u32| {
            let (a, b) = (*a as usize, *b as usize);
            scores[b].total_cmp(&scores[a]).then(a.cmp(&b))
        };
        let keep = if top_k == 0 { scores.len() } else { scores.len().min(top_k as usize) };
        if keep < scores.len() {
            self.order.select_nth_unstable_by(keep, by_score);
            self.order.truncate(keep);
        }
        let most = self.order.iter().map(|it| scores[*it as usize]).fold(f32::NEG_INFINITY, f32::max);
        let share = |id: &u32| (f64::from(scores[*id as usize] - most) / temperature).exp();
        if top_p < 1.0 {
            self.order.sort_unstable_by(by_score);
        }
        self.shares.clear();
        self.shares.extend(self.order.iter().map(share));
        let mut sum: f64 = self.shares.iter().sum();
        if top_p < 1.0 {
            let (mut kept, mut so_far) = (0, 0.0);
            while kept == 0 || (kept < self.shares.len() && so_far < top_p * sum) {
                so_far += self.shares[kept];
                kept += 1;
            }
            self.shares.truncate(kept);
            sum = so_far;
        }
        let mut left = self.draw() * sum;
        let chosen = self.shares.iter().position(|share| {
            left -= share;
            left < 0.0
        });
        // Rounding may leave a trifle: the last one that has a share then.
        let last = || self.shares.iter().rposition(|share| *share > 0.0).unwrap_or(0);
        self.order[chosen.unwrap_or_else(last)]
    }

    /// From 0 up to 1, which is never reached. SplitMix64:
    /// <https://prng.di.unimi.it/splitmix64.c>, read on 2026-11-24.
    fn draw(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn likeliest(scores: &[f32]) -> u32 {
    let mut best = 0;
    for (id, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = id;
        }
    }
    best as u32
}

/// Turns scores into natural logarithms of probabilities at temperature 1.
pub fn log_probabilities(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = scores.iter().map(|it| f64::from(it - most).exp()).sum();
    let whole = f64::from(most) + sum.ln();
    for score in scores {
        *score = (f64::from(*score) - whole) as f32;
    }
}

/// The ids of the highest scores, the highest first.
pub fn highest(scores: &[f32], count: usize) -> Vec<u32> {
    let mut ids: Vec<u32> = (0..scores.len() as u32).collect();
    let by_score = |a: &u32, b: &u32| {
        let (a, b) = (*a as usize, *b as usize);
        scores[b].total_cmp(&scores[a]).then(a.cmp(&b))
    };
    if count < ids.len() {
        ids.select_nth_unstable_by(count, by_score);
        ids.truncate(count);
    }
    ids.sort_unstable_by(by_score);
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(sampling: Sampling, scores: &[f32]) -> Vec<u32> {
        let mut sampler = Sampler::new(sampling, 7);
        let mut counts = vec![0; scores.len()];
        for _ in 0..20_000 {
            counts[sampler.choose(scores) as usize] += 1;
        }
        counts
    }

    #[track_caller]
    fn check(sampling: Sampling, shares: &[f64]) {
        // Probabilities 0.5, 0.25, 0.125, 0.125.
        let scores = [0.25_f32.ln(), 0.5_f32.ln(), 0.125_f32.ln(), 0.125_f32.ln()];
        for (count, share) in counts(sampling, &scores).into_iter().zip(shares) {
            assert!((f64::from(count) / 20_000.0 - share).abs() < 0.015, "{count} for {share}");
        }
    }

    const ALL: Sampling = Sampling { temperature: 1.0, top_k: 0, top_p: 1.0 };

    #[test]
    fn tokens_are_drawn_by_their_share() {
        check(ALL, &[0.25, 0.5, 0.125, 0.125]);
        check(Sampling { temperature: 0.0, ..ALL }, &[0.0, 1.0, 0.0, 0.0]);
        check(Sampling { temperature: 0.5, ..ALL }, &[4.0 / 22.0, 16.0 / 22.0, 1.0 / 22.0, 1.0 / 22.0]);
        check(Sampling { top_k: 1, ..ALL }, &[0.0, 1.0, 0.0, 0.0]);
        check(Sampling { top_k: 2, ..ALL }, &[1.0 / 3.0, 2.0 / 3.0, 0.0, 0.0]);
        check(Sampling { top_k: 9, ..ALL }, &[0.25, 0.5, 0.125, 0.125]);
        check(Sampling { top_p: 0.5, ..ALL }, &[0.0, 1.0, 0.0, 0.0]);
        check(Sampling { top_p: 0.6, ..ALL }, &[1.0 / 3.0, 2.0 / 3.0, 0.0, 0.0]);
        check(Sampling { top_p: 0.0, ..ALL }, &[0.0, 1.0, 0.0, 0.0]);
        check(Sampling { top_k: 3, top_p: 0.87, ..ALL }, &[2.0 / 7.0, 4.0 / 7.0, 1.0 / 7.0, 0.0]);
    }

    #[test]
    fn a_seed_decides() {
        let scores: Vec<f32> = (0..100).map(|it| (it % 7) as f32 / 3.0).collect();
        let run = |seed| {
            let mut sampler = Sampler::new(ALL, seed);
            (0..50).map(|_| sampler.choose(&scores)).collect::<Vec<_>>()
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }

    #[test]
    fn probabilities_sum_to_one() {
        let mut scores = vec![1000.0, 999.0, -1000.0, f32::NEG_INFINITY];
        log_probabilities(&mut scores);
        let sum: f64 = scores.iter().map(|it| f64::from(*it).exp()).sum();
        assert!((sum - 1.0).abs() < 1e-6);
        assert_eq!(highest(&scores, 2), [0, 1]);
        assert_eq!(highest(&scores, 9), [0, 1, 2, 3]);
    }
}
