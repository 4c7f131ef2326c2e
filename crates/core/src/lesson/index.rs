//! The list of lessons, and the glossary: what the page reads first.

use serde::{Deserialize, Serialize};

use super::{Glossary, Lesson, Words};

/// What the page has to know before any lesson is opened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LessonIndex {
    /// In the order of the path.
    pub lessons: Vec<LessonEntry>,
    /// What the terms mean.
    pub glossary: Glossary,
}

/// A lesson in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LessonEntry {
    /// Its id.
    pub id: String,
    /// Its place, from 1.
    pub order: u32,
    /// What it is called.
    pub title: Words,
    /// What it is about.
    pub summary: Words,
    /// Unit: minutes.
    pub minutes: u32,
    /// The steps' ids, and whether each asks anything.
    pub steps: Vec<(String, bool)>,
}

impl LessonEntry {
    /// The entry of a lesson.
    #[must_use]
    pub fn of(lesson: &Lesson) -> Self {
        Self {
            id: lesson.id.clone(),
            order: lesson.order,
            title: lesson.title.clone(),
            summary: lesson.summary.clone(),
            minutes: lesson.minutes,
            steps: lesson.outline().map(|(id, asks)| (id.to_owned(), asks)).collect(),
        }
    }

    /// As [`Lesson::outline`].
    pub fn outline(&self) -> impl Iterator<Item = (&str, bool)> {
        self.steps.iter().map(|(id, asks)| (id.as_str(), *asks))
    }
}

impl LessonIndex {
    /// The lesson of an id, with its place in the list.
    #[must_use]
    pub fn lesson(&self, id: &str) -> Option<(usize, &LessonEntry)> {
        self.lessons.iter().enumerate().find(|(_, it)| it.id == id)
    }
}
