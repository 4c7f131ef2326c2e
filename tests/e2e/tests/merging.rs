//! The merge replay and the encodings side by side.

use std::collections::BTreeMap;

use lollipop_e2e::{Options, Page, axe, browse, seeds::seeds};
use serde_json::json;

async fn open(page: &Page, encoding: &str) {
    page.open_in("text").await;
    page.choose("encoding", encoding).await;
    page.wait_vocabulary(encoding).await;
}

/// The steps as `l+l=ll 297`.
async fn steps(page: &Page) -> Vec<String> {
    let script = "return Array.from(document.querySelectorAll('[data-testid=merge-step]'), step =>
        step.children[1].textContent.replaceAll(' ', '').replace('→', '=') + ' ' + step.children[2].textContent)";
    let steps = page.js(script, vec![]).await;
    steps.as_array().into_iter().flatten().map(|it| it.as_str().unwrap_or_default().to_owned()).collect()
}

/// The tokens that stand there now.
async fn strip(page: &Page) -> String {
    page.texts("merge-token").await.join(" ")
}

async fn wait_strip(page: &Page, expected: &str) {
    page.wait_until(&format!(
        "Array.from(document.querySelectorAll('[data-testid=merge-token]'), it => it.textContent).join(' ') === '{expected}'"
    ))
    .await;
}

#[tokio::test]
async fn lollipop_is_merged_before_the_eyes() {
    browse(Options::default(), async |page| {
        open(page, "r50k_base").await;
        page.fill("text-input", "lollipop").await;
        wait_strip(page, "l oll ipop").await;
        let expected = ["l+l=ll 297", "o+p=op 404", "i+p=ip 541", "o+ll=oll 692", "ip+op=ipop 42,800"];
        assert_eq!(steps(page).await, expected);
        assert_eq!(page.text("merge-at").await, "5 / 5");

        page.click("merge-first").await;
        wait_strip(page, "l o l l i p o p").await;
        let told = page.text("merge-told").await;
        assert!(told.contains("l + l, for 297 is the lowest"), "{told}");
        assert!(told.contains("o + p (404)") && told.contains("i + p (541)"), "{told}");

        page.click("merge-on").await;
        wait_strip(page, "l o ll i p o p").await;
        page.click_nth("merge-step", 3).await;
        wait_strip(page, "l oll ip op").await;
        page.click("merge-back-step").await;
        wait_strip(page, "l o ll ip op").await;
        page.set("merge-scrub", "1").await;
        wait_strip(page, "l o ll i p o p").await;
        page.click("merge-last").await;
        wait_strip(page, "l oll ipop").await;

        page.click("merge-play").await;
        wait_strip(page, "l o l l i p o p").await;
        wait_strip(page, "l oll ipop").await;
        assert_eq!(page.attributes("merge-play", "aria-label").await, ["Play"]);
    })
    .await;
}

#[tokio::test]
async fn bytes_of_chinese_and_of_an_emoji_are_merged() {
    browse(Options::chinese(), async |page| {
        open(page, "r50k_base").await;
        for (text, bytes) in [("你好", "e4 bd a0 e5 a5 bd"), ("🐳", "f0 9f 90 b3")] {
            page.fill("merge-word", text).await;
            page.wait_until(&format!(
                "document.querySelectorAll('.merge-character').length === {}",
                text.chars().count()
            ))
            .await;
            page.click("merge-first").await;
            wait_strip(page, bytes).await;
            page.click("merge-last").await;
            let tokens = page.attributes("merge-token", "data-id").await;
            page.fill("text-input", text).await;
            page.wait_number("token-count", tokens.len() as u64).await;
            let ids = tokens.join(" ");
            page.wait_until(&format!(
                "Array.from(document.querySelectorAll('[data-testid=token]'), it => it.dataset.id).join(' ') === '{ids}'"
            ))
            .await;
        }
        let page_text = page.js("return document.documentElement.outerHTML.includes('\\ufffd')", vec![]).await;
        assert_eq!(page_text, json!(false));
    })
    .await;
}

#[tokio::test]
async fn the_pressed_token_brings_its_piece() {
    browse(Options::default(), async |page| {
        open(page, "r50k_base").await;
        page.fill("text-input", "Learning new lollipops").await;
        page.wait_count("merge-step", 7).await;
        // The piece is the word with its space, whichever of its tokens is pressed.
        page.click_nth("token", 3).await;
        page.wait_until("document.querySelector('[data-testid=merge-strip]').textContent.includes('␣l')")
            .await;
        assert!(strip(page).await.starts_with("␣l"), "{}", strip(page).await);

        page.fill("merge-word", "lollipop 你好!").await;
        page.wait_count("merge-piece", 3).await;
        wait_strip(page, "l oll ipop").await;
        page.click_nth("merge-piece", 2).await;
        wait_strip(page, "!").await;
        page.click("merge-back").await;
        page.wait_count("merge-piece", 0).await;
        assert!(strip(page).await.starts_with("␣l"), "{}", strip(page).await);
    })
    .await;
}

/// Where a piece is looked up whole, the page says so; also where merging would
/// not come to the same.
#[tokio::test]
async fn pieces_that_are_looked_up_whole() {
    browse(Options::default(), async |page| {
        open(page, "cl100k_base").await;
        page.fill("merge-word", "hello").await;
        page.wait_text("merge-whole", |text| text.contains("Merging comes to the same")).await;
        page.fill("merge-word", "lollipop").await;
        page.wait_count("merge-whole", 0).await;
        open(page, "llama3").await;
        page.fill("merge-word", " việc").await;
        page.wait_text("merge-whole", |text| text.contains("which no merge makes")).await;
        page.fill("merge-word", &"x".repeat(64)).await;
        page.wait_count("merge-too-long", 0).await;
        page.fill("text-input", &"=".repeat(400)).await;
        page.click("merge-back").await;
        page.wait_text("merge-too-long", |text| text.contains("400 bytes")).await;
    })
    .await;
}

const FIXED: [&str; 3] = ["r50k_base", "cl100k_base", "o200k_base"];

/// What each row says.
async fn counts(page: &Page) -> BTreeMap<String, String> {
    let names = page.attributes("encoding-sum", "data-encoding").await;
    names.into_iter().zip(page.texts("encoding-count").await).collect()
}

#[tokio::test]
async fn side_by_side_the_counts_are_those_of_the_fixtures() {
    browse(Options::default(), async |page| {
        open(page, "cl100k_base").await;
        page.js("document.querySelector('[data-testid=side-by-side] summary').click()", vec![]).await;
        // Nothing comes before it is asked for.
        page.by("encodings-start").await;
        assert_eq!(page.count("encoding-sum").await, 0);
        page.click("encodings-start").await;
        page.wait_count("encoding-sum", 5).await;
        page.wait_count("encoding-load", 0).await;
        let fixtures: Vec<_> = FIXED.iter().map(|name| (*name, seeds(name))).collect();
        for at in 0..fixtures[0].1.len() {
            let text = &fixtures[0].1[at].text;
            page.fill("text-input", text).await;
            for (name, seeds) in &fixtures {
                let count = seeds.iter().find(|it| it.text == *text).map_or(0, |it| it.ids.len());
                page.wait_until(&format!(
                    "document.querySelector('[data-testid=encoding-sum][data-encoding={name}] [data-testid=encoding-count]').textContent === '{count}'"
                ))
                .await;
            }
        }
        page.fill("text-input", "中国的首都是哪里?").await;
        page.wait_until("document.querySelector('[data-testid=encoding-count]').textContent === '16'").await;
        // The rows tile the text: as many columns as bytes, half characters dashed.
        let columns = page
            .js(
                "return Array.from(document.querySelectorAll('[data-testid=band-row]'), row =>
                    Array.from(row.querySelectorAll('[data-testid=band-token]')).reduce((sum, it) => sum + it.colSpan, 0))",
                vec![],
            )
            .await;
        assert_eq!(columns, json!([25, 25, 25, 25, 25]));
        let split = page
            .js(
                "return document.querySelectorAll('[data-encoding=r50k_base] [data-testid=band-token][data-split]').length",
                vec![],
            )
            .await;
        assert_eq!(split, json!(7));
        let per_han = page.text("encoding-per-han").await;
        assert_eq!(per_han, "1.88");
        assert_eq!(counts(page).await["o200k_base"], "6");

        // Another joins, one leaves; closing drops them all.
        page.js("document.querySelector('[data-testid=encoding-pick][data-encoding=glm5]').click()", vec![]).await;
        page.wait_count("encoding-sum", 6).await;
        page.js("document.querySelector('[data-testid=encoding-pick][data-encoding=qwen2]').click()", vec![]).await;
        page.wait_count("encoding-sum", 5).await;
        page.js("document.querySelector('[data-testid=side-by-side] summary').click()", vec![]).await;
        page.wait_count("encoding-sum", 0).await;
        page.js("document.querySelector('[data-testid=side-by-side] summary').click()", vec![]).await;
        page.by("encodings-start").await;
    })
    .await;
}

#[tokio::test]
async fn a_language_has_its_price() {
    browse(Options::chinese(), async |page| {
        open(page, "o200k_base").await;
        page.js("document.querySelector('[data-testid=side-by-side] summary').click()", vec![]).await;
        page.click("encodings-start").await;
        page.wait_count("encoding-sum", 5).await;
        page.wait_count("price-row", 8).await;
        let row = |language: &str| {
            format!("return Array.from(document.querySelectorAll('[data-language={language}] [data-testid=price-count]'), it => it.textContent)")
        };
        // Questions of the fixtures: r50k_base, cl100k_base, o200k_base first.
        let chinese = page.js(&row("zh-Hans"), vec![]).await;
        assert_eq!(chinese.as_array().map(|it| it[..3].to_vec()), Some(vec![json!("18"), json!("9"), json!("6")]));
    })
    .await;
}

async fn both_open(page: &Page) {
    page.open_in("text").await;
    page.fill("text-input", "Learning new things is fun! 学习新东西很有趣！🐳 lollipop\n中国的首都是哪里?")
        .await;
    page.by("merge-token").await;
    page.js("document.querySelector('[data-testid=side-by-side] summary').click()", vec![]).await;
    page.click("encodings-start").await;
    page.wait_count("encoding-sum", 5).await;
    page.by("band").await;
}

async fn check_look(options: Options, name: &str) {
    browse(options, async |page| {
        both_open(page).await;
        for (width, height) in [(1280, 900), (390, 844)] {
            page.resize(width, height).await;
            page.js("document.querySelector('[data-testid=merge-replay]').scrollIntoView()", vec![]).await;
            page.screenshot(&format!("{name}-merging-{width}")).await;
            page.js("document.querySelector('[data-testid=side-by-side]').scrollIntoView()", vec![]).await;
            page.screenshot(&format!("{name}-encodings-{width}")).await;
            axe::check(page, &format!("merges and encodings at {width} pixels")).await;
        }
        page.check_no_overflow("merges and encodings").await;
    })
    .await;
}

#[tokio::test]
async fn accessible_in_english_by_day() {
    check_look(Options::default(), "en-light").await;
}

#[tokio::test]
async fn accessible_in_chinese_by_night() {
    check_look(Options { dark: true, ..Options::chinese() }, "zh-dark").await;
}
