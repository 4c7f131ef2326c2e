//! A key belongs to one origin, and stays in the tab.

use lollipop_core::demo::decode_fragment;
use lollipop_e2e::{
    Options, Page, browse,
    fake::{Cors, Fake, Recorded},
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
        let demo = said_by(&link);
        assert!(demo.contains("Say hello"), "{demo}");
        assert!(!demo.contains("sk-lollipop"), "{demo}");
    })
    .await;
}

/// What a link says, as JSON.
fn said_by(link: &str) -> String {
    let demo = decode_fragment(link.split_once('#').unwrap().1).unwrap();
    serde_json::to_string(&demo).unwrap()
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

/// Address typed for the key's own fake endpoint, and whether that is its exact
/// origin in another spelling. `PORT` is its port, `OTHER` another one's.
const SPELLINGS: [(&str, bool); 16] = [
    ("http://127.0.0.1:PORT", true),
    ("HTTP://127.0.0.1:PORT/v1/", true),
    ("127.0.0.1:PORT", true),
    ("http:\\\\127.0.0.1:PORT\\v1", true),
    ("http://127.1:PORT", true),
    ("http://127.0.0.1:OTHER", false),
    ("http://localhost:PORT", false),
    ("http://localhost.:PORT", false),
    ("http://[::1]:PORT", false),
    ("http://[::ffff:127.0.0.1]:PORT", false),
    ("https://127.0.0.1:PORT", false),
    ("http://127.0.0.1:PORT@127.0.0.1:OTHER", false),
    ("http://user:password@127.0.0.1:PORT", false),
    ("http://l\u{43e}calhost:PORT", false),
    ("http://127.0.0.1:PORT.localhost:OTHER", false),
    ("//127.0.0.1:OTHER", false),
];

#[tokio::test]
async fn a_key_belongs_to_one_exact_origin() {
    let own = Fake::start(Cors::Reflected).await.unwrap();
    let other = Fake::start(Cors::Reflected).await.unwrap();
    let port = |fake: &Fake| fake.url.rsplit(':').next().unwrap().to_owned();
    let host = format!("127.0.0.1:{}", port(&own));
    browse(Options { network: true, ..Options::default() }, async |page| {
        ready(page, &own).await;
        let mut sent_with_key = 0;
        for (typed, is_own) in SPELLINGS {
            let typed = typed.replace("PORT", &port(&own)).replace("OTHER", &port(&other));
            page.requests().await;
            let before = own.completions().len();
            page.set("base-url", &typed).await;
            page.set("model", "fake-ok").await;
            // Where the address cannot be used, there is nothing to press.
            let can_send = "return !document.querySelector('[data-testid=send]')?.disabled";
            if page.js(can_send, vec![]).await == json!(true) {
                page.click("send").await;
                page.wait_end().await;
            }
            for request in page.requests().await {
                let url = request["request"]["url"].as_str().unwrap_or_default();
                let carries = request.to_string().contains(KEY);
                assert!(!carries || url.is_empty() || url.starts_with(&own.url), "{typed}: {request}");
            }
            let arrived = &own.completions()[before..];
            let with_key = arrived.iter().filter(|it| it.header("authorization").is_some()).count();
            assert_eq!(with_key == 1, is_own, "{typed}: {arrived:?}");
            sent_with_key += with_key;
        }
        assert_eq!(sent_with_key, 5);
        let stray = |request: &Recorded| request.header("authorization").is_some();
        assert!(!other.requests().iter().any(stray), "{:?}", other.requests());
        for request in own.requests().iter().filter(|it| stray(it)) {
            assert_eq!(request.header("host"), Some(host.as_str()), "{request:?}");
        }
        page.forgive().await;
    })
    .await;
}

#[tokio::test]
async fn a_redirect_gets_neither_key_nor_prompt() {
    let own = Fake::start(Cors::Reflected).await.unwrap();
    let other = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        ready(page, &own).await;
        for to in
            [format!("{}/v1/chat/completions", other.url), format!("{}/v1/chat/completions?again", own.url)]
        {
            let before = own.completions().len();
            page.set("model", &format!("fake-redirect {to}")).await;
            page.run(&own).await;
            page.by("run-error").await;
            assert_eq!(own.completions().len(), before + 1, "the redirect to {to} was followed");
        }
        assert!(other.requests().is_empty(), "{:?}", other.requests());
    })
    .await;
}

/// A key that nobody else has, to be looked for wherever it could be. Its parts
/// are looked for as well: a key that is cut or masked badly is still told.
const CANARY: &str = "sk-canary-7Q2xVb9LmT4wZr8KpN3c";
const PARTS: [&str; 3] = ["canary-7Q2x", "9LmT4wZr8K", "Zr8KpN3c"];

/// Where on the page, and in what the browser keeps of it, a part of the key is;
/// the tab's own session is left out.
async fn places(page: &Page) -> Vec<String> {
    let script = format!(
        "{{
        const parts = {};
        const found = [];
        const look = (place, text) => {{
          for (const part of parts) if (String(text).includes(part)) found.push(`${{place}}: ${{part}}`);
        }};
        look('the page', document.documentElement.outerHTML);
        for (const field of document.querySelectorAll('input, textarea, select')) {{
          if (field.dataset.testid !== 'api-key') look(`the field ${{field.dataset.testid}}`, field.value);
        }}
        look('the address', location.href);
        look('the history', JSON.stringify(history.state));
        look('the name', window.name);
        look('the title', document.title);
        look('a cookie', document.cookie);
        look('localStorage', JSON.stringify({{ ...localStorage }}));
        for (const url of performance.getEntries().map(it => it.name)) look('an address asked for', url);
        for (const name of await caches.keys()) {{
          look('a cache', name);
          const cache = await caches.open(name);
          for (const request of await cache.keys()) {{
            look('a cached address', request.url);
            look(`cached ${{request.url}}`, await (await cache.match(request)).text());
          }}
        }}
        for (const {{ name }} of await indexedDB.databases()) {{
          const database = await new Promise((done, fail) => {{
            const opening = indexedDB.open(name);
            opening.onsuccess = () => done(opening.result);
            opening.onerror = () => fail(opening.error);
          }});
          for (const store of database.objectStoreNames) {{
            const all = database.transaction(store).objectStore(store).getAll();
            await new Promise(done => {{ all.onsuccess = done; }});
            look(`the store ${{store}}`, JSON.stringify(all.result));
          }}
          database.close();
        }}
        for (const blob of window.blobs ?? []) look('a file', await blob.text());
        for (const text of window.copied ?? []) look('the clipboard', text);
        for (const message of window.posted ?? []) look('a message to a worker', message);
        return found;
        }}",
        json!(PARTS)
    );
    let found = page.settled(&script).await;
    let found = found.as_array().unwrap_or_else(|| panic!("{found}"));
    found.iter().map(ToString::to_string).collect()
}

/// Writes down what leaves the page otherwise: files, copies, messages.
const EXITS: &str = "
window.blobs = [];
window.copied = [];
window.posted = [];
const makeUrl = URL.createObjectURL;
URL.createObjectURL = blob => { window.blobs.push(blob); return makeUrl.call(URL, blob); };
if (navigator.clipboard) navigator.clipboard.writeText = async text => { window.copied.push(text); };
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (...given) {
  window.posted.push(JSON.stringify(given[0]));
  return post.apply(this, given);
};";

#[tokio::test]
async fn a_canary_key_is_nowhere_but_in_its_header_and_its_tab() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    let other = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options { network: true, ..Options::default() }, async |page| {
        page.before_load(EXITS).await;
        page.open_in("chat").await;
        page.write_messages(&[("user", "Say hello")]).await;
        page.use_endpoint(&fake.url, "fake-ok").await;
        page.set("api-key", CANARY).await;
        let mut console = Vec::new();
        let models = [
            "fake-ok",
            "fake-401",
            "fake-key-in-error",
            "fake-key-in-page",
            "fake-key-in-stream-error",
            "fake-key-in-text",
            "fake-429",
        ];
        for model in models {
            page.use_endpoint(&fake.url, model).await;
            page.run(&fake).await;
            for tab in ["tab-wire", "tab-tokens", "tab-run"] {
                page.click(tab).await;
                assert_eq!(places(page).await, [""; 0], "{model}, {tab}");
            }
            console.extend(page.console().await);
        }
        // Shared with its answer, copied, embedded, saved, put into the library,
        // exported, sent to another endpoint, and loaded again.
        page.use_endpoint(&fake.url, "fake-ok").await;
        page.run(&fake).await;
        let link = page.share().await;
        let demo = said_by(&link);
        assert!(demo.contains("\"r\":{") && !has_part(&demo), "{demo}");
        page.click("share").await;
        page.click("share-copy").await;
        page.click("share-file").await;
        page.click("embed-copy").await;
        page.press("Escape", 27).await;
        page.save_as("With a key set", "").await;
        page.click("library-export").await;
        page.close_library().await;
        page.use_endpoint(&other.url, "fake-ok").await;
        page.run(&other).await;
        assert_eq!(places(page).await, [""; 0]);
        let copied = page.js("return window.copied.length", vec![]).await;
        assert_eq!(copied, json!(2), "the copies were not written down");
        let saved = page.js("return window.blobs.length", vec![]).await;
        assert_eq!(saved, json!(2), "the files were not written down");
        page.use_endpoint(&fake.url, "fake-ok").await;
        page.reload().await;
        page.settled("{ await navigator.serviceWorker.ready; return true; }").await;
        page.run(&fake).await;
        assert_eq!(places(page).await, [""; 0], "after a reload");
        page.open(&link).await;
        page.load_demo("whale_poem_en").await;
        assert_eq!(places(page).await, [""; 0], "after a link");

        let session = page.js("return JSON.stringify({ ...sessionStorage })", vec![]).await;
        assert!(session.as_str().unwrap().contains(CANARY), "the search would find nothing: {session}");
        console.extend(page.console().await);
        assert!(!has_part(&console.join("\n")), "the key is in the console");

        // What went over the network, as the browser and as the endpoints saw it.
        let bearer = format!("Bearer {CANARY}");
        let mut with_key = 0;
        for mut request in page.requests().await {
            let is_own = request["request"]["url"].as_str().is_some_and(|url| url.starts_with(&fake.url));
            for headers in ["/request/headers", "/headers"] {
                let Some(headers) = request.pointer_mut(headers).and_then(Value::as_object_mut) else {
                    continue;
                };
                headers.retain(|name, value| {
                    let allowed = name.eq_ignore_ascii_case("authorization") && *value == bearer.as_str();
                    with_key += usize::from(allowed && is_own);
                    !allowed
                });
            }
            assert!(!has_part(&request.to_string()), "{request}");
        }
        assert!(with_key > models.len(), "only {with_key} requests carried the key");
        for request in fake.requests() {
            let headers = request.headers.iter().filter(|(name, _)| name != "authorization");
            let rest: Vec<_> = headers.map(|(name, value)| format!("{name}: {value}")).collect();
            let seen = format!("{} {} {}", request.path, rest.join(" "), request.body);
            assert!(!has_part(&seen), "{seen}");
        }
        assert!(!other.requests().is_empty());
        assert!(!has_part(&format!("{:?}", other.requests())), "another endpoint has the key");
    })
    .await;
}

fn has_part(text: &str) -> bool {
    PARTS.iter().any(|part| text.contains(part))
}
