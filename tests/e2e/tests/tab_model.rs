//! The model in the tab: an answer without a key, a server or a setting, and
//! every way in which it can go wrong.

#[path = "../../../crates/lm/tests/tiny/mod.rs"]
mod tiny;

use std::{fs, path::Path, time::Duration};

use lollipop_e2e::{Options, Page, browse, root};
use serde_json::json;
use tempfile::TempDir;
use tiny::Tiny;
use tokio::sync::Mutex;
use xtask::server::{Kept, Site};

/// Each of these takes all of a processor, so they take turns.
static TURN: Mutex<()> = Mutex::const_new(());

const MODEL: &str = "models/SmolLM2-135M-Instruct.Q4_1.gguf";

fn patient(options: Options) -> Options {
    let file = root().join("dist").join(MODEL);
    assert!(file.is_file(), "the model is missing: `cargo xtask models` brings it");
    Options { patience: Duration::from_secs(90), ..options }
}

/// The page, ready to ask the model in the tab for a short answer that is the
/// same each time.
async fn open(page: &Page, mode: &str, text: &str) {
    page.open_in(mode).await;
    match mode {
        "chat" => page.write_messages(&[("user", text)]).await,
        _ => page.fill("text-input", text).await,
    }
    page.set("max-tokens", "12").await;
}

async fn run(page: &Page) -> String {
    page.click("send").await;
    let is_over = "document.querySelector('[data-testid=run-error]')
        || document.querySelector('[data-testid=finish-reason]')?.textContent.trim()";
    page.wait_until(is_over).await;
    page.wait_end().await;
    assert_eq!(page.error_kind().await, None, "{:?}", page.texts("run-error").await);
    page.text("completion").await
}

/// Our count, and what the model says that it had, are one; but for the token
/// that ends an answer, which is no part of its text.
async fn check_account(page: &Page) {
    let is_whole = page.text("finish-reason").await.contains("stop");
    let same = if is_whole { 1 } else { 3 };
    page.wait_until(&format!(
        "document.querySelectorAll('[data-testid=account] [data-diff=zero]').length === {same}"
    ))
    .await;
    if is_whole {
        page.wait_says("account-note", "end token").await;
    }
}

#[tokio::test]
async fn a_first_visit_sends_and_is_answered() {
    let _turn = TURN.lock().await;
    browse(patient(Options { visited: false, network: true, ..Options::default() }), async |page| {
        page.open("").await;
        page.by("start").await;
        let model = page.requests().await.iter().any(|it| it["request"]["url"].to_string().contains(MODEL));
        assert!(!model, "the model is fetched before anybody sends");
        page.click("send").await;
        page.wait_text("completion", |text| text.contains("Beijing")).await;
        page.wait_end().await;
        assert_eq!(page.error_kind().await, None);
        page.wait_says("finish-reason", "stop").await;
        check_account(page).await;
        page.screenshot("tab-first-answer").await;
    })
    .await;
}

#[tokio::test]
async fn chat_raw_text_and_the_same_dice() {
    let _turn = TURN.lock().await;
    browse(patient(Options::default()), async |page| {
        open(page, "chat", "Name three colours.").await;
        page.wait_says("resolved-url", "tab:/chat/completions").await;
        page.set("temperature", "1").await;
        page.set("seed", "7").await;
        let first = run(page).await;
        check_account(page).await;
        assert_eq!(run(page).await, first, "the same seed rolls the same dice");
        page.set("seed", "8").await;
        assert_ne!(run(page).await, first, "another seed rolls others");
        // With a system message the template says nothing of its own.
        page.write_messages(&[("system", "Answer in one word."), ("user", "What is 2 + 2?")]).await;
        page.wait_count("preamble", 0).await;
        run(page).await;
        check_account(page).await;

        open(page, "completion", "Learning new things is").await;
        page.wait_says("resolved-url", "tab:/completions").await;
        page.set("temperature", "0").await;
        assert!(run(page).await.starts_with("a great way to"), "{:?}", page.texts("completion").await);
        check_account(page).await;
        page.set("stop-sequences", "way").await;
        assert_eq!(run(page).await, "a great");
        page.wait_says("finish-reason", "stop").await;
        page.click("tab-wire").await;
        page.wait_until("document.body.textContent.includes('\"seed\":8') || document.body.textContent.includes('\"seed\": 8')").await;
    })
    .await;
}

/// Without its template the model goes on with the question, with it it answers;
/// both prompts are shown as the model reads them.
#[tokio::test]
async fn the_same_question_with_and_without_a_template() {
    let _turn = TURN.lock().await;
    browse(patient(Options::default()), async |page| {
        open(page, "text", "Hello").await;
        page.click("tab-compare").await;
        page.click("compare-capital-en").await;
        page.set("compare-shared-temperature", "0").await;
        page.set("compare-max-tokens", "24").await;
        page.click("compare-start").await;
        page.wait_count("compare-column", 2).await;
        page.wait_count("compare-stop", 0).await;
        assert_eq!(page.count("compare-error").await, 0, "{:?}", page.texts("compare-error").await);
        page.wait_count("compare-tokens", 2).await;
        let said = page.texts("compare-text").await;
        assert!(said[1].contains("Beijing") && said[0] != said[1], "{said:?}");
        let control = page
            .js(
                "return Array.from(document.querySelectorAll('[data-testid=compare-tokens]'),
                    list => list.querySelectorAll('[data-control]').length)",
                vec![],
            )
            .await;
        assert_eq!(control[0], json!(0), "raw text has no template");
        assert!(control[1].as_u64() >= Some(3), "{control}");
        assert_eq!(page.count("compare-hidden-template").await, 0);
        page.screenshot("tab-compare").await;
    })
    .await;
}

#[tokio::test]
async fn stop_keeps_the_text_and_the_model() {
    let _turn = TURN.lock().await;
    browse(patient(Options::default()), async |page| {
        open(page, "completion", "Once upon a time").await;
        page.set("max-tokens", "2000").await;
        page.click("send").await;
        page.wait_text("completion", |text| text.len() > 10).await;
        page.click("stop").await;
        page.wait_end().await;
        let kept = page.text("completion").await;
        assert!(kept.len() > 10);
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert_eq!(page.text("completion").await, kept, "it goes on");
        assert_eq!(page.count("model-facts").await, 1, "the model was ended");
        page.set("max-tokens", "3").await;
        run(page).await;
    })
    .await;
}

#[tokio::test]
async fn loading_can_be_stopped_and_typing_goes_on() {
    let _turn = TURN.lock().await;
    browse(patient(Options::default()), async |page| {
        open(page, "text", "Say hello").await;
        page.click("send").await;
        page.by("model-load").await;
        page.fill("text-input", "typed meanwhile").await;
        page.click("stop").await;
        page.wait_end().await;
        page.wait_count("model-load", 0).await;
        assert_eq!(page.error_kind().await, None);
        assert_eq!(page.value("text-input").await, "typed meanwhile");
        run(page).await;
    })
    .await;
}

/// A copy of the built site, with what `model` gives in the place of the model.
async fn site_with(model: Option<&[u8]>) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("dist"), folder.path());
    if let Some(bytes) = model {
        fs::create_dir_all(folder.path().join("models")).unwrap();
        fs::write(folder.path().join(MODEL), bytes).unwrap();
    }
    let site = Site::bind(folder.path(), 0, Kept::Offline).await.unwrap();
    let url = site.url();
    tokio::spawn(site.run());
    (folder, url)
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            if entry.file_name() != "models" {
                fs::create_dir(&to).unwrap();
                copy(&path, &to);
            }
        } else {
            fs::copy(path, to).unwrap();
        }
    }
}

async fn visit(page: &Page, url: &str) {
    page.session().goto(url).await.unwrap();
    page.wait_ready().await;
}

#[tokio::test]
async fn the_kept_file_is_used_and_can_be_deleted() {
    let _turn = TURN.lock().await;
    let options = patient(Options::default());
    let bytes = fs::read(root().join("dist").join(MODEL)).unwrap();
    let (folder, url) = site_with(Some(&bytes)).await;
    browse(options, async |page| {
        visit(page, &url).await;
        page.click("mode-text").await;
        page.set("max-tokens", "3").await;
        page.click("model-load-now").await;
        page.by("model-facts").await;
        run(page).await;
        // Without the host's file it comes from this browser.
        fs::remove_file(folder.path().join(MODEL)).unwrap();
        page.reload().await;
        page.by("model-delete").await;
        run(page).await;
        page.click("model-free").await;
        page.wait_count("model-facts", 0).await;
        page.click("model-delete").await;
        page.wait_count("model-delete", 0).await;
        page.click("send").await;
        page.wait_says("run-error", "cargo xtask models").await;
        page.forgive().await;
    })
    .await;
}

/// Sends, and looks at what the page says of it; what was written stays.
async fn check_fault(page: &Page, says: &str) {
    page.click("mode-text").await;
    page.fill("text-input", "still here").await;
    page.click("send").await;
    page.wait_says("run-error", says).await;
    assert_eq!(page.error_kind().await.as_deref(), Some("tab-model"));
    assert_eq!(page.value("text-input").await, "still here");
    page.by("try-again").await;
    // The browser's own words about a file that is missing are expected.
    page.forgive().await;
}

#[tokio::test]
async fn a_site_without_a_model_says_how_to_get_one() {
    let (_folder, url) = site_with(None).await;
    browse(Options::default(), async |page| {
        visit(page, &url).await;
        check_fault(page, "cargo xtask models").await;
        page.screenshot("tab-absent").await;
    })
    .await;
}

#[tokio::test]
async fn a_damaged_file_is_refused() {
    let (_folder, url) = site_with(Some(&[7; 5000])).await;
    browse(Options::default(), async |page| {
        visit(page, &url).await;
        check_fault(page, "damaged").await;
    })
    .await;
}

/// A GGUF file of version 3 without tensors, whose metadata are these texts.
fn gguf(metadata: &[(&str, &str)]) -> Vec<u8> {
    let text = |text: &str| [&(text.len() as u64).to_le_bytes(), text.as_bytes()].concat();
    let mut file = b"GGUF\x03\0\0\0".to_vec();
    file.extend(0_u64.to_le_bytes());
    file.extend((metadata.len() as u64).to_le_bytes());
    for (key, value) in metadata {
        file.extend(text(key));
        file.extend(8_u32.to_le_bytes());
        file.extend(text(value));
    }
    file
}

/// Chooses a file of these bytes, and as many zeros behind them.
async fn choose_file(page: &Page, name: &str, bytes: &[u8], zeros: usize) {
    page.by("model-file").await;
    let script = "const [name, bytes, zeros] = arguments;
        const field = document.querySelector('[data-testid=model-file]');
        const files = new DataTransfer();
        files.items.add(new File([new Uint8Array(bytes), new Uint8Array(zeros)], name));
        field.files = files.files;
        field.dispatchEvent(new Event('change', { bubbles: true }));";
    page.js(script, vec![json!(name), json!(bytes), json!(zeros)]).await;
}

/// The browser's private file system takes 20 MB and no more.
const NO_ROOM: &str = "let room = 20_000_000;
    const { write } = FileSystemSyncAccessHandle.prototype;
    FileSystemSyncAccessHandle.prototype.write = function (bytes, options) {
      room -= bytes.byteLength;
      if (room < 0) throw new DOMException('full', 'QuotaExceededError');
      return write.call(this, bytes, options);
    };\n";

#[tokio::test]
async fn without_room_the_model_answers_and_is_not_kept() {
    let _turn = TURN.lock().await;
    let bytes = fs::read(root().join("dist").join(MODEL)).unwrap();
    let (folder, url) = site_with(Some(&bytes)).await;
    let worker = folder.path().join("lm-worker.js");
    let script = fs::read_to_string(&worker).unwrap();
    fs::write(&worker, format!("{NO_ROOM}{script}")).unwrap();
    browse(patient(Options::default()), async |page| {
        visit(page, &url).await;
        page.click("mode-text").await;
        page.set("max-tokens", "3").await;
        run(page).await;
        page.wait_says("model-kept", "no room").await;
        page.wait_count("model-delete", 0).await;
    })
    .await;
}

#[tokio::test]
async fn a_file_from_disk_that_does_not_fit_is_named() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        let mamba = gguf(&[("general.architecture", "mamba")]);
        choose_file(page, "mamba.gguf", &mamba, 0).await;
        page.wait_says("model-fault", "mamba").await;
        choose_file(page, "letter.gguf", b"Dear model", 0).await;
        page.wait_says("model-fault", "damaged").await;
        // Some 500 matrices of more than 9 MB each.
        const CLAIMED_BYTES: usize = 4096 * 4096 / 32 * 18;
        let large = Tiny { claimed: 72, ..Tiny::default() };
        choose_file(page, "large.gguf", &large.file(), CLAIMED_BYTES).await;
        page.wait_says("model-fault", "memory").await;
        // One that fits is taken after all that.
        choose_file(page, "tiny.gguf", &Tiny::default().file(), 0).await;
        page.wait_says("model-facts", "64 tokens").await;
        page.wait_count("model-fault", 0).await;
    })
    .await;
}

#[tokio::test]
async fn a_killed_worker_is_said_and_started_again() {
    let _turn = TURN.lock().await;
    browse(patient(Options::default()), async |page| {
        open(page, "completion", "Once upon a time").await;
        page.set("max-tokens", "2000").await;
        page.click("send").await;
        page.wait_text("completion", |text| text.len() > 10).await;
        // No event tells of this.
        page.js("window.workers.at(-1).terminate()", vec![]).await;
        page.wait_end().await;
        assert_eq!(page.error_kind().await.as_deref(), Some("tab-model"));
        assert!(page.text("completion").await.len() > 10, "the text so far is lost");
        assert_eq!(page.value("text-input").await, "Once upon a time");
        page.set("max-tokens", "3").await;
        run(page).await;
    })
    .await;
}

#[tokio::test]
async fn a_link_to_the_tab_applies_itself_and_fetches_nothing() {
    let link = browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.fill("text-input", "hello").await;
        page.share().await
    })
    .await;
    browse(Options { visited: false, network: true, ..Options::default() }, async |page| {
        page.open(&link).await;
        page.wait_says("resolved-url", "tab:").await;
        assert_eq!(page.count("endpoint-proposal").await, 0);
        page.by("token").await;
        let asked = page.requests().await;
        assert!(!asked.iter().any(|it| it["request"]["url"].to_string().contains(".gguf")), "{asked:?}");
        assert_eq!(page.count("stop").await, 0);
    })
    .await;
}
