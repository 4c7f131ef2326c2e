//! The model of the site beside llama.cpp's server: the same file, the same
//! prompts, the same tokens.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{fs::File, path::PathBuf};

use lollipop_core::lm::LmPrompt;
use lollipop_lm::{Engine, Limits, Position, highest, log_probabilities};
use serde::Deserialize;

/// Two tokens may change places in the order of the likeliest where their
/// logarithms differ by less. With its cache in 32 bits instead of 16, the
/// server itself differs by up to 0.74 from what it says otherwise.
const NEAR: f32 = 0.5;

/// One prompt and what the server went on with, made by `oracle.py`.
#[derive(Deserialize)]
struct Case {
    messages: Option<Vec<(String, String)>>,
    raw: Option<String>,
    prompt_ids: Vec<u32>,
    /// For each token the ten likeliest, in order, with their logarithms.
    steps: Vec<Vec<(u32, f32)>>,
}

impl Case {
    fn prompt(&self) -> LmPrompt {
        match (&self.messages, &self.raw) {
            (Some(messages), _) => LmPrompt::Messages(messages.clone()),
            (None, raw) => LmPrompt::Raw(raw.clone().unwrap()),
        }
    }
}

fn engine() -> Engine {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/models");
    let path = folder.join("SmolLM2-135M-Instruct.Q4_1.gguf");
    let mut file = File::open(&path).unwrap_or_else(|error| {
        panic!("{}: {error}; `cargo xtask models` puts the model there", path.display())
    });
    Engine::load(&mut file, "SmolLM2-135M-Instruct", Limits { memory_bytes: 1 << 30 }).unwrap()
}

fn read(engine: &mut Engine, ids: &[u32]) -> Vec<f32> {
    while engine.read(ids).unwrap() != Position::There {}
    let mut scores = engine.scores().to_vec();
    log_probabilities(&mut scores);
    scores
}

#[test]
fn prompts_go_on_as_with_llama_cpp() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("fixtures/oracle.json")).unwrap();
    assert!(cases.len() >= 10);
    let mut engine = engine();
    let (mut sets, mut same_sets, mut furthest) = (0, 0, 0.0_f32);
    for case in cases {
        let prompt = case.prompt();
        let mut ids = engine.spell(&prompt).unwrap();
        assert_eq!(ids, case.prompt_ids, "{prompt:?}");
        assert_eq!(case.steps.len(), 8);
        for (at, theirs) in case.steps.iter().enumerate() {
            let scores = read(&mut engine, &ids);
            let ours = highest(&scores, 5);
            assert_eq!(ours[0], theirs[0].0, "{prompt:?}, token {at}");
            // Whoever is among our five is among theirs, or as good as.
            let fifth = theirs[4].1;
            sets += 1;
            same_sets += u32::from(ours.iter().all(|id| theirs[..5].iter().any(|it| it.0 == *id)));
            for id in &ours {
                let found = theirs.iter().find(|it| it.0 == *id);
                let is_near = found.is_some_and(|it| it.1 > fifth - NEAR);
                assert!(
                    is_near,
                    "{prompt:?}, token {at}: {id} is {} here, {found:?} there",
                    scores[*id as usize]
                );
            }
            let likely = theirs.iter().filter(|it| it.1 > -2.0);
            furthest = likely.fold(furthest, |most, it| most.max((scores[it.0 as usize] - it.1).abs()));
            ids.push(theirs[0].0);
        }
    }
    println!("{same_sets} of {sets} sets are the same; logarithms above -2 differ by {furthest} at most");
    assert!(same_sets * 4 >= sets * 3, "{same_sets} of {sets}");
    assert!(furthest < NEAR, "{furthest}");
}

/// Ten prompts and more, in English and Chinese, chats and raw texts, of which
/// nothing differs: `oracle.py` tells how they were found.
#[test]
fn ids_and_the_five_likeliest_are_those_of_llama_cpp() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("fixtures/oracle_same.json")).unwrap();
    assert!(cases.len() >= 10);
    let mut engine = engine();
    for case in cases {
        let mut ids = case.prompt_ids.clone();
        assert_eq!(ids, engine.spell(&case.prompt()).unwrap());
        assert_eq!(case.steps.len(), 8);
        for (at, theirs) in case.steps.iter().enumerate() {
            let mut ours = highest(&read(&mut engine, &ids), 5);
            assert_eq!(ours[0], theirs[0].0, "{:?}, token {at}", case.prompt());
            let mut theirs: Vec<_> = theirs[..5].iter().map(|it| it.0).collect();
            ids.push(ours[0]);
            ours.sort_unstable();
            theirs.sort_unstable();
            assert_eq!(ours, theirs, "{:?}, token {at}", case.prompt());
        }
    }
}

/// What is wound back and read anew leaves no trace.
#[test]
fn winding_back_equals_reading_afresh() {
    let mut engine = engine();
    let spell = |engine: &Engine, text: &str| engine.spell(&LmPrompt::Raw(text.to_owned())).unwrap();
    let first =
        spell(&engine, "The quick brown fox jumps over the lazy dog, and then it sleeps until the morning.");
    let second = spell(&engine, "The quick brown fox jumps over the fence.");
    read(&mut engine, &first);
    let again = read(&mut engine, &second);
    assert!(engine.known(&first) >= 7, "the beginnings are the same");
    let shorter = read(&mut engine, &second[..3]);
    let mut fresh = self::engine();
    assert_eq!(read(&mut fresh, &second[..3]), shorter);
    let mut fresh = self::engine();
    let expected = read(&mut fresh, &second);
    let furthest = again.iter().zip(&expected).fold(0.0_f32, |most, (a, b)| most.max((a - b).abs()));
    assert!(furthest < 1e-3, "{furthest}");
}
