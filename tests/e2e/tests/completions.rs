//! Sending, watching, stopping, and every form in which an answer comes.

use lollipop_e2e::{
    Options, browse,
    fake::{ANSWER, CHINESE_ANSWER, Cors, Fake, USAGE},
};
use serde_json::json;

/// Each of `models` gives the whole answer, and no error.
async fn check_answers(models: &[&str], answer: &str) {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, models[0]).await;
        for model in models {
            eprintln!("{model}");
            page.set("model", model).await;
            page.run(&fake).await;
            page.wait_text("completion", |text| text == answer).await;
            assert_eq!(page.error_kind().await, None, "{model}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_run_gives_text_and_figures() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-ok").await;
        page.run(&fake).await;
        page.wait_text("completion", |text| text == ANSWER).await;
        page.wait_says("finish-reason", "stop").await;
        for (testid, number) in ["usage-prompt", "usage-completion", "usage-total"].into_iter().zip(USAGE) {
            page.wait_number(testid, u64::from(number)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn chinese_survives_cuts_inside_characters() {
    check_answers(&["fake-cut-utf8"], CHINESE_ANSWER).await;
}

#[tokio::test]
async fn every_form_of_line_and_event_is_read() {
    check_answers(
        &["fake-crlf", "fake-cr", "fake-bom", "fake-no-space", "fake-comments", "fake-multi-line"],
        ANSWER,
    )
    .await;
}

#[tokio::test]
async fn every_form_of_end_is_read() {
    check_answers(
        &["fake-no-done", "fake-no-last-blank-line", "fake-json-whole", "fake-second-choice", "fake-azure"],
        ANSWER,
    )
    .await;
}

#[tokio::test]
async fn thoughts_are_no_part_of_the_answer() {
    check_answers(&["fake-reasoning", "fake-reasoning-vllm", "fake-think"], ANSWER).await;
}

#[tokio::test]
async fn an_answer_is_never_markup() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-markup").await;
        page.run(&fake).await;
        page.wait_says("completion", "<img src=x").await;
        let title = page.js("return document.title", vec![]).await;
        assert_ne!(title, "owned");
        let images =
            page.js("return document.querySelectorAll('[data-testid=completion] img').length", vec![]).await;
        assert_eq!(images, json!(0));
    })
    .await;
}

#[tokio::test]
async fn the_reason_is_shown_as_it_came() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-length").await;
        for (model, reason) in [("fake-length", "length"), ("fake-unknown-finish", "eos_token")] {
            page.set("model", model).await;
            page.run(&fake).await;
            page.wait_says("finish-reason", reason).await;
        }
    })
    .await;
}

#[tokio::test]
async fn usage_is_the_last_that_is_not_zero() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-usage-zeros").await;
        page.run(&fake).await;
        page.wait_number("usage-prompt", u64::from(USAGE[0])).await;
        page.wait_number("usage-total", u64::from(USAGE[2])).await;
    })
    .await;
}

#[tokio::test]
async fn usage_that_was_not_reported_is_not_invented() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-no-usage").await;
        page.run(&fake).await;
        page.wait_text("completion", |text| text == ANSWER).await;
        // Our own count stands in, and says that it is one.
        page.wait_text("account", |text| text.contains("not reported") && text.contains("estimate")).await;
        page.wait_text("usage-source", |text| text.contains("estimate")).await;
    })
    .await;
}

#[tokio::test]
async fn stop_keeps_the_text() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-slow").await;
        page.click("send").await;
        page.wait_says("completion", "0 1 2").await;
        page.click("stop").await;
        page.wait_end().await;
        let kept = page.text("completion").await;
        assert!(kept.starts_with("0 1 2"), "{kept}");
        assert_eq!(page.error_kind().await, None, "Stop is no error");
        // The next run must not get what is left of this one.
        page.set("model", "fake-ok").await;
        page.run(&fake).await;
        page.wait_text("completion", |text| text == ANSWER).await;
    })
    .await;
}

#[tokio::test]
async fn a_rate_limit_is_waited_for() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-429").await;
        page.run(&fake).await;
        page.wait_text("completion", |text| text == ANSWER).await;
        assert_eq!(fake.completions().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_lasting_rate_limit_is_tried_three_times() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-429-always").await;
        page.run(&fake).await;
        page.wait_says("run-error", "Rate limit reached").await;
        assert_eq!(page.error_kind().await.as_deref(), Some("rate-limited"));
        assert_eq!(fake.completions().len(), 3);
    })
    .await;
}

/// A refused field: one click sends again without it, and the page remembers.
async fn check_refused_field(model: &str, field: &str) {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, model).await;
        page.run(&fake).await;
        page.wait_says("run-error", field).await;
        assert_eq!(page.error_kind().await.as_deref(), Some("refused-field"));
        page.click("retry-without").await;
        page.wait_text("completion", |text| text == ANSWER).await;
        page.wait_end().await;
        page.run(&fake).await;
        let sent = fake.completions();
        let had_field: Vec<_> = sent.iter().map(|request| request.body.get(field).is_some()).collect();
        assert_eq!(had_field, [true, false, false]);
    })
    .await;
}

#[tokio::test]
async fn max_tokens_is_spelt_as_the_endpoint_wants() {
    check_refused_field("fake-refuses-max-tokens", "max_tokens").await;
}

#[tokio::test]
async fn stream_options_are_left_out_where_refused() {
    check_refused_field("fake-detail", "stream_options").await;
}
