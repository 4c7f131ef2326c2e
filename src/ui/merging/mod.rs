//! How the tokens of one piece are merged, step by step.

mod section;
mod steps;
mod strip;
mod transport;
mod tree;

pub use section::MergeReplay;

/// A token's text for a drawing, where a space has to be seen; its bytes in hex
/// where it has no text.
fn label(bytes: &[u8]) -> String {
    match crate::ui::tokens::readable(bytes) {
        Some(text) => {
            text.replace([' ', '\u{3000}'], "␣").replace('\n', "⏎").replace('\r', "␍").replace('\t', "⇥")
        }
        None => crate::ui::tokens::hex(bytes),
    }
}
