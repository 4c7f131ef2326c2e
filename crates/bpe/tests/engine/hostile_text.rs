//! Texts that make other tokenizers panic or take minutes.
//!
//! Nothing is timed: a quadratic engine would not come to an end here.

use lollipop_bpe::Pattern;

use crate::common::check_round_trip;

#[track_caller]
fn check(text: &str) {
    for pattern in Pattern::ALL {
        check_round_trip(pattern.encodings().next().unwrap(), text);
    }
}

/// tiktoken-rs 0.12.1 panics on these.
#[test]
fn a_million_spaces_and_a_letter() {
    let runs = [
        (" ", 1_000_300),
        ("\t", 1_000_300),
        ("\u{a0}", 1_000_300),
        ("\u{3000}", 1_000_300),
        ("\n", 1_000_300),
        ("\r\n", 500_500),
        (" \n", 500_500),
    ];
    for (unit, count) in runs {
        check(&(unit.repeat(count) + "x"));
    }
}

/// Many tokenizers are quadratic on these.
#[test]
fn a_hundred_thousand_of_one() {
    for unit in [
        "a",
        "A",
        "^",
        "0",
        "'s",
        "é",
        "中",
        "\u{301}",
        "\u{200d}",
        "-",
        "_",
        "ſ",
        "'",
        " 's",
        "aA",
        "Aa",
        "中A",
        "\u{301}A",
        "!\n",
        "/\r",
        " a",
        "👩\u{200d}",
        "\u{feff}",
        "'l",
    ] {
        let text = unit.repeat(100_000);
        check(&text);
    }
}
