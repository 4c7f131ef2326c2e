//! How far a learner is. Kept on the device, by ids, so that a lesson may grow.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Lesson, Verdict};

/// How far a learner is, in every lesson.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// By the lessons' ids.
    pub lessons: BTreeMap<String, LessonProgress>,
    /// How many questions in a row were right at once.
    pub streak: u32,
}

/// How far a learner is in a lesson.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LessonProgress {
    /// The step last looked at, from 1.
    pub at: u32,
    /// By the steps' ids; only those that were looked at.
    pub steps: BTreeMap<String, StepProgress>,
}

/// What came of a step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepProgress {
    /// The last answer given, in words.
    pub given: String,
    /// How often it was answered.
    pub tries: u32,
    /// The best of it; `None` where nothing was answered.
    pub outcome: Option<Outcome>,
}

/// How a question ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Answered otherwise than it is.
    Wrong,
    /// The answer was looked up.
    Revealed,
    /// Answered where the page does not say whether it is right.
    Noted,
    /// Nearly right.
    Near,
    /// Right.
    Right,
}

impl From<Verdict> for Outcome {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Right => Self::Right,
            Verdict::Near => Self::Near,
            Verdict::Wrong => Self::Wrong,
        }
    }
}

/// How a lesson stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Steps that were looked at.
    pub seen: usize,
    /// Steps in all.
    pub steps: usize,
    /// Questions that were answered rightly.
    pub right: usize,
    /// Questions that were answered in any way.
    pub answered: usize,
    /// Questions in all.
    pub questions: usize,
}

impl Score {
    /// Whether every step was seen and every question answered in some way.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.steps > 0 && self.seen == self.steps && self.answered == self.questions
    }
}

impl Progress {
    /// Notes that a step is looked at; `at` counts from 1.
    pub fn look(&mut self, lesson: &str, step: &str, at: u32) {
        let lesson = self.lessons.entry(lesson.to_owned()).or_default();
        lesson.at = at;
        lesson.steps.entry(step.to_owned()).or_default();
    }

    /// Notes an answer. A later and worse one does not take a better one back,
    /// and only the first of a question counts for the streak.
    pub fn answer(&mut self, lesson: &str, step: &str, given: String, outcome: Outcome) {
        let lesson = self.lessons.entry(lesson.to_owned()).or_default();
        let step = lesson.steps.entry(step.to_owned()).or_default();
        if step.outcome.is_none() {
            self.streak = match outcome {
                Outcome::Right => self.streak.saturating_add(1),
                Outcome::Near | Outcome::Noted => self.streak,
                Outcome::Wrong | Outcome::Revealed => 0,
            };
        }
        if outcome != Outcome::Revealed {
            step.tries = step.tries.saturating_add(1);
            step.given = given;
        }
        step.outcome = step.outcome.max(Some(outcome));
    }

    /// What came of a step.
    #[must_use]
    pub fn step(&self, lesson: &str, step: &str) -> Option<&StepProgress> {
        self.lessons.get(lesson)?.steps.get(step)
    }

    /// Forgets a lesson.
    pub fn forget(&mut self, lesson: &str) {
        self.lessons.remove(lesson);
        self.streak = 0;
    }

    /// How a lesson stands, given its steps' ids and whether each asks anything.
    #[must_use]
    pub fn score<'s>(&self, lesson: &str, steps: impl Iterator<Item = (&'s str, bool)>) -> Score {
        let mut score = Score::default();
        for (id, asks) in steps {
            let step = self.step(lesson, id);
            let outcome = step.and_then(|it| it.outcome);
            score.steps += 1;
            score.seen += usize::from(step.is_some());
            score.questions += usize::from(asks);
            score.answered += usize::from(asks && outcome.is_some());
            score.right += usize::from(asks && outcome == Some(Outcome::Right));
        }
        score
    }
}

impl Lesson {
    /// The steps' ids, and whether each asks anything.
    pub fn outline(&self) -> impl Iterator<Item = (&str, bool)> {
        self.steps.iter().map(|it| (it.id.as_str(), it.question.is_some()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_answer_counts_for_the_streak_and_the_best_for_the_score() {
        let mut progress = Progress::default();
        progress.look("tokens", "a", 1);
        progress.answer("tokens", "a", "6".to_owned(), Outcome::Right);
        progress.look("tokens", "b", 2);
        progress.answer("tokens", "b", "1".to_owned(), Outcome::Wrong);
        assert_eq!(progress.streak, 0);
        progress.answer("tokens", "b", "2".to_owned(), Outcome::Right);
        assert_eq!(progress.streak, 0, "a second try is no new question");
        progress.answer("tokens", "b", "1".to_owned(), Outcome::Wrong);
        let b = progress.step("tokens", "b").unwrap();
        assert_eq!((b.tries, b.outcome, b.given.as_str()), (3, Some(Outcome::Right), "1"));
        progress.answer("tokens", "c", "3".to_owned(), Outcome::Near);
        progress.answer("tokens", "c", String::new(), Outcome::Revealed);
        let c = progress.step("tokens", "c").unwrap();
        assert_eq!((c.tries, c.outcome, c.given.as_str()), (1, Some(Outcome::Near), "3"));
        let outline = [("a", true), ("b", true), ("c", true), ("d", false), ("e", true)];
        let score = progress.score("tokens", outline.into_iter());
        assert_eq!(score, Score { seen: 3, steps: 5, right: 2, answered: 3, questions: 4 });
        assert!(!score.is_complete());
        progress.forget("tokens");
        assert_eq!(progress, Progress::default());
    }

    #[test]
    fn what_is_kept_can_be_read_by_a_later_page() {
        let mut progress = Progress::default();
        progress.answer("tokens", "a", "6".to_owned(), Outcome::Right);
        let json = serde_json::to_string(&progress).unwrap();
        assert_eq!(serde_json::from_str::<Progress>(&json).unwrap(), progress);
        assert_eq!(serde_json::from_str::<Progress>("{}").unwrap(), Progress::default());
    }
}
