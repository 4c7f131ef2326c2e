//! Text in, tokens out.

use lollipop_e2e::{Options, Page, browse, seeds::seeds};
use serde_json::json;

/// Every seed string of `encoding` has the ids of the fixture, on the page.
async fn check_seeds(encoding: &str, fixture: &str) {
    let seeds = seeds(fixture);
    assert!(!seeds.is_empty(), "the fixture holds nothing for {fixture}");
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.choose("encoding", encoding).await;
        page.wait_vocabulary(encoding).await;
        for seed in &seeds {
            page.fill("text-input", &seed.text).await;
            page.wait_number("token-count", seed.ids.len() as u64).await;
            let ids = seed.ids.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
            eprintln!("{encoding}: {:?} is {ids}", seed.text);
            page.wait_until(&format!("{SHOWN_IDS} === '{ids}'")).await;
            check_no_replacement(page).await;
        }
    })
    .await;
}

const SHOWN_IDS: &str =
    "Array.from(document.querySelectorAll('[data-testid=token]'), token => token.dataset.id).join(' ')";

/// Half a character is never shown as U+FFFD.
async fn check_no_replacement(page: &Page) {
    let found = page.js("return document.documentElement.outerHTML.includes('\\ufffd')", vec![]).await;
    assert_eq!(found, json!(false), "the page shows U+FFFD");
}

#[tokio::test]
async fn seeds_in_r50k_base() {
    check_seeds("r50k_base", "r50k_base").await;
}

#[tokio::test]
async fn seeds_in_p50k_base() {
    check_seeds("p50k_base", "p50k_base").await;
}

/// It differs from `p50k_base` in special tokens only.
#[tokio::test]
async fn seeds_in_p50k_edit() {
    check_seeds("p50k_edit", "p50k_base").await;
}

#[tokio::test]
async fn seeds_in_cl100k_base() {
    check_seeds("cl100k_base", "cl100k_base").await;
}

#[tokio::test]
async fn seeds_in_o200k_base() {
    check_seeds("o200k_base", "o200k_base").await;
}

/// It differs from `o200k_base` in special tokens only.
#[tokio::test]
async fn seeds_in_o200k_harmony() {
    check_seeds("o200k_harmony", "o200k_base").await;
}

#[tokio::test]
async fn nothing_is_no_token() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.fill("text-input", "lollipop").await;
        page.wait_until(&format!("{SHOWN_IDS} !== ''")).await;
        page.fill("text-input", "").await;
        page.wait_number("token-count", 0).await;
        page.wait_count("token", 0).await;
    })
    .await;
}

#[tokio::test]
async fn characters_of_many_tokens_stay_whole() {
    browse(Options::chinese(), async |page| {
        page.open_in("text").await;
        page.choose("encoding", "r50k_base").await;
        page.wait_vocabulary("r50k_base").await;
        for text in ["饕餮鲸🐳", "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\u{301}\u{327}🇨🇳 ｗ 𠮷", "नमस्ते வணக்கம்"]
        {
            page.fill("text-input", text).await;
            page.wait_until(&format!("{SHOWN_IDS} !== ''")).await;
            check_no_replacement(page).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_typed_special_token_is_ordinary_text() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.choose("encoding", "cl100k_base").await;
        page.wait_vocabulary("cl100k_base").await;
        page.fill("text-input", "<|endoftext|>").await;
        page.wait_number("token-count", 7).await;
        page.wait_count("token", 7).await;
        let ids = page.attributes("token", "data-id").await;
        assert!(!ids.contains(&"100257".to_owned()), "{ids:?}");
    })
    .await;
}

/// Holds back every message between the page and a worker until `release` is
/// called.
const HOLD_WORKERS: &str = "
const post = Worker.prototype.postMessage;
let owner = Worker.prototype;
while (!Object.hasOwn(owner, 'onmessage')) owner = Object.getPrototypeOf(owner);
const heard = Object.getOwnPropertyDescriptor(owner, 'onmessage');
const held = [];
let holding = true;
window.release = () => { holding = false; for (const act of held) act(); };
Worker.prototype.postMessage = function (...message) {
  if (holding) held.push(() => post.apply(this, message)); else post.apply(this, message);
};
Object.defineProperty(Worker.prototype, 'onmessage', {
  ...heard,
  set(hear) {
    const again = ({ data }) => this.dispatchEvent(new MessageEvent('message', { data }));
    heard.set.call(this, event => holding ? held.push(() => again(event)) : hear.call(this, event));
  },
});";

#[tokio::test]
async fn typing_works_before_a_vocabulary_is_there() {
    browse(Options::default(), async |page| {
        page.before_load(HOLD_WORKERS).await;
        page.open_in("text").await;
        page.fill("text-input", "lollipop").await;
        assert_eq!(page.value("text-input").await, "lollipop");
        let loaded = page.js("return document.documentElement.dataset.vocabulary ?? ''", vec![]).await;
        assert_eq!(loaded, "", "the vocabulary was not held back");
        page.js("release()", vec![]).await;
        page.wait_until(&format!("{SHOWN_IDS} !== ''")).await;
        assert_eq!(page.value("text-input").await, "lollipop");
    })
    .await;
}
