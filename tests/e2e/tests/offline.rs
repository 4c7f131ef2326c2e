//! After the first visit the page needs no network, and a new release waits
//! until the person takes it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use lollipop_e2e::{
    Options, Page, axe, browse,
    fake::{ANSWER, Cors, Fake},
    root,
    seeds::seeds,
};
use serde_json::json;
use tempfile::TempDir;
use tokio::{net::TcpStream, runtime::Runtime};
use xtask::{
    release,
    server::{Kept, Site, is_hashed},
};

/// A host of the site that can be stopped, and started again at its address.
struct Host {
    folder: PathBuf,
    port: u16,
    server: Option<Runtime>,
}

impl Host {
    async fn start(folder: &Path) -> Self {
        let mut host = Self { folder: folder.to_owned(), port: 0, server: None };
        host.go_on(Kept::Offline).await;
        host
    }

    /// The server has a runtime of its own: only with that do its open
    /// connections end.
    async fn go_on(&mut self, kept: Kept) {
        let server = Runtime::new().unwrap();
        let (folder, port) = (self.folder.clone(), self.port);
        let site = server.spawn(async move { Site::bind(&folder, port, kept).await.unwrap() });
        let site = site.await.unwrap();
        self.port = site.url().rsplit(':').next().unwrap().parse().unwrap();
        server.spawn(site.run());
        self.server = Some(server);
    }

    async fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            server.shutdown_background();
        }
        while TcpStream::connect(("127.0.0.1", self.port)).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            server.shutdown_background();
        }
    }
}

async fn visit(page: &Page, host: &Host) {
    page.session().goto(host.url()).await.unwrap();
    page.wait_ready().await;
}

/// The addresses that are kept, below the site's folder and without their
/// release, sorted.
async fn kept(page: &Page) -> Vec<String> {
    let kept = page
        .settled(
            "{ const all = [];
           for (const name of await caches.keys())
             for (const { url } of await (await caches.open(name)).keys()) all.push(url);
           return all; }",
        )
        .await;
    let kept = kept.as_array().unwrap().iter().map(|url| url.as_str().unwrap());
    let mut kept: Vec<_> = kept
        .map(|url| {
            let host = format!("{}/", page_origin(url));
            url.strip_prefix(&host).unwrap().split('?').next().unwrap().to_owned()
        })
        .collect();
    kept.sort();
    kept
}

fn page_origin(url: &str) -> String {
    url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

/// Waits until the vocabulary of this name is kept, which is the last thing.
async fn wait_kept(page: &Page, encoding: &str) {
    let wait = format!(
        "{{ await navigator.serviceWorker.ready;
            while (!(await caches.match('vocab/{encoding}.vocab', {{ ignoreSearch: true }})))
              await new Promise(done => setTimeout(done, 50));
            return true; }}"
    );
    assert_eq!(page.settled(&wait).await, json!(true));
}

/// Counts the text with this encoding, and waits until that is right.
async fn count(page: &Page, encoding: &str) {
    page.click("mode-text").await;
    page.choose("encoding", encoding).await;
    page.wait_vocabulary(encoding).await;
    page.fill("text-input", REVERSE).await;
    page.wait_number("token-count", tokens(encoding)).await;
}

const REVERSE: &str = "Take the letters in lollipop and reverse them";

/// How many tokens that is.
fn tokens(encoding: &str) -> u64 {
    let seed = seeds(encoding).into_iter().find(|seed| seed.text == REVERSE).unwrap();
    seed.ids.len() as u64
}

#[tokio::test]
async fn everything_but_completions_works_without_a_network() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    let mut host = Host::start(&root().join("dist")).await;
    browse(Options { visited: false, ..Options::default() }, async |page| {
        visit(page, &host).await;
        page.click("start").await;
        count(page, "r50k_base").await;
        wait_kept(page, "r50k_base").await;
        // The one that a first visit needs is there whatever was chosen.
        wait_kept(page, "o200k_base").await;
        page.use_endpoint(&fake.url, "fake-ok").await;
        page.run(&fake).await;
        page.wait_text("completion", |text| text == ANSWER).await;
        // Another model took the choice of the encoding back.
        count(page, "r50k_base").await;

        host.stop().await;
        page.reload().await;
        assert_eq!(page.value("text-input").await, REVERSE, "the draft is lost");
        page.wait_vocabulary("r50k_base").await;
        page.wait_number("token-count", tokens("r50k_base")).await;
        count(page, "o200k_base").await;
        page.load_demo("whale_poem_en").await;
        page.click("share").await;
        page.wait_until("document.querySelector('[data-testid=share-url]').value.includes('#')").await;
        page.press("Escape", 27).await;
        // The endpoint is another host: it is asked as ever.
        page.use_endpoint(&fake.url, "fake-ok").await;
        page.run(&fake).await;
        page.wait_text("completion", |text| text == ANSWER).await;
        // A link opens, too.
        page.session().goto(format!("{}#prompt", host.url())).await.unwrap();
        page.session().refresh().await.unwrap();
        page.wait_ready().await;

        let kept = kept(page).await;
        assert!(kept.iter().all(|path| !path.starts_with("http") && !path.contains("v1/")), "{kept:?}");
        for path in ["", "boot.js", "worker.js", "tokenizer_bg.wasm", "embed.html", "icon-512.png"] {
            assert!(kept.contains(&path.to_owned()), "{path} is not kept: {kept:?}");
        }
        let vocabularies: Vec<_> = kept.iter().filter(|path| path.starts_with("vocab/")).collect();
        assert_eq!(vocabularies.len(), 2, "only what was used is kept: {vocabularies:?}");
    })
    .await;
}

#[tokio::test]
async fn a_vocabulary_never_used_is_said_to_be_missing() {
    let mut host = Host::start(&root().join("dist")).await;
    browse(Options::default(), async |page| {
        visit(page, &host).await;
        wait_kept(page, "o200k_base").await;
        host.stop().await;
        page.reload().await;
        page.click("mode-text").await;
        page.choose("encoding", "p50k_base").await;
        page.by("vocabulary-error").await;
        page.choose("encoding", "o200k_base").await;
        page.wait_vocabulary("o200k_base").await;
    })
    .await;
}

/// Whether this is the module of a part of the app.
fn is_part(name: &str) -> bool {
    name.starts_with("part") && name.ends_with(".wasm")
}

/// The built site as another release: another page, and hashed names that the
/// first has not.
fn next_release() -> TempDir {
    let next = tempfile::tempdir().unwrap();
    let dist = root().join("dist");
    let old = fs::read_to_string(dist.join("index.html")).unwrap();
    let built = old.split("data-release=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let hashed: Vec<_> = old.split(['"', '/']).filter(|name| name.contains('.') && is_hashed(name)).collect();
    let renamed = |name: &str| {
        let (stem, _) = name.rsplit_once('-').unwrap();
        let ending = if name.contains("_bg") { "_bg.wasm" } else { &name[name.rfind('.').unwrap()..] };
        format!("{stem}-0123456789abcdef{ending}")
    };
    let files = release::files_below(&dist).unwrap();
    let names = files.iter().filter_map(|path| path.file_name()?.to_str());
    let parts: Vec<_> = names.filter(|name| is_part(name)).collect();
    for path in &files {
        let below = path.strip_prefix(&dist).unwrap().to_str().unwrap().to_owned();
        // A language model is no file of a release.
        if below.ends_with(".br") || below.starts_with("models/") {
            continue;
        }
        let is_renamed = hashed.contains(&below.as_str()) || is_part(&below);
        let to = next.path().join(if is_renamed { renamed(&below) } else { below.clone() });
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        match below.as_str() {
            "index.html" | "embed.html" => {
                let mut page = fs::read_to_string(path).unwrap();
                page =
                    page.replace(&format!(" data-release=\"{built}\""), "").replace(&format!("?{built}"), "");
                for name in &hashed {
                    page = page.replace(*name, &renamed(name));
                }
                page = page.replace("<head>", "<head>\n<meta name=\"release\" content=\"next\">");
                fs::write(to, page).unwrap();
            }
            "sw.js" => {
                let worker = fs::read_to_string(path).unwrap();
                let told = worker.lines().find(|line| line.starts_with("const BUILT = ")).unwrap();
                fs::write(to, worker.replace(told, release::UNTOLD)).unwrap();
            }
            app if app.starts_with("lollipop-") && app.ends_with(".js") => {
                let mut script = fs::read_to_string(path).unwrap();
                for part in &parts {
                    script = script.replace(part, &renamed(part));
                }
                fs::write(to, script).unwrap();
            }
            _ => {
                fs::copy(path, to).unwrap();
            }
        }
    }
    release::seal(next.path()).unwrap();
    next
}

const IS_NEXT: &str = "document.querySelector('meta[name=release]')?.content === 'next'";

#[tokio::test]
async fn a_new_release_waits_until_it_is_taken() {
    let mut host = Host::start(&root().join("dist")).await;
    let next = next_release();
    browse(Options::default(), async |page| {
        visit(page, &host).await;
        count(page, "r50k_base").await;
        wait_kept(page, "r50k_base").await;
        page.reload().await;
        page.wait_vocabulary("r50k_base").await;

        host.stop().await;
        host.folder = next.path().to_owned();
        host.go_on(Kept::Offline).await;
        // The page as it was kept comes first, and says that there is another.
        page.reload().await;
        page.by("new-release").await;
        axe::check(page, "with a new release").await;
        page.wait_until(&format!("!({IS_NEXT})")).await;

        // It goes on with files that the host has no more.
        let asked = "{ const names = performance.getEntriesByType('resource').map(it => it.name)
            .concat([document.querySelector('#boot').src])
            .filter(name => name.startsWith(location.origin) && !name.endsWith('/sw.js'));
          const answers = await Promise.all(names.map(name => fetch(name, { cache: 'no-store' })));
          return names.length > 5 && answers.filter(it => !it.ok).map(it => it.url); }";
        assert_eq!(page.settled(asked).await, json!([]));
        page.fill("text-input", &format!("{REVERSE} now")).await;
        page.wait_number("token-count", tokens("r50k_base") + 1).await;

        // Another tab of the old release takes the new one. It begins with what
        // was kept, which is a moment after the last key.
        page.wait_until("Object.values(localStorage).some(it => it.includes(' now'))").await;
        let first = page.session().window().await.unwrap();
        page.session().new_tab().await.unwrap();
        let tabs = page.session().windows().await.unwrap();
        let second = tabs.into_iter().find(|tab| *tab != first).unwrap();
        page.session().switch_to_window(second).await.unwrap();
        visit(page, &host).await;
        page.wait_until(&format!("!({IS_NEXT})")).await;
        page.wait_number("token-count", tokens("r50k_base") + 1).await;
        page.click("take-release").await;
        page.wait_until(IS_NEXT).await;
        page.wait_ready().await;
        assert_eq!(page.value("text-input").await, format!("{REVERSE} now"), "the draft is lost");
        page.wait_number("token-count", tokens("r50k_base") + 1).await;
        assert_eq!(page.count("new-release").await, 0);

        // In the first nothing changes.
        page.session().switch_to_window(first).await.unwrap();
        page.wait_until(&format!("!({IS_NEXT})")).await;
        // A worker that dies is replaced by one of the same release.
        page.js("const last = window.workers.at(-1); last.dispatchEvent(new ErrorEvent('error')); last.terminate();", vec![])
            .await;
        page.by("worker-notice").await;
        count(page, "r50k_base").await;
        assert_eq!(page.settled(asked).await, json!([]), "the old release was dropped too soon");
        let releases = "(await caches.keys()).filter(name => !name.includes('vocabularies')).length";
        assert_eq!(page.settled(releases).await, json!(2));
        page.click("take-release").await;
        page.wait_until(IS_NEXT).await;
        // Nobody is of the old one any more: the next load clears it away.
        page.reload().await;
        let wait = format!(
            "{{ while ({releases} > 1) await new Promise(done => setTimeout(done, 50)); return true; }}"
        );
        assert_eq!(page.settled(&wait).await, json!(true));
    })
    .await;
}

#[tokio::test]
async fn a_half_updated_host_changes_nothing() {
    let mut host = Host::start(&root().join("dist")).await;
    let next = next_release();
    // The worker of the new release is there, and one file is still the old one.
    fs::write(next.path().join("boot.js"), "// an old file").unwrap();
    browse(Options::default(), async |page| {
        visit(page, &host).await;
        wait_kept(page, "o200k_base").await;
        host.stop().await;
        host.folder = next.path().to_owned();
        host.go_on(Kept::Offline).await;
        page.reload().await;
        let refused = "{ const registration = await navigator.serviceWorker.ready;
            await registration.update().catch(() => {});
            const { installing } = registration;
            if (installing) await new Promise(done => installing.addEventListener('statechange', done));
            return [registration.waiting === null, registration.active.state]; }";
        assert_eq!(page.settled(refused).await, json!([true, "activated"]));
        page.reload().await;
        page.wait_until(&format!("!({IS_NEXT})")).await;
        assert_eq!(page.count("new-release").await, 0);
        page.forgive().await;
    })
    .await;
}

#[tokio::test]
async fn a_developer_can_have_every_build_fresh() {
    let mut host = Host::start(&root().join("dist")).await;
    let next = next_release();
    browse(Options::default(), async |page| {
        visit(page, &host).await;
        wait_kept(page, "o200k_base").await;
        host.stop().await;
        host.folder = next.path().to_owned();
        host.go_on(Kept::Not).await;
        page.reload().await;
        let gone = "{ while ((await caches.keys()).length > 0 || (await navigator.serviceWorker.getRegistrations()).length > 0)
              await new Promise(done => setTimeout(done, 50));
            return true; }";
        assert_eq!(page.settled(gone).await, json!(true));
        page.reload().await;
        page.wait_until(IS_NEXT).await;
    })
    .await;
}

#[tokio::test]
async fn the_page_can_be_installed() {
    browse(Options::default(), async |page| {
        page.open("").await;
        page.settled("{ await navigator.serviceWorker.ready; return true; }").await;
        let manifest = page.cdp("Page.getAppManifest", json!({})).await;
        assert_eq!(manifest["errors"], json!([]), "{manifest}");
        let faults = page.cdp("Page.getInstallabilityErrors", json!({})).await;
        assert_eq!(faults["installabilityErrors"], json!([]), "{faults}");
        let sizes = "{ const { icons } = await (await fetch('manifest.webmanifest')).json();
            const sizes = [];
            for (const { src, type } of icons.filter(icon => icon.type === 'image/png')) {
              const bitmap = await createImageBitmap(await (await fetch(src)).blob());
              sizes.push(bitmap.width);
            }
            return sizes; }";
        assert_eq!(page.settled(sizes).await, json!([192, 512, 512]));
    })
    .await;
}
