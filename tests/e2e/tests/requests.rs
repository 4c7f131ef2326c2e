//! What leaves the page, and where it goes.

use lollipop_e2e::{
    Options, browse,
    fake::{ANSWER, Cors, Fake, MODELS},
};
use serde_json::json;

#[tokio::test]
async fn messages_go_out_as_they_stand() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-ok").await;
        page.write_messages(&[("system", "Be brief."), ("user", "Off"), ("user", "你好 🐳\n\nsecond")]).await;
        page.click_nth("message-enabled", 1).await;
        page.run(&fake).await;
        let sent = &fake.completions()[0];
        assert_eq!(sent.path, "/v1/chat/completions");
        assert_eq!(sent.body["temperature"].as_f64(), Some(0.0));
        let mut body = sent.body.clone();
        body.as_object_mut().unwrap().remove("temperature");
        assert_eq!(
            body,
            json!({
                "model": "fake-ok",
                "messages": [
                    { "role": "system", "content": "Be brief." },
                    { "role": "user", "content": "你好 🐳\n\nsecond" },
                ],
                "max_tokens": 500,
                "stream": true,
                "stream_options": { "include_usage": true },
            })
        );
        for private in ["authorization", "cookie", "referer"] {
            assert_eq!(sent.header(private), None, "{private}");
        }
    })
    .await;
}

#[tokio::test]
async fn plain_text_goes_out_as_one_user_message() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.fill("text-input", "中国的首都是哪里?").await;
        page.use_endpoint(&fake.url, "fake-ok").await;
        page.run(&fake).await;
        page.wait_text("completion", |text| text == ANSWER).await;
        let message = json!([{ "role": "user", "content": "中国的首都是哪里?" }]);
        assert_eq!(fake.completions()[0].body["messages"], message);
    })
    .await;
}

#[tokio::test]
async fn raw_text_goes_to_a_base_model() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_in("completion").await;
        page.fill("text-input", "Once upon a time").await;
        page.use_endpoint(&fake.url, "fake-ok").await;
        page.wait_says("resolved-url", "/v1/completions").await;
        page.run(&fake).await;
        page.wait_text("completion", |text| text == ANSWER).await;
        let sent = &fake.completions()[0];
        assert_eq!(sent.path, "/v1/completions");
        assert_eq!(sent.body["prompt"], "Once upon a time");
        assert_eq!(sent.body.get("messages"), None);
    })
    .await;
}

#[tokio::test]
async fn the_names_of_models_are_offered() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-ok").await;
        for model in MODELS {
            page.wait_until(&format!(
                "Array.from(document.querySelector('[data-testid=model]').list.options).some(option => option.value === '{model}')"
            ))
            .await;
        }
    })
    .await;
}

/// What is typed leads to the URL that is shown.
#[tokio::test]
async fn the_final_url_is_shown() {
    let typed = [
        ("localhost:11434", "http://localhost:11434/v1/chat/completions"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/v1/chat/completions"),
        ("api.openai.com", "https://api.openai.com/v1/chat/completions"),
        ("https://api.openai.com/v1/", "https://api.openai.com/v1/chat/completions"),
        ("https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1/chat/completions"),
        ("https://example.org/v1beta/openai/", "https://example.org/v1beta/openai/chat/completions"),
    ];
    browse(Options::default(), async |page| {
        page.open_in("chat").await;
        for (text, url) in typed {
            page.set("base-url", text).await;
            page.wait_text("resolved-url", |shown| shown == url).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_request_carries_neither_cookie_nor_referrer_nor_an_empty_key() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    let port = fake.url.rsplit(':').next().unwrap().to_owned();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-ok").await;
        // Cookies know no ports: the endpoint's host has these, too.
        page.js(
            "document.cookie = 'secret=1; path=/'; document.cookie = 'lax=2; path=/; SameSite=Lax';",
            vec![],
        )
        .await;
        let cookie = page.js("return document.cookie", vec![]).await;
        assert!(cookie.as_str().unwrap().contains("secret=1"), "{cookie}");
        for key in ["", "   ", "sk-soon-gone", ""] {
            page.set("api-key", key).await;
            page.run(&fake).await;
            let sent = fake.completions().pop().unwrap();
            let has_key = sent.header("authorization").is_some();
            assert_eq!(has_key, key.starts_with("sk-"), "with the key {key:?}");
        }
        page.use_endpoint(&format!("http://127.0.0.1:{port}/v1"), "fake-401").await;
        page.run(&fake).await;
        let requests = fake.requests();
        assert!(requests.iter().any(|it| it.method == "GET") && requests.len() > 5, "{requests:?}");
        for request in &requests {
            for private in ["cookie", "referer"] {
                assert_eq!(request.header(private), None, "{private}: {request:?}");
            }
        }
    })
    .await;
}
