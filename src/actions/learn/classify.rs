//! Verbs on a prompt that sorts cases.

use leptos::{prelude::*, task::spawn_local};
use lollipop_core::{
    draft::Draft,
    lesson::{Classify, Outcome, Question},
    run::RunStatus,
};

use super::note_progress;
use crate::{
    actions::{Machinery, send},
    browser::page,
    state::{
        AppState,
        learn::{Judged, Sorted, Truth, Work, lesson_language, step_at},
    },
};

/// How often the page looks whether a run is over.
const LOOK_EVERY_MS: u32 = 50;

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

/// Runs the prompt on the page for each case, one after the other, by the
/// page's own Send. Ends with a run that is stopped or fails.
pub fn sort_by_running(state: AppState, machinery: Machinery) {
    let Some(question) = untrack(|| question(state)) else { return };
    let Some(here) = state.learn.here() else { return };
    let prompt = state.draft.get_untracked();
    let language = lesson_language(state.language.get_untracked());
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
            note(Sorted::Running);
            let filled = filled(&prompt, &question.variable, case.text.get(language));
            state.write(|draft| *draft = filled);
            send::send(state, machinery);
            let answer = answer(state).await;
            let over = answer.is_none() || state.learn.here().as_ref() != Some(&here);
            note(answer.map_or(Sorted::Failed, Sorted::Answer));
            if over {
                break;
            }
        }
        // The prompt with its gap is the learner's; the answer beside it stays.
        if state.learn.here().as_ref() == Some(&here) {
            let mut prompt = prompt;
            prompt.view = state.draft.with_untracked(|it| it.view);
            state.write(|draft| *draft = prompt);
        }
        state.learn.update_work_at(here, |it| it.pending = false);
        note_sorted(state, &question);
    });
}

/// The answer of the run that is going on, when it is over.
async fn answer(state: AppState) -> Option<String> {
    while state.is_running_untracked() {
        page::sleep_ms(LOOK_EVERY_MS).await;
    }
    state.run.with_untracked(|run| {
        let run = run.as_ref().filter(|it| it.status == RunStatus::Done)?;
        Some(run.text.trim().to_owned())
    })
}

/// The prompt with a case in its gap.
fn filled(prompt: &Draft, variable: &str, case: &str) -> Draft {
    let gap = format!("{{{{{variable}}}}}");
    let mut draft = prompt.clone();
    draft.text = draft.text.replace(&gap, case);
    for card in &mut draft.cards {
        card.message.content = card.message.content.replace(&gap, case);
    }
    draft
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
    let (answered, fits) = untrack(|| {
        state.learn.work(|it| {
            let answers = it.sorted.iter().filter_map(|(at, it)| match it {
                Sorted::Answer(answer) => Some((*at, answer)),
                Sorted::Running | Sorted::Failed => None,
            });
            let fits = |(at, answer): &(usize, &String)| {
                let label = question.label_of(answer, language);
                question.cases.get(*at).is_some_and(|case| label.is_some_and(|it| it.id == case.label))
            };
            (answers.clone().count(), answers.filter(fits).count())
        })
    });
    if answered < question.at_least as usize || untrack(|| state.learn.work(Work::is_answered)) {
        return;
    }
    let Some((lesson, at)) = untrack(|| state.learn.the_step()) else { return };
    let Some(step) = step_at(&lesson, at) else { return };
    let given = format!("{fits} / {answered}");
    note_progress(state, |it| it.answer(&lesson.id, &step.id, given, Outcome::Right));
    state.learn.update_work(|it| it.judged = Some(Judged { verdict: None, truth: Truth::Told }));
}
