//! Texts so long that only what changes in them may cost anything.

use lollipop_e2e::{Options, Page, browse};
use serde_json::json;

const FIELD: &str = "document.querySelector('[data-testid=text-input]')";

/// English, Chinese, code, marks of all kinds; about 60,000 UTF-16 units.
const MIXED: &str = "'The quick brown fox, 1,234 times.\\n\\n  let x = y;\\t// 快乐的小鲸鱼 🐳👩‍👩‍👧 e\\u0301 \\u3000\\u200b\\r\\n'.repeat(800)";

/// Puts the caret there, or selects from there to `end`.
async fn select(page: &Page, start: usize, end: usize) {
    page.js(&format!("{FIELD}.focus(); {FIELD}.setSelectionRange({start}, {end})"), vec![]).await;
}

async fn insert(page: &Page, text: &str) {
    page.cdp("Input.insertText", json!({ "text": text })).await;
}

/// The count, when it has come to rest.
async fn count(page: &Page) -> u64 {
    let mut last = page.number("token-count").await;
    loop {
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        let now = page.number("token-count").await;
        if now == last {
            return now;
        }
        last = now;
    }
}

/// What was counted edit by edit is what a count of the whole gives: after a
/// reload the tokenizer knows nothing but the text.
async fn check_against_the_whole(page: &Page) {
    let (counted, text) = (count(page).await, page.value("text-input").await);
    page.reload().await;
    assert_eq!(page.value("text-input").await, text, "the text was not kept");
    page.wait_number("token-count", counted).await;
}

async fn open_mixed(page: &Page) {
    page.open_in("text").await;
    page.paste("text-input", MIXED).await;
    page.wait_text("token-count", |count| count.len() > 5).await;
}

#[tokio::test]
async fn typing_in_the_middle_counts_as_the_whole_does() {
    browse(Options::default(), async |page| {
        open_mixed(page).await;
        for (at, text) in [(30_000, "lollipop"), (12, "中"), (29_990, " \n "), (40_001, "🐳🍭"), (0, "\t")]
        {
            select(page, at, at).await;
            insert(page, text).await;
        }
        select(page, 100, 130).await;
        page.press("Backspace", 8).await;
        page.press("Delete", 46).await;
        select(page, 20_000, 45_000).await;
        insert(page, "the middle is gone").await;
        check_against_the_whole(page).await;
    })
    .await;
}

/// Every place of a text of surrogate pairs is typed at, also between halves
/// that two signs have in common.
#[tokio::test]
async fn signs_that_share_half_a_pair_are_told_apart() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.fill("text-input", "🐳🐴🐳🐳").await;
        for text in ["🐳🐳🐳🐳", "🐳🐴🍭🐳", "🍭🐳", "🐳🍭🐳", "🐳", "🐴"] {
            page.paste("text-input", &format!("'{text}'")).await;
            count(page).await;
        }
        page.paste("text-input", "'🐳🐴 and a half \\ud83d'").await;
        count(page).await;
        page.paste("text-input", "'🐳🐴 and a half \\ud83d\\udc33'").await;
        check_against_the_whole(page).await;
    })
    .await;
}

#[tokio::test]
async fn undo_and_redo_are_edits_too() {
    browse(Options::default(), async |page| {
        open_mixed(page).await;
        let before = count(page).await;
        select(page, 25_000, 25_500).await;
        insert(page, "one two three").await;
        let after = count(page).await;
        assert_ne!(before, after);
        page.js("document.execCommand('undo')", vec![]).await;
        page.wait_number("token-count", before).await;
        page.js("document.execCommand('redo')", vec![]).await;
        page.wait_number("token-count", after).await;
        check_against_the_whole(page).await;
    })
    .await;
}

#[tokio::test]
async fn an_input_method_may_think_again() {
    browse(Options::chinese(), async |page| {
        open_mixed(page).await;
        select(page, 25_000, 25_000).await;
        for text in ["k", "ku", "kuai le", "快乐"] {
            let composition =
                json!({ "text": text, "selectionStart": text.len(), "selectionEnd": text.len() });
            page.cdp("Input.imeSetComposition", composition).await;
        }
        insert(page, "快乐").await;
        check_against_the_whole(page).await;
    })
    .await;
}

#[tokio::test]
async fn a_million_letters_are_counted_kept_and_typed_in() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.paste("text-input", "' word'.repeat(200000)").await;
        page.wait_number("token-count", 200_000).await;
        // These come when nothing has changed for a moment.
        page.wait_says("word-count", "200,000").await;
        page.wait_says("character-count", "1,000,000").await;
        select(page, 500_000, 500_000).await;
        insert(page, " word").await;
        page.wait_number("token-count", 200_001).await;
        // 21 + (4 + 1 + 200,001) + 4
        page.wait_number("prompt-tokens", 200_031).await;
        check_against_the_whole(page).await;
    })
    .await;
}

/// Twelve megabytes of words that no cache knows, in a field that is not laid
/// out, so that the page has time to say how far it is.
const ENDLESS: &str = "Array.from({ length: 1000000 }, () => Math.random().toString(36).slice(2)).join(' ')";

#[tokio::test]
async fn counting_can_be_stopped_and_goes_on_where_it_was() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.js(
            &format!(
                "{FIELD}.style.display = 'none';
                 new MutationObserver((_, observer) => {{
                   const button = document.querySelector('[data-testid=counting-hold]');
                   if (button) {{ observer.disconnect(); button.click(); }}
                 }}).observe(document.body, {{ childList: true, subtree: true }})"
            ),
            vec![],
        )
        .await;
        page.paste("text-input", ENDLESS).await;
        page.wait_until("document.querySelector('[data-testid=counting][data-held]') !== null").await;
        let part = page.text("token-count").await;
        assert!(part.starts_with("≥ "), "{part}");
        page.wait_says("prompt-tokens", "≥").await;
        // A text this long does not fit into what the browser keeps.
        page.by("storage-notice").await;
        page.click("counting-hold").await;
        page.wait_count("counting", 0).await;
        let whole = count(page).await;
        // Another vocabulary counts the whole text anew, and so does the first.
        let before = page.value("encoding").await;
        page.choose("encoding", "cl100k_base").await;
        page.wait_vocabulary("cl100k_base").await;
        page.wait_count("counting", 0).await;
        page.choose("encoding", &before).await;
        page.wait_vocabulary(&before).await;
        page.wait_number("token-count", whole).await;
    })
    .await;
}

#[tokio::test]
async fn a_dead_worker_is_given_the_whole_text_again() {
    browse(Options::default(), async |page| {
        open_mixed(page).await;
        select(page, 25_000, 25_000).await;
        insert(page, " and").await;
        let before = count(page).await;
        let workers = page.js("return window.workers.length", vec![]).await;
        page.end_worker().await;
        page.by("worker-notice").await;
        page.wait_until(&format!("window.workers.length > {workers}")).await;
        select(page, 25_000, 25_004).await;
        page.press("Delete", 46).await;
        page.wait_text("token-count", |now| now.replace(',', "").parse().is_ok_and(|now: u64| now < before))
            .await;
        check_against_the_whole(page).await;
    })
    .await;
}

#[tokio::test]
async fn another_encoding_counts_what_is_there() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.paste("text-input", "' word'.repeat(40000)").await;
        page.wait_number("token-count", 40_000).await;
        for encoding in ["r50k_base", "cl100k_base"] {
            page.choose("encoding", encoding).await;
            page.wait_vocabulary(encoding).await;
            page.wait_number("token-count", 40_000).await;
            select(page, 100_000, 100_000).await;
            insert(page, " word").await;
            page.wait_number("token-count", 40_001).await;
            page.js("document.execCommand('undo')", vec![]).await;
            page.wait_number("token-count", 40_000).await;
        }
    })
    .await;
}

#[tokio::test]
async fn two_long_messages_are_counted_apart() {
    browse(Options::default(), async |page| {
        page.open_in("chat").await;
        page.write_messages(&[("system", "a"), ("user", "b")]).await;
        for (at, words) in [(0, 30_000), (1, 20_000)] {
            page.js(
                &format!(
                    "const field = document.querySelectorAll('[data-testid=message-input]')[{at}];
                     field.value = ' word'.repeat({words});
                     field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}))"
                ),
                vec![],
            )
            .await;
        }
        // (4 + 1 + 30,000) + (4 + 1 + 20,000) + 4
        page.wait_number("prompt-tokens", 50_014).await;
        page.js(
            "const field = document.querySelectorAll('[data-testid=message-input]')[1];
             field.focus(); field.setSelectionRange(50000, 50005)",
            vec![],
        )
        .await;
        page.press("Delete", 46).await;
        page.wait_number("prompt-tokens", 50_013).await;
        let sums = page.texts("message-tokens").await;
        assert_eq!(sums, ["30,005 = 4 + 1 + 30,000", "20,004 = 4 + 1 + 19,999"]);
    })
    .await;
}
