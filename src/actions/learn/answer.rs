//! Verbs on the question of a step. What is so, the page's own tokenizer says;
//! the lesson's author is believed only where it cannot.

use leptos::{prelude::*, task::spawn_local};
use lollipop_bpe::Encoding;
use lollipop_core::{
    chat::Mode,
    count::PromptReceipt,
    lesson::{
        CountOf, Language, Lesson, Outcome, Question, Seen, Step, Verdict,
        judge::{self, Placed, boundaries, typed_number},
    },
    run::RunStatus,
};

use super::{note_progress, put_demo, show_outcome, show_widget};
use crate::{
    actions::{Machinery, edit},
    browser::{dom, page},
    state::{
        AppState, FIRST_ASKED_DOC, TEXT_DOC, Vocabulary,
        learn::{Asked, Judged, Side, Truth, Work, lesson_language, step_at},
    },
};

/// How often the page looks whether the tokenizer has answered.
const LOOK_EVERY_MS: u32 = 40;
/// How often it looks before it believes the lesson: some 20 seconds.
const MOST_LOOKS: u32 = 500;

/// Checks the answer that is given to the step's question.
pub fn check(state: AppState, machinery: Machinery) {
    let Some((lesson, at)) = untrack(|| state.learn.the_step()) else { return };
    let Some(step) = step_at(&lesson, at).cloned() else { return };
    let Some(question) = step.question.clone() else { return };
    let here = (lesson.id.clone(), at);
    let language = lesson_language(state.language.get_untracked());
    state.learn.update_work_at(here.clone(), |it| it.pending = true);
    let hidden = state.learn.answers_hidden.get_untracked();
    if !hidden {
        show_demo_after(state, machinery, &lesson, at);
    }
    spawn_local(async move {
        let truth = if hidden { Truth::Told } else { truth(state, &question, &step, language).await };
        if state.learn.here() != Some(here.clone()) {
            return state.learn.update_work_at(here, |it| it.pending = false);
        }
        let work = untrack(|| state.learn.work(Work::clone));
        let verdict = verdict(&question, &work, &truth, language);
        let outcome = match verdict {
            _ if hidden => Outcome::Noted,
            Some(verdict) => verdict.into(),
            None => Outcome::Noted,
        };
        let given = given(&question, &work, language);
        note_progress(state, |it| it.answer(&here.0, &step.id, given, outcome));
        let judged = Judged { verdict: verdict.filter(|_| !hidden), truth };
        state.learn.update_work_at(here, |it| {
            it.pending = false;
            it.judged = Some(judged);
        });
        dom::focus_soon(["[data-testid=verdict]".to_owned()]);
        show_outcome();
    });
}

/// Shows the answer without one having been given, or after a wrong one.
pub fn reveal(state: AppState, machinery: Machinery) {
    let Some((lesson, at)) = untrack(|| state.learn.the_step()) else { return };
    let Some(step) = step_at(&lesson, at).cloned() else { return };
    let Some(question) = step.question.clone() else { return };
    let here = (lesson.id.clone(), at);
    let language = lesson_language(state.language.get_untracked());
    show_demo_after(state, machinery, &lesson, at);
    note_progress(state, |it| it.answer(&here.0, &step.id, String::new(), Outcome::Revealed));
    state.learn.update_work_at(here.clone(), |it| it.pending = true);
    spawn_local(async move {
        let truth = truth(state, &question, &step, language).await;
        state.learn.update_work_at(here, |it| {
            it.pending = false;
            it.revealed = true;
            let verdict = it.judged.as_ref().and_then(|it| it.verdict);
            it.judged = Some(Judged { verdict, truth });
        });
        dom::focus_soon(["[data-testid=verdict]".to_owned()]);
        show_outcome();
    });
}

/// Answers once more; what was typed or chosen stays.
pub fn retry(state: AppState) {
    state.learn.update_work(|it| {
        it.judged = None;
        it.revealed = false;
    });
    dom::focus_soon([".predict :is(input, textarea, .letter-gap)".to_owned()]);
}

/// Shows the hint.
pub fn show_hint(state: AppState) {
    state.learn.update_work(|it| it.hint = true);
}

/// Says which answer of a pair is better. With enough of them, the question is
/// answered.
pub fn label(state: AppState, pair: usize, side: Side) {
    state.learn.update_work(|it| {
        it.labels.insert(pair, side);
    });
    let Some((lesson, at)) = untrack(|| state.learn.the_step()) else { return };
    let Some(step) = step_at(&lesson, at) else { return };
    let Some(Question::Label(question)) = &step.question else { return };
    let count = untrack(|| state.learn.work(|it| it.labels.len()));
    if count >= question.at_least as usize && !untrack(|| state.learn.work(Work::is_answered)) {
        let outcome = Outcome::Right;
        note_progress(state, |it| it.answer(&lesson.id, &step.id, count.to_string(), outcome));
        state.learn.update_work(|it| it.judged = Some(Judged { verdict: None, truth: Truth::Told }));
    }
}

/// What was to be done is done.
pub fn done(state: AppState) {
    let Some((lesson, at)) = untrack(|| state.learn.the_step()) else { return };
    let Some(step) = step_at(&lesson, at) else { return };
    if untrack(|| state.learn.work(Work::is_answered)) {
        return;
    }
    note_progress(state, |it| it.answer(&lesson.id, &step.id, "✓".to_owned(), Outcome::Right));
    let judged = Judged { verdict: Some(Verdict::Right), truth: Truth::Told };
    state.learn.update_work(|it| it.judged = Some(judged));
    show_outcome();
}

/// The page as the step sees it. Subscribes to all of it.
pub fn seen(state: AppState) -> Option<Seen> {
    let (began, last_run) = state.learn.work(|it| it.began.clone().map(|began| (began, it.last_run)))?;
    let mut seen = state.draft.with(|draft| Seen::of(draft, &began));
    let mode = seen.mode;
    seen.prompt = match mode {
        Mode::Text | Mode::Completion => state.tally(TEXT_DOC).filter(|it| it.is_whole()).map(|it| it.count),
        Mode::Chat => state.receipt.with(|it| it.as_ref().map(PromptReceipt::total)),
    };
    let window = state.facts.with(|it| it.window);
    let prompt = state.receipt.with(|it| it.as_ref().map(PromptReceipt::total));
    seen.room = window.zip(prompt).map(|(window, prompt)| window.saturating_sub(prompt));
    let replayed = state.replayed.with(Option::is_some);
    state.run.with(|run| {
        if let Some(run) = run.as_ref().filter(|it| it.status == RunStatus::Done) {
            seen.run_finished = !replayed && run.id.0 > last_run;
            seen.answer_chars = u32::try_from(run.text.chars().count()).ok();
        }
    });
    Some(seen)
}

/// Puts the demo on the page that comes with the answer.
fn show_demo_after(state: AppState, machinery: Machinery, lesson: &Lesson, at: usize) {
    let here = (lesson.id.clone(), at);
    let Some(step) = step_at(lesson, at) else { return };
    if step.demo_waits() && state.learn.on_page.with_untracked(|it| it.as_ref() != Some(&here)) {
        put_demo(state, machinery, lesson, at);
        show_widget(state, machinery, step.widget);
    }
}

/// What the tokenizer is asked for: the text, and with which encoding.
fn asked(question: &Question, step: &Step, language: Language) -> Option<(String, Encoding)> {
    let (text, encoding) = match question {
        Question::Count(it) if it.of == CountOf::Text => (it.text.as_ref(), it.encoding.as_ref()),
        Question::Id(it) => (it.text.as_ref(), it.encoding.as_ref()),
        Question::Boundaries(it) => (Some(&it.text), it.encoding.as_ref()),
        _ => return None,
    };
    let demo = step.demo.as_ref();
    let text = text.or(demo.and_then(|it| it.text.as_ref()))?.get(language).clone();
    let own = encoding.and_then(|it| Encoding::from_name(it.get(language)));
    Some((text, own.unwrap_or_else(|| demo.cloned().unwrap_or_default().encoding(language))))
}

/// What is so: by the page's tokenizer, or else by the lesson.
async fn truth(state: AppState, question: &Question, step: &Step, language: Language) -> Truth {
    if let Question::Count(it) = question
        && it.of == CountOf::Prompt
    {
        let told = Truth::Number(*it.answer.get(language));
        return wait(state, || prompt_total(state)).await.map_or(told, Truth::Number);
    }
    let Some((text, encoding)) = asked(question, step, language) else { return Truth::Told };
    edit::choose_encoding(state, encoding);
    state.learn.asked_so_far.update_value(|it| *it += 1);
    let doc = FIRST_ASKED_DOC + state.learn.asked_so_far.get_value();
    state.learn.asked.set(Some(Asked { doc, text }));
    let found = wait(state, || {
        let tally = state.tally(doc).filter(|it| it.is_whole())?;
        let window = state.window(doc)?;
        Some((tally.count, window))
    });
    match (question, found.await) {
        (Question::Count(it), found) => {
            Truth::Number(found.map_or(*it.answer.get(language), |(count, _)| count))
        }
        (Question::Id(it), found) => {
            let at = it.token as usize - 1;
            let id = found.and_then(|(_, window)| window.tokens.get(at).map(|token| token.id));
            Truth::Number(id.unwrap_or(*it.answer.get(language)))
        }
        (Question::Boundaries(it), None) => {
            Truth::Pieces(it.answer.get(language).iter().map(|piece| (piece.clone(), None)).collect())
        }
        (_, Some((_, window))) => {
            let piece =
                |start: u32, end: u32| window.text.get(start as usize..end as usize).unwrap_or_default();
            let tokens = window.tokens.iter();
            Truth::Pieces(tokens.map(|it| (piece(it.start, it.end).to_owned(), Some(it.id))).collect())
        }
        (_, None) => Truth::Told,
    }
}

/// The whole prompt, as long as it is the step's own.
fn prompt_total(state: AppState) -> Option<u32> {
    let same = state.draft.with_untracked(|draft| {
        state.learn.works.with_untracked(|all| {
            let began = state.learn.here().and_then(|here| all.get(&here)?.began.as_ref());
            began.is_some_and(|it| it.says_the_same_as(draft) && it.model == draft.model)
        })
    });
    let total = state.receipt.with_untracked(|it| it.as_ref().map(PromptReceipt::total));
    total.filter(|_| same && !untrack(|| state.is_counting()))
}

/// Waits for something that the tokenizer finds out; `None` where it cannot.
async fn wait<T>(state: AppState, find: impl Fn() -> Option<T>) -> Option<T> {
    for _ in 0..MOST_LOOKS {
        if state.imported.with_untracked(Option::is_some) {
            return None;
        }
        if matches!(state.vocabulary.get_untracked(), Vocabulary::Failed(_) | Vocabulary::Dead) {
            return None;
        }
        if let Some(found) = untrack(&find) {
            return Some(found);
        }
        page::sleep_ms(LOOK_EVERY_MS).await;
    }
    None
}

fn verdict(question: &Question, work: &Work, truth: &Truth, language: Language) -> Option<Verdict> {
    match (question, truth) {
        (Question::Count(it), Truth::Number(truth)) => {
            Some(judge::number(typed_number(&work.typed)?, *truth, it.near))
        }
        (Question::Id(_), Truth::Number(truth)) => Some(judge::number(typed_number(&work.typed)?, *truth, 0)),
        (Question::Boundaries(_), Truth::Pieces(pieces)) => {
            let pieces: Vec<_> = pieces.iter().map(|it| it.0.as_str()).collect();
            Some(Placed::of(&work.chosen, &boundaries(&pieces)).verdict())
        }
        (Question::Choice(it), _) => Some(judge::choice(&it.options, &work.chosen)),
        (Question::NextToken(it), _) => {
            Some(judge::guess(judge::rank(&work.typed, it.answer.likely(language))))
        }
        (Question::Text(it), _) => {
            it.accept.as_ref().map(|accept| judge::free_text(&work.typed, accept.get(language)))
        }
        _ => None,
    }
}

/// The answer in words, for the progress and the report.
fn given(question: &Question, work: &Work, language: Language) -> String {
    match question {
        Question::Choice(it) => {
            let chosen = work.chosen.iter().filter_map(|at| it.options.get(*at));
            chosen.map(|it| it.text.get(language).as_str()).collect::<Vec<_>>().join("; ")
        }
        Question::Boundaries(it) => judge::cut(it.text.get(language), &work.chosen).join(" | "),
        _ => work.typed.trim().to_owned(),
    }
}
