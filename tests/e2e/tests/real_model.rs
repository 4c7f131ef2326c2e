//! The whole way with a real model: llama.cpp's server and SmolLM2, by hand
//! and by link, in both languages.

use std::time::Duration;

use lollipop_e2e::{
    Options, Page, browse,
    model::{self, MODEL},
};
use tokio::sync::Mutex;

/// The server answers one at a time, and so do the tests.
static TURN: Mutex<()> = Mutex::const_new(());

fn patient(options: Options) -> Options {
    Options { patience: Duration::from_secs(90), ..options }
}

/// Sends, waits for the end, and looks at the account of the run.
async fn check_run(page: &Page, max_tokens: u64, prompt_tokens: Option<u64>) {
    page.click("send").await;
    // The first words are on the page before the last ones are written.
    page.wait_text("completion", |text| !text.is_empty()).await;
    page.wait_end().await;
    assert_eq!(page.error_kind().await, None);
    let text = page.text("completion").await;
    assert!(!text.contains('\u{fffd}'), "{text}");
    let prompt = page.number("usage-prompt").await;
    let completion = page.number("usage-completion").await;
    page.wait_number("usage-total", prompt + completion).await;
    assert!((1..=max_tokens).contains(&completion), "{completion} tokens");
    if let Some(expected) = prompt_tokens {
        assert_eq!(prompt, expected);
    }
    let reason = if completion == max_tokens { "length" } else { "stop" };
    page.wait_says("finish-reason", reason).await;
}

/// A demo sent by hand, then shared, opened elsewhere and sent from there.
async fn check_demo(options: Options, id: &str, max_tokens: u64, prompt_tokens: Option<u64>) {
    let _turn = TURN.lock().await;
    let url = model::url();
    let link = browse(patient(options), async |page| {
        page.open("").await;
        page.load_demo(id).await;
        page.by("message").await;
        page.use_endpoint(url, MODEL).await;
        page.set("max-tokens", &max_tokens.to_string()).await;
        // Warm, so small a model writes bytes that make no character.
        page.set("temperature", "0").await;
        check_run(page, max_tokens, prompt_tokens).await;
        page.screenshot(&format!("real-{id}-{}", &options.languages[..2])).await;
        page.share().await
    })
    .await;
    browse(patient(Options { visited: false, ..options }), async |page| {
        page.open(&link).await;
        page.by("message").await;
        assert_eq!(page.value("model").await, MODEL);
        page.click("accept-endpoint").await;
        page.wait_says("resolved-url", url.trim_start_matches("http://")).await;
        check_run(page, max_tokens, prompt_tokens).await;
    })
    .await;
}

#[tokio::test]
async fn the_capital_in_english() {
    check_demo(Options::default(), "capital", 40, None).await;
}

#[tokio::test]
async fn the_capital_in_chinese() {
    check_demo(Options::chinese(), "capital", 40, None).await;
}

/// SmolLM2 has a tokenizer of its own: 85 where `cl100k_base` has 67.
#[tokio::test]
async fn the_poem_in_english() {
    check_demo(Options::default(), "whale_poem", 60, Some(85)).await;
}

#[tokio::test]
async fn the_poem_in_chinese() {
    check_demo(Options::chinese(), "whale_poem", 60, Some(85)).await;
}

#[tokio::test]
async fn a_base_model_goes_on_from_raw_text() {
    let _turn = TURN.lock().await;
    let url = model::url();
    browse(patient(Options::default()), async |page| {
        page.open_in("completion").await;
        page.fill("text-input", "Learning new things is").await;
        page.use_endpoint(url, MODEL).await;
        page.set("max-tokens", "12").await;
        check_run(page, 12, Some(4)).await;
    })
    .await;
}

/// 2,048 tokens are the window of this server; its own figures come through.
#[tokio::test]
async fn a_prompt_that_is_too_long_is_explained() {
    let _turn = TURN.lock().await;
    let url = model::url();
    browse(patient(Options::default()), async |page| {
        page.open_in("text").await;
        page.use_endpoint(url, MODEL).await;
        page.paste("text-input", "'lollipop '.repeat(2000)").await;
        page.click("send").await;
        page.wait_says("run-error", "2048").await;
        assert_eq!(page.error_kind().await.as_deref(), Some("context-overflow"));
    })
    .await;
}
