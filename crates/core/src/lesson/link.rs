//! A link to a step: `#lesson=tokens/3`, and for a class
//! `#lesson=tokens/3&answers=hidden`.

/// What a link opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonLink {
    /// The lesson's id; empty for the list of lessons.
    pub lesson: String,
    /// The step, from 1.
    pub step: u32,
    /// The page keeps the answers to itself.
    pub answers_hidden: bool,
}

impl LessonLink {
    /// Reads a fragment, with or without its `#`. `None`: it is not such a
    /// link. A step that is no number is the first.
    #[must_use]
    pub fn read(fragment: &str) -> Option<Self> {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        let mut parts = fragment.split('&');
        let place = parts.next()?.strip_prefix("lesson")?;
        let place = if place.is_empty() { "" } else { place.strip_prefix('=')? };
        let (lesson, step) = place.split_once('/').unwrap_or((place, "1"));
        if !is_id(lesson) && !lesson.is_empty() {
            return None;
        }
        Some(Self {
            lesson: lesson.to_owned(),
            step: step.parse().unwrap_or(1).max(1),
            answers_hidden: parts.any(|it| it == "answers=hidden"),
        })
    }

    /// The fragment, without `#`.
    #[must_use]
    pub fn write(&self) -> String {
        let hidden = if self.answers_hidden { "&answers=hidden" } else { "" };
        format!("lesson={}/{}{hidden}", self.lesson, self.step)
    }
}

/// Whether this can be the id of a lesson, a step or a term: lower case
/// letters, digits and hyphens.
#[must_use]
pub fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-')
}

#[cfg(test)]
mod tests {
    use super::LessonLink;

    #[track_caller]
    fn check(fragment: &str, expected: Option<(&str, u32, bool)>) {
        let link = LessonLink::read(fragment);
        let link = link.as_ref().map(|it| (it.lesson.as_str(), it.step, it.answers_hidden));
        assert_eq!(link, expected, "{fragment}");
    }

    #[test]
    fn links_are_read() {
        check("#lesson=tokens/3", Some(("tokens", 3, false)));
        check("lesson=tokens", Some(("tokens", 1, false)));
        check("#lesson=tokens/3&answers=hidden", Some(("tokens", 3, true)));
        check("#lesson=tokens/0", Some(("tokens", 1, false)));
        check("#lesson=tokens/many&x=y", Some(("tokens", 1, false)));
        check("#lesson", Some(("", 1, false)));
        check("#lesson=", Some(("", 1, false)));
        for other in
            ["", "#", "#2.abc", "#lessons=tokens", "#lesson=<b>/1", "#load=https://a", "#lesson=../x"]
        {
            check(other, None);
        }
    }

    #[test]
    fn a_link_comes_back() {
        let link = LessonLink { lesson: "tokens".to_owned(), step: 3, answers_hidden: true };
        assert_eq!(link.write(), "lesson=tokens/3&answers=hidden");
        assert_eq!(LessonLink::read(&link.write()), Some(link));
    }
}
