//! The classic demos: one click loads each, and sends nothing.

use lollipop_e2e::{Options, Page, browse, seeds::seeds};
use serde_json::json;

/// A demo and its prompt, in English and in Chinese.
type Classic = (&'static str, &'static [&'static str], &'static [&'static str]);

const POEM: &[&str] =
    &["你是一个助理, 并以 Seuss 苏斯博士的风格作出回答。", "就快乐的小鲸鱼为主题给我写一首短诗"];
const POEM_EN: &[&str] = &[
    "You are an assistant who responds in the style of Dr. Seuss.",
    "Write me a short poem about a happy little whale",
];
const REVERSE: &str = "Take the letters in lollipop and reverse them";

const CLASSICS: [Classic; 9] = [
    ("capital", &["中国的首都是哪里?"], &["中国的首都是哪里?"]),
    ("reverse_lollipop", &[REVERSE], &[REVERSE]),
    (
        "reverse_dashes",
        &["Take the letters in l-o-l-l-i-p-o-p and reverse them"],
        &["Take the letters in l-o-l-l-i-p-o-p and reverse them"],
    ),
    ("whale_poem", POEM, POEM),
    ("whale_poem_en", POEM_EN, POEM_EN),
    (
        "one_sentence",
        &["All of your responses must be one sentence long.", "Write me a story about a happy little whale"],
        &["你的所有答复都要只有一句话。", "写一个关于快乐的小鲸鱼的故事"],
    ),
    (
        "seuss_one_sentence",
        &[
            "You are an assistant who responds in the style of Dr. Seuss. All of your responses must be one sentence long.",
            "Write me a story about a happy little whale",
        ],
        &[
            "你是一个助理, 并以 Seuss 苏斯博士的风格作出回答。你的所有答复都要只有一句话。",
            "写一个关于快乐的小鲸鱼的故事",
        ],
    ),
    ("learning", &["Learning new things is fun!"], &["Learning new things is fun!"]),
    ("prompting", &["Prompting as powerful developer tool"], &["Prompting as powerful developer tool"]),
];

/// Waits until the prompt is this, whatever the mode.
async fn wait_prompt(page: &Page, expected: &[&str]) {
    page.wait_until(&format!(
        "JSON.stringify(Array.from(
            document.querySelectorAll('[data-testid=text-input], [data-testid=message-input]'),
            field => field.value)) === JSON.stringify({})",
        json!(expected)
    ))
    .await;
}

async fn check_classics(options: Options, prompt: fn(&Classic) -> &'static [&'static str]) {
    browse(options, async |page| {
        page.open_in("chat").await;
        for classic in &CLASSICS {
            page.load_demo(classic.0).await;
            wait_prompt(page, prompt(classic)).await;
            assert_eq!(page.count("stop").await, 0, "{} runs by itself", classic.0);
        }
        page.wait_until(
            "performance.getEntriesByType('resource').every(it => it.name.startsWith(location.origin))",
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn classics_in_english() {
    check_classics(Options::default(), |classic| classic.1).await;
}

#[tokio::test]
async fn classics_in_chinese() {
    check_classics(Options::chinese(), |classic| classic.2).await;
}

#[tokio::test]
async fn the_poem_is_counted() {
    browse(Options::chinese(), async |page| {
        page.open("").await;
        page.load_demo("whale_poem").await;
        page.wait_number("prompt-tokens", 67).await;
        assert_eq!(page.value("model").await, "gpt-3.5-turbo-0613");
        assert_eq!(page.value("max-tokens").await, "500");
    })
    .await;
}

#[tokio::test]
async fn the_word_falls_into_three_pieces() {
    let seed = seeds("r50k_base").into_iter().find(|seed| seed.text == REVERSE).unwrap();
    browse(Options::default(), async |page| {
        page.open("").await;
        page.load_demo("reverse_lollipop").await;
        page.wait_vocabulary("r50k_base").await;
        page.wait_number("token-count", seed.ids.len() as u64).await;
        page.wait_count("token", seed.ids.len()).await;
        assert_eq!(page.attributes("token", "data-id").await, seed.ids);
    })
    .await;
}

#[tokio::test]
async fn a_first_visit_can_begin_with_a_demo() {
    browse(Options { visited: false, ..Options::default() }, async |page| {
        page.open("").await;
        page.wait_until("document.querySelector('.first')").await;
        page.load_demo("whale_poem_en").await;
        wait_prompt(page, POEM_EN).await;
        page.by("send").await;
    })
    .await;
}
