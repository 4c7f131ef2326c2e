//! How unexpected a token was, and a text of them.

/// Least probabilities of the tints, from the least surprising on; what is
/// less likely than the last has the tint after it.
pub const BUCKETS: [f64; 4] = [0.5, 0.25, 0.15, 0.10];

/// The tint of a token: 0 was expected, 4 was a surprise.
#[must_use]
pub fn bucket(logprob: f64) -> usize {
    let probability = logprob.exp();
    BUCKETS.iter().position(|least| probability >= *least).unwrap_or(BUCKETS.len())
}

/// The surprise of a token: minus the binary logarithm of its probability.
/// Unit: bits.
#[must_use]
pub fn bits(logprob: f64) -> f64 {
    // Not minus zero, which people would read as a sign.
    (-logprob / std::f64::consts::LN_2).max(0.0)
}

/// Several tokens taken together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sum {
    /// How many.
    pub tokens: u32,
    /// Natural logarithm of the probability that just these came.
    pub logprob: f64,
}

impl Sum {
    /// The sum over the logarithms of some tokens.
    #[must_use]
    pub fn of(logprobs: impl IntoIterator<Item = f64>) -> Self {
        let mut sum = Self::default();
        for logprob in logprobs {
            sum.tokens += 1;
            sum.logprob += logprob;
        }
        sum
    }

    /// Among how many equally likely tokens one would have to choose each time
    /// to be as surprised; `None`: there are no tokens.
    #[must_use]
    pub fn perplexity(self) -> Option<f64> {
        (self.tokens > 0).then(|| (-self.logprob / f64::from(self.tokens)).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tints_follow_the_probability() {
        let tints: Vec<_> =
            [1.0_f64, 0.51, 0.49, 0.26, 0.2, 0.12, 0.09, 0.0].iter().map(|p| bucket(p.ln())).collect();
        assert_eq!(tints, [0, 0, 1, 1, 2, 3, 4, 4]);
    }

    #[test]
    fn a_coin_is_one_bit() {
        assert!((bits(0.5_f64.ln()) - 1.0).abs() < 1e-12);
        assert_eq!(bits(0.0).to_string(), "0");
    }

    #[test]
    fn perplexity_of_fair_choices_is_their_number() {
        let sum = Sum::of([0.25_f64.ln(), 0.25_f64.ln()]);
        assert!((sum.perplexity().unwrap() - 4.0).abs() < 1e-9);
        assert!((sum.logprob - 0.0625_f64.ln()).abs() < 1e-12);
        assert_eq!(Sum::default().perplexity(), None);
    }
}
