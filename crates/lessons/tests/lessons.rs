//! Every lesson of the site, against the tokenizer of the site.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by panicking")]

use std::{fs, path::PathBuf};

use lollipop_bpe::{Encoding, Tokenizer};
use lollipop_lessons::{Fault, Lessons, Tokenizers, check_truth, folder};

fn load(encoding: Encoding) -> Option<Tokenizer> {
    Tokenizer::load(&lollipop_vocabularies::file(encoding).ok()?).ok()
}

fn lines(faults: &[Fault]) -> String {
    faults.iter().map(|it| format!("{it}\n")).collect()
}

#[test]
fn every_lesson_is_whole_and_true() {
    let lessons = Lessons::read(&folder()).unwrap_or_else(|faults| panic!("\n{}", lines(&faults)));
    assert!(!lessons.lessons.is_empty());
    let faults = check_truth(&lessons, &mut Tokenizers::new(load));
    assert!(faults.is_empty(), "\n{}", lines(&faults));
}

const GLOSSARY: &str = r#"
[[terms]]
id = "token"
name = { en = "token", zh = "词元" }
text = { en = "a piece", zh = "一块" }
"#;

const LESSON: &str = r#"
id = "tokens"
order = 1
title = { en = "Tokens", zh = "词元" }
summary = { en = "s", zh = "概要" }
minutes = 5
[[steps]]
id = "one"
title = { en = "One", zh = "一" }
text = { en = "A [[token]]", zh = "一个[[token]]" }
checks = [{ text = " lollipop", encoding = "r50k_base", ids = [300, 692, 42800], pieces = [" l", "oll", "ipop"] }]
[steps.demo]
text = "Learning new things is fun!"
encoding = "r50k_base"
[steps.question]
kind = "count"
ask = { en = "How many?", zh = "多少？" }
answer = 6
[[steps]]
id = "two"
title = { en = "Two", zh = "二" }
text = { en = "t", zh = "文" }
[steps.question]
kind = "boundaries"
ask = { en = "Where?", zh = "哪里？" }
text = "lollipop"
encoding = "r50k_base"
answer = ["l", "oll", "ipop"]
"#;

/// A folder with this lesson and the glossary above.
fn site(name: &str, lesson: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("lollipop-lessons-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("01-tokens.toml"), lesson).unwrap();
    fs::write(folder.join("glossary.toml"), GLOSSARY).unwrap();
    folder
}

/// The lesson above with one thing changed has this one fault.
#[track_caller]
fn check(name: &str, from: &str, to: &str, expected: &str) {
    assert_eq!(LESSON.matches(from).count(), 1, "{from}");
    let folder = site(name, &LESSON.replace(from, to));
    let faults = match Lessons::read(&folder) {
        Ok(lessons) => check_truth(&lessons, &mut Tokenizers::new(load)),
        Err(faults) => faults,
    };
    assert_eq!(lines(&faults).trim_end(), expected);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_fault_names_file_step_and_key() {
    check("none", "One", "1", "");
    check(
        "count",
        "answer = 6",
        "answer = 7",
        "lessons/01-tokens.toml, step 1 (one), question.answer.en: 7, but r50k_base makes 6 tokens of it\n\
         lessons/01-tokens.toml, step 1 (one), question.answer.zh: 7, but r50k_base makes 6 tokens of it",
    );
    check(
        "unknown",
        "minutes = 5",
        "minutes = 5\nseconds = 6",
        "lessons/01-tokens.toml, line 7 `seconds = 6`: unknown field `seconds`, expected one of `id`, `order`, \
         `title`, `summary`, `minutes`, `steps`",
    );
    check(
        "language",
        r#"{ en = "Two", zh = "二" }"#,
        r#"{ en = "Two" }"#,
        "lessons/01-tokens.toml, step 2, line 21 `title = { en = \"Two\" }`: missing field `zh`",
    );
    check("empty", "\"二\"", "\" \"", "lessons/01-tokens.toml, step 2 (two), title.zh: it is empty");
    check(
        "term",
        "A [[token]]",
        "A [[tokken]]",
        "lessons/01-tokens.toml, step 1 (one), text.en: the glossary has no `tokken`",
    );
    check(
        "pieces",
        r#"["l", "oll", "ipop"]"#,
        r#"["lol", "lipop"]"#,
        "lessons/01-tokens.toml, step 2 (two), question.answer.en: [\"lol\", \"lipop\"], but r50k_base gives \
         [\"l\", \"oll\", \"ipop\"]\n\
         lessons/01-tokens.toml, step 2 (two), question.answer.zh: [\"lol\", \"lipop\"], but r50k_base gives \
         [\"l\", \"oll\", \"ipop\"]",
    );
    check(
        "claim",
        "ids = [300,",
        "ids = [301,",
        "lessons/01-tokens.toml, step 1 (one), checks.ids: [301, 692, 42800] for \" lollipop\", but r50k_base gives \
         [300, 692, 42800]",
    );
    check(
        "demo",
        "text = \"Learning new things is fun!\"",
        "mode = \"chat\"",
        "lessons/01-tokens.toml, step 1 (one), demo.messages: there are none\n\
         lessons/01-tokens.toml, step 1 (one), question.text: there is no text to count, here or in the demo",
    );
}
