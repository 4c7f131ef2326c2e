//! What is wrong with a lesson, and where.

use std::{fmt, ops::Range};

use lollipop_core::lesson::Language;

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The step, as `step 3 (guess)`; empty where it is none.
    pub step: String,
    /// The key; empty where it is none.
    pub key: String,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "lessons/{}", self.file)?;
        for part in [&self.step, &self.key].into_iter().filter(|it| !it.is_empty()) {
            write!(to, ", {part}")?;
        }
        write!(to, ": {}", self.what)
    }
}

impl Fault {
    /// A file that cannot be read.
    pub(crate) fn file(file: &str, error: &dyn fmt::Display) -> Self {
        Self { file: file.to_owned(), step: String::new(), key: String::new(), what: error.to_string() }
    }

    /// A file that is no TOML, or not that of a lesson.
    pub(crate) fn of_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let Range { start, end } = error.span().unwrap_or_default();
        let before = text.get(..start).unwrap_or_default();
        let step = before.matches("[[steps]]").count().max(usize::from(
            text.get(start..end.min(start + 9)).is_some_and(|it| it.starts_with("[[steps]]")),
        ));
        let line = before.matches('\n').count();
        let key = text.lines().nth(line).unwrap_or_default().trim();
        let key: String = key.chars().take(60).collect();
        Self {
            file: file.to_owned(),
            step: if step == 0 { String::new() } else { format!("step {step}") },
            key: format!("line {} `{key}`", line + 1),
            what: error.message().to_owned(),
        }
    }
}

/// Gathers faults of one place.
pub(crate) struct Place<'a> {
    pub file: &'a str,
    pub step: String,
    pub faults: &'a mut Vec<Fault>,
}

impl Place<'_> {
    /// Notes a fault.
    pub fn fault(&mut self, key: impl Into<String>, what: impl Into<String>) {
        self.faults.push(Fault {
            file: self.file.to_owned(),
            step: self.step.clone(),
            key: key.into(),
            what: what.into(),
        });
    }

    /// Notes a fault unless it is so.
    pub fn ensure(&mut self, is_so: bool, key: &str, what: impl FnOnce() -> String) {
        if !is_so {
            self.fault(key, what());
        }
    }

    /// Notes a fault of one language unless it is so.
    pub fn ensure_in(&mut self, language: Language, is_so: bool, key: &str, what: impl FnOnce() -> String) {
        self.ensure(is_so, &format!("{key}.{}", language.key()), what);
    }
}
