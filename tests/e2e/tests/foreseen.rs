//! The count of a key that was foreseen stands on the page before the worker has
//! answered.

use lollipop_e2e::{Options, Page, browse};

/// Types a key as the browser does, and says what the count is while no message
/// of the worker can have been heard yet: before and after.
async fn type_key(page: &Page, start: usize, deleted: usize, key: &str) -> (u64, u64) {
    let script = format!(
        "(async () => {{
           const field = document.querySelector('[data-testid=text-input]');
           const count = () => Number(document.querySelector('[data-testid=token-count]').textContent.replaceAll(',', ''));
           const before = count();
           field.setRangeText({key:?}, {start}, {start} + {deleted}, 'end');
           field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));
           for (let i = 0; i < 100; i++) await null;
           return [before, count()];
         }})()"
    );
    let counts = page.settled(&script).await;
    let count = |at: usize| counts[at].as_u64().unwrap_or_else(|| panic!("{counts}"));
    (count(0), count(1))
}

/// Types and takes back until the count of `key` was there at once. How soon the
/// worker has foreseen it is not ours to say.
async fn until_foreseen(page: &Page, text: &str, at: usize, key: &str, counts: [u64; 2]) {
    for _ in 0..200 {
        let (before, after) = type_key(page, at, 0, key).await;
        assert!([before, after].iter().all(|it| counts.contains(it)), "{before}, {after} for {key:?}");
        page.wait_number("token-count", counts[1]).await;
        let (_, again) = type_key(page, at, key.encode_utf16().count(), "").await;
        page.wait_number("token-count", counts[0]).await;
        assert_eq!(page.value("text-input").await, text);
        if (before, after, again) == (counts[0], counts[1], counts[0]) {
            return;
        }
    }
    panic!("{key:?} at {at} was never foreseen");
}

#[tokio::test]
async fn the_count_of_a_key_comes_with_the_key() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.choose("encoding", "cl100k_base").await;
        page.wait_vocabulary("cl100k_base").await;
        // "tok", "e" and "toke", "n" are two tokens each; "token" is one.
        for (text, at, key, counts) in [
            ("say toke", 8, "n", [3, 2]),
            ("7!7!", 4, "7", [4, 5]),
            ("你好，世界", 5, "。", [6, 7]),
            ("one two", 3, "\n", [2, 3]),
        ] {
            page.fill("text-input", text).await;
            page.wait_number("token-count", counts[0]).await;
            until_foreseen(page, text, at, key, counts).await;
        }
    })
    .await;
}

/// What was foreseen under one encoding is not shown under another.
#[tokio::test]
async fn another_encoding_is_foreseen_anew() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        for (encoding, counts) in [("cl100k_base", [6, 7]), ("o200k_base", [3, 4])] {
            page.choose("encoding", encoding).await;
            page.wait_vocabulary(encoding).await;
            page.fill("text-input", "你好，世界").await;
            page.wait_number("token-count", counts[0]).await;
            until_foreseen(page, "你好，世界", 5, "!", counts).await;
        }
    })
    .await;
}
