//! The pattern of Qwen 2, 2.5 and 3: that of Llama 3 with `\p{N}` in place of
//! `\p{N}{1,3}`.
//!
//! ```text
//! (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}
//! | ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
//! ```
//!
//! Source: `tokenizer.json` of Qwen 3.

use super::{Glyph, llama3};

pub(super) fn cut(text: &str, start: usize, first: Glyph) -> usize {
    llama3::cut_with(text, start, first, |_, number| number.end)
}
