//! The library: what is saved stays, is found, goes out and comes in.

use lollipop_e2e::{
    Options, Page, browse,
    fake::{Cors, Fake},
};
use serde_json::{Value, json};

/// Keeps the text of every file that the page gives the person.
const CATCH_FILES: &str = "
window.saved = [];
const make = URL.createObjectURL;
URL.createObjectURL = blob => { blob.text().then(text => saved.push(text)); return make.call(URL, blob); };";

/// A page in text mode with this text.
async fn open_text(page: &Page, text: &str) {
    page.open_in("text").await;
    page.fill("text-input", text).await;
}

async fn save_three(page: &Page) {
    open_text(page, "Write me a poem about a whale").await;
    page.save_as("Whale", "poem, animals").await;
    page.close_library().await;
    for (name, tags, text) in
        [("小鲸鱼", "诗", "就快乐的小鲸鱼写一首短诗"), ("Capital", "poem", "中国的首都是哪里?")]
    {
        page.fill("text-input", text).await;
        page.open_library().await;
        page.fill("library-name", name).await;
        page.fill("library-tags", tags).await;
        page.click("library-save-new").await;
        page.by("library-said").await;
        page.close_library().await;
    }
}

#[tokio::test]
async fn a_saved_demo_is_there_after_a_reload() {
    browse(Options::default(), async |page| {
        open_text(page, "Reverse lollipop").await;
        page.save_as("Letters", "words").await;
        page.close_library().await;
        page.fill("text-input", "something else").await;
        page.reload().await;
        page.open_library().await;
        page.wait_titles(&["Letters"]).await;
        page.click("library-open").await;
        page.wait_until("document.querySelector('[data-testid=text-input]').value === 'Reverse lollipop'")
            .await;
        // What it replaced can be brought back.
        page.click("bring-back").await;
        page.wait_until("document.querySelector('[data-testid=text-input]').value === 'something else'")
            .await;
    })
    .await;
}

#[tokio::test]
async fn demos_are_found_by_words_tags_and_pins() {
    browse(Options::default(), async |page| {
        save_three(page).await;
        page.open_library().await;
        page.wait_titles(&["Capital", "小鲸鱼", "Whale"]).await;
        page.fill("library-search", "WHALE").await;
        page.wait_titles(&["Whale"]).await;
        page.fill("library-search", "短诗").await;
        page.wait_titles(&["小鲸鱼"]).await;
        page.fill("library-search", "nothing like it").await;
        page.by("library-none").await;
        page.fill("library-search", "").await;
        page.wait_titles(&["Capital", "小鲸鱼", "Whale"]).await;
        // animals, poem, 诗
        page.click_nth("library-tag", 1).await;
        page.wait_titles(&["Capital", "Whale"]).await;
        page.click_nth("library-pin", 1).await;
        page.wait_titles(&["Whale", "Capital"]).await;
        page.reload().await;
        page.open_library().await;
        page.wait_titles(&["Whale", "Capital", "小鲸鱼"]).await;
    })
    .await;
}

#[tokio::test]
async fn a_copy_has_a_name_of_its_own_and_can_be_renamed() {
    browse(Options::default(), async |page| {
        open_text(page, "one").await;
        page.save_as("One", "").await;
        page.click("library-copy").await;
        page.wait_titles(&["One (copy)", "One"]).await;
        page.click("library-rename").await;
        page.fill("library-new-name", "Two").await;
        page.fill("library-new-tags", "second").await;
        page.click("library-rename-done").await;
        page.wait_titles(&["Two", "One"]).await;
        assert_eq!(page.texts("library-tag").await, ["second 1"]);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_demo_comes_back_as_it_was() {
    browse(Options::default(), async |page| {
        open_text(page, "keep me").await;
        page.save_as("Kept", "tag").await;
        let before = page.records().await;
        page.click("library-delete").await;
        page.by("library-empty").await;
        assert_eq!(page.records().await, json!({}));
        page.close_library().await;
        page.open_library().await;
        page.click("library-undo").await;
        page.wait_titles(&["Kept"]).await;
        assert_eq!(page.records().await, before);
    })
    .await;
}

#[tokio::test]
async fn an_export_makes_the_same_library_in_another_browser() {
    let (file, records) = browse(Options::default(), async |page| {
        page.before_load(CATCH_FILES).await;
        save_three(page).await;
        page.open_library().await;
        page.click("library-pin").await;
        page.click("library-export").await;
        page.wait_until("window.saved.length === 1").await;
        (page.js("return window.saved[0]", vec![]).await, page.records().await)
    })
    .await;
    let file = file.as_str().unwrap();
    assert_eq!(serde_json::from_str::<Value>(file).unwrap()["demos"].as_array().unwrap().len(), 3);
    browse(Options::chinese(), async |page| {
        page.open("").await;
        page.open_library().await;
        page.import_text("lollipop-library.json", file).await;
        page.wait_count("library-entry", 3).await;
        assert_eq!(page.records().await, records);
        // A second time it adds nothing.
        page.import_text("lollipop-library.json", file).await;
        page.wait_says("library-said", "新增 0 个").await;
        assert_eq!(page.records().await, records);
    })
    .await;
}

#[tokio::test]
async fn one_chosen_demo_is_exported_alone() {
    browse(Options::default(), async |page| {
        page.before_load(CATCH_FILES).await;
        save_three(page).await;
        page.open_library().await;
        page.click_nth("library-check", 1).await;
        page.wait_says("library-export", "(1)").await;
        page.click("library-export").await;
        page.wait_until("window.saved.length === 1").await;
        let file = page.js("return JSON.parse(window.saved[0])", vec![]).await;
        assert_eq!(file["demos"][0]["demo"]["t"], "小鲸鱼");
        assert_eq!(file["demos"].as_array().unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn deletes_are_undone_one_after_another() {
    browse(Options::default(), async |page| {
        save_three(page).await;
        page.open_library().await;
        page.click("library-delete").await;
        page.wait_titles(&["小鲸鱼", "Whale"]).await;
        page.click("library-delete").await;
        page.wait_titles(&["Whale"]).await;
        // Something else in between takes nothing away.
        page.click("library-pin").await;
        page.import_text("a.json", "[]").await;
        page.click("library-undo").await;
        page.wait_titles(&["Whale", "小鲸鱼"]).await;
        page.click("library-undo").await;
        page.wait_titles(&["Whale", "Capital", "小鲸鱼"]).await;
        page.wait_count("library-undo", 0).await;
    })
    .await;
}

macro_rules! fixture {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../crates/core/tests/fixtures/library/", $name)))
    };
}

#[tokio::test]
async fn every_known_kind_of_file_comes_in() {
    let files = [
        (fixture!("library_v1.json"), 2),
        (fixture!("demo_link.lollipop.json"), 1),
        (fixture!("demo_pretty.lollipop.json"), 1),
        (fixture!("openai_request.json"), 1),
        (fixture!("messages.json"), 1),
        (fixture!("conversations.json"), 2),
        (fixture!("promptfooconfig.yaml"), 4),
    ];
    browse(Options::default(), async |page| {
        page.open("").await;
        page.open_library().await;
        let mut count = 0;
        for ((name, text), demos) in files {
            page.import_text(name, text).await;
            count += demos;
            page.wait_count("library-entry", count).await;
        }
        page.reload().await;
        page.open_library().await;
        page.wait_count("library-entry", count).await;
    })
    .await;
}

#[tokio::test]
async fn another_file_changes_nothing_and_says_what_it_is() {
    let files = [
        ("a.json", "{\"a\": 1, \"b\": 2}", "its fields are a, b"),
        ("b.json", "\n{\"a\":\n", "line 3"),
        ("c.yaml", "prompts: file://prompt.txt", "other files"),
        ("d.json", "", "is empty"),
        ("e.zip", "PK\u{3}\u{4}\0\0", "not a text file"),
        ("f.json", "{\"lollipop\": 99, \"demos\": []}", "newer Lollipop"),
    ];
    browse(Options::default(), async |page| {
        page.open("").await;
        page.open_library().await;
        for (name, text, says) in files {
            page.import_text(name, text).await;
            page.wait_text("library-said", |it| it.contains(name) && it.contains(says)).await;
        }
        assert_eq!(page.records().await, json!({}));
    })
    .await;
}

#[tokio::test]
async fn the_runs_of_a_demo_are_kept_without_the_key() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-ok").await;
        page.set("api-key", "sk-lollipop-0123456789abcdef").await;
        page.save_as("With runs", "").await;
        page.close_library().await;
        page.run(&fake).await;
        page.run(&fake).await;
        page.open_library().await;
        page.wait_says("library-runs", "2").await;
        page.click("library-runs").await;
        let answer = page.text("library-answer").await;
        assert!(!answer.is_empty());
        let records = page.records().await.to_string();
        assert!(records.contains("fake-ok") && !records.contains("sk-lollipop"), "{records}");
    })
    .await;
}

/// Saving must go on in the tab, and nothing of the work may go.
async fn check_refusal(before_load: &str, says: &str) {
    browse(Options::default(), async |page| {
        page.before_load(before_load).await;
        open_text(page, "not lost").await;
        page.save_as("In memory", "").await;
        page.wait_says("library-fault", says).await;
        page.wait_titles(&["In memory"]).await;
        page.close_library().await;
        page.fill("text-input", "typed after").await;
        page.open_library().await;
        page.click("library-open").await;
        page.wait_until("document.querySelector('[data-testid=text-input]').value === 'not lost'").await;
        page.click("bring-back").await;
        page.wait_until("document.querySelector('[data-testid=text-input]').value === 'typed after'").await;
    })
    .await;
}

#[tokio::test]
async fn a_browser_without_a_database_is_said_and_loses_nothing() {
    let refuse = "Object.defineProperty(window, 'indexedDB', {
        get() { throw new DOMException('no', 'SecurityError'); } });";
    check_refusal(refuse, "keeps no library").await;
}

#[tokio::test]
async fn a_full_database_is_said_and_loses_nothing() {
    let refuse =
        "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };";
    check_refusal(refuse, "no room").await;
}

#[tokio::test]
async fn a_browser_that_keeps_no_draft_says_so_and_the_library_still_works() {
    browse(Options::default(), async |page| {
        page.before_load(
            "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
        )
        .await;
        page.before_load(
            "Object.defineProperty(Storage.prototype, 'getItem', { value: name =>
            name === 'lollipop.visited' ? 'true' : null });",
        )
        .await;
        page.open("").await;
        page.click("mode-text").await;
        page.fill("text-input", "only here").await;
        page.by("storage-notice").await;
        assert_eq!(page.value("text-input").await, "only here");
        page.save_as("Kept after all", "").await;
        page.wait_titles(&["Kept after all"]).await;
        assert_eq!(page.count("library-fault").await, 0);
        assert!(page.records().await.to_string().contains("only here"));
    })
    .await;
}

#[tokio::test]
async fn what_was_not_kept_is_kept_when_there_is_room_again() {
    browse(Options::default(), async |page| {
        page.before_load(
            "const put = IDBObjectStore.prototype.put; window.full = true;
            IDBObjectStore.prototype.put = function (...given) {
              if (window.full) throw new DOMException('full', 'QuotaExceededError');
              return put.apply(this, given); };",
        )
        .await;
        open_text(page, "patient").await;
        page.save_as("Patient", "").await;
        page.by("library-fault").await;
        page.js("window.full = false", vec![]).await;
        // Any change that is kept brings the others along.
        page.click("library-save-new").await;
        page.wait_count("library-fault", 0).await;
        page.reload().await;
        page.open_library().await;
        page.wait_titles(&["Patient", "Patient"]).await;
    })
    .await;
}

#[tokio::test]
async fn records_of_older_versions_open_and_are_written_anew() {
    let frozen = include_str!("../../../crates/core/tests/fixtures/library/record_v1.json").trim();
    let oldest = r#"{"id":"old","title":"Oldest","demo":{"m":"text","x":"from before"}}"#;
    browse(Options::default(), async |page| {
        page.open("").await;
        page.put_records(json!({ "19a9b8c7d00-7fffffff": frozen, "old": oldest })).await;
        page.reload().await;
        page.open_library().await;
        page.wait_titles(&["Whale", "Oldest"]).await;
        page.click_nth("library-pin", 1).await;
        page.wait_until("document.querySelectorAll('[data-testid=library-entry][data-pinned]').length === 2")
            .await;
        let records = page.records().await;
        assert_eq!(records["19a9b8c7d00-7fffffff"], frozen);
        let old: Value = serde_json::from_str(records["old"].as_str().unwrap()).unwrap();
        assert_eq!((&old["schema"], &old["demo"]["t"]), (&json!(1), &json!("Oldest")));
    })
    .await;
}

#[tokio::test]
async fn a_broken_record_is_set_aside_and_never_touched() {
    let broken =
        json!({ "cut": "{\"schema\":1,\"id\":\"cut\",\"demo\":{\"x\":\"half", "late": "{\"schema\":9}" });
    browse(Options::default(), async |page| {
        page.before_load(CATCH_FILES).await;
        page.open("").await;
        page.put_records(broken.clone()).await;
        page.reload().await;
        page.open_library().await;
        page.wait_says("library-aside", "2").await;
        page.click("library-save-aside").await;
        page.wait_until("window.saved.length === 1").await;
        assert_eq!(page.js("return window.saved[0]", vec![]).await, broken["cut"]);
        page.close_library().await;
        open_text(page, "beside them").await;
        page.save_as("Whole", "").await;
        page.wait_titles(&["Whole"]).await;
        let records = page.records().await;
        assert_eq!((&records["cut"], &records["late"]), (&broken["cut"], &broken["late"]));
    })
    .await;
}
