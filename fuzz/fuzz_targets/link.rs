//! Any text as the fragment of a link: a demo or a named error, and what opens
//! can be shared again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use lollipop_core::demo::{decode_fragment, encode_fragment};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    for version in ["", "1.", "2.", "2.~"] {
        if let Ok(demo) = decode_fragment(&format!("{version}{text}")) {
            assert_eq!(decode_fragment(&encode_fragment(&demo)).as_ref(), Ok(&demo));
        }
    }
});
