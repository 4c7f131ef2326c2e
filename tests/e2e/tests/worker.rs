//! The tokenizer's worker may die, or be given what no tokenizer likes.

use lollipop_e2e::{Options, Page, browse};

async fn check_counts(page: &Page) {
    page.fill("text-input", "lollipop").await;
    page.wait_number("token-count", 3).await;
}

async fn open_r50k(page: &Page) {
    page.open_in("text").await;
    page.choose("encoding", "r50k_base").await;
    page.wait_vocabulary("r50k_base").await;
    check_counts(page).await;
}

#[tokio::test]
async fn a_dead_worker_is_replaced_and_said_so() {
    browse(Options::default(), async |page| {
        open_r50k(page).await;
        let before = page.js("return window.workers.length", vec![]).await;
        page.end_worker().await;
        page.by("worker-notice").await;
        page.wait_until(&format!("window.workers.length > {before}")).await;
        page.fill("text-input", "").await;
        page.wait_number("token-count", 0).await;
        check_counts(page).await;
    })
    .await;
}

/// The page stays alive under a text that makes other tokenizers panic or
/// take minutes, and counts the next one.
async fn check_survives(expression: &str) {
    browse(Options::default(), async |page| {
        open_r50k(page).await;
        page.paste("text-input", expression).await;
        page.wait_text("token-count", |count| count.len() > 3).await;
        page.click("theme").await;
        check_counts(page).await;
    })
    .await;
}

#[tokio::test]
async fn a_million_spaces() {
    check_survives("' '.repeat(1000300) + 'x'").await;
}

#[tokio::test]
async fn half_a_million_line_ends() {
    check_survives("'\\r\\n'.repeat(500500) + 'x'").await;
}

#[tokio::test]
async fn a_hundred_thousand_times_the_same_letter() {
    check_survives("'a'.repeat(100000)").await;
}

#[tokio::test]
async fn a_hundred_thousand_chinese_characters() {
    check_survives("'中'.repeat(100000)").await;
}
