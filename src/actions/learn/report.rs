//! What leaves the lessons: links and the learner's report, as text.

use leptos::prelude::*;
use lollipop_core::lesson::{Lesson, Outcome, plain};

use super::{link, name_of};
use crate::{
    browser::{clipboard, page},
    say,
    state::{AppState, learn::lesson_language},
};

/// Copies a link to the step that is shown. Returns whether the browser allowed it.
pub async fn copy_link(state: AppState, answers_hidden: bool) -> bool {
    let link = untrack(|| link(state, answers_hidden));
    clipboard::copy(&link).await
}

/// Copies the report of the lesson that is open, as Markdown. Returns whether
/// the browser allowed it.
pub async fn copy_report(state: AppState) -> bool {
    let Some(report) = untrack(|| state.learn.the_lesson().map(|lesson| report(state, &lesson))) else {
        return false;
    };
    clipboard::copy(&report).await
}

fn report(state: AppState, lesson: &Lesson) -> String {
    let language = state.language;
    let words = lesson_language(language.get());
    state.learn.progress.with(|progress| {
        let score = progress.score(&lesson.id, lesson.outline());
        let title = lesson.title.get(words).clone();
        let mut out =
            format!("# {}\n\n", say!(language, learn.report_title, order = lesson.order, title = title));
        out += &format!(
            "{} · {}\n",
            page::today(),
            say!(language, learn.score, right = score.right, questions = score.questions)
        );
        for (at, step) in lesson.steps.iter().enumerate() {
            let Some(question) = &step.question else { continue };
            out += &format!("\n## {}. {}\n\n", at + 1, step.title.get(words));
            out += &format!("{}\n\n", plain(question.ask().get(words), &name_of(state)));
            let done = progress.step(&lesson.id, &step.id);
            let outcome = match done.and_then(|it| it.outcome) {
                None => say!(language, learn.report_open),
                Some(Outcome::Right) => say!(language, learn.right),
                Some(Outcome::Near) => say!(language, learn.near),
                Some(Outcome::Wrong) => say!(language, learn.otherwise),
                Some(Outcome::Revealed) => say!(language, learn.report_revealed),
                Some(Outcome::Noted) => say!(language, learn.noted),
            };
            let given = done.map(|it| it.given.as_str()).unwrap_or_default();
            if given.is_empty() {
                out += &format!("- {outcome}\n");
            } else {
                out +=
                    &format!("- {} {}\n- {outcome}\n", say!(language, learn.report_answer), one_line(given));
            }
        }
        out
    })
}

/// A text that breaks no line of Markdown.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
