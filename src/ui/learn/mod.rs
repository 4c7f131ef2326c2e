//! The lessons: a rail beside the page that drives it, their terms, and what of
//! them is printed.

mod cover;
mod glossary;
mod list;
mod menu;
mod nav;
mod pipeline;
mod prose;
mod question;
mod rail;
mod step;
mod worksheet;

use leptos::prelude::*;

use self::{
    cover::{Back, Cover},
    glossary::GlossaryDialog,
    rail::LessonRail,
    worksheet::Worksheet,
};
use crate::part_view;

part_view! {
    /// The rail.
    pub LESSONS = lesson_rail in learn: view! { <LessonRail/> }
}

part_view! {
    /// What stands in the place of the page while a person guesses.
    pub COVER = lesson_cover in learn: view! { <Cover/> }
}

part_view! {
    /// The way from the page to the rail above it.
    pub BACK = lesson_back in learn: view! { <Back/> }
}

part_view! {
    /// What is beside the page: the terms, and what is printed.
    pub SHEETS = lesson_sheets in learn: view! { <GlossaryDialog/> <Worksheet/> }
}
