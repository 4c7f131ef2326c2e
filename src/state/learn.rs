//! What the page knows of lessons.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use leptos::prelude::*;
use lollipop_core::{
    draft::Draft,
    lesson::{Language, Lesson, LessonIndex, Pipeline, Progress, Step, Verdict},
};
use serde::{Deserialize, Serialize};

use crate::i18n::Locale;

/// Something that is fetched.
#[derive(Clone, Debug, PartialEq)]
pub enum Fetched<T> {
    /// Nobody has asked for it.
    Not,
    /// It is on its way.
    Coming,
    /// Here it is.
    Here(T),
    /// It did not come.
    Failed,
}

impl<T> Fetched<T> {
    /// It, if it is there.
    pub const fn get(&self) -> Option<&T> {
        match self {
            Self::Here(it) => Some(it),
            Self::Not | Self::Coming | Self::Failed => None,
        }
    }
}

/// One of the two answers of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    A,
    B,
}

/// What a prompt made of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sorted {
    Running,
    Answer(String),
    Failed,
}

/// What came of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// `None` where there is no right and wrong, or where it is not said.
    pub verdict: Option<Verdict>,
    /// What is so.
    pub truth: Truth,
}

/// What is so, as the page found it out.
#[derive(Clone, Debug, PartialEq)]
pub enum Truth {
    /// It stands in the lesson.
    Told,
    /// A number of tokens, or an id.
    Number(u32),
    /// Tokens, with their ids where the page could ask for them.
    Pieces(Vec<(String, Option<u32>)>),
}

/// What a person has done in a step, as long as the page is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Work {
    /// What is typed for an answer.
    pub typed: String,
    /// What is chosen: options, or boundaries by characters.
    pub chosen: BTreeSet<usize>,
    /// Which answers were found better, by pair.
    pub labels: BTreeMap<usize, Side>,
    /// What was answered, by case.
    pub sorted: BTreeMap<usize, Sorted>,
    /// The page is finding out.
    pub pending: bool,
    /// The last answer, and what came of it.
    pub judged: Option<Judged>,
    /// The answer was asked for.
    pub revealed: bool,
    /// The hint was asked for.
    pub hint: bool,
    /// The page is to be seen before the question is answered.
    pub uncovered: bool,
    /// What stood on the page when the step was left.
    pub left: Option<Draft>,
    /// What the step put on the page; the page as it was where that is nothing.
    pub began: Option<Draft>,
    /// The last run when the step began.
    pub last_run: u32,
}

impl Work {
    /// What was answered for cases, with the places of these.
    pub fn answers(&self) -> impl Iterator<Item = (usize, &str)> {
        self.sorted.iter().filter_map(|(at, it)| match it {
            Sorted::Answer(answer) => Some((*at, answer.as_str())),
            Sorted::Running | Sorted::Failed => None,
        })
    }

    /// Whether the question is out of the way.
    pub const fn is_answered(&self) -> bool {
        self.judged.is_some() || self.revealed
    }
}

/// A text that the tokenizer is asked about for a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its name for the tokenizer.
    pub doc: u32,
    pub text: String,
}

/// What is kept for a reload of the tab.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    pub open: bool,
    pub lesson: String,
    pub step: usize,
    pub answers_hidden: bool,
    pub projector: bool,
    /// What stands on the page is the step's.
    pub on_page: bool,
}

/// Signals of the lessons; copied, not cloned.
#[derive(Clone, Copy)]
pub struct LearnState {
    /// What runs beside the rail has begun.
    pub started: RwSignal<bool>,
    /// Whether the rail is there.
    pub open: RwSignal<bool>,
    /// Whether only its head is to be seen.
    pub folded: RwSignal<bool>,
    /// The list and the glossary.
    pub index: RwSignal<Fetched<Arc<LessonIndex>>>,
    /// How a chat model is made.
    pub pipeline: RwSignal<Fetched<Arc<Pipeline>>>,
    /// The lesson that was chosen; none is the list.
    pub lesson: RwSignal<Fetched<Arc<Lesson>>>,
    /// Its id, also while it is on its way; empty for the list.
    pub chosen: RwSignal<String>,
    /// The step, from 0.
    pub step: RwSignal<usize>,
    /// By lesson and step.
    pub works: RwSignal<BTreeMap<(String, usize), Work>>,
    pub progress: RwSignal<Progress>,
    /// The browser does not keep the progress.
    pub unkept: RwSignal<bool>,
    /// The page does not say what is right.
    pub answers_hidden: RwSignal<bool>,
    /// Type for the back row.
    pub projector: RwSignal<bool>,
    /// The term that is explained; an empty one is the list of all.
    pub term: RwSignal<Option<String>>,
    pub asked: RwSignal<Option<Asked>>,
    /// How many texts were asked about: each has a name of its own.
    pub asked_so_far: StoredValue<u32>,
    /// The lesson and step whose draft is on the page.
    pub on_page: RwSignal<Option<(String, usize)>>,
}

impl LearnState {
    pub fn new() -> Self {
        Self {
            started: RwSignal::new(false),
            open: RwSignal::new(false),
            folded: RwSignal::new(false),
            index: RwSignal::new(Fetched::Not),
            pipeline: RwSignal::new(Fetched::Not),
            lesson: RwSignal::new(Fetched::Not),
            chosen: RwSignal::new(String::new()),
            step: RwSignal::new(0),
            works: RwSignal::new(BTreeMap::new()),
            progress: RwSignal::new(Progress::default()),
            unkept: RwSignal::new(false),
            answers_hidden: RwSignal::new(false),
            projector: RwSignal::new(false),
            term: RwSignal::new(None),
            asked: RwSignal::new(None),
            asked_so_far: StoredValue::new(0),
            on_page: RwSignal::new(None),
        }
    }

    /// The lesson, once it is there. Subscribes.
    pub fn the_lesson(self) -> Option<Arc<Lesson>> {
        self.lesson.with(|it| it.get().cloned())
    }

    /// The step that is shown, with its lesson. Subscribes.
    pub fn the_step(self) -> Option<(Arc<Lesson>, usize)> {
        let at = self.step.get();
        self.the_lesson().filter(|it| at < it.steps.len()).map(|it| (it, at))
    }

    /// Whether the page is out of sight, because the question is about what only
    /// the answer will show there. Subscribes.
    pub fn is_guessing(self) -> bool {
        let Some((lesson, at)) = self.the_step().filter(|_| self.open.get()) else { return false };
        let waits = step_at(&lesson, at).is_some_and(Step::demo_waits);
        let is_there = self.on_page.with(|it| it.as_ref().is_some_and(|it| it.0 == lesson.id && it.1 == at));
        waits && !is_there && !self.work(|it| it.is_answered() || it.uncovered)
    }

    /// Where a person is, as works are kept by. Does not subscribe.
    pub fn here(self) -> Option<(String, usize)> {
        let (lesson, at) = untrack(|| self.the_step())?;
        Some((lesson.id.clone(), at))
    }

    /// What a person has done in the step that is shown. Subscribes.
    pub fn work<T>(self, read: impl FnOnce(&Work) -> T) -> T {
        let key = (self.chosen.get(), self.step.get());
        self.works.with(|all| read(all.get(&key).unwrap_or(&Work::default())))
    }

    /// Changes what a person has done in the step that is shown.
    pub fn update_work(self, change: impl FnOnce(&mut Work)) {
        if let Some(here) = self.here() {
            self.update_work_at(here, change);
        }
    }

    /// Changes what a person has done in a step.
    pub fn update_work_at(self, at: (String, usize), change: impl FnOnce(&mut Work)) {
        self.works.update(|all| change(all.entry(at).or_default()));
    }
}

/// A step of a lesson that is there.
pub fn step_at(lesson: &Lesson, at: usize) -> Option<&Step> {
    lesson.steps.get(at)
}

/// The language of a lesson's texts.
pub const fn lesson_language(locale: Locale) -> Language {
    match locale {
        Locale::en => Language::En,
        Locale::zh => Language::Zh,
    }
}
