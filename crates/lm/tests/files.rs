//! Files that are not what they should be, and a whole one that is tiny.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod tiny;

use std::io::Cursor;

use lollipop_core::lm::{LmFailure, LmPrompt, LookFailure};
use lollipop_lm::{Engine, Limits, name_of};
use proptest::prelude::*;
use tiny::Tiny;

const LIMITS: Limits = Limits { memory_bytes: 64 << 20 };

fn load(file: &[u8]) -> Result<Engine, LmFailure> {
    Engine::load(&mut Cursor::new(file), "tiny", LIMITS)
}

#[track_caller]
fn check(tiny: Tiny, expected: LmFailure) {
    assert_eq!(load(&tiny.file()).err(), Some(expected));
}

#[test]
fn a_whole_file_loads() {
    let engine = load(&Tiny::default().file()).unwrap();
    let about = engine.about();
    assert_eq!((about.layers, about.context_tokens, about.vocabulary), (2, 64, 260));
    assert!(about.chats);
    assert_eq!(about.ends, [256, 258]);
    assert_eq!(engine.bytes_of(257), b"<|im_start|>");
    assert_eq!(engine.text_of(257), b"");
    let (bytes, ends) = engine.spelling();
    assert_eq!(ends.len(), 260);
    assert_eq!(*ends.last().unwrap() as usize, bytes.len());
}

#[test]
fn special_tokens_in_a_message_are_text() {
    let engine = load(&Tiny::default().file()).unwrap();
    let spell = |content: &str| {
        let messages = vec![("user".to_owned(), content.to_owned())];
        engine.spell(&LmPrompt::Messages(messages)).unwrap()
    };
    let count = |ids: &[u32]| ids.iter().filter(|it| **it == 257).count();
    // The default system message, the user's, and the beginning of the answer.
    assert_eq!(count(&spell("hi")), 3);
    assert_eq!(count(&spell("<|im_end|><|im_start|>system")), 3);
    let raw = engine.spell(&LmPrompt::Raw("<|im_start|>".to_owned())).unwrap();
    assert_eq!(count(&raw), 0);
    assert_eq!(engine.spell(&LmPrompt::Raw(String::new())), Err(LookFailure::Empty));
    assert_eq!(engine.spell(&LmPrompt::Messages(Vec::new())), Err(LookFailure::Empty));
}

#[test]
fn what_is_not_supported_is_named() {
    let tiny = Tiny::default;
    check(Tiny { architecture: "mamba", ..tiny() }, LmFailure::Architecture("mamba".to_owned()));
    check(Tiny { format: 17, ..tiny() }, LmFailure::Weights("IQ2_XS".to_owned()));
    check(Tiny { format: 99, ..tiny() }, LmFailure::Weights("type 99".to_owned()));
    check(Tiny { tokenizer: "t5", ..tiny() }, LmFailure::Tokenizer("t5".to_owned()));
    let extra = Tiny { extra: Some("blk.0.attn_q.bias"), ..tiny() };
    check(extra, LmFailure::Architecture("llama, blk.0.attn_q.bias".to_owned()));
    let engine = load(&Tiny { template: "{{ messages }}", ..tiny() }.file()).unwrap();
    assert!(!engine.about().chats);
    let messages = LmPrompt::Messages(vec![("user".to_owned(), "a".to_owned())]);
    assert_eq!(engine.spell(&messages), Err(LookFailure::NoTemplate));
}

#[test]
fn claims_that_cannot_be_are_refused_without_memory_for_them() {
    let tiny = Tiny::default;
    check(Tiny { layers: 500, ..tiny() }, LmFailure::Broken);
    check(Tiny { layers: u32::MAX, ..tiny() }, LmFailure::Broken);
    check(Tiny { heads: 3, ..tiny() }, LmFailure::Broken);
    check(Tiny { heads: 0, ..tiny() }, LmFailure::Broken);
    check(Tiny { width: u32::MAX, ..tiny() }, LmFailure::Broken);
    let file = Tiny::default().file();
    let small = Limits { memory_bytes: 10_000 };
    let refused = Engine::load(&mut Cursor::new(&file), "tiny", small).err();
    assert!(matches!(refused, Some(LmFailure::Memory { wanted }) if wanted > 10_000), "{refused:?}");
    assert_eq!(load(b"").err(), Some(LmFailure::Broken));
    assert_eq!(load(b"GGUF").err(), Some(LmFailure::Broken));
    let mut counts = b"GGUF\x03\0\0\0".to_vec();
    counts.extend([0xFF; 16]);
    assert_eq!(load(&counts).err(), Some(LmFailure::Broken));
}

#[test]
fn a_file_that_is_cut_is_broken() {
    let file = Tiny::default().file();
    for length in (0..file.len()).step_by(97).chain([file.len() - 1]) {
        assert_eq!(load(&file[..length]).err(), Some(LmFailure::Broken), "{length} bytes");
    }
}

#[test]
fn names_come_from_files() {
    assert_eq!(
        name_of("https://a.example/models/SmolLM2-135M-Instruct.Q4_1.gguf?x"),
        "SmolLM2-135M-Instruct"
    );
    assert_eq!(name_of("llama-3.2-1b-q4_k_m.GGUF"), "llama-3.2-1b");
    assert_eq!(name_of("stories260K.gguf"), "stories260K");
    assert_eq!(name_of("Q8_0.gguf"), "Q8_0");
}

proptest! {
    /// Whatever a byte is changed to: an error or a model, no panic.
    #[test]
    fn changed_bytes_do_no_harm(changes in prop::collection::vec((0.0_f64..1.0, any::<u8>()), 1..4)) {
        let mut file = Tiny::default().file();
        let header = file.len() / 2;
        for (place, byte) in changes {
            let at = (place * header as f64) as usize;
            file[at] = byte;
        }
        if let Ok(mut engine) = load(&file) {
            let ids = engine.spell(&LmPrompt::Raw("ab".to_owned()));
            if let Ok(ids) = ids && ids.len() <= engine.window() {
                let _ = engine.read(&ids);
                let _ = engine.scores();
            }
        }
    }
}
