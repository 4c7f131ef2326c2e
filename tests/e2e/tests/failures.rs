//! Every way in which an endpoint refuses, breaks off or is not there.

use lollipop_e2e::{
    Options, browse,
    fake::{ANSWER, Cors, Fake},
};

/// `model` ends in an error of this kind; `says` are words of the server that
/// the person reads, and `kept` is the text that came before.
async fn check_fails(model: &str, kind: &str, says: &str, kept: &str) {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, model).await;
        page.run(&fake).await;
        page.wait_says("run-error", says).await;
        assert_eq!(page.error_kind().await.as_deref(), Some(kind));
        let completion = page.texts("completion").await;
        assert_eq!(completion.first().map_or("", String::as_str), kept);
        page.by("send").await;
    })
    .await;
}

#[tokio::test]
async fn a_cut_stream_keeps_its_text() {
    check_fails("fake-interrupted", "interrupted", "", ANSWER).await;
}

#[tokio::test]
async fn a_broken_connection_keeps_its_text() {
    check_fails("fake-broken", "interrupted", "", ANSWER).await;
}

#[tokio::test]
async fn an_error_inside_a_stream_keeps_its_text() {
    check_fails("fake-error-midstream", "in-stream", "the engine fell over", ANSWER).await;
}

#[tokio::test]
async fn an_error_event_keeps_the_text() {
    check_fails("fake-error-event", "in-stream", "the engine fell over", ANSWER).await;
}

#[tokio::test]
async fn what_cannot_be_read_keeps_the_text_and_is_not_repeated() {
    check_fails("fake-malformed", "malformed", "", ANSWER).await;
}

#[tokio::test]
async fn a_refused_key() {
    check_fails("fake-401", "unauthorized", "Incorrect API key provided", "").await;
}

#[tokio::test]
async fn an_unknown_model() {
    check_fails("fake-404-model", "unknown-model", "does not exist", "").await;
}

#[tokio::test]
async fn a_prompt_too_long() {
    check_fails("fake-overflow", "context-overflow", "4097", "").await;
}

#[tokio::test]
async fn a_server_fault() {
    check_fails("fake-500", "server", "The server had an error", "").await;
}

#[tokio::test]
async fn a_plain_text_fault() {
    check_fails("fake-plain-text", "server", "upstream connect error", "").await;
}

#[tokio::test]
async fn a_model_that_is_loading() {
    check_fails("fake-loading", "loading", "Loading model", "").await;
}

#[tokio::test]
async fn a_page_instead_of_a_stream() {
    check_fails("fake-html-200", "not-a-stream", "Please log in", "").await;
}

/// Which of the two kinds it is does not matter to a person; the words do.
async fn check_says(model: &str, says: &str) {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, model).await;
        page.run(&fake).await;
        page.wait_says("run-error", says).await;
    })
    .await;
}

#[tokio::test]
async fn an_error_that_calls_itself_a_success() {
    check_says("fake-json-200", "no credits are left").await;
}

#[tokio::test]
async fn an_error_that_is_a_string() {
    check_says("fake-lmstudio-200-error", "Unexpected endpoint or method").await;
}

#[tokio::test]
async fn an_error_in_an_array() {
    check_says("fake-gemini-array", "API key not valid").await;
}

#[tokio::test]
async fn a_wrong_path() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-ok").await;
        page.set("base-url", &format!("{}/nowhere", fake.url)).await;
        page.wait_says("resolved-url", "/nowhere/chat/completions").await;
        page.run(&fake).await;
        page.wait_says("run-error", "there is nothing at this path").await;
        assert_eq!(page.error_kind().await.as_deref(), Some("bad-path"));
    })
    .await;
}

#[tokio::test]
async fn nobody_there() {
    let url = Fake::closed_url().await.unwrap();
    browse(Options::default(), async |page| {
        page.open_in("chat").await;
        page.write_messages(&[("user", "Say hello")]).await;
        page.use_endpoint(&url, "fake-ok").await;
        page.click("send").await;
        page.by("run-error").await;
        assert_eq!(page.error_kind().await.as_deref(), Some("unreachable"));
    })
    .await;
}

#[tokio::test]
async fn an_endpoint_that_does_not_know_this_page() {
    let fake = Fake::start(Cors::Absent).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-ok").await;
        page.click("send").await;
        // The exact origin to allow is there to be copied.
        page.wait_says("run-error", page.url()).await;
        assert_eq!(page.error_kind().await.as_deref(), Some("cors"));
        assert!(fake.completions().is_empty(), "the prompt was sent");
    })
    .await;
}

#[tokio::test]
async fn another_machine_without_encryption_is_blocked() {
    browse(Options::default(), async |page| {
        page.open_in("chat").await;
        page.write_messages(&[("user", "Say hello")]).await;
        page.use_endpoint("http://model.invalid:11434", "fake-ok").await;
        page.click("send").await;
        page.by("run-error").await;
        assert_eq!(page.error_kind().await.as_deref(), Some("policy-blocked"));
        page.forgive().await;
    })
    .await;
}
