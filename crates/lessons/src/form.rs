//! What must hold of a lesson whatever a tokenizer says.

use std::collections::BTreeSet;

use lollipop_bpe::Encoding;
use lollipop_core::{
    chat::Mode,
    draft::Draft,
    lesson::{
        CountOf, Either, Glossary, Language, Lesson, LessonDemo, LessonRecorded, Question, Seen, Source,
        StageId, Step, Widget, Words, is_id, terms,
    },
};

use crate::{
    Lessons,
    fault::{Fault, Place},
};

/// The longest text whose boundaries are placed by hand. Unit: characters.
const MOST_LETTERS: usize = 40;

/// Checks everything.
pub(crate) fn check(all: &Lessons, faults: &mut Vec<Fault>) {
    let mut ids = BTreeSet::new();
    for (at, (file, lesson)) in all.lessons.iter().enumerate() {
        let mut place = Place { file, step: String::new(), faults };
        let number = file.split('-').next().and_then(|it| it.parse::<u32>().ok());
        place.ensure(number == Some(lesson.order), "order", || {
            format!("the file's name begins with another number than {}", lesson.order)
        });
        place.ensure(lesson.order as usize == at + 1, "order", || {
            format!("{} lessons stand before this one, so it is number {}", at, at + 1)
        });
        place.ensure(is_id(&lesson.id) && ids.insert(lesson.id.clone()), "id", || {
            format!("`{}` is not a name of its own in lower case letters, digits and hyphens", lesson.id)
        });
        place.ensure((1..=30).contains(&lesson.minutes), "minutes", || "not between 1 and 30".to_owned());
        words(&mut place, "title", &lesson.title, None);
        words(&mut place, "summary", &lesson.summary, None);
        place.ensure(!lesson.steps.is_empty(), "steps", || "there are none".to_owned());
        let mut steps = BTreeSet::new();
        for (at, step) in lesson.steps.iter().enumerate() {
            let mut place = Place { file, step: step_name(lesson, at), faults };
            place.ensure(is_id(&step.id) && steps.insert(&step.id), "id", || {
                format!("`{}` is not a name of its own in lower case letters, digits and hyphens", step.id)
            });
            check_step(&mut place, step, &all.glossary);
        }
    }
    check_glossary(&all.glossary, faults);
    check_pipeline(all, faults);
}

fn check_pipeline(all: &Lessons, faults: &mut Vec<Fault>) {
    let mut place = Place { file: crate::PIPELINE, step: String::new(), faults };
    let stages: Vec<_> = all.pipeline.stages.iter().map(|it| it.id).collect();
    let shown =
        all.lessons.iter().any(|(_, it)| it.steps.iter().any(|it| it.widget == Some(Widget::Pipeline)));
    place.ensure(!shown || stages == StageId::ALL, "stages", || {
        format!("not those of the way, in order: {}", StageId::ALL.map(StageId::as_str).join(", "))
    });
    for stage in &all.pipeline.stages {
        place.step = format!("stage {}", stage.id.as_str());
        words(&mut place, "name", &stage.name, None);
        for (key, it) in [
            ("takes", &stage.takes),
            ("optimises", &stage.optimises),
            ("makes", &stage.makes),
            ("costs", &stage.costs),
        ] {
            words(&mut place, key, it, Some(&all.glossary));
        }
        both(&mut place, "loss", &stage.loss);
        sources(&mut place, &stage.sources);
    }
}

/// How a fault names a step.
pub(crate) fn step_name(lesson: &Lesson, at: usize) -> String {
    format!("step {} ({})", at + 1, lesson.steps.get(at).map_or("", |it| &it.id))
}

fn check_glossary(glossary: &Glossary, faults: &mut Vec<Fault>) {
    let mut ids = BTreeSet::new();
    for term in &glossary.terms {
        let mut place = Place { file: crate::GLOSSARY, step: format!("term {}", term.id), faults };
        place.ensure(is_id(&term.id) && ids.insert(&term.id), "id", || {
            format!("`{}` is not a name of its own in lower case letters, digits and hyphens", term.id)
        });
        words(&mut place, "name", &term.name, None);
        words(&mut place, "text", &term.text, Some(glossary));
        sources(&mut place, &term.sources);
    }
}

fn check_step(place: &mut Place<'_>, step: &Step, glossary: &Glossary) {
    words(place, "title", &step.title, None);
    words(place, "text", &step.text, Some(glossary));
    for (key, it) in [("hint", &step.hint), ("notice", &step.notice)] {
        if let Some(it) = it {
            words(place, key, it, Some(glossary));
        }
    }
    if let Some(picture) = &step.picture {
        words(place, "picture.alt", &picture.alt, None);
    }
    place.ensure(step.hint.is_none() || step.question.is_some(), "hint", || {
        "there is no question that it could help with".to_owned()
    });
    sources(place, &step.sources);
    place.ensure(step.stage.is_none() || step.widget == Some(Widget::Pipeline), "stage", || {
        "only the pipeline has stages".to_owned()
    });
    for run in &step.runs {
        check_recorded(place, "runs", run);
    }
    if let Some(demo) = &step.demo {
        check_demo(place, demo);
    }
    if let Some(question) = &step.question {
        words(place, "question.ask", question.ask(), Some(glossary));
        check_question(place, question, step, glossary);
    }
}

fn check_demo(place: &mut Place<'_>, demo: &LessonDemo) {
    encoding(place, "demo.encoding", demo.encoding.as_ref());
    let chat = demo.mode == Mode::Chat;
    place.ensure(chat == demo.text.is_none(), "demo.text", || {
        if chat { "the mode chat has messages and no text" } else { "it is missing" }.to_owned()
    });
    place.ensure(chat != demo.messages.is_empty(), "demo.messages", || {
        if chat { "there are none" } else { "only the mode chat has messages" }.to_owned()
    });
    if let Some(recorded) = &demo.recorded {
        check_recorded(place, "demo.recorded", recorded);
    }
    for language in Language::ALL {
        let draft = Draft::from_demo(demo.to_demo(language, ""), String::new());
        place
            .ensure(draft.params().is_ok(), "demo", || format!("{:?} is out of range", draft.params().err()));
    }
}

fn check_recorded(place: &mut Place<'_>, key: &str, recorded: &LessonRecorded) {
    date(place, &format!("{key}.date"), &recorded.date);
    both(place, &format!("{key}.text"), &recorded.text);
    place.ensure(!recorded.model.trim().is_empty(), key, || "the model is empty".to_owned());
    place.ensure(recorded.prompt_tokens.is_some() == recorded.completion_tokens.is_some(), key, || {
        "of `prompt_tokens` and `completion_tokens` there are both or none".to_owned()
    });
}

fn check_question(place: &mut Place<'_>, question: &Question, step: &Step, glossary: &Glossary) {
    let has_text = |own: bool| own || step.demo.as_ref().is_some_and(|it| it.text.is_some());
    match question {
        Question::Count(it) => {
            encoding(place, "question.encoding", it.encoding.as_ref());
            let found = match it.of {
                CountOf::Text => has_text(it.text.is_some()),
                CountOf::Prompt => {
                    step.demo.as_ref().is_some_and(|it| it.mode == Mode::Chat)
                        && it.text.is_none()
                        && it.encoding.is_none()
                }
            };
            place.ensure(found, "question.text", || match it.of {
                CountOf::Text => "there is no text to count, here or in the demo".to_owned(),
                CountOf::Prompt => {
                    "`of = \"prompt\"` counts a chat, that of the demo, and nothing else".to_owned()
                }
            });
        }
        Question::Id(it) => {
            encoding(place, "question.encoding", it.encoding.as_ref());
            place.ensure(has_text(it.text.is_some()), "question.text", || {
                "there is no text, here or in the demo".to_owned()
            });
            place.ensure(it.token > 0, "question.token", || "tokens are counted from 1".to_owned());
        }
        Question::Choice(it) => {
            let right = it.options.iter().filter(|it| it.right).count();
            place.ensure(it.options.len() >= 2, "question.options", || "fewer than two".to_owned());
            place.ensure(right == 1 || (it.several && right > 0), "question.options", || {
                format!("{right} of them are right; without `several` it must be one")
            });
            for option in &it.options {
                both(place, "question.options.text", &option.text);
                if let Some(says) = &option.says {
                    words(place, "question.options.says", says, Some(glossary));
                }
            }
        }
        Question::Boundaries(it) => {
            encoding(place, "question.encoding", it.encoding.as_ref());
            for language in Language::ALL {
                let text = it.text.get(language);
                let letters = text.chars().count();
                place.ensure_in(language, (2..=MOST_LETTERS).contains(&letters), "question.text", || {
                    format!("{letters} characters; it must be 2 to {MOST_LETTERS}")
                });
                place.ensure_in(
                    language,
                    it.answer.get(language).concat() == *text,
                    "question.answer",
                    || "the tokens do not spell the text".to_owned(),
                );
            }
        }
        Question::NextToken(it) => {
            place.ensure(has_text(it.text.is_some()), "question.text", || {
                "there is no text, here or in the demo".to_owned()
            });
            date(place, "question.answer.date", &it.answer.date);
            for (language, likely) in Language::ALL.into_iter().zip([&it.answer.en, &it.answer.zh]) {
                let falls = likely.is_sorted_by(|a, b| a.p >= b.p);
                let sum: f64 = likely.iter().map(|it| it.p).sum();
                let is_so = !likely.is_empty() && falls && sum <= 1.0 && likely.iter().all(|it| it.p > 0.0);
                place.ensure_in(language, is_so, "question.answer", || {
                    "not a list of probabilities above 0, the largest first, that sum to at most 1".to_owned()
                });
            }
        }
        Question::Text(it) => {
            words(place, "question.answer", &it.answer, Some(glossary));
            if let Some(accept) = &it.accept {
                for language in Language::ALL {
                    let is_so = accept.get(language).iter().any(|it| !it.trim().is_empty());
                    place.ensure_in(language, is_so, "question.accept", || "there is nothing".to_owned());
                }
            }
        }
        Question::Do(it) => {
            place.ensure(!it.done.is_empty(), "question.done", || "there is nothing to do".to_owned());
            for language in Language::ALL {
                let demo = step.demo.clone().unwrap_or_default().to_demo(language, "");
                let draft = Draft::from_demo(demo, String::new());
                let seen = Seen::of(&draft, &draft);
                let is_done = step.demo.is_some() && it.done.iter().all(|it| it.is_true(&seen, language));
                place.ensure_in(language, !is_done, "question.done", || "the demo is so already".to_owned());
            }
        }
        Question::Classify(it) => {
            let enough = it.at_least > 0 && it.cases.len() >= it.at_least as usize;
            place.ensure(enough, "question.at_least", || format!("there are {} cases", it.cases.len()));
            date(place, "question.recorded_on", &it.recorded_on);
            let placeholder = format!("{{{{{}}}}}", it.variable);
            for language in Language::ALL {
                let demo = step.demo.clone().unwrap_or_default().to_demo(language, "");
                let has = demo.text.contains(&placeholder)
                    || demo.messages.iter().any(|it| it.content.contains(&placeholder));
                place.ensure_in(language, has, "question.variable", || {
                    format!("the demo's prompt has no {placeholder}")
                });
            }
            for label in &it.labels {
                words(place, "question.labels.name", &label.name, None);
            }
            for case in &it.cases {
                words(place, "question.cases.text", &case.text, None);
                both(place, "question.cases.recorded", &case.recorded);
                place.ensure(it.labels.iter().any(|it| it.id == case.label), "question.cases.label", || {
                    format!("there is no label `{}`", case.label)
                });
            }
        }
        Question::Label(it) => {
            let enough = it.at_least > 0 && it.pairs.len() >= it.at_least as usize;
            place.ensure(enough, "question.at_least", || format!("there are {} pairs", it.pairs.len()));
            for pair in &it.pairs {
                words(place, "question.pairs.prompt", &pair.prompt, None);
                for answer in [&pair.a, &pair.b] {
                    words(place, "question.pairs.text", &answer.text, None);
                    let is_so = answer.has.values().all(|it| (-1.0..=1.0).contains(it));
                    place.ensure(is_so, "question.pairs.has", || "not from -1 to 1".to_owned());
                }
            }
        }
    }
}

/// A text that is there in both languages, and whose terms are known.
fn words(place: &mut Place<'_>, key: &str, words: &Words, glossary: Option<&Glossary>) {
    for language in Language::ALL {
        let text = words.get(language);
        place.ensure_in(language, !text.trim().is_empty(), key, || "it is empty".to_owned());
        let found = terms(text);
        match glossary {
            Some(glossary) => {
                for term in found.iter().filter(|it| glossary.term(it).is_none()) {
                    place.ensure_in(language, false, key, || format!("the glossary has no `{term}`"));
                }
            }
            None => {
                place.ensure_in(language, found.is_empty(), key, || "no terms can be linked here".to_owned())
            }
        }
    }
}

fn both(place: &mut Place<'_>, key: &str, text: &Either<String>) {
    for language in Language::ALL {
        place.ensure_in(language, !text.get(language).is_empty(), key, || "it is empty".to_owned());
    }
}

fn encoding(place: &mut Place<'_>, key: &str, name: Option<&Either<String>>) {
    for language in Language::ALL {
        if let Some(name) = name.map(|it| it.get(language)) {
            place.ensure(Encoding::from_name(name).is_some(), key, || {
                format!("there is no encoding `{name}`")
            });
        }
    }
}

fn sources(place: &mut Place<'_>, sources: &[Source]) {
    for source in sources {
        both(place, "sources.title", &source.title);
        date(place, "sources.read", &source.read);
        let is_so = source.url.starts_with("https://") && !source.url.contains(char::is_whitespace);
        place.ensure(is_so, "sources.url", || format!("`{}` is not an https address", source.url));
    }
}

fn date(place: &mut Place<'_>, key: &str, date: &str) {
    let is_so = date.len() == 10
        && date
            .bytes()
            .enumerate()
            .all(|(at, it)| if matches!(at, 4 | 7) { it == b'-' } else { it.is_ascii_digit() });
    place.ensure(is_so, key, || format!("`{date}` is not a day such as 2026-11-24"));
}
