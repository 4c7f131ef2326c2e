//! A key belongs to one origin, and stays in the tab.

use lollipop_e2e::{
    Options, Page, browse,
    fake::{Cors, Fake},
};
use serde_json::{Value, json};

const KEY: &str = "sk-lollipop-0123456789abcdef";

async fn ready(page: &Page, fake: &Fake) {
    page.open_in("chat").await;
    page.write_messages(&[("user", "Say hello")]).await;
    page.use_endpoint(&fake.url, "fake-ok").await;
    page.set("api-key", KEY).await;
}

#[tokio::test]
async fn a_key_goes_to_its_own_origin_only() {
    let own = Fake::start(Cors::Reflected).await.unwrap();
    let other = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        ready(page, &own).await;
        page.run(&own).await;
        let bearer = format!("Bearer {KEY}");
        assert_eq!(own.completions()[0].header("authorization"), Some(bearer.as_str()));
        page.use_endpoint(&other.url, "fake-ok").await;
        page.run(&other).await;
        assert_eq!(other.completions().len(), 1);
        for request in other.requests() {
            assert_eq!(request.header("authorization"), None, "{request:?}");
        }
        page.use_endpoint(&own.url, "fake-ok").await;
        page.run(&own).await;
        assert_eq!(own.completions()[1].header("authorization"), Some(bearer.as_str()));
    })
    .await;
}

#[tokio::test]
async fn a_key_stays_in_the_tab() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        ready(page, &fake).await;
        page.run(&fake).await;
        let kind = page.js("return document.querySelector('[data-testid=api-key]').type", vec![]).await;
        assert_eq!(kind, "password");
        let kept = page
            .js("return [localStorage, sessionStorage].map(kept => JSON.stringify({ ...kept }))", vec![])
            .await;
        assert!(!kept[0].as_str().unwrap().contains(KEY), "the key outlives the tab");
        let shown = page.js("return document.body.innerText + location.href + document.cookie", vec![]).await;
        assert!(!shown.as_str().unwrap().contains(KEY), "the key is on the page");
        let databases = page
            .session()
            .execute_async("const done = arguments[0]; indexedDB.databases().then(done)", vec![])
            .await
            .unwrap();
        let known = json!([{ "name": "lollipop", "version": 1 }]);
        assert_eq!(databases.json(), &known, "something is kept that this test does not look into");
        page.save_as("With a key set", "").await;
        page.close_library().await;
        page.run(&fake).await;
        page.open_library().await;
        page.by("library-runs").await;
        let records = page.records().await.to_string();
        assert!(records.contains("With a key set") && !records.contains(KEY), "{records}");
    })
    .await;
}

#[tokio::test]
async fn a_key_enters_no_link() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        ready(page, &fake).await;
        let link = page.share().await;
        let demo = inflated(page, &link).await;
        assert!(demo.contains("Say hello"), "{demo}");
        assert!(!demo.contains("sk-lollipop"), "{demo}");
    })
    .await;
}

/// What a link says, by the browser's own decoder.
async fn inflated(page: &Page, link: &str) -> String {
    let script = "const done = arguments[1];
        const packed = arguments[0].split('.').pop().replaceAll('-', '+').replaceAll('_', '/');
        const bytes = Uint8Array.from(atob(packed), letter => letter.charCodeAt(0));
        const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
        new Response(stream).text().then(done, error => done(String(error)));";
    let answer = page.session().execute_async(script, vec![Value::from(link)]).await.unwrap();
    answer.json().as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_key_is_forgotten_with_its_tab_and_kept_over_a_reload() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        ready(page, &fake).await;
        page.run(&fake).await;
        page.reload().await;
        page.click("mode-chat").await;
        page.write_messages(&[("user", "Again")]).await;
        page.use_endpoint(&fake.url, "fake-ok").await;
        page.run(&fake).await;
        assert!(fake.completions()[1].header("authorization").is_some(), "the reload lost the key");

        page.session().new_tab().await.unwrap();
        let tabs = page.session().windows().await.unwrap();
        page.session().switch_to_window(tabs[1].clone()).await.unwrap();
        page.open_in("chat").await;
        page.write_messages(&[("user", "Another tab")]).await;
        page.use_endpoint(&fake.url, "fake-ok").await;
        page.run(&fake).await;
        assert_eq!(fake.completions()[2].header("authorization"), None, "the key left its tab");
    })
    .await;
}
