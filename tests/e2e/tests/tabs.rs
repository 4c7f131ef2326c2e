//! Several tabs, and tabs that are killed: nothing of anyone's work goes.

use lollipop_e2e::{Options, Page, browse};
use serde_json::json;
use thirtyfour::WindowHandle;

/// A tab that is killed says nothing: the page is left without a word to it.
const KILLED: &str = "window.addEventListener('pagehide', event => event.stopImmediatePropagation(), true);";

async fn here(page: &Page) -> WindowHandle {
    page.session().window().await.expect("a window")
}

/// Opens the page in a new tab, and goes there.
async fn open_tab(page: &Page) -> WindowHandle {
    let tab = page.session().new_tab().await.expect("a tab");
    go_to(page, &tab).await;
    page.open("").await;
    tab
}

async fn go_to(page: &Page, tab: &WindowHandle) {
    page.session().switch_to_window(tab.clone()).await.expect("the tab");
}

async fn wait_text(page: &Page, text: &str) {
    page.wait_until(&format!(
        "document.querySelector('[data-testid=text-input]')?.value === {}",
        json!(text)
    ))
    .await;
}

/// Waits until some tab's draft is kept with this text in it.
async fn wait_kept(page: &Page, text: &str) {
    page.wait_until(&format!("JSON.stringify({{ ...localStorage }}).includes({})", json!(text))).await;
}

async fn begin(page: &Page, text: &str) -> WindowHandle {
    page.open_in("text").await;
    page.fill("text-input", text).await;
    wait_kept(page, text).await;
    here(page).await
}

#[tokio::test]
async fn each_tab_keeps_its_own_draft() {
    browse(Options::default(), async |page| {
        let first = begin(page, "of the first tab").await;
        let second = open_tab(page).await;
        // A new tab begins with the latest draft, and goes on by itself.
        wait_text(page, "of the first tab").await;
        page.fill("text-input", "of the second tab").await;
        wait_kept(page, "of the second tab").await;
        go_to(page, &first).await;
        page.reload().await;
        wait_text(page, "of the first tab").await;
        go_to(page, &second).await;
        page.reload().await;
        wait_text(page, "of the second tab").await;
    })
    .await;
}

#[tokio::test]
async fn a_duplicated_tab_does_not_write_over_the_first() {
    browse(Options::default(), async |page| {
        let first = begin(page, "the one").await;
        let session = page.js("return { ...sessionStorage }", vec![]).await;
        let second = open_tab(page).await;
        // What a browser does when a person duplicates a tab.
        page.js("Object.assign(sessionStorage, arguments[0])", vec![session]).await;
        page.reload().await;
        wait_text(page, "the one").await;
        page.fill("text-input", "of the duplicate").await;
        wait_kept(page, "of the duplicate").await;
        go_to(page, &first).await;
        page.fill("text-input", "of the first").await;
        wait_kept(page, "of the first").await;
        page.reload().await;
        wait_text(page, "of the first").await;
        go_to(page, &second).await;
        page.reload().await;
        wait_text(page, "of the duplicate").await;
    })
    .await;
}

#[tokio::test]
async fn the_same_demo_changed_in_two_tabs_is_kept_twice() {
    browse(Options::default(), async |page| {
        let first = begin(page, "at first").await;
        page.save_as("Shared", "").await;
        page.close_library().await;
        let second = open_tab(page).await;
        page.open_library().await;
        page.click("library-open").await;
        wait_text(page, "at first").await;
        page.fill("text-input", "changed in the second").await;
        page.open_library().await;
        page.click("library-save").await;
        page.by("library-said").await;
        go_to(page, &first).await;
        page.fill("text-input", "changed in the first").await;
        page.open_library().await;
        page.click("library-save").await;
        page.wait_says("library-said", "Shared (other tab)").await;
        page.wait_titles(&["Shared (other tab)", "Shared"]).await;
        let records = page.records().await.to_string();
        for text in ["changed in the first", "changed in the second"] {
            assert!(records.contains(text), "{records}");
        }
        go_to(page, &second).await;
        page.wait_titles(&["Shared (other tab)", "Shared"]).await;
    })
    .await;
}

#[tokio::test]
async fn what_one_tab_saves_another_shows() {
    browse(Options::default(), async |page| {
        let first = begin(page, "news").await;
        page.open_library().await;
        page.by("library-empty").await;
        let second = open_tab(page).await;
        page.save_as("News", "").await;
        go_to(page, &first).await;
        page.wait_titles(&["News"]).await;
        page.click("library-delete").await;
        page.by("library-empty").await;
        go_to(page, &second).await;
        page.by("library-empty").await;
    })
    .await;
}

#[tokio::test]
async fn drafts_of_closed_tabs_are_offered() {
    browse(Options::default(), async |page| {
        let spare = page.session().new_tab().await.unwrap();
        let first = begin(page, "closed first").await;
        let second = open_tab(page).await;
        page.fill("text-input", "closed second").await;
        wait_kept(page, "closed second").await;
        for tab in [&first, &second] {
            go_to(page, tab).await;
            page.session().close_window().await.unwrap();
        }
        go_to(page, &spare).await;
        page.open("").await;
        wait_text(page, "closed second").await;
        page.open_library().await;
        page.wait_says("library-draft", "closed first").await;
        page.click("library-draft").await;
        wait_text(page, "closed first").await;
    })
    .await;
}

/// Does what `work` says, kills the tab, and opens the page in another.
async fn check_killed(work: impl AsyncFnOnce(&Page), expected: &str) {
    browse(Options::default(), async |page| {
        page.before_load(KILLED).await;
        page.open_in("text").await;
        work(page).await;
        let killed = here(page).await;
        let next = page.session().new_tab().await.unwrap();
        go_to(page, &killed).await;
        page.session().close_window().await.unwrap();
        go_to(page, &next).await;
        page.open("").await;
        page.wait_until(expected).await;
    })
    .await;
}

#[tokio::test]
async fn a_text_is_back_after_the_tab_is_killed() {
    let work = async |page: &Page| {
        page.fill("text-input", "killed text").await;
        wait_kept(page, "killed text").await;
    };
    check_killed(work, "document.querySelector('[data-testid=text-input]')?.value === 'killed text'").await;
}

#[tokio::test]
async fn messages_and_settings_are_back_after_the_tab_is_killed() {
    let work = async |page: &Page| {
        page.click("mode-chat").await;
        page.write_messages(&[("system", "Be brief."), ("user", "鲸鱼")]).await;
        page.set("max-tokens", "77").await;
        wait_kept(page, "鲸鱼").await;
        wait_kept(page, "77").await;
    };
    let expected = "JSON.stringify(Array.from(document.querySelectorAll('[data-testid=message-input]'), it => it.value))
        === JSON.stringify(['Be brief.', '鲸鱼']) && document.querySelector('[data-testid=max-tokens]').value === '77'";
    check_killed(work, expected).await;
}

#[tokio::test]
async fn a_long_text_is_back_after_the_tab_is_killed() {
    let work = async |page: &Page| {
        page.paste("text-input", "'long '.repeat(60000) + 'end'").await;
        page.wait_until("Object.values(localStorage).some(it => it.endsWith('long end'))").await;
    };
    let expected =
        "document.querySelector('[data-testid=text-input]')?.value === 'long '.repeat(60000) + 'end'";
    check_killed(work, expected).await;
}

#[tokio::test]
async fn who_never_rests_loses_little_when_the_tab_is_killed() {
    let work = async |page: &Page| {
        // A letter each tenth of a second: no rest in which it could be kept.
        page.js(
            "const field = document.querySelector('[data-testid=text-input]');
             field.value = '';
             window.typing = setInterval(() => {
               field.value += 'a';
               field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }));
             }, 100);",
            vec![],
        )
        .await;
        wait_kept(page, "aaaaa").await;
    };
    check_killed(work, "document.querySelector('[data-testid=text-input]')?.value.startsWith('aaaaa')").await;
}

#[tokio::test]
async fn a_killed_tab_that_is_loaded_again_finds_its_own_draft() {
    browse(Options::default(), async |page| {
        page.before_load(KILLED).await;
        let first = begin(page, "mine").await;
        page.save_as("Mine", "").await;
        page.close_library().await;
        open_tab(page).await;
        page.fill("text-input", "a later one").await;
        wait_kept(page, "a later one").await;
        go_to(page, &first).await;
        page.reload().await;
        wait_text(page, "mine").await;
        // It still knows which demo it is.
        page.fill("text-input", "mine, changed").await;
        page.open_library().await;
        page.click("library-save").await;
        page.by("library-said").await;
        page.wait_titles(&["Mine"]).await;
    })
    .await;
}

#[tokio::test]
async fn the_draft_of_an_earlier_version_is_taken_over() {
    browse(Options::default(), async |page| {
        page.before_load(
            "if (location.protocol === 'http:' && !sessionStorage.getItem('once')) {
               sessionStorage.setItem('once', '1');
               localStorage.setItem('lollipop.draft', JSON.stringify({ m: 'text', x: '', o: 'gpt-4o' }));
               localStorage.setItem('lollipop.draft.text', 'from before');
             }",
        )
        .await;
        page.open("").await;
        wait_text(page, "from before").await;
        page.wait_until("localStorage.getItem('lollipop.draft') === null").await;
        page.wait_until("localStorage.getItem('lollipop.draft.text') === null").await;
        page.reload().await;
        wait_text(page, "from before").await;
    })
    .await;
}

#[tokio::test]
async fn the_oldest_drafts_of_many_closed_tabs_go_into_the_library() {
    browse(Options::default(), async |page| {
        page.open("").await;
        page.js(
            "for (let at = 0; at < 12; at++) {
               localStorage.setItem(`lollipop.drafts.t${at}`, JSON.stringify({ m: 'text', x: `draft ${at}` }));
               localStorage.setItem(`lollipop.drafts.t${at}#`, JSON.stringify({ at_ms: at + 1, left: true }));
             }",
            vec![],
        )
        .await;
        page.reload().await;
        page.open_library().await;
        page.wait_says("library-tag", "draft 4").await;
        page.wait_count("library-draft", 8).await;
        let records = page.records().await.to_string();
        for text in ["draft 0", "draft 1", "draft 2", "draft 3"] {
            assert!(records.contains(text), "{records}");
        }
    })
    .await;
}
