use super::*;
use crate::{
    chat::{Mode, Role},
    library::{export, read_record},
};

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../tests/fixtures/library/", $name))
    };
}

fn read_text(text: &str) -> Result<Imported, ReadError> {
    let mut last = 0;
    read(text.as_bytes(), 9, || {
        last += 1;
        EntryId::from_key(format!("new-{last}"))
    })
}

/// Roles and contents.
fn said(demo: &Demo) -> Vec<(Role, &str)> {
    demo.messages.iter().map(|it| (it.role, it.content.as_str())).collect()
}

#[track_caller]
fn only(text: &str) -> Demo {
    let imported = read_text(text).unwrap();
    assert_eq!(imported.entries.len(), 1, "{imported:?}");
    imported.entries[0].demo.clone()
}

#[test]
fn a_frozen_record_reads_as_it_always_did() {
    let it = read_record(fixture!("record_v1.json")).unwrap();
    assert_eq!(it.id.as_str(), "19a9b8c7d00-7fffffff");
    assert_eq!((it.tags.len(), it.pinned, it.revision, it.runs.len()), (2, true, 3, 1));
    assert_eq!(it.runs[0].usage.unwrap().total_tokens, 33);
    assert_eq!(it.demo.params.max_tokens, Some(200));
    assert_eq!(it.to_record(), fixture!("record_v1.json").trim_end(), "its names are frozen");
}

#[test]
fn a_library_keeps_ids_pins_tags_and_runs_and_counts_what_is_damaged() {
    let imported = read_text(fixture!("library_v1.json")).unwrap();
    let ids: Vec<_> = imported.entries.iter().map(|it| it.id.as_str()).collect();
    assert_eq!((ids, imported.skipped), (vec!["a-1", "a-2"], 1));
    assert!(imported.entries[1].pinned && imported.entries[1].runs.len() == 1);
    let again = read_text(&export(&imported.entries)).unwrap();
    assert_eq!(again.entries, imported.entries);
}

#[test]
fn a_demo_as_links_have_it_keeps_what_it_does_not_know() {
    let demo = only(fixture!("demo_link.lollipop.json"));
    assert_eq!((demo.mode, demo.text.as_str()), (Mode::Completion, "Learning new things is"));
    assert!(demo.unknown.contains_key("later"));
}

#[test]
fn a_demo_with_its_names_written_out() {
    let demo = only(fixture!("demo_pretty.lollipop.json"));
    assert_eq!((demo.title.as_str(), demo.params.temperature), ("Whale", Some(0.5)));
    assert_eq!(said(&demo), [(Role::System, "You are Dr. Seuss."), (Role::User, "Write a poem")]);
    let text = only(r#"{"title":"T","mode":"completion","text":"abc","model":"m"}"#);
    assert_eq!((text.mode, text.text.as_str(), text.model.as_str()), (Mode::Completion, "abc", "m"));
}

#[test]
fn a_request_keeps_its_texts_and_counts_the_rest() {
    let imported = read_text(fixture!("openai_request.json")).unwrap();
    let demo = &imported.entries[0].demo;
    let expected = [
        (Role::System, "Be brief."),
        (Role::User, "What is in the picture?\nAnswer in Chinese."),
        (Role::Assistant, "一条鲸鱼。"),
    ];
    assert_eq!(said(demo), expected);
    // The picture, the call, and the tool's answer.
    assert_eq!(imported.left_out, 3);
    assert_eq!((demo.model.as_str(), demo.params.max_tokens), ("gpt-4o-mini", Some(64)));
    assert_eq!((demo.params.temperature, demo.params.top_p), (Some(0.2), None));
}

#[test]
fn a_bare_list_of_messages() {
    let demo = only(fixture!("messages.json"));
    assert_eq!(said(&demo).len(), 2);
    assert_eq!(demo.mode, Mode::Chat);
}

#[test]
fn a_conversation_is_the_branch_that_was_on_the_screen() {
    let imported = read_text(fixture!("conversations.json")).unwrap();
    let expected = [
        (Role::User, "Write a poem about a whale"),
        (Role::Assistant, "There once was a whale"),
        (Role::User, "And this one?"),
    ];
    assert_eq!(said(&imported.entries[0].demo), expected);
    assert_eq!(imported.entries[0].demo.model, "gpt-4o");
    assert_eq!(imported.entries[0].updated_ms, 1_700_000_100_500);
    // A ring of parents ends; a conversation without words is none.
    assert_eq!(said(&imported.entries[1].demo), [(Role::User, "你好")]);
    assert_eq!((imported.entries.len(), imported.skipped, imported.left_out), (2, 1, 2));
}

#[test]
fn prompts_of_promptfoo_keep_their_variables() {
    let imported = read_text(fixture!("promptfooconfig.yaml")).unwrap();
    let demos: Vec<_> = imported.entries.iter().map(|it| &it.demo).collect();
    assert_eq!(demos[0].text, "Translate to {{language}}: {{input}}");
    assert_eq!(demos[1].text, "You are a translator.\n把 {{input}} 翻译成 {{language}}");
    assert_eq!(said(demos[2]), [(Role::System, "Translate."), (Role::User, "{{input}}")]);
    assert_eq!(said(demos[3]), [(Role::User, "Say {{input}}")]);
    assert_eq!((demos.len(), imported.skipped), (4, 1));
    assert!(demos.iter().all(|it| it.model == "gpt-4o-mini"));
    assert_eq!((demos[0].title.as_str(), demos[2].title.as_str()), ("Translation 1", "As a chat"));
}

#[test]
fn anything_else_says_what_was_seen() {
    let unknown = |seen| Err(ReadError::Unknown(seen));
    let fields = |names: &[&str]| Seen::Fields(names.iter().map(|&it| it.to_owned()).collect());
    let newer = r#"{"lollipop":2,"demos":[]}"#;
    let cases: [(&str, Result<Imported, ReadError>); 14] = [
        ("", Err(ReadError::Empty)),
        ("\u{feff} \n", Err(ReadError::Empty)),
        ("\n{\"a\":\n1", Err(ReadError::NotJson { line: 3, column: 1 })),
        ("[1, 2]", unknown(Seen::List)),
        ("[]", unknown(Seen::List)),
        (r#"{"a":1,"b":2}"#, unknown(fields(&["a", "b"]))),
        ("just words", unknown(Seen::Scalar)),
        ("name: x\non: push", unknown(fields(&["name", "on"]))),
        ("a: b\n\"c", Err(ReadError::NotYaml { line: 2 })),
        ("prompts: file://a.txt", Err(ReadError::Elsewhere)),
        ("prompts: []", Err(ReadError::NoPrompt)),
        (r#"{"messages":[]}"#, Err(ReadError::NoPrompt)),
        (newer, Err(ReadError::Newer { version: 2 })),
        ("a\0b", Err(ReadError::NotText)),
    ];
    for (text, expected) in cases {
        assert_eq!(read_text(text), expected, "{text:?}");
    }
    assert_eq!(read(b"\xff\xd8\xff", 0, || EntryId::from_key("")), Err(ReadError::NotText));
}

#[test]
fn bounds_hold() {
    let large = vec![b' '; MAX_FILE_BYTES + 1];
    let error = ReadError::TooLarge { bytes: MAX_FILE_BYTES + 1 };
    assert_eq!(read(&large, 0, || EntryId::from_key("")), Err(error));
    let many = format!("[{}]", vec![r#"{"x":"a"}"#; MAX_DEMOS + 1].join(","));
    assert_eq!(read_text(&many), Err(ReadError::TooMany { count: MAX_DEMOS + 1 }));
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    assert!(matches!(read_text(&deep), Err(ReadError::NotJson { .. })));
    let messages = vec![r#"{"role":"user","content":"x"}"#; MAX_MESSAGES + 1].join(",");
    assert_eq!(read_text(&format!("[{messages}]")), Err(ReadError::NoPrompt));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]{}:,\"a-z \\n|>&*!'-]{0,80}") {
        let _ = read_text(&text);
        let _ = read_text(&format!("prompts:\n{text}"));
        let _ = read_text(&format!("{{\"mapping\":{text}}}"));
    }
}
