//! Demos that travel: recorded answers, secrets, files, addresses.

use lollipop_e2e::{
    Options, Page, browse,
    fake::{ANSWER, Cors, Fake},
};
use serde_json::json;

/// A link as the first version of links made it.
const FIRST_VERSION: &str = "#1.NZBdS8JQGMe_ynguupq64Qt4iL5Ely1iyspobbJzZoQMJMKiKA3C1CIlKSgxtSDmG32XOmdzd32ETk1vf8_z_z1_niIQQBC8ucFwKvy0qu8gQhbQRhEszvEhJtp-iIDO2l69T90SdV_Y2bNfLYsCG33QyaOwrtkYC_Pzilfrs4sm63T95nHQufTaUzq7Yydjdnvv966_S0fgiKFaxXgXE9UgC_tX6XU1s7aigKIoBmemAWhb1bG2DNhYsxa7bDBkn106qvIrbFAJ21N3TN1J8FD3Jw3v9IqVG7xq8FTzW715_wacTe7k2Z08icSjyQixrYwZkVJynEs1PsjqsiTtbWVUrHFyACghpVMi5AEV_34kRyUReCfD1vV_KkXTSUcEm0dzhORRLKabWVXPmZggWU7EE7GCzEUFPrdsA5xf";
/// A whole key, put together here so that none stands in this file.
const KEY_BEGINS: &str = "sk-proj-";

fn key() -> String {
    format!("{KEY_BEGINS}{}", "a1B2c3D4".repeat(5))
}

#[tokio::test]
async fn a_recorded_answer_travels() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    let (link, tokens) = browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-ok").await;
        page.run(&fake).await;
        page.wait_text("completion", |text| text == ANSWER).await;
        let prompt = page.number("usage-prompt").await;
        (page.share().await, prompt)
    })
    .await;
    let before = fake.requests().len();
    browse(Options { visited: false, ..Options::chinese() }, async |page| {
        page.open(&link).await;
        page.click("tab-run").await;
        page.wait_text("completion", |text| text == ANSWER).await;
        page.wait_says("recorded-badge", "fake-ok").await;
        page.wait_number("usage-prompt", tokens).await;
        page.click("replay").await;
        page.wait_end().await;
        page.wait_text("completion", |text| text == ANSWER).await;
        assert_eq!(fake.requests().len(), before, "a replay asked the endpoint");
        // A reload brings it back; a run of one's own takes its place.
        page.reload().await;
        page.wait_text("completion", |text| text == ANSWER).await;
        page.use_endpoint(&fake.url, "fake-ok").await;
        page.run(&fake).await;
        page.wait_count("recorded-badge", 0).await;
        page.wait_text("completion", |text| text == ANSWER).await;
    })
    .await;
}

#[tokio::test]
async fn a_part_that_is_not_ticked_stays_here() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    let link = browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-ok").await;
        page.run(&fake).await;
        let whole = page.share().await;
        page.wait_count("leaving", 0).await;
        page.click("share").await;
        for tick in ["pick-recorded", "share-endpoint", "pick-model"] {
            page.click(tick).await;
        }
        let fragment = "document.querySelector('[data-testid=share-url]').value.split('#')[1]";
        page.wait_until(&format!("{fragment}.length + 1 < {}", whole.len())).await;
        let url = page.value("share-url").await;
        url.split_once('#').map(|(_, fragment)| format!("#{fragment}")).unwrap()
    })
    .await;
    browse(Options::default(), async |page| {
        page.open(&link).await;
        page.click("tab-run").await;
        assert_eq!(page.count("recorded-badge").await, 0);
        assert_eq!(page.count("endpoint-proposal").await, 0);
        assert_ne!(page.value("model").await, "fake-ok");
    })
    .await;
}

async fn check_stopped(page: &Page, stopped: bool) {
    page.wait_count("secret-stop", usize::from(stopped)).await;
    page.wait_until(&format!("document.querySelector('[data-testid=share-copy]').disabled === {stopped}"))
        .await;
    page.wait_until(&format!("document.querySelector('[data-testid=share-file]').disabled === {stopped}"))
        .await;
    page.wait_until(&format!("document.querySelector('[data-testid=share-qr]').disabled === {stopped}"))
        .await;
    page.wait_until(&format!(
        "(document.querySelector('[data-testid=share-url]').value === '') === {stopped}"
    ))
    .await;
}

#[tokio::test]
async fn a_secret_stops_it() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.fill("text-input", &format!("Why does {} not work?", key())).await;
        page.click("share").await;
        check_stopped(page, true).await;
        let said = page.text("secret-stop").await;
        assert!(said.contains("Text") && said.contains("sk-…"), "{said}");
        let shown = page.js("return document.querySelector('dialog').innerHTML", vec![]).await;
        assert!(!shown.to_string().contains(KEY_BEGINS), "the dialog shows the secret");
        // Confirmed, it goes.
        page.click("secret-confirm").await;
        page.wait_until("!document.querySelector('[data-testid=share-copy]').disabled").await;
        page.press("Escape", 27).await;
        page.wait_count("leaving", 0).await;
        // Asked anew the next time; gone from the text, nobody asks.
        page.click("share").await;
        check_stopped(page, true).await;
        page.press("Escape", 27).await;
        page.wait_count("leaving", 0).await;
        page.fill("text-input", "Why does sk-... not work?").await;
        page.click("share").await;
        check_stopped(page, false).await;
    })
    .await;
}

/// Text that no packing makes shorter: `units` characters beyond ASCII.
fn noise(units: u32) -> String {
    format!(
        "Array.from({{ length: {units} }}, (_, i) => String.fromCharCode(0x4e00 + (i * i * 7919 + i * 104729) % 20000)).join('')"
    )
}

#[tokio::test]
async fn what_is_too_long_is_a_file() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.paste("text-input", &noise(12_000)).await;
        page.before_save().await;
        page.click("share").await;
        page.wait_until("document.querySelector('[data-testid=share-copy]').disabled").await;
        assert_eq!(page.value("share-url").await, "");
        page.wait_until("!document.querySelector('[data-testid=share-file]').disabled").await;
        page.click("share-file").await;
        page.wait_until("window.savedText !== undefined").await;
        let saved = page.js("return JSON.parse(window.savedText).x.length", vec![]).await;
        assert_eq!(saved, json!(12_000));
        page.press("Escape", 27).await;
        // The file opens again.
        page.fill("text-input", "something else").await;
        page.click("demo-menu").await;
        page.by("demo-file").await;
        page.choose_file("demo-file", "long.lollipop.json").await;
        page.wait_until("document.querySelector('[data-testid=text-input]').value.length === 12000").await;
        // And what is no demo leaves the page as it is.
        page.js("window.savedText = '{\"name\": \"left-pad\"}'", vec![]).await;
        page.choose_file("demo-file", "package.json").await;
        page.wait_says("file-error", "package.json").await;
        page.wait_until("document.querySelector('[data-testid=text-input]').value.length === 12000").await;
    })
    .await;
}

#[tokio::test]
async fn a_link_of_the_first_version_opens() {
    browse(Options::default(), async |page| {
        page.open(FIRST_VERSION).await;
        page.wait_count("message", 3).await;
        assert_eq!(page.messages().await[2].1, "就快乐的小鲸鱼为主题给我写一首短诗");
        assert_eq!(page.value("temperature").await, "1");
        page.wait_says("endpoint-proposal", "localhost:11434").await;
    })
    .await;
}

/// Ten links of all kinds: the page asks its own host and nobody else.
#[tokio::test]
async fn opening_a_link_asks_nobody() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    let links = browse(Options::default(), async |page| {
        let mut links = Vec::new();
        page.open_prompt(&fake, "fake-ok").await;
        page.run(&fake).await;
        links.push(page.share().await);
        for mode in ["text", "chat", "completion"] {
            page.open_in(mode).await;
            links.push(page.share().await);
        }
        for demo in ["capital", "learning", "whale_poem"] {
            page.open_in("chat").await;
            page.load_demo(demo).await;
            links.push(page.share().await);
        }
        links
    })
    .await;
    let odd = [FIRST_VERSION.to_owned(), format!("#url={}/demo.json", fake.url), "#2.AAAA".to_owned()];
    let before = fake.requests().len();
    browse(Options { network: true, ..Options::default() }, async |page| {
        let mut own = 0;
        for link in links.iter().chain(&odd) {
            page.open(link).await;
            page.wait_until("document.documentElement.dataset.vocabulary").await;
            assert_eq!(page.count("stop").await, 0);
            let site = page.js("return location.origin", vec![]).await;
            let site = site.as_str().unwrap();
            // The browser's own log, in which workers and what was refused stand too.
            for request in page.requests().await {
                let Some(url) = request["request"]["url"].as_str() else { continue };
                // The browser begins with a page of its own.
                let is_own = [site, "data:", "about:", "chrome:"].iter().any(|it| url.starts_with(it));
                assert!(is_own, "{link}: {url}");
                assert_eq!(request["request"]["method"], "GET", "{link}: {url}");
                own += 1;
            }
        }
        assert!(own > 10, "the log is empty");
    })
    .await;
    assert_eq!(links.len() + odd.len(), 10);
    assert_eq!(fake.requests().len(), before);
}

#[tokio::test]
async fn a_demo_is_loaded_from_an_address_after_asking() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    let host = fake.url.trim_start_matches("http://").to_owned();
    browse(Options::default(), async |page| {
        page.open(&format!("#url={}/demo.json", fake.url)).await;
        page.wait_says("load-offer", &host).await;
        assert!(fake.requests().is_empty(), "asked before the person agreed");
        page.click("accept-load").await;
        page.wait_until("document.querySelector('[data-testid=text-input]')?.value === 'from afar'").await;
        page.wait_says("notes", "Look here").await;
        let asked = fake.requests();
        assert_eq!(asked.len(), 1);
        for header in ["cookie", "authorization", "referer"] {
            assert_eq!(asked[0].header(header), None);
        }
        // What is not there, and what leads elsewhere, changes nothing.
        for path in ["nothing.json", "moved.json"] {
            page.js(&format!("location.hash = 'url={}/{path}'", fake.url), vec![]).await;
            page.wait_says("load-offer", &host).await;
            page.click("accept-load").await;
            page.wait_says("load-error", &host).await;
            assert_eq!(page.value("text-input").await, "from afar");
        }
        assert_eq!(fake.requests().len(), 3, "a redirect was followed");
        page.js("location.hash = 'url=http://evil.example/demo.json'", vec![]).await;
        page.wait_says("load-error", "https").await;
        assert_eq!(page.count("load-offer").await, 0);
        page.forgive().await;
    })
    .await;
}

#[tokio::test]
async fn notes_are_never_html() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.click("add-notes").await;
        let notes = "**See** [here](https://example.org) or [there](javascript:alert(1))\n\n<img src=x onerror=alert(1)>";
        page.fill("notes-input", notes).await;
        page.click("notes-done").await;
        page.wait_says("notes", "<img src=x").await;
        let script = "const notes = document.querySelector('[data-testid=notes]');
            return [notes.querySelectorAll('img,script').length,
                Array.from(notes.querySelectorAll('a'), it => it.href + ' ' + it.rel.split(' ')[0])]";
        let found = page.js(script, vec![]).await;
        assert_eq!(found, json!([0, ["https://example.org/ noopener"]]));
    })
    .await;
}
