//! Random texts, made of what hurts.

use proptest::{prelude::*, sample::select};

/// Fragments at which a pattern decides something.
#[rustfmt::skip]
pub const FRAGMENTS: &[&str] = &[
    // White space and line ends.
    " ", "  ", "\t", "\n", "\r", "\r\n", "\u{b}", "\u{85}", "\u{a0}", "\u{1680}",
    "\u{2003}", "\u{2028}", "\u{202f}", "\u{3000}", "\u{feff}", "\u{200b}",
    // Contractions, also by case folding: ſ is an s, the Kelvin sign is not in any.
    "'", "'s", "'S", "'ſ", "'ll", "'LL", "'lL", "'re", "'RE", "'ve", "'Ve", "'t", "'d",
    "'M", "'l", "’s", "\u{212a}", "'ß", "''", "s", "l", "e",
    // Letters of every case, and marks.
    "a", "A", "ab", "AB", "Ab", "aB", "the", "The", "HTTPServer", "é", "É", "ß", "ſ", "ı",
    "İ", "ǅ", "ǈ", "ʰ", "ˇ", "ª", "º", "ﬁ", "Ω", "я", "Я", "\u{301}", "e\u{301}",
    "\u{20dd}", "\u{903}", "\u{fe0f}",
    // Numbers.
    "0", "1", "12", "123", "1234", "٣", "३", "Ⅳ", "½", "²", "①", "〇", "𝟘",
    // Other scripts.
    "中", "国", "中国的首都", "々", "の", "カ", "ー", "한", "ไทย", "ก\u{e33}", "हिन्दी", "தமிழ்", "ع",
    "א",
    // Punctuation and symbols.
    "!", "?", ".", "/", "//", "://", "-", "_", "^", "=", "\"", "(", ")", "。", ",", "…", "€",
    "<|", "|>", "<|endoftext|>", "\0", "\u{7f}", "\u{fffd}",
    // Emoji, their joints, private use, tags, the last code point.
    "👋", "👩\u{200d}👩\u{200d}👧", "🇨🇳", "\u{200d}", "\u{1f3fd}", "\u{e000}", "\u{e0067}",
    "\u{202e}", "\u{10ffff}", "\u{d7ff}", "𐐀", "𐐨",
];

/// Up to forty fragments and characters in a row.
fn mixed() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        12 => select(FRAGMENTS).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(fragment, 0..40).prop_map(|parts| parts.concat())
}

/// Runs, so that pieces become long enough for the heap.
fn runs() -> impl Strategy<Value = String> {
    let repeated = (select(FRAGMENTS), 1..120_usize).prop_map(|(unit, count)| unit.repeat(count));
    prop::collection::vec(repeated, 1..6).prop_map(|parts| parts.concat())
}

/// Few fragments, so that rare ones meet.
fn narrow() -> impl Strategy<Value = String> {
    prop::collection::vec(select(FRAGMENTS), 1..5).prop_flat_map(|alphabet| {
        prop::collection::vec(select(alphabet), 0..60).prop_map(|parts| parts.concat())
    })
}

/// Letters without spaces: one long piece with many merges.
fn letters() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,300}", "[一-鿿]{1,150}", "[a-zé가-힣]{1,200}"]
}

/// Any of these.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![4 => mixed(), 1 => runs(), 3 => narrow(), 1 => letters()]
}
