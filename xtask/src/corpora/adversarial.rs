//! Texts that a pre-tokenizer cannot cut, or that make merging slow.

use super::random::Random;

const UNITS: usize = 1_000_000;
const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A million UTF-16 units each, by name. `chinese` is where Han characters are
/// taken from.
pub fn texts(chinese: &str) -> Vec<(&'static str, String)> {
    let mut random = Random::new(42);
    let base64 = (0..UNITS).map(|_| char::from(random.pick(BASE64))).collect();
    let letters = (0..UNITS).map(|_| char::from(random.pick(&BASE64[26..52]))).collect();
    let mixed = (0..UNITS).map(|_| char::from(random.pick(&BASE64[..52]))).collect();
    let spaces = (0..UNITS).map(|_| random.pick(&[' ', '\t', '\u{a0}', '\u{3000}', '\r'])).collect();
    let han = chinese.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).cycle().take(UNITS).collect();
    vec![
        ("a", repeated("a")),
        ("space", repeated(" ")),
        ("newline", repeated("\n")),
        ("bang", repeated("!")),
        ("base64", base64),
        ("letters", letters),
        ("mixed-case", mixed),
        ("white-space", spaces),
        ("family", repeated("👩‍👩‍👧‍👦")),
        ("combining", repeated("\u{301}")),
        ("han", han),
    ]
}

fn repeated(part: &str) -> String {
    part.repeat(UNITS.div_ceil(part.encode_utf16().count()))
}
