//! The lessons, walked from the first step to the last in both languages: wrong
//! answers and right ones, progress, links, report, worksheet, keys.
//!
//! What there is to answer is read from the lessons themselves, so that a new
//! lesson is walked as soon as it is there.

use lollipop_core::lesson::{Language, Lesson, Question, Step, Wanted, judge::boundaries};
use lollipop_e2e::{Options, Page, axe, browse};
use lollipop_lessons::{Lessons, folder};
use serde_json::json;

fn lessons() -> Vec<Lesson> {
    let all = Lessons::read(&folder()).unwrap_or_else(|faults| panic!("{faults:?}"));
    all.lessons.into_iter().map(|it| it.1).collect()
}

fn options(language: Language) -> Options {
    match language {
        Language::En => Options::default(),
        Language::Zh => Options::chinese(),
    }
}

/// Opens a step by its link and waits until it is there.
async fn open(page: &Page, lesson: &Lesson, at: usize, more: &str, language: Language) {
    page.open(&format!("#lesson={}/{}{more}", lesson.id, at + 1)).await;
    is_at(page, &lesson.steps[at], language).await;
}

async fn is_at(page: &Page, step: &Step, language: Language) {
    let title = step.title.get(language);
    page.wait_text("step-title", |it| it == title).await;
}

async fn verdict(page: &Page, expected: &[&str]) {
    let expected: Vec<_> = expected.iter().map(|it| format!("'{it}'")).collect();
    page.wait_until(&format!(
        "[{}].includes(document.querySelector('[data-testid=verdict]')?.dataset.verdict)",
        expected.join(",")
    ))
    .await;
}

/// Gives a wrong answer, takes it back, and gives the right one.
async fn answer(page: &Page, question: &Question, language: Language) {
    match question {
        Question::Count(it) => {
            let right = *it.answer.get(language);
            page.fill("answer", &(right + it.near + 1).to_string()).await;
            page.click("check").await;
            verdict(page, &["wrong"]).await;
            page.click("retry").await;
            page.fill("answer", &right.to_string()).await;
            page.click("check").await;
            verdict(page, &["right"]).await;
            let said = page.text("verdict").await.replace(',', "");
            assert!(said.contains(&right.to_string()), "{said} does not say {right}");
        }
        Question::Id(it) => {
            let right = *it.answer.get(language);
            page.fill("answer", &(right + 1).to_string()).await;
            page.click("check").await;
            verdict(page, &["wrong"]).await;
            page.click("retry").await;
            page.fill("answer", &right.to_string()).await;
            page.click("check").await;
            verdict(page, &["right"]).await;
        }
        Question::Choice(it) => {
            let wrong = it.options.iter().position(|it| !it.right).expect("not all are right");
            choose(page, &[wrong]).await;
            page.click("check").await;
            verdict(page, &["wrong"]).await;
            page.click("retry").await;
            if it.several {
                choose(page, &[wrong]).await;
            }
            let right: Vec<_> = (0..it.options.len()).filter(|at| it.options[*at].right).collect();
            choose(page, &right).await;
            page.click("check").await;
            verdict(page, &["right"]).await;
        }
        Question::Boundaries(it) => {
            page.click("check").await;
            let right = boundaries(it.answer.get(language));
            verdict(page, if right.is_empty() { &["right"] } else { &["wrong"] }).await;
            if !right.is_empty() {
                page.click("retry").await;
                for at in right {
                    page.click_nth("gap", at - 1).await;
                }
                page.click("check").await;
                verdict(page, &["right"]).await;
            }
        }
        Question::NextToken(it) => {
            page.fill("answer", "xyzzy").await;
            page.click("check").await;
            verdict(page, &["wrong"]).await;
            page.click("retry").await;
            page.fill("answer", it.answer.likely(language)[0].token.trim()).await;
            page.click("check").await;
            verdict(page, &["right"]).await;
            page.by("likely").await;
        }
        Question::Text(it) => {
            page.fill("answer", "I do not know").await;
            page.click("check").await;
            let Some(accept) = &it.accept else {
                verdict(page, &["none"]).await;
                page.by("truth").await;
                return;
            };
            verdict(page, &["wrong"]).await;
            page.click("retry").await;
            page.fill("answer", &accept.get(language)[0]).await;
            page.click("check").await;
            verdict(page, &["right"]).await;
        }
        Question::Do(it) => {
            act(page, &it.done, language).await;
            verdict(page, &["right"]).await;
        }
        Question::Label(it) => {
            for judged in 0..it.pairs.len() {
                page.click(if judged % 2 == 0 { "label-a" } else { "label-b" }).await;
                page.wait_says("label-count", &(judged + 1).to_string()).await;
            }
            verdict(page, &["none"]).await;
            page.by("reward-loss").await;
        }
        Question::Classify(it) => {
            page.click("show-recorded").await;
            let fits = it.cases.iter().filter(|case| {
                let label = it.label_of(case.recorded.get(language), language);
                label.is_some_and(|it| it.id == case.label)
            });
            page.wait_says("accuracy", &fits.count().to_string()).await;
            verdict(page, &["none"]).await;
        }
    }
}

async fn choose(page: &Page, options: &[usize]) {
    for at in options {
        page.click_nth("option", *at).await;
    }
}

/// Does on the page what a step asks for.
async fn act(page: &Page, done: &[Wanted], language: Language) {
    let has: Vec<_> = done
        .iter()
        .filter_map(
            |it| if let Wanted::TextHas(text) = it { Some(text.get(language).as_str()) } else { None },
        )
        .collect();
    let mut text = has.join(" ");
    for wanted in done {
        match wanted {
            Wanted::Encoding(name) => page.choose("encoding", name).await,
            Wanted::Model(name) => page.set("model", name).await,
            Wanted::Mode(mode) => {
                page.click(&format!("mode-{}", json!(mode).as_str().expect("a name"))).await
            }
            Wanted::View(view) => page.click(&format!("tab-{}", view.as_str())).await,
            Wanted::TemperatureAtLeast(it) | Wanted::TemperatureAtMost(it) => {
                page.set("temperature", &it.to_string()).await;
            }
            Wanted::MaxTokensAtMost(it) => page.set("max-tokens", &it.to_string()).await,
            Wanted::CountAtLeast(count) => text += &" whale".repeat(*count as usize),
            Wanted::RoomAtMost(_) => text += &" whale".repeat(4000),
            Wanted::RoomAtLeast(_) => only_the_last_message(page).await,
            Wanted::TextChanged(true) if text.is_empty() => text += "whale",
            Wanted::MessageOff(role) => switch(page, role.as_str(), false).await,
            Wanted::MessageOn(role) if has.is_empty() => switch(page, role.as_str(), true).await,
            _ => {}
        }
    }
    if text.is_empty() {
        return;
    }
    let chat = page.count("message-input").await > 0;
    if chat {
        // What must go, goes; what must be there, is put there.
        page.fill_nth("message-input", 0, text.trim()).await;
    } else {
        page.fill("text-input", text.trim()).await;
    }
}

/// Sees to it that a message of this role is on, or one is off.
async fn switch(page: &Page, role: &str, on: bool) {
    let index = page
        .js(
            "const [role, on] = arguments;
             const cards = Array.from(document.querySelectorAll('[data-testid=message]'))
               .map(card => [card.querySelector('[data-testid=message-role]').value === role,
                 card.querySelector('[data-testid=message-enabled]').checked]);
             return cards.some(([is, state]) => is && state === on) ? null
               : cards.findIndex(([is, state]) => is && state !== on)",
            vec![json!(role), json!(on)],
        )
        .await;
    if let Some(index) = index.as_u64() {
        page.click_nth("message-enabled", index as usize).await;
    }
}

/// Switches all messages off but the last.
async fn only_the_last_message(page: &Page) {
    for at in 0..page.count("message-enabled").await - 1 {
        page.click_nth("message-enabled", at).await;
    }
}

async fn walk(language: Language, which: impl Fn(&Lesson) -> bool) {
    browse(options(language), async |page| {
        for lesson in lessons().iter().filter(|it| which(it)) {
            open(page, lesson, 0, "", language).await;
            for (at, step) in lesson.steps.iter().enumerate() {
                is_at(page, step, language).await;
                println!("{} {} {:?}", lesson.id, step.id, language);
                if let Some(question) = &step.question {
                    assert_eq!(page.count("lesson-notice").await, 0, "the notice gives it away");
                    answer(page, question, language).await;
                }
                if step.notice.is_some() {
                    page.by("lesson-notice").await;
                }
                if at + 1 < lesson.steps.len() {
                    page.click("lesson-next").await;
                }
            }
            let questions = lesson.steps.iter().filter(|it| it.question.is_some()).count();
            page.reload().await;
            page.wait_says("step-title", lesson.steps.last().expect("steps").title.get(language)).await;
            page.wait_says("lesson-score", &questions.to_string()).await;
            page.click("lesson-list").await;
            let row =
                format!("document.querySelector('[data-lesson=\"{}\"]').dataset.complete === ''", lesson.id);
            page.wait_until(&row).await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_first_five_lessons_in_english() {
    walk(Language::En, |it| it.order <= 5).await;
}

#[tokio::test]
async fn the_last_five_lessons_in_english() {
    walk(Language::En, |it| it.order > 5).await;
}

#[tokio::test]
async fn the_first_five_lessons_in_chinese() {
    walk(Language::Zh, |it| it.order <= 5).await;
}

#[tokio::test]
async fn the_last_five_lessons_in_chinese() {
    walk(Language::Zh, |it| it.order > 5).await;
}

#[tokio::test]
async fn a_newcomer_finds_the_first_lesson_and_loses_nothing() {
    browse(Options { visited: false, ..Options::default() }, async |page| {
        page.open("").await;
        page.click("first-lesson").await;
        page.by("lesson-rail").await;
        let first = &lessons()[0];
        is_at(page, &first.steps[0], Language::En).await;
        // What stands on the page has nothing to do with the question.
        page.by("lesson-cover").await;
        assert!(!is_visible(page, ".result-pane").await);
        page.click("uncover").await;
        page.wait_count("lesson-cover", 0).await;
        assert!(is_visible(page, ".result-pane").await);
        page.fill("answer", "six").await;
        page.wait_until("document.querySelector('[data-testid=answer]').ariaInvalid === 'true'").await;
        page.click("reveal").await;
        verdict(page, &["none"]).await;
        page.wait_number("token-count", 6).await;
        page.click("lesson-close").await;
        page.wait_count("lesson-rail", 0).await;
    })
    .await;
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.fill("text-input", "my own words").await;
        let lessons = lessons();
        let lesson = &lessons[0];
        let at = lesson.steps.iter().position(|it| it.id == "typos").expect("a step with a text");
        page.js(&format!("location.hash = '#lesson={}/{}'", lesson.id, at + 1), vec![]).await;
        is_at(page, &lesson.steps[at], Language::En).await;
        let demo = lesson.steps[at].demo.as_ref().and_then(|it| it.text.as_ref()).expect("a text");
        page.wait_until(&format!(
            "document.querySelector('[data-testid=text-input]').value === {}",
            json!(demo.get(Language::En))
        ))
        .await;
        // What is changed in a step is there when one comes back to it.
        page.fill("text-input", "changed here").await;
        page.click("lesson-previous").await;
        is_at(page, &lesson.steps[at - 1], Language::En).await;
        page.wait_until("document.querySelector('[data-testid=text-input]').value !== 'changed here'").await;
        page.click("lesson-next").await;
        is_at(page, &lesson.steps[at], Language::En).await;
        page.wait_until("document.querySelector('[data-testid=text-input]').value === 'changed here'").await;
        page.click("demo-again").await;
        page.wait_until("document.querySelector('[data-testid=text-input]').value !== 'changed here'").await;
        // And one's own draft comes back.
        page.click("bring-back").await;
        page.wait_until("document.querySelector('[data-testid=text-input]').value === 'my own words'").await;
    })
    .await;
}

async fn is_visible(page: &Page, selector: &str) -> bool {
    let seen =
        page.js("return document.querySelector(arguments[0]).checkVisibility()", vec![json!(selector)]).await;
    seen == json!(true)
}

#[tokio::test]
async fn a_step_says_what_it_still_waits_for() {
    browse(Options::default(), async |page| {
        let lessons = lessons();
        let lesson = &lessons[0];
        let at = lesson.steps.iter().position(|it| it.id == "typos").expect("a step with a text");
        open(page, lesson, at, "", Language::En).await;
        page.wait_count("wanted", 6).await;
        let done =
            "Array.from(document.querySelectorAll('[data-testid=wanted]'), it => 'done' in it.dataset)";
        let is = |all: [bool; 6]| format!("JSON.stringify({done}) === '{}'", json!(all));
        page.fill("text-input", "I will definitely recieve it tomorrow because it is wednesday").await;
        page.wait_until(&is([true, false, true, true, true, false])).await;
        page.wait_says("wanted", "definitely").await;
        page.fill("text-input", "I will definitely receive it tomorrow because it is wednesday").await;
        page.wait_until(&is([true, true, true, true, true, false])).await;
        page.fill("text-input", "I will definitely receive it tomorrow because it is Wednesday").await;
        verdict(page, &["right"]).await;
        // The reason is in sight.
        page.wait_until(
            "(({ bottom }) => bottom <= document.querySelector('.lesson-rail').getBoundingClientRect().bottom)
             (document.querySelector('[data-testid=lesson-notice]').getBoundingClientRect())",
        )
        .await;
        page.click("lesson-next").await;
        page.wait_until("document.querySelector('.lesson-rail .pane-scroll').scrollTop === 0").await;

        // On a phone there is a way to the page and back.
        page.resize(390, 844).await;
        open(page, lesson, 1, "", Language::En).await;
        page.click("to-page").await;
        page.wait_until("scrollY > 800").await;
        page.click("to-lesson").await;
        page.wait_until("document.querySelector('.lesson-rail').getBoundingClientRect().top >= 0").await;
    })
    .await;
}

#[tokio::test]
async fn a_link_for_a_class_keeps_the_answers() {
    browse(Options::default(), async |page| {
        let lessons = lessons();
        let lesson = &lessons[0];
        open(page, lesson, 0, "&answers=hidden", Language::En).await;
        assert_eq!(page.count("reveal").await, 0);
        page.fill("answer", "6").await;
        page.click("check").await;
        verdict(page, &["none"]).await;
        let said = page.text("verdict").await;
        assert!(!said.contains('6'), "{said}");
        assert_eq!(page.count("lesson-notice").await, 0);
        assert_eq!(page.text("lesson-score").await, "");
        assert_eq!(page.count("worksheet-answers").await, 0);
        // A reload and another step do not tell either.
        page.reload().await;
        is_at(page, &lesson.steps[0], Language::En).await;
        assert_eq!(page.count("reveal").await, 0);
        assert_eq!(page.js("return location.hash", vec![]).await, json!(""));
        // A link to a lesson that is not there says so.
        page.open("#lesson=no-such-lesson/1").await;
        page.by("lesson-failed").await;
        page.forgive().await;
    })
    .await;
}

#[tokio::test]
async fn links_report_and_worksheet() {
    browse(Options::default(), async |page| {
        let lessons = lessons();
        let lesson = &lessons[0];
        let question = lesson.steps[0].question.as_ref().expect("a question");
        // The clipboard asks for a permission that a test has not got.
        page.before_load(
            "window.copied = []; if (navigator.clipboard) navigator.clipboard.writeText = text => { copied.push(text); return Promise.resolve(); }",
        )
        .await;
        open(page, lesson, 0, "", Language::En).await;
        answer(page, question, Language::En).await;
        page.click("lesson-menu").await;
        page.click("copy-link").await;
        page.wait_says("lesson-copied", "copied").await;
        page.click("copy-class-link").await;
        page.wait_until("copied.length === 2").await;
        page.click("copy-report").await;
        page.wait_until("copied.length === 3").await;
        let copied = page.js("return copied", vec![]).await;
        let text = |at: usize| copied[at].as_str().unwrap_or_default().to_owned();
        assert!(text(0).ends_with("#lesson=tokens/1"), "{}", text(0));
        assert!(text(1).ends_with("#lesson=tokens/1&answers=hidden"), "{}", text(1));
        let report = text(2);
        for part in ["# Lesson 1", "## 1. ", "My answer: 6", "Right."] {
            assert!(report.contains(part), "{part} is not in\n{report}");
        }
        assert!(!report.contains("[["), "{report}");
        // On paper there is the worksheet and nothing else.
        page.cdp("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        let shown = |selector: &str| format!("getComputedStyle(document.querySelector('{selector}')).display !== 'none'");
        page.wait_until(&shown(".worksheet")).await;
        page.wait_until(&format!("!({})", shown(".app"))).await;
        page.wait_until("document.querySelectorAll('.worksheet-steps > li').length > 4").await;
        page.by("worksheet-answers").await;
        page.cdp("Emulation.setEmulatedMedia", json!({ "media": "" })).await;
        page.press("Escape", 27).await;
        // Starting over forgets.
        page.click("lesson-menu").await;
        page.click("start-over").await;
        page.press("Escape", 27).await;
        page.wait_count("verdict", 0).await;
        page.wait_says("lesson-score", "0 of").await;
    })
    .await;
}

#[tokio::test]
async fn keys_terms_and_the_projector() {
    browse(Options::default(), async |page| {
        let lessons = lessons();
        let lesson = &lessons[0];
        open(page, lesson, 0, "", Language::En).await;
        page.press("ArrowRight", 39).await;
        is_at(page, &lesson.steps[1], Language::En).await;
        page.press("PageDown", 34).await;
        is_at(page, &lesson.steps[2], Language::En).await;
        page.press("ArrowLeft", 37).await;
        is_at(page, &lesson.steps[1], Language::En).await;
        // Not while somebody types.
        page.js("document.querySelector('[data-testid=answer]').focus()", vec![]).await;
        page.press("ArrowRight", 39).await;
        is_at(page, &lesson.steps[1], Language::En).await;
        page.click("term").await;
        page.by("glossary-term").await;
        assert_eq!(page.count("glossary-term").await, 1);
        page.click("glossary-all").await;
        page.wait_until("document.querySelectorAll('[data-testid=glossary-term]').length > 10").await;
        page.press("Escape", 27).await;
        page.click("lesson-menu").await;
        page.click("projector").await;
        page.wait_until("document.documentElement.dataset.scale === 'projector'").await;
        // The page speaks Chinese, and so does a demo that nobody touched.
        page.press("Escape", 27).await;
        page.click("language").await;
        is_at(page, &lesson.steps[1], Language::Zh).await;
    })
    .await;
}

#[tokio::test]
async fn where_nothing_is_kept_the_page_says_so() {
    browse(Options::default(), async |page| {
        page.before_load(
            "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }",
        )
        .await;
        open(page, &lessons()[0], 0, "", Language::En).await;
        page.by("lesson-unkept").await;
    })
    .await;
}

async fn look(options: Options, name: &str, language: Language) {
    browse(options, async |page| {
        for lesson in &lessons() {
            for (width, height) in [(1280, 800), (390, 844)] {
                page.resize(width, height).await;
                open(page, lesson, 0, "", language).await;
                axe::check(page, &format!("lesson {} at {width} pixels", lesson.id)).await;
            }
            page.resize(1280, 800).await;
            if lesson.steps[0].question.is_some() && page.count("reveal").await > 0 {
                page.click("reveal").await;
                page.by("verdict").await;
                axe::check(page, &format!("lesson {}, answered", lesson.id)).await;
            }
            page.check_no_overflow(&lesson.id).await;
        }
        page.resize(1280, 800).await;
        page.open("#lesson").await;
        page.by("lesson-entry").await;
        axe::check(page, "the list of lessons").await;
        page.click("glossary-open").await;
        page.by("glossary-term").await;
        axe::check(page, "the glossary").await;
        page.screenshot(&format!("lessons-{name}")).await;
    })
    .await;
}

#[tokio::test]
async fn lessons_are_accessible_in_english_by_day() {
    look(Options::default(), "en-light", Language::En).await;
}

#[tokio::test]
async fn lessons_are_accessible_in_english_by_night() {
    look(Options { dark: true, ..Options::default() }, "en-dark", Language::En).await;
}

#[tokio::test]
async fn lessons_are_accessible_in_chinese_by_day() {
    look(Options::chinese(), "zh-light", Language::Zh).await;
}

#[tokio::test]
async fn lessons_are_accessible_in_chinese_by_night() {
    look(Options { dark: true, ..Options::chinese() }, "zh-dark", Language::Zh).await;
}
