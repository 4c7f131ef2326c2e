//! What the embedded page says; generated from `locales/` by build.rs.

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The words for the first of these languages that we speak, English if there
/// is none, and the tag of the language.
pub fn of_languages(languages: impl IntoIterator<Item = String>) -> (&'static Words, &'static str) {
    let spoken = languages.into_iter().find_map(|tag| match tag.split(['-', '_']).next() {
        Some("zh") => Some((&ZH, "zh-Hans")),
        Some("en") => Some((&EN, "en")),
        _ => None,
    });
    spoken.unwrap_or((&EN, "en"))
}

#[cfg(test)]
mod tests {
    use super::of_languages;

    #[track_caller]
    fn check(languages: &[&str], tag: &str) {
        assert_eq!(of_languages(languages.iter().map(|it| (*it).to_owned())).1, tag, "{languages:?}");
    }

    #[test]
    fn the_first_that_we_speak() {
        check(&["zh-CN", "en"], "zh-Hans");
        check(&["fr-FR", "en-GB", "zh"], "en");
        check(&["fr"], "en");
        check(&[], "en");
    }
}
