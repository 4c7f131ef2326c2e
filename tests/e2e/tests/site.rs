//! The site as a whole: language, theme, first visit, policy, folder.

use lollipop_e2e::{Options, browse, root};
use serde_json::json;
use xtask::{
    headers::{CONTENT_POLICY, HEADER_ONLY},
    server::{Kept, Site},
};

/// The colour behind the page.
const GROUND: &str = "getComputedStyle(document.documentElement).backgroundColor";

const LANG: &str = "document.documentElement.lang";

#[tokio::test]
async fn nothing_comes_from_elsewhere_and_the_policy_is_whole() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.fill("text-input", "lollipop").await;
        page.by("token").await;
        let strangers = page
            .js(
                "return performance.getEntriesByType('resource').map(it => it.name)
                    .filter(name => new URL(name).origin !== location.origin)",
                vec![],
            )
            .await;
        assert_eq!(strangers, json!([]));
        let header = page
            .session()
            .execute_async(
                "const done = arguments[0];
                 fetch('./').then(answer => done(answer.headers.get('content-security-policy')))",
                vec![],
            )
            .await
            .unwrap();
        assert_eq!(header.json(), CONTENT_POLICY);
        let in_page = page
            .js("return document.querySelector('meta[http-equiv=Content-Security-Policy]').content", vec![])
            .await;
        assert_eq!(in_page, CONTENT_POLICY.replace(HEADER_ONLY, ""));
    })
    .await;
}

#[tokio::test]
async fn the_site_works_in_any_folder() {
    let host = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(root().join("dist"), host.path().join("deep")).unwrap();
    let site = Site::bind(host.path(), 0, Kept::Offline).await.unwrap();
    let url = site.url();
    let server = tokio::spawn(site.run());
    browse(Options::default(), async |page| {
        page.session().goto(format!("{url}/deep/")).await.unwrap();
        page.wait_ready().await;
        page.click("mode-text").await;
        page.fill("text-input", "lollipop").await;
        page.by("token").await;
        let scope = page.settled("(await navigator.serviceWorker.ready).scope").await;
        assert_eq!(scope, json!(format!("{url}/deep/")), "it would answer for other pages of the host");
    })
    .await;
    server.abort();
}

#[tokio::test]
async fn the_language_is_the_browsers_then_the_persons() {
    browse(Options::chinese(), async |page| {
        page.open("").await;
        page.wait_until(&format!("{LANG} === 'zh-Hans'")).await;
        page.click("language").await;
        page.wait_until(&format!("{LANG} === 'en'")).await;
        page.reload().await;
        page.wait_until(&format!("{LANG} === 'en'")).await;
        page.click("language").await;
        page.wait_until(&format!("{LANG} === 'zh-Hans'")).await;
    })
    .await;
    browse(Options { languages: "fr-FR,fr", ..Options::default() }, async |page| {
        page.open("").await;
        page.wait_until(&format!("{LANG} === 'en'")).await;
    })
    .await;
}

#[tokio::test]
async fn the_theme_is_the_systems_then_the_persons() {
    browse(Options::default(), async |page| {
        page.open("").await;
        let light = page.js(&format!("return {GROUND}"), vec![]).await;
        page.click("theme").await;
        page.wait_until(&format!("{GROUND} !== {light}")).await;
        let dark = page.js(&format!("return {GROUND}"), vec![]).await;
        page.reload().await;
        page.wait_until(&format!("{GROUND} === {dark}")).await;
    })
    .await;
}

#[tokio::test]
async fn a_first_visit_has_one_thing_to_do() {
    browse(Options { visited: false, ..Options::default() }, async |page| {
        page.open("").await;
        page.wait_until("document.querySelector('.first')").await;
        page.fill("text-input", "lollipop and more").await;
        page.click("start").await;
        page.wait_until("!document.querySelector('.first')").await;
        assert_eq!(page.value("text-input").await, "lollipop and more");
        page.by("token").await;
        page.reload().await;
        page.by("send").await;
        assert_eq!(page.count("start").await, 0, "the first page came again");
    })
    .await;
}
