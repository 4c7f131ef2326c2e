//! What a view needs to know to draw the tokens of a text.
//!
//! Pure functions over a text and its tokens. Where both are a window of a
//! longer text, offsets are relative to the window: its tokens tile it, and the
//! first begins at 0. Tokens that do not tile the text give a poor drawing,
//! never a panic.
//!
//! People see grapheme clusters (a letter with its accents, a family of emoji)
//! where tokens see bytes; nothing here ever cuts a cluster. The clusters are
//! those of UAX #29, extended.

mod bands;
mod figures;
mod groups;
mod paint;

pub use bands::{bands, excerpt};
pub use figures::{TextFigures, figures, han_tokens};
pub use groups::{Group, cut_at_most, groups};
pub use paint::{PaintRun, paint};

/// Tokens that end at the given bytes, for tests.
#[cfg(test)]
fn cut_tokens(ends: &[u32]) -> Vec<crate::Token> {
    let starts = [0].into_iter().chain(ends.iter().copied());
    starts.zip(ends).map(|(start, &end)| crate::Token { id: 0, start, end }).collect()
}
