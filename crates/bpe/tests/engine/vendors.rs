//! Ids that the vendors' own tokenizers give.
//!
//! `vendor_strings.json` names what made them: for each encoding the vendor's
//! file, run by Hugging Face's tokenizers or by tiktoken.

use std::collections::BTreeMap;

use lollipop_bpe::{Encoding, TokenId};
use serde::Deserialize;

use crate::common::check_consistent;

#[derive(Deserialize)]
struct Strings {
    encodings: BTreeMap<String, BTreeMap<String, Vec<TokenId>>>,
}

#[test]
fn vendor_strings() {
    let strings = include_str!("../fixtures/vendor_strings.json");
    let strings: Strings = serde_json::from_str(strings).unwrap();
    assert_eq!(strings.encodings.len(), 4);
    for (name, cases) in &strings.encodings {
        let encoding = Encoding::from_name(name).unwrap();
        assert!(cases.len() >= 80, "{name}");
        for (text, ids) in cases {
            assert_eq!(&check_consistent(encoding, text), ids, "{name}: {text:?}");
        }
    }
}
