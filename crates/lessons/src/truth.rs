//! Holds what lessons claim about tokens against the tokenizer of the page.

use std::collections::BTreeMap;

use lollipop_bpe::{Encoding, Tokenizer};
use lollipop_core::{
    chat::Role,
    count::{Framing, RoleTokens, receipt},
    lesson::{Check, Count, CountOf, Language, Lesson, LessonDemo, Question, Step},
    model,
};

use crate::{Fault, Lessons, fault::Place, form::step_name};

/// Tokenizers, each loaded when it is first asked for.
pub struct Tokenizers<L> {
    load: L,
    loaded: BTreeMap<Encoding, Option<Tokenizer>>,
}

impl<L: Fn(Encoding) -> Option<Tokenizer>> Tokenizers<L> {
    /// Tokenizers that `load` brings.
    pub const fn new(load: L) -> Self {
        Self { load, loaded: BTreeMap::new() }
    }

    fn get(&mut self, encoding: Encoding) -> Option<&Tokenizer> {
        self.loaded.entry(encoding).or_insert_with(|| (self.load)(encoding)).as_ref()
    }
}

/// Checks every number and every boundary of the lessons. An encoding that
/// cannot be loaded is a fault.
pub fn check_truth<L: Fn(Encoding) -> Option<Tokenizer>>(
    all: &Lessons,
    with: &mut Tokenizers<L>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (file, lesson) in &all.lessons {
        for at in 0..lesson.steps.len() {
            let mut place = Place { file, step: step_name(lesson, at), faults: &mut faults };
            check_step(&mut place, lesson, at, with);
        }
    }
    faults
}

fn check_step<L: Fn(Encoding) -> Option<Tokenizer>>(
    place: &mut Place<'_>,
    lesson: &Lesson,
    at: usize,
    with: &mut Tokenizers<L>,
) {
    let Some(step) = lesson.steps.get(at) else { return };
    for check in &step.checks {
        check_claim(place, check, with);
    }
    for language in Language::ALL {
        check_question(place, step, language, with);
    }
}

fn check_question<L: Fn(Encoding) -> Option<Tokenizer>>(
    place: &mut Place<'_>,
    step: &Step,
    language: Language,
    with: &mut Tokenizers<L>,
) {
    let Some(question) = &step.question else { return };
    let encoding = encoding_of(question, step, language);
    let text = text_of(question, step, language);
    let Some(tokenizer) = with.get(encoding) else {
        return place.fault("question.encoding", format!("{} cannot be loaded", encoding.name()));
    };
    match question {
        Question::Count(Count { of, answer, .. }) => {
            let count = match (of, &step.demo) {
                (CountOf::Prompt, Some(demo)) => prompt_count(demo, language, tokenizer),
                _ => count(tokenizer, &text),
            };
            let answer = *answer.get(language);
            place.ensure_in(language, count == answer, "question.answer", || {
                format!("{answer}, but {} makes {count} tokens of it", encoding.name())
            });
        }
        Question::Id(it) => {
            let ids = tokenizer.encode(&text);
            let id = ids.get(it.token as usize - 1);
            place.ensure_in(language, id == Some(it.answer.get(language)), "question.answer", || {
                format!("{}, but {} gives {ids:?}", it.answer.get(language), encoding.name())
            });
        }
        Question::Boundaries(it) => match pieces(tokenizer, &text) {
            Some(pieces) => {
                place.ensure_in(language, pieces == *it.answer.get(language), "question.answer", || {
                    format!("{:?}, but {} gives {pieces:?}", it.answer.get(language), encoding.name())
                });
            }
            None => place
                .fault("question.text", format!("a token of {} ends inside a character", encoding.name())),
        },
        _ => {}
    }
}

/// The encoding of a question: its own, or that of the demo.
fn encoding_of(question: &Question, step: &Step, language: Language) -> Encoding {
    let own = match question {
        Question::Count(it) => it.encoding.as_ref(),
        Question::Id(it) => it.encoding.as_ref(),
        Question::Boundaries(it) => it.encoding.as_ref(),
        _ => None,
    };
    let own = own.and_then(|it| Encoding::from_name(it.get(language)));
    own.unwrap_or_else(|| step.demo.clone().unwrap_or_default().encoding(language))
}

/// The text of a question: its own, or that of the demo.
fn text_of(question: &Question, step: &Step, language: Language) -> String {
    let own = match question {
        Question::Count(it) => it.text.as_ref(),
        Question::Id(it) => it.text.as_ref(),
        Question::Boundaries(it) => Some(&it.text),
        _ => None,
    };
    let demo = step.demo.as_ref().and_then(|it| it.text.as_ref());
    own.or(demo).map(|it| it.get(language).clone()).unwrap_or_default()
}

/// The messages of a chat with their framing.
fn prompt_count(demo: &LessonDemo, language: Language, tokenizer: &Tokenizer) -> u32 {
    let on = demo.messages.iter().filter(|it| !it.off);
    let messages: Vec<_> = on.map(|it| (it.role, it.content.get(language).clone())).collect();
    let model = demo.model.as_ref().map_or("", |it| it.get(language).as_str());
    framed(model, &messages, tokenizer)
}

fn framed(model: &str, messages: &[(Role, String)], tokenizer: &Tokenizer) -> u32 {
    let roles = RoleTokens {
        system: count(tokenizer, "system"),
        user: count(tokenizer, "user"),
        assistant: count(tokenizer, "assistant"),
    };
    let counted: Vec<_> = messages.iter().map(|(role, text)| (*role, true, count(tokenizer, text))).collect();
    receipt(&Framing::of_model(model), roles, &counted).total()
}

fn check_claim<L: Fn(Encoding) -> Option<Tokenizer>>(
    place: &mut Place<'_>,
    check: &Check,
    with: &mut Tokenizers<L>,
) {
    let named = check.encoding.as_deref().map(|name| (name, Encoding::from_name(name)));
    if let Some((name, None)) = named {
        return place.fault("checks.encoding", format!("there is no encoding `{name}`"));
    }
    let model = check.model.as_deref().unwrap_or_default();
    let encoding = model::facts(model, named.and_then(|it| it.1), None).encoding;
    if check.encoding.is_none() && check.model.is_none() {
        return place.fault("checks", "of which encoding, or of which model?");
    }
    let Some(tokenizer) = with.get(encoding) else {
        return place.fault("checks.encoding", format!("{} cannot be loaded", encoding.name()));
    };
    let count = match (&check.text, &check.messages) {
        (Some(text), None) => count(tokenizer, text),
        (None, Some(messages)) => {
            let on = messages.iter().filter(|it| !it.off);
            let messages: Vec<_> = on.map(|it| (it.role, it.content.get(Language::En).clone())).collect();
            framed(model, &messages, tokenizer)
        }
        _ => return place.fault("checks", "it is about a `text`, or about `messages`"),
    };
    let name = encoding.name();
    let text = check.text.as_deref().unwrap_or_default();
    if let Some(claimed) = check.count {
        place.ensure(count == claimed, "checks.count", || {
            format!("{claimed} for {text:?}, but {name} makes it {count}")
        });
    }
    if let Some(claimed) = &check.ids {
        let ids = tokenizer.encode(text);
        place.ensure(ids == *claimed, "checks.ids", || {
            format!("{claimed:?} for {text:?}, but {name} gives {ids:?}")
        });
    }
    if let Some(claimed) = &check.pieces {
        let pieces = pieces(tokenizer, text);
        place.ensure(pieces.as_ref() == Some(claimed), "checks.pieces", || {
            format!("{claimed:?} for {text:?}, but {name} gives {pieces:?}")
        });
    }
    let says_something = check.count.is_some() || check.ids.is_some() || check.pieces.is_some();
    place.ensure(says_something, "checks", || "it claims nothing: `count`, `ids` or `pieces`".to_owned());
}

fn count(tokenizer: &Tokenizer, text: &str) -> u32 {
    u32::try_from(tokenizer.count(text)).unwrap_or(u32::MAX)
}

/// The texts of the tokens; `None` where one ends inside a character.
fn pieces(tokenizer: &Tokenizer, text: &str) -> Option<Vec<String>> {
    let tokens = tokenizer.tokens(text);
    tokens.iter().map(|it| text.get(it.start as usize..it.end as usize).map(str::to_owned)).collect()
}
