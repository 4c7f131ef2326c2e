//! The lessons as the site has them: read from `lessons/`, checked, and written
//! as JSON.
//!
//! Every fault names the file, the step and the key. This package is for the
//! chores and the tests; none of it is part of the site.

mod fault;
mod form;
mod picture;
mod truth;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use lollipop_core::lesson::{Glossary, Lesson, LessonEntry, LessonIndex, Pipeline};
use serde::de::DeserializeOwned;

pub use fault::Fault;
pub use truth::{Tokenizers, check_truth};

/// The file of the stages.
const PIPELINE: &str = "pipeline.toml";
/// The file of the terms.
const GLOSSARY: &str = "glossary.toml";

/// Everything in the folder of the lessons.
#[derive(Clone, Debug, Default)]
pub struct Lessons {
    /// In the order of the path, each with its file's name.
    pub lessons: Vec<(String, Lesson)>,
    /// What the terms mean.
    pub glossary: Glossary,
    /// How a chat model is made.
    pub pipeline: Pipeline,
}

impl Lessons {
    /// Reads a folder and checks everything that needs no tokenizer.
    ///
    /// # Errors
    /// Every fault that was found.
    pub fn read(folder: &Path) -> std::result::Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut found = Self::default();
        for name in names(folder).map_err(|error| vec![Fault::file(&folder.to_string_lossy(), &error)])? {
            let text = match fs::read_to_string(folder.join(&name)) {
                Ok(text) => text,
                Err(error) => {
                    faults.push(Fault::file(&name, &error));
                    continue;
                }
            };
            if name == GLOSSARY {
                found.glossary = parsed(&name, &text, &mut faults).unwrap_or_default();
            } else if name == PIPELINE {
                found.pipeline = parsed(&name, &text, &mut faults).unwrap_or_default();
            } else if let Some(lesson) = parsed(&name, &text, &mut faults) {
                found.lessons.push((name, lesson));
            }
        }
        for (name, lesson) in &mut found.lessons {
            picture::put_in(name, lesson, &folder.join("pictures"), &mut faults);
        }
        found.lessons.sort_by_key(|(_, lesson)| lesson.order);
        form::check(&found, &mut faults);
        if faults.is_empty() { Ok(found) } else { Err(faults) }
    }

    /// What the page reads first.
    #[must_use]
    pub fn index(&self) -> LessonIndex {
        LessonIndex {
            lessons: self.lessons.iter().map(|(_, lesson)| LessonEntry::of(lesson)).collect(),
            glossary: self.glossary.clone(),
        }
    }

    /// Writes `index.json`, `pipeline.json` and a file for each lesson.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn write(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let put = |name: String, json: String| {
            let path = folder.join(name);
            fs::write(&path, json).with_context(|| format!("cannot write {}", path.display()))
        };
        put("index.json".to_owned(), serde_json::to_string(&self.index())?)?;
        put("pipeline.json".to_owned(), serde_json::to_string(&self.pipeline)?)?;
        for (_, lesson) in &self.lessons {
            put(format!("{}.json", lesson.id), serde_json::to_string(lesson)?)?;
        }
        Ok(())
    }
}

/// The names of the TOML files, sorted.
fn names(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if Path::new(&name).extension().is_some_and(|it| it == "toml") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn parsed<T: DeserializeOwned>(file: &str, text: &str, faults: &mut Vec<Fault>) -> Option<T> {
    toml::from_str(text).map_err(|error| faults.push(Fault::of_toml(file, text, &error))).ok()
}

/// The folder of the lessons in this workspace.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lessons")
}
