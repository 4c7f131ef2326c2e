//! The page that others embed: tokens of a demo, and nothing else.

use lollipop_e2e::{Options, Page, axe, browse, elsewhere::Elsewhere, root, seeds::seeds};
use serde_json::json;

const REVERSE: &str = "Take the letters in lollipop and reverse them";

/// The fragment of a classic demo, made by the page itself, and the HTML that
/// the share dialog offers for it.
async fn shared(options: Options, demo: &str) -> (String, String) {
    browse(options, async |page| {
        page.open_in("chat").await;
        page.load_demo(demo).await;
        page.click("share").await;
        page.wait_until("document.querySelector('[data-testid=embed-html]').value.includes('#')").await;
        let (link, html) = (page.value("share-url").await, page.value("embed-html").await);
        // What is copied leads to this very site.
        let html = html.replace(page.url(), "SITE");
        (link.split_once('#').map(|it| it.1.to_owned()).unwrap(), html)
    })
    .await
}

async fn embed(page: &Page, fragment: &str) {
    page.session().goto("about:blank").await.unwrap();
    page.session().goto(format!("{}/embed.html#{fragment}", page.url())).await.unwrap();
}

async fn says(page: &Page) -> String {
    page.js("return document.body.innerText", vec![]).await.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_demo_is_shown_with_its_tokens() {
    let (fragment, _) = shared(Options::default(), "reverse_lollipop").await;
    let expected = seeds("r50k_base").into_iter().find(|seed| seed.text == REVERSE).unwrap().ids.len();
    browse(Options { network: true, ..Options::default() }, async |page| {
        page.session().goto("about:blank").await.unwrap();
        // What the browser's own first page asked for is not ours.
        page.requests().await;
        embed(page, &fragment).await;
        page.wait_ready().await;
        let tokens = page
            .js("return Array.from(document.querySelectorAll('.token'), it => it.textContent)", vec![])
            .await;
        let tokens: Vec<_> = tokens.as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect();
        assert_eq!(tokens.concat(), REVERSE);
        assert_eq!(tokens.len(), expected);
        assert!(["l", "oll", "ipop"].iter().all(|part| tokens.iter().any(|it| it.trim() == *part)), "{tokens:?}");
        let words = says(page).await;
        assert!(words.contains(&format!("{expected} tokens")) && words.contains("r50k_base"), "{words}");

        // Nothing is kept, and nobody but the site is asked.
        let kept = page
            .settled("[localStorage.length - Number(localStorage.getItem('lollipop.visited') !== null), sessionStorage.length, document.cookie, (await indexedDB.databases()).length, (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]")
            .await;
        assert_eq!(kept, json!([0, 0, "", 0, 0, 0]));
        let requests = page.requests().await;
        let asked: Vec<_> = requests.iter().filter_map(|it| it["request"]["url"].as_str()).collect();
        let own = format!("{}/", page.url());
        assert!(asked.len() > 5 && asked.iter().all(|url| url.starts_with(&own) || *url == "about:blank"), "{asked:?}");
        // It could not reach another even if it tried.
        let refused = page.settled("fetch('https://example.org/').then(() => 'reached', () => 'refused')").await;
        assert_eq!(refused, "refused");
        page.forgive().await;
        axe::check(page, "embedded").await;

        let link = page.js("const a = document.querySelector('a'); return [a.href, a.target, a.rel]", vec![]).await;
        assert_eq!(link, json!([format!("{own}#{fragment}"), "_blank", "noopener"]));
    })
    .await;
}

#[tokio::test]
async fn a_chat_is_counted_as_the_page_counts_it() {
    let (fragment, html) = shared(Options::chinese(), "whale_poem").await;
    assert!(html.starts_with(&format!("<iframe src=\"SITE/embed.html#{fragment}\" title=\"")), "{html}");
    // A page elsewhere with just this frame.
    browse(Options { dark: true, ..Options::chinese() }, async |page| {
        let elsewhere = Elsewhere::start(&root().join("dist"), &html.replace("SITE", page.url())).await;
        page.session().goto(format!("{}/page", elsewhere.url)).await.unwrap();
        page.session().enter_frame(0).await.unwrap();
        page.wait_ready().await;
        let words = says(page).await;
        assert!(words.contains("67 个词元（含对话格式）") && words.contains("cl100k_base"), "{words}");
        assert!(words.contains("系统") && words.contains("用户"), "{words}");
        let lang = page.js("return document.documentElement.lang", vec![]).await;
        assert_eq!(lang, "zh-Hans");
        let ground =
            page.js("return getComputedStyle(document.documentElement).backgroundColor", vec![]).await;
        assert_eq!(ground, "rgb(21, 20, 18)", "the system is dark, and the frame is not");
        let wide = page.js("return document.scrollingElement.scrollWidth - innerWidth", vec![]).await;
        assert!(wide.as_i64().unwrap() <= 0, "it scrolls sideways by {wide}");
        axe::check(page, "embedded, Chinese and dark").await;
        page.session().enter_default_frame().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_language_is_the_demos_then_the_browsers() {
    browse(Options::default(), async |page| {
        page.open("").await;
        for (language, tag) in [("zh", "zh-Hans"), ("en", "en"), ("fr", "en")] {
            let packed = format!(
                "{{ const json = JSON.stringify({{ m: 'text', x: 'lollipop', l: '{language}' }});
                    const stream = new Blob([json]).stream().pipeThrough(new CompressionStream('deflate-raw'));
                    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
                    const text = btoa(String.fromCharCode(...bytes));
                    return '1.' + text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''); }}"
            );
            let fragment = page.settled(&packed).await;
            embed(page, fragment.as_str().unwrap()).await;
            page.wait_ready().await;
            let lang = page.js("return document.documentElement.lang", vec![]).await;
            assert_eq!(lang, tag, "{language}");
        }
    })
    .await;
}

#[tokio::test]
async fn another_fragment_is_another_demo() {
    let (first, _) = shared(Options::default(), "reverse_lollipop").await;
    let (second, _) = shared(Options::default(), "learning").await;
    browse(Options::default(), async |page| {
        embed(page, &first).await;
        page.wait_ready().await;
        page.js("location.hash = arguments[0]", vec![json!(second)]).await;
        page.wait_until("document.querySelector('.embed-text')?.textContent === 'Learning new things is fun!' && document.querySelector('.token')").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_no_demo_is_said() {
    browse(Options::default(), async |page| {
        let cases = [
            ("", "no demo"),
            ("prompt", "no demo"),
            ("1.AAAA", "damaged"),
            ("1.!!!!", "damaged"),
            ("999.AAAA", "newer version"),
            (&format!("1.{}", "A".repeat(70_000)), "too large"),
        ];
        for (fragment, expected) in cases {
            embed(page, fragment).await;
            page.wait_until("document.querySelector('.embed-figures')").await;
            let words = says(page).await;
            assert!(words.contains(expected), "{fragment:.20}: {words}");
        }
    })
    .await;
}
