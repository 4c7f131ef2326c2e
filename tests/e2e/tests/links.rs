//! A link carries a demo, and opening it does nothing but show it.

use lollipop_e2e::{
    Options, Page, browse,
    fake::{ANSWER, Cors, Fake},
};
use serde_json::Value;

const MESSAGES: [(&str, &str); 3] = [
    ("system", "你是一个助理, 并以 Seuss 苏斯博士的风格作出回答。"),
    ("user", "A \"quote\", a tab\t, <b>no markup</b> & 🐳\nsecond line"),
    ("assistant", ""),
];

/// A link made by a person who reads `languages`, of all that a link carries.
async fn make_link(options: Options, fake: &Fake) -> String {
    browse(options, async |page| {
        page.open_in("chat").await;
        page.set("temperature", "0.7").await;
        page.set("max-tokens", "123").await;
        page.use_endpoint(&fake.url, "gpt-4o-mini").await;
        page.write_messages(&MESSAGES).await;
        page.share().await
    })
    .await
}

async fn check_round_trip(from: Options, to: Options) {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    let link = make_link(from, &fake).await;
    let before = fake.requests().len();
    browse(to, async |page| {
        page.open(&link).await;
        page.wait_count("message", 3).await;
        let messages = page.messages().await;
        assert_eq!(messages, MESSAGES.map(|(role, text)| (role.to_owned(), text.to_owned())));
        assert_eq!(page.value("model").await, "gpt-4o-mini");
        assert_eq!(page.value("temperature").await, "0.7");
        assert_eq!(page.value("max-tokens").await, "123");
        page.wait_vocabulary("o200k_base").await;

        // Nothing runs, and nobody but the page's own host is asked.
        let host = fake.url.trim_start_matches("http://");
        page.wait_says("endpoint-proposal", host).await;
        assert!(!page.text("resolved-url").await.contains(host));
        assert_eq!(page.count("stop").await, 0);
        assert_eq!(fake.requests().len(), before, "opening a link asked the endpoint");

        page.click("accept-endpoint").await;
        page.wait_says("resolved-url", host).await;
        page.wait_count("endpoint-proposal", 0).await;
        page.set("model", "fake-ok").await;
        page.run(&fake).await;
        page.wait_text("completion", |text| text == ANSWER).await;
    })
    .await;
}

#[tokio::test]
async fn from_english_to_chinese() {
    check_round_trip(Options::default(), Options::chinese()).await;
}

#[tokio::test]
async fn from_chinese_to_english() {
    check_round_trip(Options::chinese(), Options::default()).await;
}

#[tokio::test]
async fn to_somebody_who_was_never_here() {
    check_round_trip(Options::default(), Options { visited: false, ..Options::default() }).await;
}

#[tokio::test]
async fn a_proposed_endpoint_can_be_declined() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    let link = make_link(Options::default(), &fake).await;
    browse(Options::default(), async |page| {
        page.open(&link).await;
        let before = page.text("resolved-url").await;
        page.click("decline-endpoint").await;
        page.wait_count("endpoint-proposal", 0).await;
        assert_eq!(page.text("resolved-url").await, before);
    })
    .await;
}

/// A link in each mode opens in that mode.
async fn check_mode(mode: &str) {
    let link = browse(Options::default(), async |page| {
        page.open_in(mode).await;
        page.fill("text-input", "一二三\nfour").await;
        page.share().await
    })
    .await;
    browse(Options::default(), async |page| {
        page.open(&link).await;
        page.wait_until(&format!("document.querySelector('[data-testid=mode-{mode}]').checked")).await;
        assert_eq!(page.value("text-input").await, "一二三\nfour");
    })
    .await;
}

#[tokio::test]
async fn a_link_of_plain_text() {
    check_mode("text").await;
}

#[tokio::test]
async fn a_link_of_raw_text() {
    check_mode("completion").await;
}

/// Opened in the page where somebody is writing, and by itself.
async fn check_bad_link(page: &Page, fragment: &str) {
    let shown: String = fragment.chars().take(40).collect();
    eprintln!("{shown} of {} bytes", fragment.len());
    page.open_in("text").await;
    page.fill("text-input", "my own words").await;
    let hash = fragment.split_once('#').unwrap().1;
    page.js("location.hash = arguments[0]", vec![Value::from(hash)]).await;
    page.by("link-error").await;
    assert_eq!(page.value("text-input").await, "my own words");
    page.number("token-count").await;
    page.open(fragment).await;
    page.by("link-error").await;
    page.click("mode-text").await;
    page.fill("text-input", "still here").await;
    assert_eq!(page.value("text-input").await, "still here");
}

#[tokio::test]
async fn a_bad_link_is_a_message_and_loses_nothing() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    let good = make_link(Options::default(), &fake).await;
    browse(Options::default(), async |page| {
        let fragments = [
            "#1.!!!!".to_owned(),
            "#1.AAAA".to_owned(),
            good.replace("#2.", "#9."),
            good[..good.len() / 2].to_owned(),
            format!("#1.{}", "A".repeat(70_000)),
            "#2.!!!!".to_owned(),
            "#2.AAAA".to_owned(),
            "#2.~AAAA".to_owned(),
            format!("#2.{}", "A".repeat(70_000)),
            packed(page, "' '.repeat(8 << 20)").await,
            packed(page, "'['.repeat(20000)").await,
            packed(page, "'42'").await,
        ];
        for fragment in fragments {
            check_bad_link(page, &fragment).await;
        }
    })
    .await;
}

/// A link to whatever the expression gives, by the browser's own encoder.
async fn packed(page: &Page, expression: &str) -> String {
    page.open("").await;
    let script = format!(
        "const done = arguments[0];
         const stream = new Blob([{expression}]).stream().pipeThrough(new CompressionStream('deflate-raw'));
         new Response(stream).arrayBuffer().then(buffer => {{
           let text = '';
           for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte);
           done('#1.' + btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''));
         }});"
    );
    let answer = page.session().execute_async(script, vec![]).await.unwrap();
    answer.json().as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_fragment_that_is_no_demo_is_nobodys_business() {
    browse(Options::default(), async |page| {
        page.open("#prompt").await;
        page.click("mode-text").await;
        page.fill("text-input", "lollipop").await;
        page.number("token-count").await;
        assert_eq!(page.count("link-error").await, 0);
    })
    .await;
}
