//! The figures of a long text, a stretch at a time.

use std::collections::BTreeSet;

use lollipop_bpe::layout;
use lollipop_core::{invisible::flagged, tokenizing::Figures};

/// How far a text is measured.
pub struct Measuring {
    text: String,
    measured_bytes: usize,
    figures: Figures,
    hidden: BTreeSet<char>,
}

impl Measuring {
    /// Nothing is measured yet.
    pub fn new(text: String) -> Self {
        Self { text, measured_bytes: 0, figures: Figures::default(), hidden: BTreeSet::new() }
    }

    /// Measures the next stretch, of about `budget_bytes` or more.
    /// Returns whether that was the last.
    pub fn advance(&mut self, budget_bytes: usize) -> bool {
        let rest = self.text.get(self.measured_bytes..).unwrap_or_default();
        let stretch = rest.get(..cut(rest, budget_bytes)).unwrap_or(rest);
        let more = layout::figures(stretch);
        let sum = &mut self.figures;
        sum.bytes = sum.bytes.saturating_add(more.bytes);
        sum.code_points = sum.code_points.saturating_add(more.code_points);
        sum.graphemes = sum.graphemes.saturating_add(more.graphemes);
        sum.words = sum.words.saturating_add(more.words);
        sum.han = sum.han.saturating_add(more.han);
        // Each stretch counts the line that it begins in or goes on with.
        let goes_on = u32::from(self.measured_bytes > 0 && more.lines > 0);
        sum.lines = sum.lines.saturating_add(more.lines - goes_on);
        self.hidden.extend(flagged(stretch).into_iter().map(|(_, sign)| sign));
        self.measured_bytes += stretch.len();
        self.measured_bytes >= self.text.len()
    }

    /// What was found; the tokens' figure is left at 0.
    pub fn found(self) -> (Figures, Vec<char>) {
        (self.figures, self.hidden.into_iter().collect())
    }
}

/// The first place from `budget_bytes` on where a text can be cut without
/// changing what is counted on either side: no grapheme cluster and no word of
/// UAX #29 goes across, whatever stands further away.
fn cut(text: &str, budget_bytes: usize) -> usize {
    let bytes = text.as_bytes();
    let is_cut = |at: &usize| match (bytes.get(at - 1), bytes.get(*at)) {
        // The end of a line parts everything, but a line may end in two signs.
        (Some(b'\n'), Some(_)) => true,
        // A letter before, so that no earlier sign has a say, and a space that
        // nothing is laid over.
        (Some(before), Some(b' ')) => {
            before.is_ascii_alphanumeric() && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
        }
        (Some(0x80..=0xBF), Some(_)) => is_ideograph(bytes, at - 3) && is_ideograph(bytes, *at),
        _ => false,
    };
    (budget_bytes.max(3)..bytes.len()).find(is_cut).unwrap_or(bytes.len())
}

/// Whether one of U+4E00 to U+9FFF begins at this byte: E4 B8 80 to E9 BF BF.
fn is_ideograph(bytes: &[u8], at: usize) -> bool {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(0xE4), Some(second)) => *second >= 0xB8,
        (Some(first), _) => matches!(first, 0xE5..=0xE9),
        _ => false,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Stretch by stretch gives what the whole gives, however short they are.
    #[track_caller]
    fn check(text: &str) {
        let whole = layout::figures(text);
        for budget in [1, 2, 3, 5, 8, 13, 1000] {
            let mut measuring = Measuring::new(text.to_owned());
            while !measuring.advance(budget) {}
            let (found, hidden) = measuring.found();
            let expected = Figures {
                bytes: whole.bytes,
                code_points: whole.code_points,
                graphemes: whole.graphemes,
                words: whole.words,
                han: whole.han,
                han_tokens: 0,
                lines: whole.lines,
            };
            assert_eq!(found, expected, "{text:?} in stretches of {budget}");
            let signs: BTreeSet<char> = flagged(text).into_iter().map(|(_, sign)| sign).collect();
            assert_eq!(hidden, signs.into_iter().collect::<Vec<_>>(), "{text:?}");
        }
    }

    #[test]
    fn stretches_add_up() {
        check("");
        check("Learning new things is fun!\nDon't l-o-l 3.14, 1,000 times.\n\n");
        check("\r\n\r\na\r\nb\n\rc");
        check("中国的首都是哪里? 以 Seuss 的风格, カタカナとkana。中国的首都");
        check("e\u{301} \u{301}x a\u{301} b 👩‍👩‍👧‍👦🇨🇳🇬🇧 中\u{fe00}国\u{200b}人 a \u{200d}b");
        check(&"a".repeat(50));
    }

    #[test]
    fn a_long_text_takes_several_stretches() {
        let text = "word ".repeat(1000);
        let mut measuring = Measuring::new(text);
        assert!(!measuring.advance(100));
        assert!(measuring.measured_bytes < 200);
    }

    #[test]
    fn cuts_change_nothing_on_either_side() {
        assert_eq!(cut("abcd efgh", 3), 4);
        assert_eq!(cut("abcd \u{301}efgh", 3), 11);
        assert_eq!(cut("中国人", 3), 3);
        assert_eq!(cut("中国\u{fe00}人", 4), "中国\u{fe00}人".len());
    }
}
