//! The engine as an ES module, which other pages use.

use lollipop_e2e::{Options, Page, browse, root, target};
use serde_json::{Value, json};
use xtask::server::{Kept, Site};

/// With `simd128` and without.
const BUILDS: [&str; 2] = ["engine-module", "engine-module-plain"];

/// Serves the module with a vocabulary and a file that is none, and says what
/// `script` returns in a page there.
async fn in_module(page: &Page, build: &str, script: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    for (from, name) in [
        (target().join(build).join("lollipop.js"), "lollipop.js"),
        (target().join(build).join("lollipop.wasm"), "lollipop.wasm"),
        (root().join("dist/vocab/cl100k_base.vocab"), "cl100k_base.vocab"),
        (root().join("README.md"), "broken.vocab"),
        (root().join("crates/bpe/tests/fixtures/fuzz_strings.json"), "strings.json"),
    ] {
        std::fs::copy(from, folder.path().join(name)).expect("`cargo xtask test e2e` builds the module");
    }
    let site = Site::bind(folder.path(), 0, Kept::Offline).await.unwrap();
    let url = site.url();
    let server = tokio::spawn(site.run());
    page.session().goto(format!("{url}/lollipop.js")).await.unwrap();
    let script = format!(
        "const done = arguments[0];
         const run = async ({{ load, localAssets }}) => {{ {script} }};
         import('/lollipop.js').then(run).then(done, error => done(String(error)));"
    );
    let result = page.session().execute_async(script, vec![]).await.unwrap().json().clone();
    server.abort();
    result
}

#[tokio::test]
async fn the_module_counts_encodes_and_takes_edits() {
    browse(Options::default(), async |page| {
        let found = in_module(
            page,
            BUILDS[0],
            "const hello = 'Hello, world! 你好 🍭';
             // Each is asked at once, before it has built its tables.
             const one = await load('cl100k_base');
             const ids = [one, one].map(it => Array.from(it.encode(hello)));
             const two = await load('cl100k_base');
             const counts = [two.count(hello), two.count('a b ')];
             const three = await load('cl100k_base');
             const long = three.count('a b '.repeat(1000));
             const session = (await load('cl100k_base')).session(hello);
             // This one has had the time.
             const late = await load('cl100k_base');
             await new Promise(done => setTimeout(done, 500));
             return {
               ids: [...ids, Array.from(late.encode(hello))],
               counts: [...counts, long],
               edits: [session.edit(0, 5, 'Goodbye'), session.edit(0, 7, 'Hello'), session.edit(0, 0, '\\ud83c')],
               end: Array.from(session.ids()).slice(-3),
               files: localAssets('cl100k_base').map(file => new URL(file).pathname),
             };",
        )
        .await;
        let ids = json!([9906, 11, 1917, 0, 220, 57668, 53901, 11410, 235, 255]);
        assert_eq!(found["ids"], json!([ids, ids, ids]), "{found}");
        assert_eq!(found["counts"], json!([10, 3, 2001]));
        assert_eq!(found["edits"], json!([11, 10, 11]));
        assert_eq!(found["end"], json!([11410, 235, 255]));
        assert_eq!(found["files"], json!(["/lollipop.wasm", "/cl100k_base.vocab"]));
    })
    .await;
}

#[tokio::test]
async fn the_module_is_exact_with_simd_and_without() {
    browse(Options::default(), async |page| {
        for build in BUILDS {
            let script = "const { cases } = await (await fetch('/strings.json')).json();
                          const tokenizer = await load('cl100k_base');
                          const wrong = Object.entries(cases).filter(([text, ids]) =>
                            String(tokenizer.encode(text)) !== String(ids.cl100k_base)
                              || tokenizer.count(text) !== ids.cl100k_base.length);
                          return [Object.keys(cases).length, wrong.map(([text]) => text)];";
            let found = in_module(page, build, script).await;
            assert!(found[0].as_u64() >= Some(100), "{found}");
            assert_eq!(found[1], json!([]), "{build}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_module_says_what_is_wrong_with_a_file() {
    browse(Options::default(), async |page| {
        let script = "const fault = name => load(name).then(() => 'none', error => error.message);
                      return [await fault('broken'), await fault('o200k_base'), await fault('cl100k_base')];";
        let found = in_module(page, BUILDS[0], script).await;
        assert_eq!(found, json!(["not a vocabulary file", "o200k_base.vocab: status 404", "none"]));
        page.forgive().await;
    })
    .await;
}
