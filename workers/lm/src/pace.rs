//! How much is done between two looks at what was asked meanwhile.

use lollipop_lm::MOST_AT_ONCE;

/// How many tokens are read in one step: as many as take about a tenth of a
/// second, so that a slow machine hears what is asked as soon as a fast one.
pub struct Pace {
    tokens: usize,
    /// When the last step of reading began.
    began_ms: Option<f64>,
}

/// Steps of reading that take longer become shorter.
const LONG_MS: f64 = 140.0;
/// Those that take less become longer.
const SHORT_MS: f64 = 60.0;

impl Default for Pace {
    fn default() -> Self {
        Self { tokens: 4, began_ms: None }
    }
}

impl Pace {
    /// How many tokens are next, when the last step is over.
    pub fn next(&mut self, now_ms: f64) -> usize {
        match self.began_ms.take().map(|began_ms| now_ms - began_ms) {
            Some(took_ms) if took_ms > LONG_MS => self.tokens = (self.tokens / 2).max(1),
            Some(took_ms) if took_ms < SHORT_MS => self.tokens = (self.tokens * 2).min(MOST_AT_ONCE),
            _ => {}
        }
        self.tokens
    }

    /// A step of reading begins.
    pub const fn begin(&mut self, now_ms: f64) {
        self.began_ms = Some(now_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_take_about_as_long_on_any_machine() {
        let mut pace = Pace::default();
        let mut after = |took_ms: f64| {
            pace.begin(0.0);
            pace.next(took_ms)
        };
        assert_eq!([10.0, 20.0, 40.0, 80.0].map(&mut after), [8, 16, 16, 16]);
        assert_eq!([500.0, 300.0, 200.0, 150.0, 900.0].map(&mut after), [8, 4, 2, 1, 1]);
    }
}
