//! Finding demos: words, tags, order.

use std::collections::BTreeMap;

use super::Entry;

/// The most tags of one demo.
const MAX_TAGS: usize = 20;
/// The longest tag, in characters.
const MAX_TAG_CHARS: usize = 40;

/// The demos that `query` and `tag` leave, in the order of a list: pinned ones
/// first, then the last changed.
///
/// Every word of the query must occur in title, tags or texts, whatever its
/// case. Cost: the size of all texts, unless the query is empty.
pub fn arrange<'a, E: AsRef<Entry>>(entries: &'a [E], query: &str, tag: Option<&str>) -> Vec<&'a E> {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let fits =
        |entry: &Entry| tag.is_none_or(|tag| entry.tags.iter().any(|it| it == tag)) && has(entry, &words);
    let mut found: Vec<&E> = entries.iter().filter(|it| fits((*it).as_ref())).collect();
    found.sort_by(|a, b| {
        let (a, b) = (a.as_ref(), b.as_ref());
        b.pinned.cmp(&a.pinned).then(b.updated_ms.cmp(&a.updated_ms)).then_with(|| a.id.cmp(&b.id))
    });
    found
}

fn has(entry: &Entry, words: &[&str]) -> bool {
    if words.is_empty() {
        return true;
    }
    let demo = &entry.demo;
    let texts = demo.messages.iter().map(|it| &it.content);
    let all = [&demo.title, &demo.text, &demo.model].into_iter().chain(&entry.tags).chain(texts);
    let all: Vec<String> = all.map(|it| it.to_lowercase()).collect();
    words.iter().all(|word| all.iter().any(|text| text.contains(word)))
}

/// Every tag of the library with the number of demos that have it, in
/// alphabetical order.
pub fn tags_of<E: AsRef<Entry>>(entries: &[E]) -> Vec<(String, usize)> {
    let mut counts = BTreeMap::new();
    for tag in entries.iter().flat_map(|it| &it.as_ref().tags) {
        *counts.entry(tag.clone()).or_insert(0) += 1;
    }
    counts.into_iter().collect()
}

/// The tags that a person typed, between commas of either language.
#[must_use]
pub fn read_tags(typed: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in typed.split([',', '，', '、', ';', '；', '\n']) {
        let tag = tag.trim().trim_start_matches('#').trim_start();
        let tag: String = tag.chars().take(MAX_TAG_CHARS).collect();
        if !tag.is_empty() && !tags.contains(&tag) && tags.len() < MAX_TAGS {
            tags.push(tag);
        }
    }
    tags
}

impl AsRef<Self> for Entry {
    fn as_ref(&self) -> &Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        chat::{Message, Role},
        demo::Demo,
        library::EntryId,
    };

    fn entry(title: &str, text: &str, tags: &str, updated_ms: u64) -> Entry {
        let messages = vec![Message::new(Role::User, text)];
        let demo = Demo { title: title.to_owned(), messages, ..Demo::default() };
        Entry::new(EntryId::from_key(title), demo, read_tags(tags), updated_ms)
    }

    fn shelf() -> [Entry; 4] {
        let mut pinned = entry("Old pinned", "nothing", "", 1);
        pinned.pinned = true;
        [
            entry("Whale poem", "Write about a Whale", "poem, Animals", 3),
            pinned,
            entry("小鲸鱼", "就快乐的小鲸鱼为主题给我写一首短诗", "诗", 5),
            entry("Capital", "中国的首都是哪里?", "poem", 4),
        ]
    }

    #[track_caller]
    fn check(query: &str, tag: Option<&str>, expected: &[&str]) {
        let shelf = shelf();
        let found: Vec<_> =
            arrange(&shelf, query, tag).into_iter().map(|it| it.demo.title.as_str()).collect();
        assert_eq!(found, expected, "{query:?} {tag:?}");
    }

    #[test]
    fn pinned_first_then_the_last_changed() {
        check("", None, &["Old pinned", "小鲸鱼", "Capital", "Whale poem"]);
    }

    #[test]
    fn words_are_found_in_title_tags_and_text_of_any_language() {
        check("WHALE", None, &["Whale poem"]);
        check("write animals", None, &["Whale poem"]);
        check("短诗", None, &["小鲸鱼"]);
        check("首都", None, &["Capital"]);
        check("whale capital", None, &[]);
    }

    #[test]
    fn a_tag_filters_exactly() {
        check("", Some("poem"), &["Capital", "Whale poem"]);
        check("whale", Some("poem"), &["Whale poem"]);
        check("", Some("Poem"), &[]);
        let counts = vec![("Animals".to_owned(), 1), ("poem".to_owned(), 2), ("诗".to_owned(), 1)];
        assert_eq!(tags_of(&shelf()), counts);
    }

    #[test]
    fn typed_tags_are_read_in_both_languages() {
        assert_eq!(read_tags(" #诗，动物、 a b ;诗,,"), ["诗", "动物", "a b"]);
        assert_eq!(read_tags(&"x".repeat(90))[0].len(), MAX_TAG_CHARS);
        let many: String = (0..50).map(|it| format!("{it},")).collect();
        assert_eq!(read_tags(&many).len(), MAX_TAGS);
    }
}
