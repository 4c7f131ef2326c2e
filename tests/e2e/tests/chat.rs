//! Message cards, their receipts, and the context window.

use lollipop_e2e::{
    Options, Page, browse,
    fake::{ANSWER, Cors, Fake},
};
use serde_json::json;
use thirtyfour::Key;

const SYSTEM: &str = "你是一个助理, 并以 Seuss 苏斯博士的风格作出回答。";
const USER: &str = "就快乐的小鲸鱼为主题给我写一首短诗";

/// The poem of the two messages, for a model of 4,096 tokens.
async fn open_poem(page: &Page) {
    page.open_in("chat").await;
    page.set("model", "gpt-3.5-turbo-0613").await;
    page.wait_vocabulary("cl100k_base").await;
    page.write_messages(&[("system", SYSTEM), ("user", USER)]).await;
    page.wait_number("prompt-tokens", 67).await;
}

#[tokio::test]
async fn the_poem_costs_67() {
    browse(Options::default(), async |page| {
        open_poem(page).await;
        let receipts = page.texts("message-tokens").await;
        assert_eq!(receipts.len(), 2);
        assert!(receipts[0].starts_with("34 = 3 + 1 + 30"), "{receipts:?}");
        assert!(receipts[1].starts_with("30 = 3 + 1 + 26"), "{receipts:?}");
    })
    .await;
}

#[tokio::test]
async fn the_oldest_framing_costs_one_more_a_message() {
    browse(Options::default(), async |page| {
        open_poem(page).await;
        page.set("model", "gpt-3.5-turbo-0301").await;
        page.wait_number("prompt-tokens", 69).await;
    })
    .await;
}

#[tokio::test]
async fn a_count_that_is_not_official_says_so() {
    browse(Options::default(), async |page| {
        open_poem(page).await;
        page.set("model", "qwen2.5:7b").await;
        page.wait_until("document.body.textContent.includes('estimate')").await;
    })
    .await;
}

#[tokio::test]
async fn cards_are_added_deleted_and_switched_off() {
    browse(Options::default(), async |page| {
        open_poem(page).await;
        page.click_nth("message-enabled", 0).await;
        page.wait_number("prompt-tokens", 33).await;
        page.click_nth("message-enabled", 1).await;
        page.wait_number("prompt-tokens", 0).await;
        page.click_nth("message-enabled", 0).await;
        page.click_nth("message-enabled", 1).await;
        page.wait_number("prompt-tokens", 67).await;
        page.click("add-message").await;
        page.wait_count("message", 3).await;
        page.click_nth("delete-message", 2).await;
        page.wait_count("message", 2).await;
        page.click_nth("delete-message", 0).await;
        page.wait_number("prompt-tokens", 33).await;
        assert_eq!(page.messages().await, [("user".to_owned(), USER.to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn cards_change_places_and_roles() {
    browse(Options::default(), async |page| {
        open_poem(page).await;
        page.click_nth("move-down", 0).await;
        page.wait_until(&format!("document.querySelector('[data-testid=message-input]').value === '{USER}'"))
            .await;
        page.wait_number("prompt-tokens", 67).await;
        page.choose_nth("message-role", 0, "assistant").await;
        let messages = page.messages().await;
        let expected = [("assistant", USER), ("system", SYSTEM)];
        assert_eq!(messages, expected.map(|(role, text)| (role.to_owned(), text.to_owned())));
    })
    .await;
}

#[tokio::test]
async fn the_keyboard_alone_moves_a_card() {
    browse(Options::default(), async |page| {
        open_poem(page).await;
        let button = page.nth("move-up", 1).await;
        button.focus().await.unwrap();
        button.send_keys(Key::Enter).await.unwrap();
        page.wait_until(&format!("document.querySelector('[data-testid=message-input]').value === '{USER}'"))
            .await;
        let kept =
            page.js("return document.activeElement?.closest('[data-testid=message]') !== null", vec![]).await;
        assert_eq!(kept, json!(true), "the focus was lost");
    })
    .await;
}

#[tokio::test]
async fn the_window_is_measured() {
    browse(Options::default(), async |page| {
        open_poem(page).await;
        page.set("max-tokens", "500").await;
        page.wait_number("context-left", 4096 - 67 - 500).await;
        page.set("max-tokens", "4029").await;
        page.wait_number("context-left", 0).await;
        page.wait_count("window-warning", 0).await;
    })
    .await;
}

#[tokio::test]
async fn going_over_the_window_warns_and_never_blocks() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        open_poem(page).await;
        page.set("base-url", &fake.url).await;
        page.wait_says("resolved-url", "127.0.0.1").await;
        page.set("max-tokens", "4030").await;
        page.by("window-warning").await;
        page.run(&fake).await;
        assert_eq!(fake.completions()[0].body["max_tokens"], 4030);
    })
    .await;
}

#[tokio::test]
async fn enter_in_the_middle_of_a_chinese_word_sends_nothing() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::chinese(), async |page| {
        page.open_in("chat").await;
        page.use_endpoint(&fake.url, "fake-ok").await;
        page.write_messages(&[("user", "")]).await;
        page.by("message-input").await.focus().await.unwrap();
        let composition = json!({ "text": "ni", "selectionStart": 2, "selectionEnd": 2 });
        page.cdp("Input.imeSetComposition", composition).await;
        page.js(
            "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {
                key: 'Enter', keyCode: 229, ctrlKey: true, isComposing: true, bubbles: true, cancelable: true }))",
            vec![],
        )
        .await;
        page.cdp("Input.insertText", json!({ "text": "你好" })).await;
        assert_eq!(page.value("message-input").await, "你好");
        assert_eq!(page.count("message").await, 1);
        page.run(&fake).await;
        let sent = fake.completions();
        assert_eq!(sent.len(), 1, "half a word was sent");
        assert_eq!(sent[0].body["messages"][0]["content"], "你好");
    })
    .await;
}

#[tokio::test]
async fn the_keyboard_alone_sends() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_in("chat").await;
        page.use_endpoint(&fake.url, "fake-ok").await;
        page.write_messages(&[("user", "Say hello")]).await;
        let keys = Key::Control + Key::Enter;
        page.by("message-input").await.send_keys(keys).await.unwrap();
        page.wait_text("completion", |text| text == ANSWER).await;
        assert_eq!(fake.completions()[0].body["messages"][0]["content"], "Say hello");
    })
    .await;
}

#[tokio::test]
async fn a_reload_brings_the_draft_back() {
    browse(Options::default(), async |page| {
        open_poem(page).await;
        // Drafts are kept a moment after the last key, not at every one.
        page.wait_until("Object.values(localStorage).some(kept => kept.length > 100)").await;
        let before = page.messages().await;
        page.reload().await;
        page.wait_count("message", 2).await;
        assert_eq!(page.messages().await, before);
        page.wait_number("prompt-tokens", 67).await;
    })
    .await;
}
