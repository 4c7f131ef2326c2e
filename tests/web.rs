//! Browser unit tests: the browser layer, and the whole page without a worker
//! and without vocabularies, as it is in the first moments of every visit.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by panicking")]

use js_sys::JsString;
use lollipop::browser::{dom, endpoint, location, page, storage, text_change};
use lollipop_core::{
    endpoint::{Origin, Target, resolve},
    key::{ApiKey, KeyRing},
};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, EventInit, HtmlElement, HtmlInputElement, HtmlTextAreaElement, Storage};

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> web_sys::Document {
    web_sys::window().unwrap().document().unwrap()
}

fn find(testid: &str) -> Option<Element> {
    document().query_selector(&format!("[data-testid={testid}]")).unwrap()
}

fn is_stored(storage: &Storage, needle: &str) -> bool {
    (0..storage.length().unwrap()).any(|at| {
        let key = storage.key(at).unwrap().unwrap();
        storage.get_item(&key).unwrap().is_some_and(|value| value.contains(needle))
    })
}

#[wasm_bindgen_test]
fn keys_are_kept_in_the_session_and_nowhere_else() {
    let window = web_sys::window().unwrap();
    let session = window.session_storage().unwrap().unwrap();
    let local = window.local_storage().unwrap().unwrap();
    let origin = Origin::parse("https://api.example.org").unwrap();
    let mut keys = KeyRing::default();
    keys.set(origin.clone(), ApiKey::new("canary-key-1234").unwrap());
    storage::keep_keys(Some(&keys.to_storage()));
    assert!(is_stored(&session, "canary-key-1234"));
    assert!(!is_stored(&local, "canary-key-1234"));
    let back = KeyRing::from_storage(&storage::keys().unwrap());
    assert_eq!(back.get(&origin).map(ApiKey::expose), Some("canary-key-1234"));
    storage::keep_keys(None);
    assert!(!is_stored(&session, "canary-key-1234"));
    assert_eq!(storage::keys(), None);
}

#[wasm_bindgen_test]
fn a_link_is_this_page_and_a_fragment() {
    let link = location::link_with("1.abc");
    assert!(link.ends_with("#1.abc"), "{link}");
    assert_eq!(link.matches('#').count(), 1);
    web_sys::window().unwrap().location().set_hash("1.xyz").unwrap();
    assert_eq!(location::fragment(), "1.xyz");
    assert!(location::link_with("1.abc").ends_with("#1.abc"));
    location::clear_fragment();
    assert_eq!(location::fragment(), "");
}

#[wasm_bindgen_test]
fn a_field_is_set_only_when_it_differs() {
    let field: HtmlTextAreaElement = document().create_element("textarea").unwrap().unchecked_into();
    document().body().unwrap().append_child(&field).unwrap();
    dom::set_text_if_other(&field, "one\r\ntwo");
    assert_eq!(field.value(), "one\ntwo");
    field.set_selection_range(2, 2).unwrap();
    // The same text again must not move the caret, nor end a composition.
    dom::set_text_if_other(&field, "one\r\ntwo");
    assert_eq!(field.selection_start().unwrap(), Some(2));
    dom::set_text_if_other(&field, "other");
    assert_eq!(field.value(), "other");
    field.remove();
}

/// The change that turns one text into another, as start, deleted, inserted;
/// and made in a text of ours it gives what the field holds.
#[track_caller]
fn check_change(before: &str, after: &str, expected: Option<(u32, u32, &str)>) {
    let field: HtmlTextAreaElement = document().create_element("textarea").unwrap().unchecked_into();
    field.set_value(before);
    let old = text_change::FieldText::of(&field);
    assert!(old.is(before));
    field.set_value(after);
    let change = old.change_to(&text_change::FieldText::of(&field));
    let edit = change.as_ref().map(text_change::TextChange::edit);
    assert_eq!(edit.as_ref().map(|it| (it.start, it.deleted, it.inserted.as_str())), expected);
    let mut text = before.to_owned();
    if let Some(edit) = edit {
        edit.apply(&mut text).unwrap();
    }
    assert_eq!(text, after);
}

#[wasm_bindgen_test]
fn what_changed_in_a_field_is_found() {
    check_change("", "", None);
    check_change("same", "same", None);
    check_change("", "new", Some((0, 0, "new")));
    check_change("gone", "", Some((0, 4, "")));
    check_change("one three", "one two three", Some((5, 0, "wo t")));
    check_change("aaa", "aaaa", Some((3, 0, "a")));
    check_change("aXb", "aYb", Some((1, 1, "Y")));
    // Both signs begin with the same half of a pair, then both end with it.
    check_change("\u{1F433}!", "\u{1F434}!", Some((0, 2, "\u{1F434}")));
    check_change("\u{1F433}", "\u{1F833}", Some((0, 2, "\u{1F833}")));
    let long = "中文 and more ".repeat(10_000);
    check_change("x", &long, Some((0, 1, &long)));
    check_change(&long, &format!("{long}!"), Some((120_000, 0, "!")));
}

#[wasm_bindgen_test]
fn a_long_string_is_the_same_text_wherever_it_is_cut() {
    // Every place of a pair, of half a pair and of short signs around a stretch's end.
    for filler in ["a", "é", "中"] {
        for before in 16_381..16_386 {
            let text = format!("{}\u{1F433}{}\u{1F434}", filler.repeat(before), filler.repeat(20_000));
            assert_eq!(lollipop_js_text::text(&JsString::from(text.as_str())), text, "{filler} {before}");
            let half = |unit| JsString::from(filler.repeat(before).as_str()).concat(&unit);
            for unit in [0xD83D, 0xDC33] {
                let string = half(JsString::from_char_code(&[unit]).into()).concat(&"b".repeat(9).into());
                let expected = format!("{}\u{FFFD}bbbbbbbbb", filler.repeat(before));
                assert_eq!(lollipop_js_text::text(&string), expected, "{filler} {before}");
            }
        }
    }
}

#[wasm_bindgen_test]
async fn nobody_listening_is_a_network_failure() {
    // Port 9 is discard: browsers refuse it, and nothing listens there.
    let to = resolve("http://127.0.0.1:9/v1", Target::ChatCompletions).unwrap();
    let stopper = endpoint::Stopper::new();
    let failure = endpoint::post(&to, "{}".to_owned(), None, &stopper).await.err();
    assert_eq!(failure, Some(endpoint::FetchFailure::Network));
    assert!(!endpoint::answers_at_all(&to.url).await);
    stopper.stop();
    let failure = endpoint::post(&to, "{}".to_owned(), None, &stopper).await.err();
    assert_eq!(failure, Some(endpoint::FetchFailure::Aborted));
}

#[wasm_bindgen_test]
fn the_clock_and_the_calendar_are_sane() {
    assert!(page::now_ms() > 0.0);
    let today = page::today();
    assert!(today.len() == 10 && today.as_str() > "2026-01-01", "{today}");
}

async fn settle() {
    for _ in 0..5 {
        page::sleep_ms(20).await;
    }
}

fn fill(testid: &str, text: &str) {
    let field = find(testid).unwrap_or_else(|| panic!("no {testid}"));
    match field.dyn_into::<HtmlTextAreaElement>() {
        Ok(field) => {
            field.set_value(text);
            bubble(&field);
        }
        Err(field) => {
            let field: HtmlInputElement = field.unchecked_into();
            field.set_value(text);
            bubble(&field);
        }
    }
}

fn bubble(target: &Element) {
    let init = EventInit::new();
    init.set_bubbles(true);
    target.dispatch_event(&Event::new_with_event_init_dict("input", &init).unwrap()).unwrap();
}

fn click(testid: &str) {
    find(testid).unwrap_or_else(|| panic!("no {testid}")).unchecked_into::<HtmlElement>().click();
}

/// Here there is neither a worker nor a vocabulary: what a person can do all
/// the same, and what the page says of it.
#[wasm_bindgen_test]
async fn the_page_works_before_and_without_a_vocabulary() {
    lollipop::start();
    settle().await;
    assert_eq!(document().document_element().unwrap().get_attribute("data-ready").as_deref(), Some("true"));
    // The first visit: one field, already filled in.
    let first: HtmlTextAreaElement = find("text-input").unwrap().unchecked_into();
    assert!(!first.value().is_empty());
    click("start");
    settle().await;
    fill("text-input", "typed before any vocabulary 中文");
    settle().await;
    let paint = document().query_selector(".prompt-paint").unwrap().unwrap();
    assert!(paint.text_content().unwrap().contains("typed before any vocabulary 中文"));
    assert_eq!(find("token-count").unwrap().text_content().as_deref(), Some("…"));
    assert_eq!(find("prompt-tokens").unwrap().text_content().as_deref(), Some("…"));
    // Chat takes the text over; nobody types twice.
    click("mode-chat");
    settle().await;
    let message: HtmlTextAreaElement = find("message-input").unwrap().unchecked_into();
    assert_eq!(message.value(), "typed before any vocabulary 中文");
    // The address that a prompt would go to follows what is typed.
    fill("base-url", "localhost:11434");
    settle().await;
    let url = find("resolved-url").unwrap().text_content().unwrap();
    assert_eq!(url, "http://localhost:11434/v1/chat/completions");
    fill("base-url", "javascript:alert(1)");
    settle().await;
    assert!(find("send").unwrap().has_attribute("disabled"));
    // The other language, at once.
    let before = document().document_element().unwrap().get_attribute("lang");
    click("language");
    settle().await;
    assert_ne!(document().document_element().unwrap().get_attribute("lang"), before);
    assert_eq!(message.value(), "typed before any vocabulary 中文");
    // The last screen: the draft can still be copied.
    let body = document().body().unwrap();
    let others: Vec<_> = (0..body.children().length()).filter_map(|at| body.children().item(at)).collect();
    page::show_panic_screen("title", "advice", "draft", "reload", "typed");
    let draft: HtmlTextAreaElement =
        document().query_selector(".panic-draft").unwrap().unwrap().unchecked_into();
    assert_eq!(draft.text_content().as_deref(), Some("typed"));
    assert_eq!(body.children().length(), 1);
    // The test runner reads its results from the page.
    for other in others {
        body.append_child(&other).unwrap();
    }
}
