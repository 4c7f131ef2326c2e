//! Parts of the app that come when they are needed, and what the page does when
//! one does not come. A build that is not a release has no parts: there is
//! nothing to be tested then.

use std::{
    fs,
    path::{Path, PathBuf},
};

use lollipop_e2e::{Options, Page, axe, browse, root};
use serde_json::json;
use tempfile::TempDir;
use xtask::{
    release,
    server::{Kept, Site},
};

const SAMPLE: &str = "Take the letters in lollipop and reverse them";

/// The site as it was built, in a folder of its own. The modules of the parts
/// lie elsewhere until they are brought back.
struct Parted {
    site: TempDir,
    parts: TempDir,
}

impl Parted {
    fn new() -> Option<Self> {
        let (site, parts) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let dist = root().join("dist");
        let mut found = 0;
        for path in release::files_below(&dist).unwrap() {
            let below = path.strip_prefix(&dist).unwrap();
            if below.starts_with("models") {
                continue;
            }
            let is_part = below.to_str().unwrap().starts_with("part");
            found += usize::from(is_part);
            let to = if is_part { &parts } else { &site }.path().join(below);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(&path, to).unwrap();
        }
        (found > 0).then_some(Self { site, parts })
    }

    fn files(folder: &TempDir) -> Vec<PathBuf> {
        release::files_below(folder.path()).unwrap()
    }

    /// The server has all of the site from now on.
    fn bring_back(&self) {
        for path in Self::files(&self.parts) {
            fs::copy(&path, self.site.path().join(path.file_name().unwrap())).unwrap();
        }
    }
}

/// Serves the folder, and does with the page on it what a person would do.
async fn visit(folder: &Path, options: Options, test: impl AsyncFnOnce(&Page, &str)) {
    let site = Site::bind(folder, 0, Kept::Not).await.unwrap();
    let url = site.url();
    let server = tokio::spawn(site.run());
    browse(options, async |page| test(page, &url).await).await;
    server.abort();
}

/// The modules of parts that were asked for so far.
const ASKED: &str =
    "performance.getEntriesByType('resource').filter(it => /\\/parts?-[^/]*wasm/.test(it.name)).length";

#[tokio::test]
async fn the_first_page_needs_no_part_and_the_rest_can_be_had_again() {
    let Some(parted) = Parted::new() else { return };
    let first = Options { visited: false, ..Options::default() };
    visit(parted.site.path(), first, async |page, url| {
        page.session().goto(url).await.unwrap();
        page.wait_ready().await;
        page.fill("text-input", SAMPLE).await;
        page.wait_number("token-count", 11).await;
        // What was asked for by nobody is nobody's trouble.
        page.wait_until(&format!("{ASKED} > 0")).await;
        assert_eq!(page.count("part-again").await, 0);
        page.click("start").await;
        page.by("part-again").await;
        axe::check(page, "without a part").await;
        page.forgive().await;
        parted.bring_back();
        page.click("part-again").await;
        page.by("send").await;
        assert_eq!(page.value("text-input").await, SAMPLE, "what was written is lost");
        page.click("share").await;
        page.wait_until("document.querySelector('[data-testid=share-url]').value.includes('#2.')").await;
    })
    .await;
}

/// Whether the page has the style sheets that it was sent without.
const STYLED: &str = "(late => late.length > 0 && late.every(it => it.sheet))([...document.querySelectorAll('link[data-late]')])";

#[tokio::test]
async fn the_styles_of_the_parts_come_with_them() {
    let Some(parted) = Parted::new() else { return };
    parted.bring_back();
    for visited in [false, true] {
        visit(parted.site.path(), Options { visited, ..Options::default() }, async |page, url| {
            page.session().goto(url).await.unwrap();
            page.wait_until(STYLED).await;
        })
        .await;
    }
}

#[tokio::test]
async fn a_verb_without_its_part_does_nothing_and_says_so() {
    let Some(parted) = Parted::new() else { return };
    visit(parted.site.path(), Options { visited: false, ..Options::default() }, async |page, url| {
        page.session().goto(format!("{url}#2.AAAA")).await.unwrap();
        page.wait_ready().await;
        // The notice is in a part as well; what can be had is that it comes again.
        page.by("part-again").await;
        assert_eq!(page.js("return location.hash", vec![]).await, json!("#2.AAAA"), "the link is lost");
        page.forgive().await;
        parted.bring_back();
        page.click("part-again").await;
        page.by("part-notice").await;
        page.reload().await;
        page.by("link-error").await;
    })
    .await;
}
