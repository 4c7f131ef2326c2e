//! The browser's strings as texts of ours, for the page and for its workers.
//!
//! The bindings go through a string sign by sign, which takes a tenth of a second
//! for a megabyte. The browser's own encoder takes two milliseconds, if it writes
//! into a buffer that is there already; a new one for each text takes it twice
//! that.

use js_sys::{JsString, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    type TextEncoder;
    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;
    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &TextEncoder, source: &JsString, destination: &Uint8Array) -> Encoded;

    type Encoded;
    #[wasm_bindgen(method, getter)]
    fn written(this: &Encoded) -> u32;
}

/// Up to so many UTF-16 units nothing is quicker than the bindings.
const SHORT_UNITS: u32 = 1024;

/// UTF-16 units that are encoded in one go.
const STRETCH_UNITS: u32 = 16 * 1024;

/// Bytes that a UTF-16 unit takes at most.
const UNIT_BYTES: u32 = 3;

/// A text of ours from one of the browser's. Half a surrogate pair becomes U+FFFD.
///
/// Cost: linear, some two milliseconds a megabyte; memory for the text and 100 KB, and
/// up to twice the text more where its beginning is the densest.
#[must_use]
pub fn text(string: &JsString) -> String {
    let long = (string.length() > SHORT_UNITS).then(|| encoded(string)).flatten();
    long.unwrap_or_else(|| String::from(string))
}

/// `None` if the browser's encoder does not keep its word.
fn encoded(string: &JsString) -> Option<String> {
    let encoder = TextEncoder::new();
    let written = Uint8Array::new_with_length(STRETCH_UNITS * UNIT_BYTES);
    let mut bytes = written.to_vec();
    let units = string.length();
    let mut text = String::new();
    let mut at = 0;
    while at < units {
        let mut end = units.min(at + STRETCH_UNITS);
        // The halves of a pair stay together.
        if end < units && (0xD800..0xDC00).contains(&(string.char_code_at(end - 1) as u32)) {
            end -= 1;
        }
        let len = encoder.encode_into(&string.slice(at, end), &written).written();
        let stretch = bytes.get_mut(..len as usize)?;
        written.subarray(0, len).copy_to(stretch);
        text.push_str(str::from_utf8(stretch).ok()?);
        // What is left takes about as much, give or take an eighth: grown by doubling, a
        // long text would be copied again and again.
        let stretches = (units - end).div_ceil(end - at) as usize;
        text.reserve(stretches.saturating_mul(stretch.len() + stretch.len() / 8));
        at = end;
    }
    Some(text)
}
