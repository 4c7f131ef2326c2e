//! What must hold of any link: the body of the fuzz target in `fuzz/`, which
//! shares this file with the tests.

use lollipop_core::demo::{decode_fragment, encode_fragment};

/// Any text as the fragment of a link, under every version: a demo or a named
/// error, and what opens can be shared again.
pub fn link(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for version in ["", "1.", "2.", "2.~"] {
        if let Ok(demo) = decode_fragment(&format!("{version}{text}")) {
            assert_eq!(decode_fragment(&encode_fragment(&demo)).as_ref(), Ok(&demo));
        }
    }
}
