//! The endpoints that the other tests rely on do what those rely on: the fake
//! one really cuts and breaks, and the real one really answers.

use lollipop_e2e::{
    fake::{ANSWER, CHINESE_ANSWER, Cors, Fake, MODELS},
    model,
};
use reqwest::{Client, Response};
use serde_json::{Value, json};

async fn ask(url: &str, model: &str) -> Response {
    let message = json!({ "role": "user", "content": "你好" });
    let body = json!({ "model": model, "messages": [message], "stream": true, "max_tokens": 8 });
    Client::new()
        .post(format!("{url}/v1/chat/completions"))
        .header("origin", "http://a.test")
        .header("content-type", "application/json")
        .body(body.to_string())
        .send()
        .await
        .unwrap()
}

/// Every delta of a stream with plain line ends, joined.
fn spoken(stream: &str) -> String {
    let events = stream.lines().filter_map(|line| line.strip_prefix("data: "));
    let choices = events.filter_map(|data| serde_json::from_str::<Value>(data).ok());
    choices.filter_map(|event| event["choices"][0]["delta"]["content"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn characters_are_cut() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    let mut response = ask(&fake.url, "fake-cut-utf8").await;
    let mut chunks = Vec::new();
    while let Some(chunk) = response.chunk().await.unwrap() {
        chunks.push(chunk.to_vec());
    }
    assert!(chunks.iter().any(|chunk| str::from_utf8(chunk).is_err()), "no character was cut");
    let whole = String::from_utf8(chunks.concat()).unwrap();
    assert_eq!(spoken(&whole), CHINESE_ANSWER);
}

#[tokio::test]
async fn a_connection_breaks_after_its_text() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    let mut response = ask(&fake.url, "fake-broken").await;
    let mut text = Vec::new();
    let broke = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => text.extend(chunk),
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(broke, "the body ended properly");
    assert_eq!(spoken(&String::from_utf8(text).unwrap()), ANSWER);
}

#[tokio::test]
async fn only_one_of_the_fakes_allows_other_origins() {
    for (cors, allowed) in [(Cors::Reflected, Some("http://a.test")), (Cors::Absent, None)] {
        let fake = Fake::start(cors).await.unwrap();
        let response = ask(&fake.url, "fake-ok").await;
        let header = response.headers().get("access-control-allow-origin");
        assert_eq!(header.map(|value| value.to_str().unwrap()), allowed);
    }
}

#[tokio::test]
async fn a_rate_limit_ends_at_the_second_try() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    assert_eq!(ask(&fake.url, "fake-429").await.status(), 429);
    assert_eq!(ask(&fake.url, "fake-429").await.status(), 200);
    assert_eq!(ask(&fake.url, "fake-429-always").await.status(), 429);
    assert_eq!(ask(&fake.url, "fake-429-always").await.status(), 429);
}

#[tokio::test]
async fn requests_are_kept() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    ask(&fake.url, MODELS[0]).await;
    let kept = fake.completions();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].path, "/v1/chat/completions");
    assert_eq!(kept[0].header("origin"), Some("http://a.test"));
    assert_eq!(kept[0].body["messages"][0]["content"], "你好");
}

#[tokio::test]
async fn nobody_listens_at_the_closed_port() {
    let url = Fake::closed_url().await.unwrap();
    assert!(Client::new().get(url).send().await.is_err());
}

#[tokio::test]
async fn the_real_model_answers() {
    let response = ask(model::url(), model::MODEL).await;
    assert_eq!(response.status(), 200);
    let stream = response.text().await.unwrap();
    assert!(!spoken(&stream).is_empty(), "{stream}");
}
