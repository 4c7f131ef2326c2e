//! The same text in several encodings.

mod bands;
mod chooser;
mod price;
mod section;
mod sums;

pub use section::SideBySide;

/// A ratio as it is shown: two places.
fn shown(ratio: Option<f64>) -> String {
    ratio.map_or_else(|| "–".to_owned(), |it| format!("{it:.2}"))
}
