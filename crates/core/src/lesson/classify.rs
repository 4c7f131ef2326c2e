//! A prompt that sorts cases, and how often it puts them where a person does.

use serde::{Deserialize, Serialize};

use super::{Either, Language, Words};
use crate::draft::Draft;

/// How often does a prompt put a case where a person would? The page runs the
/// prompt on each case, or shows what was recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classify {
    /// What is asked.
    pub ask: Words,
    /// The name that the prompt has for a case: `review` for `{{review}}`.
    pub variable: String,
    /// How many cases have to have an answer.
    pub at_least: u32,
    /// Where a case can be put.
    pub labels: Vec<CaseLabel>,
    /// The model that was recorded.
    pub recorded_by: String,
    /// The day: `2026-11-24`.
    pub recorded_on: String,
    /// The cases.
    pub cases: Vec<Case>,
}

/// Where a case can be put.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseLabel {
    /// What cases call it by.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// Words in an answer that mean it.
    pub accept: Either<Vec<String>>,
}

/// A case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it says.
    pub text: Words,
    /// Where a person puts it.
    pub label: String,
    /// What the recorded model said to the step's prompt with this case in it.
    pub recorded: Either<String>,
}

impl Classify {
    /// Where an answer puts a case: the label of the word that occurs first in
    /// it, capitals aside. `None`: nowhere.
    #[must_use]
    pub fn label_of(&self, answer: &str, language: Language) -> Option<&CaseLabel> {
        let answer = answer.to_lowercase();
        let first = |label: &&CaseLabel| {
            let words = label.accept.get(language).iter();
            words.filter_map(|word| answer.find(&word.to_lowercase())).min()
        };
        self.labels.iter().filter(|it| first(it).is_some()).min_by_key(first)
    }

    /// Whether an answer puts the case of this place where a person puts it.
    #[must_use]
    pub fn fits(&self, at: usize, answer: &str, language: Language) -> bool {
        let label = self.label_of(answer, language);
        self.cases.get(at).is_some_and(|case| label.is_some_and(|it| it.id == case.label))
    }

    /// How many of these answers fit, each with the place of its case.
    pub fn hits<'a>(&self, answers: impl Iterator<Item = (usize, &'a str)>, language: Language) -> usize {
        answers.filter(|(at, answer)| self.fits(*at, answer, language)).count()
    }

    /// The prompt with a case in its gap, `{{review}}` for the variable `review`.
    #[must_use]
    pub fn filled(&self, prompt: &Draft, case: &Case, language: Language) -> Draft {
        let gap = format!("{{{{{}}}}}", self.variable);
        let text = case.text.get(language);
        let mut draft = prompt.clone();
        draft.text = draft.text.replace(&gap, text);
        for card in &mut draft.cards {
            card.message.content = card.message.content.replace(&gap, text);
        }
        draft
    }
}

#[cfg(test)]
mod tests {
    use super::super::Both;
    use super::*;
    use crate::{
        chat::{Message, Role},
        demo::Demo,
    };

    fn both(text: &str) -> Words {
        Both { en: text.to_owned(), zh: text.to_owned() }
    }

    fn question() -> Classify {
        let label = |id: &str, words: &[&str]| {
            let accept: Vec<_> = words.iter().map(|it| (*it).to_owned()).collect();
            let accept = Either::of(Both { en: accept.clone(), zh: accept });
            CaseLabel { id: id.to_owned(), name: Words::default(), accept }
        };
        let case = |text: &str, label: &str| Case {
            text: both(text),
            label: label.to_owned(),
            recorded: Either::of(both("")),
        };
        Classify {
            ask: Words::default(),
            variable: "review".to_owned(),
            at_least: 1,
            labels: vec![label("good", &["positive", "好评"]), label("bad", &["negative", "差评"])],
            recorded_by: String::new(),
            recorded_on: String::new(),
            cases: vec![case("Lovely!", "good"), case("Cold soup", "bad")],
        }
    }

    #[test]
    fn the_first_word_that_means_a_label_decides() {
        let question = question();
        let id = |answer| question.label_of(answer, Language::En).map(|it| it.id.as_str());
        assert_eq!(id("Positive."), Some("good"));
        assert_eq!(id("Negative, not positive"), Some("bad"));
        assert_eq!(id("这是差评"), Some("bad"));
        assert_eq!(id("It depends"), None);
    }

    #[test]
    fn answers_are_held_against_what_a_person_says() {
        let answers = [(0, "Positive"), (1, "positive"), (1, "Negative."), (2, "Positive"), (0, "no idea")];
        assert_eq!(question().hits(answers.into_iter(), Language::En), 2);
    }

    #[test]
    fn a_case_fills_the_gap_wherever_it_is() {
        let demo = Demo {
            text: "Sort: {{review}}, {{ review }}".to_owned(),
            messages: vec![Message::new(Role::User, "{{review}}\n{{review}}")],
            ..Demo::default()
        };
        let question = question();
        let prompt = Draft::from_demo(demo, String::new());
        let draft = question.filled(&prompt, &question.cases[1], Language::Zh);
        assert_eq!(draft.text, "Sort: Cold soup, {{ review }}");
        assert_eq!(draft.cards[0].message.content, "Cold soup\nCold soup");
        assert_eq!(prompt.text, "Sort: {{review}}, {{ review }}");
    }
}
