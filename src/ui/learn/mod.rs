//! The lessons: a rail beside the page that drives it, their terms, and what of
//! them is printed.

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

pub use glossary::GlossaryDialog;
pub use rail::LessonRail;
pub use worksheet::Worksheet;
