//! One text under several encodings: what each makes of it, and what a language
//! costs in each.

use lollipop_bpe::{Encoding, Token};
use serde::{Deserialize, Serialize};

use crate::tokenizing::Figures;

/// The most of a text that is laid side by side, in characters as people count
/// them.
pub const MOST_GRAPHEMES: usize = 300;
/// And in bytes, for characters of many.
pub const MOST_BYTES: usize = 1_800;

/// The encodings that are laid side by side until others are chosen: three
/// generations of one vendor, and two vendors who thought of Chinese first.
pub const FIRST: [Encoding; 5] =
    [Encoding::R50kBase, Encoding::Cl100kBase, Encoding::O200kBase, Encoding::Qwen2, Encoding::DeepseekV3];

/// What one encoding makes of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The encoding's name.
    pub encoding: String,
    /// The tokens' ids, in reading order.
    pub ids: Vec<u32>,
    /// Where each token ends, in bytes of the text. As many as `ids`.
    pub ends: Vec<u32>,
    /// Tokens that take part in a Chinese character.
    pub han_tokens: u32,
}

/// A text under several encodings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weighed {
    /// The text.
    pub text: String,
    /// What people count in it; the figure of tokens is left at 0.
    pub figures: Figures,
    /// A row for each encoding, in the order in which they were asked for.
    pub rows: Vec<Row>,
}

impl Row {
    /// Tokens of the text.
    pub fn count(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(u32::MAX)
    }

    /// The tokens with their spans.
    pub fn tokens(&self) -> Vec<Token> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let spans = starts.zip(self.ends.iter().copied());
        self.ids.iter().zip(spans).map(|(&id, (start, end))| Token { id, start, end }).collect()
    }

    /// Tokens for each word of a script with spaces; the tokens of Chinese
    /// characters are not among them. `None` for a text without such words.
    pub fn per_word(&self, figures: &Figures) -> Option<f64> {
        ratio(self.count().saturating_sub(self.han_tokens), figures.words)
    }

    /// Tokens for each Chinese character; `None` for a text without any.
    pub fn per_han(&self, figures: &Figures) -> Option<f64> {
        ratio(self.han_tokens, figures.han)
    }
}

impl Weighed {
    /// The count of the row that has fewest tokens; 0 where there is none.
    pub fn leanest(&self) -> u32 {
        self.rows.iter().map(Row::count).min().unwrap_or(0)
    }
}

/// How many of one come on one of the other; `None` where there is no other.
pub fn ratio(many: u32, one: u32) -> Option<f64> {
    (one > 0).then(|| f64::from(many) / f64::from(one))
}

/// One question in a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The language, as a BCP 47 tag.
    pub language: &'static str,
    /// The question.
    pub text: &'static str,
}

/// The same question in several languages, English first: what it costs against
/// English is the price of the language.
pub const QUESTIONS: [Question; 8] = [
    Question { language: "en", text: "What is the capital of China?" },
    Question { language: "zh-Hans", text: "中国的首都是哪里？" },
    Question { language: "ja", text: "中国の首都はどこですか？" },
    Question { language: "de", text: "Was ist die Hauptstadt von China?" },
    Question { language: "ru", text: "Какой город является столицей Китая?" },
    Question { language: "ar", text: "ما هي عاصمة الصين؟" },
    Question { language: "hi", text: "चीन की राजधानी क्या है?" },
    Question { language: "ta", text: "சீனாவின் தலைநகரம் எது?" },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_tokens_that_tile() {
        let row = Row { ids: vec![75, 692, 42_800], ends: vec![1, 4, 8], ..Row::default() };
        let spans: Vec<_> = row.tokens().iter().map(|it| (it.start, it.end)).collect();
        assert_eq!(spans, [(0, 1), (1, 4), (4, 8)]);
        assert_eq!(row.count(), 3);
    }

    #[test]
    fn words_and_characters_are_weighed_apart() {
        let figures = Figures { words: 2, han: 4, ..Figures::default() };
        let row = Row { ids: vec![1; 11], ends: (1..12).collect(), han_tokens: 6, ..Row::default() };
        assert_eq!((row.per_word(&figures), row.per_han(&figures)), (Some(2.5), Some(1.5)));
        assert_eq!((row.per_word(&Figures::default()), row.per_han(&Figures::default())), (None, None));
        let lean = Row { ids: vec![1; 5], ..row.clone() };
        assert_eq!(Weighed { rows: vec![row, lean], ..Weighed::default() }.leanest(), 5);
        assert_eq!(Weighed::default().leanest(), 0);
    }

    #[test]
    fn english_is_what_others_are_held_against() {
        assert_eq!(QUESTIONS[0].language, "en");
    }
}
