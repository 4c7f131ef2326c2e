//! Runs side by side, with the fake endpoint.

use lollipop_e2e::{
    Options, Page, axe, browse,
    fake::{Cors, Fake},
};
use serde_json::{Value, json};

async fn open(page: &Page, fake: &Fake, model: &str) {
    page.open_in("text").await;
    page.fill("text-input", "Once upon a time").await;
    page.use_endpoint(&fake.url, model).await;
    page.click("tab-compare").await;
    page.by("compare-start").await;
}

/// Runs, and waits until all are over.
async fn run(page: &Page, columns: usize) {
    page.click("compare-start").await;
    page.wait_count("compare-column", columns).await;
    page.wait_count("compare-stop", 0).await;
}

#[tokio::test]
async fn with_and_without_a_template() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        open(page, &fake, "fake-ok").await;
        page.click("compare-capital-zh").await;
        page.wait_until("document.querySelector('[data-testid=text-input]').value === '中国的首都是哪里?'")
            .await;
        assert_eq!(page.value("model").await, "fake-ok", "the model stays the person's");
        run(page, 2).await;
        assert_eq!(page.texts("compare-usage").await.len(), 2);
        let sent = fake.completions();
        let paths: Vec<_> = sent.iter().map(|it| it.path.clone()).collect();
        assert_eq!(paths, ["/v1/completions", "/v1/chat/completions"]);
        let bodies: Vec<Value> = sent.into_iter().map(|it| it.body).collect();
        assert_eq!(bodies[0]["prompt"], "中国的首都是哪里?");
        assert_eq!(bodies[1]["messages"], json!([{ "role": "user", "content": "中国的首都是哪里?" }]));
        for field in ["temperature", "seed", "max_tokens", "model"] {
            assert_eq!(bodies[0][field], bodies[1][field], "{field}");
        }
        assert_eq!((&bodies[0]["temperature"], &bodies[0]["seed"]), (&json!(0.7), &json!(1)));
        // The main run is none of theirs.
        page.click("tab-run").await;
        assert_eq!(page.count("completion").await, 0);
    })
    .await;
}

#[tokio::test]
async fn temperatures_and_seeds_change_one_setting() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::chinese(), async |page| {
        open(page, &fake, "fake-ok").await;
        page.click("compare-temperatures").await;
        page.click_nth("compare-temperature", 3).await;
        run(page, 4).await;
        let of = |field: &str, from: usize| -> Vec<Value> {
            fake.completions()[from..].iter().map(|it| it.body[field].clone()).collect()
        };
        assert_eq!(of("temperature", 0), [json!(0), json!(0.7), json!(1), json!(1.5)]);
        assert_eq!(of("seed", 0), [json!(1), json!(1), json!(1), json!(1)]);

        page.click("compare-seeds").await;
        page.wait_count("compare-column", 0).await;
        page.set("compare-shared-temperature", "0,5").await;
        page.set("compare-max-tokens", "7").await;
        run(page, 3).await;
        assert_eq!(of("seed", 4), [json!(1), json!(2), json!(3)]);
        assert_eq!(of("temperature", 4), [json!(0.5), json!(0.5), json!(0.5)]);
        assert_eq!(of("max_tokens", 4), [json!(7), json!(7), json!(7)]);

        // What cannot be sent is said, and nothing is.
        page.set("compare-max-tokens", "many").await;
        page.wait_text("compare-bad-setting", |text| !text.is_empty()).await;
        page.wait_until("document.querySelector('[data-testid=compare-start]').disabled").await;
        assert_eq!(fake.completions().len(), 7);
    })
    .await;
}

#[tokio::test]
async fn stopped_between_two_runs() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        open(page, &fake, "fake-slow").await;
        page.click("compare-start").await;
        page.wait_text("compare-text", |text| !text.is_empty()).await;
        page.press("Escape", 27).await;
        page.wait_count("compare-stop", 0).await;
        let said = page.texts("compare-status").await;
        assert!(said[0].contains("Stopped") && said[1].contains("Not begun"), "{said:?}");
        assert_eq!(fake.completions().len(), 1, "the second is not begun");
        assert!(!page.texts("compare-text").await[0].is_empty(), "what came stays");
    })
    .await;
}

#[tokio::test]
async fn a_refused_run_says_why_and_the_others_go_on() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        open(page, &fake, "fake-401").await;
        run(page, 2).await;
        assert_eq!(page.attributes("compare-error", "data-error").await, ["unauthorized", "unauthorized"]);
        assert_eq!(page.count("run-error").await, 0);
    })
    .await;
}

async fn check_look(options: Options, name: &str) {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(options, async |page| {
        open(page, &fake, "fake-ok").await;
        page.click("compare-capital-en").await;
        run(page, 2).await;
        for (width, height) in [(1280, 900), (390, 844)] {
            page.resize(width, height).await;
            page.js("document.querySelector('[data-testid=compare]').scrollIntoView()", vec![]).await;
            page.screenshot(&format!("{name}-compare-{width}")).await;
            axe::check(page, &format!("runs side by side at {width} pixels")).await;
        }
        page.check_no_overflow("the comparison").await;
    })
    .await;
}

#[tokio::test]
async fn accessible_in_english_by_night() {
    check_look(Options { dark: true, ..Options::default() }, "en-dark").await;
}

#[tokio::test]
async fn accessible_in_chinese_by_day() {
    check_look(Options::chinese(), "zh-light").await;
}
