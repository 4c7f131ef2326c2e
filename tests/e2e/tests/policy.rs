//! The content policy holds through a whole visit, hosts are told of it, and
//! nobody frames the page.

use std::{collections::BTreeMap, fs};

use lollipop_e2e::{
    Options, Page, browse,
    elsewhere::Elsewhere,
    fake::{ANSWER, Cors, Fake},
    root,
};
use serde_json::{Value, json};
use xtask::{
    headers,
    release::files_below,
    server::{Kept, Site},
};

async fn violations(page: &Page) -> Value {
    page.js("return window.violations", vec![]).await
}

/// Where every request since the last call went, by origin.
async fn asked(page: &Page) -> BTreeMap<String, usize> {
    let mut origins = BTreeMap::new();
    for request in page.requests().await {
        if let Some(url) = request["request"]["url"].as_str() {
            let origin = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
            *origins.entry(origin).or_default() += 1;
        }
    }
    origins
}

#[tokio::test]
async fn a_whole_visit_breaks_no_rule_and_asks_nobody_else() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options { visited: false, network: true, ..Options::default() }, async |page| {
        page.open("").await;
        page.by("start").await;
        let first = asked(page).await;
        assert!(first.contains_key(page.url()), "the log is empty: {first:?}");
        page.click("start").await;
        page.by("token").await;
        // Every demo, and their tokens.
        page.click("demo-menu").await;
        page.by("demo").await;
        let demos = page.attributes("demo", "data-demo").await;
        page.press("Escape", 27).await;
        assert!(demos.len() >= 9, "{demos:?}");
        for demo in &demos {
            page.load_demo(demo).await;
            page.click("tab-tokens").await;
            page.by("token").await;
        }
        // Settings.
        for encoding in ["r50k_base", "qwen2", "o200k_base"] {
            page.choose("encoding", encoding).await;
            page.wait_vocabulary(encoding).await;
        }
        page.click("theme").await;
        page.click("language").await;
        page.click("language").await;
        page.click("mode-completion").await;
        page.click("mode-text").await;
        page.paste("text-input", "'线 and a line\\n'.repeat(9000)").await;
        page.wait_until("Number(document.querySelector('[data-testid=token-count]')?.textContent.replace(/,/g, '')) > 9000").await;
        // Runs that go well and badly, and how they look on the wire.
        page.click("mode-chat").await;
        page.write_messages(&[("user", "Say hello")]).await;
        for model in ["fake-ok", "fake-401", "fake-html-200", "fake-broken", "fake-reasoning"] {
            page.use_endpoint(&fake.url, model).await;
            page.run(&fake).await;
            page.click("tab-wire").await;
            page.click("tab-run").await;
        }
        page.wait_text("completion", |text| text == ANSWER).await;
        // Sharing, and what was shared.
        let link = page.share().await;
        assert_eq!(violations(page).await, json!([]));
        page.open(&link).await;
        page.wait_count("message", 1).await;
        // The service worker, and a page that it serves.
        page.settled("{ await navigator.serviceWorker.ready; return true; }").await;
        page.reload().await;
        page.wait_until("navigator.serviceWorker.controller").await;
        assert_eq!(violations(page).await, json!([]));
        page.session().goto(format!("{}/embed.html{link}", page.url())).await.unwrap();
        page.wait_ready().await;

        let mut origins = asked(page).await;
        assert!(origins.remove(page.url()).is_some_and(|count| count > 20));
        assert!(origins.remove(&fake.url).is_some_and(|count| count >= 5));
        origins.retain(|origin, _| !origin.starts_with("data:") && !origin.starts_with("about:"));
        assert!(origins.is_empty(), "others were asked: {origins:?}");
    })
    .await;
}

/// A policy that nothing breaks says little unless a breach is seen.
#[tokio::test]
async fn a_breach_is_stopped_and_seen() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open("").await;
        let breach = "const script = document.createElement('script');
            script.textContent = 'window.owned = true';
            document.body.append(script);
            const image = new Image();
            image.src = arguments[0];
            document.body.append(image);
            document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>');";
        page.js(breach, vec![json!(format!("{}/pixel", fake.url))]).await;
        page.wait_until("window.violations.length >= 3").await;
        let seen = violations(page).await.to_string();
        for rule in ["script-src", "img-src", "style-src"] {
            assert!(seen.contains(rule), "{rule}: {seen}");
        }
        assert_eq!(page.js("return window.owned ?? null", vec![]).await, Value::Null);
        assert!(fake.requests().is_empty());
        page.forgive().await;
    })
    .await;
}

/// The rules of `_headers`: path to header to value.
fn told() -> Vec<(String, Vec<(String, String)>)> {
    let text = fs::read_to_string(root().join("dist/_headers")).unwrap();
    let mut rules: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for line in text.lines() {
        match line.trim_start().split_once(": ").filter(|_| line.starts_with(' ')) {
            Some((name, value)) => rules.last_mut().unwrap().1.push((name.to_owned(), value.to_owned())),
            None => rules.push((line.to_owned(), Vec::new())),
        }
    }
    rules
}

#[tokio::test]
async fn hosts_are_told_what_our_own_server_sends() {
    let site = Site::bind(&root().join("dist"), 0, Kept::Offline).await.unwrap();
    let url = site.url();
    let server = tokio::spawn(site.run());
    let rules = told();
    let everywhere = &rules.iter().find(|(path, _)| path == "/*").unwrap().1;
    assert!(rules.len() >= 6 && everywhere.len() == headers::ALWAYS.len(), "{rules:?}");
    for (path, headers) in &rules {
        let answer = reqwest::get(format!("{url}{}", path.replace('*', ""))).await.unwrap();
        for (name, value) in headers.iter().chain(everywhere) {
            let sent = answer.headers().get(name).map(|it| it.to_str().unwrap());
            assert_eq!(sent, Some(value.as_str()), "{name} of {path}");
        }
    }
    for (path, policy) in [("/", headers::CONTENT_POLICY), ("/embed.html", headers::EMBED_POLICY)] {
        let rule = &rules.iter().find(|(told, _)| told == path).unwrap().1;
        assert_eq!(rule, &[("Content-Security-Policy".to_owned(), policy.to_owned())]);
    }
    server.abort();
}

#[test]
fn no_file_has_inline_code_or_a_remote_part() {
    let dist = root().join("dist");
    let mut looked_at = 0;
    for path in files_below(&dist).unwrap() {
        let name = path.strip_prefix(&dist).unwrap().display().to_string();
        let ending = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
        if !matches!(ending, "html" | "css" | "svg" | "webmanifest") {
            continue;
        }
        looked_at += 1;
        let text = fs::read_to_string(&path).unwrap();
        for tag in text.split('<').skip(1).map(|it| it.split('>').next().unwrap_or_default()) {
            let opens = |name: &str| tag == name || tag.starts_with(&format!("{name} "));
            assert!(!opens("style"), "{name} has a style element");
            assert!(!opens("script") || tag.contains(" src=\""), "{name} has an inline script: {tag}");
            assert!(!tag.contains(" style=") && !tag.contains(" on"), "{name}: {tag}");
            for attribute in [" src=\"", " href=\""] {
                let value = tag.split(attribute).nth(1).unwrap_or_default();
                assert!(!value.starts_with("http") && !value.starts_with("//"), "{name}: {tag}");
            }
        }
        for remote in ["@import", "url(http", "url(//", "url(\"http"] {
            assert!(!text.contains(remote), "{name} has {remote}");
        }
    }
    assert!(looked_at >= 6, "{looked_at} files");
}

/// What a frame around `address` shows on another site.
async fn framed<T>(page: &Page, address: &str, look: impl AsyncFnOnce(&Page) -> T) -> T {
    let around = format!("<!doctype html><iframe src=\"{address}\" width=\"800\" height=\"600\"></iframe>");
    let elsewhere = Elsewhere::start(&root().join("dist"), &around).await;
    page.session().goto(format!("{}/page", elsewhere.url)).await.unwrap();
    page.session().enter_frame(0).await.unwrap();
    let seen = look(page).await;
    page.session().enter_default_frame().await.unwrap();
    seen
}

#[tokio::test]
async fn headers_keep_the_page_out_of_frames() {
    browse(Options::default(), async |page| {
        let shown = framed(page, &format!("{}/", page.url()), async |page| {
            page.wait_until("document.readyState === 'complete'").await;
            page.js("return document.querySelector('.app, .framed') === null", vec![]).await
        })
        .await;
        assert_eq!(shown, json!(true), "the page let itself be framed");
        page.forgive().await;
    })
    .await;
}

#[tokio::test]
async fn without_headers_a_framed_page_shows_only_the_way_out() {
    let host = Elsewhere::start(&root().join("dist"), "").await;
    let address = format!("{}/files/#1.AAAA", host.url);
    browse(Options::chinese(), async |page| {
        framed(page, &address, async |page| {
            page.wait_until("document.querySelector('.framed a')?.href.endsWith('#1.AAAA')").await;
            let shown = page
                .js(
                    "const shown = Array.from(document.querySelectorAll('body *')).filter(it => it.checkVisibility());
                     return shown.map(it => [it.tagName, it.target ?? '', it.rel ?? '', it.lang])",
                    vec![],
                )
                .await;
            let link = json!(["A", "_blank", "noopener", ""]);
            let only = json!([["DIV", "", "", ""], ["P", "", "", "zh-Hans"], link]);
            assert_eq!(shown, only);
            // The app does not come late, either.
            let app = page
                .settled("{ await new Promise(done => setTimeout(done, 1500)); return [document.documentElement.dataset.ready ?? '', typeof tokenizer]; }")
                .await;
            assert_eq!(app, json!(["", "undefined"]));
        })
        .await;
        page.forgive().await;
    })
    .await;
}
