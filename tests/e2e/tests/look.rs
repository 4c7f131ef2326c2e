//! Both languages, both themes, any screen: nothing overflows, and axe-core
//! finds nothing.

use lollipop_e2e::{
    Options, Page, axe, browse,
    fake::{ANSWER, Cors, Fake},
};

/// What a person may be looking at.
const STATES: [&str; 8] = ["text", "chat", "over", "run", "error", "share", "menu", "library"];

/// Brings the page into a state, from a fresh load.
async fn bring(page: &Page, fake: &Fake, state: &str) {
    page.open_in(if state == "text" { "text" } else { "chat" }).await;
    match state {
        "text" => {
            page.fill("text-input", "Learning new things is fun! 学习新东西很有趣！🐳 lollipop").await;
            page.by("token").await;
        }
        "chat" => poem(page).await,
        "over" => {
            poem(page).await;
            page.set("max-tokens", "4090").await;
            page.by("window-warning").await;
        }
        "run" => {
            poem(page).await;
            page.use_endpoint(&fake.url, "fake-ok").await;
            page.run(fake).await;
            page.wait_text("completion", |text| text == ANSWER).await;
        }
        "error" => {
            poem(page).await;
            page.use_endpoint(&fake.url, "fake-401").await;
            page.run(fake).await;
            page.by("run-error").await;
        }
        "share" => {
            poem(page).await;
            page.click("share").await;
            page.by("share-url").await;
        }
        "menu" => {
            page.click("demo-menu").await;
            page.by("demo").await;
        }
        "library" => {
            poem(page).await;
            page.open_library().await;
            let file = include_str!("../../../crates/core/tests/fixtures/library/library_v1.json");
            page.import_text("library.json", file).await;
            page.wait_count("library-entry", 2).await;
        }
        _ => panic!("{state} is no state"),
    }
}

async fn poem(page: &Page) {
    page.load_demo("whale_poem").await;
    page.wait_number("prompt-tokens", 67).await;
}

async fn check_axe(options: Options, name: &str) {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(options, async |page| {
        for state in STATES {
            for (width, height) in [(1280, 800), (390, 844)] {
                page.resize(width, height).await;
                bring(page, &fake, state).await;
                page.screenshot(&format!("{name}-{state}-{width}")).await;
                axe::check(page, &format!("{state} at {width} pixels")).await;
            }
        }
    })
    .await;
    browse(Options { visited: false, ..options }, async |page| {
        for (width, height) in [(1280, 800), (390, 844)] {
            page.resize(width, height).await;
            page.open("").await;
            page.by("start").await;
            page.screenshot(&format!("{name}-first-{width}")).await;
            axe::check(page, &format!("the first page at {width} pixels")).await;
        }
    })
    .await;
}

#[tokio::test]
async fn accessible_in_english_by_day() {
    check_axe(Options::default(), "en-light").await;
}

#[tokio::test]
async fn accessible_in_english_by_night() {
    check_axe(Options { dark: true, ..Options::default() }, "en-dark").await;
}

#[tokio::test]
async fn accessible_in_chinese_by_day() {
    check_axe(Options::chinese(), "zh-light").await;
}

#[tokio::test]
async fn accessible_in_chinese_by_night() {
    check_axe(Options { dark: true, ..Options::chinese() }, "zh-dark").await;
}

async fn check_widths(options: Options) {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(options, async |page| {
        for state in STATES {
            bring(page, &fake, state).await;
            page.check_no_overflow(state).await;
        }
    })
    .await;
    browse(Options { visited: false, ..options }, async |page| {
        page.open("").await;
        page.by("start").await;
        page.check_no_overflow("the first page").await;
    })
    .await;
}

#[tokio::test]
async fn no_width_scrolls_sideways_in_english() {
    check_widths(Options::default()).await;
}

#[tokio::test]
async fn no_width_scrolls_sideways_in_chinese() {
    check_widths(Options::chinese()).await;
}
