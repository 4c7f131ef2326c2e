//! What trying the page once brought to light, so that it stays mended.

use lollipop_e2e::{
    Options, browse,
    fake::{Cors, Fake},
};
use serde_json::json;

/// Text of 600 tokens, each a number of its own line's place.
const LONG: &str = "Array.from({length: 300}, (_, n) => ` ${n % 10}`).join('')";

#[tokio::test]
async fn a_long_text_has_pages_of_tokens() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.paste("text-input", LONG).await;
        page.wait_number("token-count", 600).await;
        page.wait_count("token", 256).await;
        assert_eq!(page.attributes("token", "data-nth").await[0], "0");
        page.click("later-tokens").await;
        page.wait_until("document.querySelector('[data-testid=token]')?.dataset.nth === '256'").await;
        // The Tab key finds the list on every page.
        let stops = page.attributes("token", "tabindex").await;
        assert_eq!(stops.iter().filter(|it| *it == "0").count(), 1, "{stops:?}");
        page.click("later-tokens").await;
        page.wait_count("token", 600 - 512).await;
        // Shorter again, the tokens that are left are shown.
        page.fill("text-input", "lollipop").await;
        page.wait_until("document.querySelector('[data-testid=token]')?.dataset.nth === '0'").await;
    })
    .await;
}

#[tokio::test]
async fn what_hides_is_named_before_it_is_sent() {
    browse(Options::default(), async |page| {
        page.open_in("chat").await;
        page.write_messages(&[("user", "plain")]).await;
        page.wait_count("hidden-characters", 0).await;
        page.paste("message-input", r"'a\u202eb\u200bc'").await;
        page.wait_says("hidden-characters", "U+200B, U+202E").await;
        // A family of emoji is held together by the same characters, rightly.
        page.paste("message-input", r"'👩\u200d👩\u200d👧'").await;
        page.wait_count("hidden-characters", 0).await;
    })
    .await;
}

#[tokio::test]
async fn nothing_leaves_the_first_page() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options { visited: false, ..Options::default() }, async |page| {
        page.open("").await;
        page.by("start").await;
        let sent = page
            .js(
                "const field = document.querySelector('[data-testid=text-input]');
                 field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', ctrlKey: true, bubbles: true}));
                 return performance.getEntriesByType('resource').filter(it => !it.name.startsWith(location.origin)).length",
                vec![],
            )
            .await;
        assert_eq!(sent, json!(0));
        page.by("start").await;
    })
    .await;
    assert!(fake.requests().is_empty());
}

#[tokio::test]
async fn another_demo_stops_the_run_and_keeps_the_draft() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-slow").await;
        page.click("send").await;
        page.by("stop").await;
        page.load_demo("learning").await;
        page.wait_count("stop", 0).await;
        page.load_demo("prompting").await;
        // Two demos later, and after a reload, the own draft is still there.
        page.by("replaced-notice").await;
        page.reload().await;
        page.click("bring-back").await;
        page.wait_until("document.querySelector('[data-testid=message-input]')?.value === 'Say hello'").await;
        page.wait_count("replaced-notice", 0).await;
    })
    .await;
}

#[tokio::test]
async fn the_legend_tells_the_truth_over_the_window() {
    browse(Options::default(), async |page| {
        page.open("").await;
        page.load_demo("whale_poem").await;
        page.wait_number("prompt-tokens", 67).await;
        page.set("max-tokens", "99999").await;
        page.by("window-warning").await;
        page.wait_says("context-meter", "99,999").await;
    })
    .await;
}

#[tokio::test]
async fn words_stand_on_the_page_before_the_app_does() {
    browse(Options { visited: false, ..Options::chinese() }, async |page| {
        page.open("").await;
        page.by("start").await;
        let before = page.js("return fetch('index.html').then(it => it.text())", vec![]).await;
        let before = before.as_str().unwrap_or_default();
        assert!(before.contains("词元") && before.contains("tokens"), "{before}");
        let left = page.js("return document.querySelectorAll('.shell').length", vec![]).await;
        assert_eq!(left, json!(0), "the shell went when the app came");
    })
    .await;
}

#[tokio::test]
async fn the_text_lies_above_its_paint() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.fill("text-input", "one line").await;
        page.wait_until("document.querySelector('.prompt-paint .token') !== null").await;
        let above = page
            .js(
                "const field = document.querySelector('[data-testid=text-input]');
                 const box = document.querySelector('.prompt-paint .token').getBoundingClientRect();
                 return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === field",
                vec![],
            )
            .await;
        assert_eq!(above, json!(true), "the paint covers the text");
    })
    .await;
}

#[tokio::test]
async fn many_lines_scroll_in_their_pane_only() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.paste("text-input", "'line\\n'.repeat(120)").await;
        page.wait_until("document.querySelectorAll('.mark[data-mark=line]').length > 100").await;
        page.wait_count("token", 240).await;
        let beyond = page
            .js(
                "const page = document.scrollingElement; return page.scrollHeight - page.clientHeight",
                vec![],
            )
            .await;
        assert_eq!(beyond, json!(0), "the page grew with the text");
    })
    .await;
}
