//! What stands on the page before the app has arrived: the words of the first
//! page, in both languages, put into the built `index.html`.
//!
//! `public/early.js` has told the document its language and whether this is a
//! first visit by then; the style sheet shows the part that fits.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{root, site};

/// Where in `index.html` the shell goes.
const PLACE: &str = "<!--shell-->";

/// The languages: the file in `locales/`, and the tag for the markup.
const LANGUAGES: [(&str, &str); 2] = [("en", "en"), ("zh", "zh-Hans")];

/// Puts the shell into the built page.
pub fn fill() -> Result<()> {
    let path = site::folder().join("index.html");
    let page = fs::read_to_string(&path).context("dist/index.html is not there")?;
    let mut mains = String::new();
    for (name, tag) in LANGUAGES {
        let file = root().join("locales").join(name).with_extension("json");
        let words: Value = serde_json::from_str(&fs::read_to_string(file)?)?;
        mains += &main(tag, &words).with_context(|| format!("locales/{name}.json lacks the first page"))?;
    }
    fs::write(path, page.replace(PLACE, &shell(&mains)))?;
    Ok(())
}

fn shell(mains: &str) -> String {
    format!(
        r#"<div class="app shell" data-stage="first"><header class="app-header"><span class="brand"><svg class="brand-mark" viewBox="0 0 26 26" aria-hidden="true"></svg>Lollipop</span></header>{mains}</div>"#
    )
}

fn main(tag: &str, words: &Value) -> Option<String> {
    let first = |key: &str| words.get("first")?.get(key)?.as_str().map(escaped);
    Some(
        format!(
            r#"<main class="first" lang="{tag}"><div class="section"><h1 class="first-title">{}</h1><p class="first-lead">{}</p><p class="first-failed notice" data-verdict="bad" hidden>{}</p><noscript><p class="notice" data-verdict="bad">{}</p></noscript></div><div class="first-ask"><div class="prompt-field" data-size="large"><p class="prompt-input">{}</p></div></div></main>"#,
            first("title")?,
            first("lead")?,
            first("failed")?,
            first("noscript")?,
            first("sample")?,
        ) + &format!(
            r#"<p class="framed" lang="{tag}"><a href="./" target="_blank" rel="noopener">{}</a></p>"#,
            words.get("offline")?.get("framed")?.as_str().map(escaped)?,
        ),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{main, shell};

    #[test]
    fn the_words_are_the_locales_own_and_never_markup() {
        let words = json!({"first": {"title": "a < b", "lead": "c & d", "failed": "f", "noscript": "g", "sample": "e"}, "offline": {"framed": "h"}});
        let page = shell(&main("en", &words).unwrap_or_default());
        assert!(page.contains("<h1 class=\"first-title\">a &lt; b</h1>"), "{page}");
        assert!(page.contains("c &amp; d</p>"), "{page}");
        assert_eq!(main("en", &json!({"first": {"title": "a"}})), None);
    }
}
