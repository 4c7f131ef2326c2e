//! Verbs on a prompt that sorts cases.

use leptos::{prelude::*, task::spawn_local};
use lollipop_core::{
    lesson::{Classify, Outcome, Question},
    run::RunStatus,
};

use super::note_progress;
use crate::{
    actions::{Machinery, compare, exchange::answer, send},
    browser::endpoint::Stopper,
    state::{
        AppState,
        learn::{Judged, Sorted, Truth, Work, lesson_language, step_at},
    },
};

/// Shows what a model once answered for each case.
pub fn sort_recorded(state: AppState) {
    let Some(question) = untrack(|| question(state)) else { return };
    let language = lesson_language(state.language.get_untracked());
    state.learn.update_work(|it| {
        let answers = question.cases.iter().map(|case| Sorted::Answer(case.recorded.get(language).clone()));
        it.sorted = answers.enumerate().collect();
    });
    note_sorted(state, &question);
}

/// Asks the model for each case, one after the other, with the prompt on the
/// page, which stays as it is. Ends where one is stopped or fails.
pub fn sort_by_running(state: AppState, machinery: Machinery) {
    let Some(question) = untrack(|| question(state)) else { return };
    let Some(here) = state.learn.here() else { return };
    let prompt = state.draft.get_untracked();
    let language = lesson_language(state.language.get_untracked());
    send::stop(state, machinery);
    compare::stop(state, machinery);
    let stopper = Stopper::new();
    machinery.side_stopper.set_value(Some(stopper.clone()));
    state.learn.update_work_at(here.clone(), |it| {
        it.sorted.clear();
        it.judged = None;
        it.pending = true;
    });
    spawn_local(async move {
        for (at, case) in question.cases.iter().enumerate() {
            let note = |sorted| {
                state.learn.update_work_at(here.clone(), |it| {
                    it.sorted.insert(at, sorted);
                });
            };
            let filled = question.filled(&prompt, case, language);
            let Some((spec, to)) = untrack(|| send::request_of(state, &filled)) else { break };
            note(Sorted::Running);
            let run = answer(state, machinery, to, &spec, stopper.clone()).await;
            if run.status != RunStatus::Done {
                note(Sorted::Failed);
                break;
            }
            note(Sorted::Answer(run.text.trim().to_owned()));
        }
        state.learn.update_work_at(here.clone(), |it| it.pending = false);
        if state.learn.here() == Some(here) {
            note_sorted(state, &question);
        }
    });
}

/// Stops asking; the answers that came stay.
pub fn stop_sorting(state: AppState, machinery: Machinery) {
    compare::stop(state, machinery);
}

/// The question of the step that is shown, if it is of this kind. Subscribes.
fn question(state: AppState) -> Option<Classify> {
    let (lesson, at) = state.learn.the_step()?;
    match step_at(&lesson, at)?.question.clone()? {
        Question::Classify(it) => Some(it),
        _ => None,
    }
}

/// With enough answers, the question is answered; the accuracy is the answer.
fn note_sorted(state: AppState, question: &Classify) {
    let language = lesson_language(state.language.get_untracked());
    let (answered, fits) =
        untrack(|| state.learn.work(|it| (it.answers().count(), question.hits(it.answers(), language))));
    if answered < question.at_least as usize || untrack(|| state.learn.work(Work::is_answered)) {
        return;
    }
    let Some((lesson, at)) = untrack(|| state.learn.the_step()) else { return };
    let Some(step) = step_at(&lesson, at) else { return };
    let given = format!("{fits} / {answered}");
    note_progress(state, |it| it.answer(&lesson.id, &step.id, given, Outcome::Right));
    state.learn.update_work(|it| it.judged = Some(Judged { verdict: None, truth: Truth::Told }));
}
