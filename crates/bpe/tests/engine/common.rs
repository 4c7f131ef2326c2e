//! The real vocabularies, and the tokenizers that ours is compared with.

use std::sync::OnceLock;

use lollipop_bpe::{Encoding, Tokenizer, Vendor};
use lollipop_vocabularies::Oracle;

/// The encodings of OpenAI, whose oracle is tiktoken-rs.
pub fn openai() -> impl Iterator<Item = Encoding> {
    Vendor::OpenAi.encodings()
}

/// The encodings of which another implementation is at hand. SmolLM2's is held
/// against the ids that its own tokenizer gives, in `imports`.
pub fn with_oracle() -> impl Iterator<Item = Encoding> {
    Encoding::ALL.into_iter().filter(|encoding| *encoding != Encoding::Smollm2)
}

/// Another implementation of the same encoding.
pub fn oracle(encoding: Encoding) -> Oracle {
    Oracle::of(encoding).unwrap()
}

/// The vocabulary file of an encoding, packed from its source.
pub fn file(encoding: Encoding) -> &'static [u8] {
    static FILES: [OnceLock<Vec<u8>>; Encoding::ALL.len()] = [const { OnceLock::new() }; Encoding::ALL.len()];
    FILES[encoding as usize].get_or_init(|| lollipop_vocabularies::file(encoding).unwrap())
}

/// Our tokenizer, opened from that file.
pub fn tokenizer(encoding: Encoding) -> &'static Tokenizer {
    static TOKENIZERS: [OnceLock<Tokenizer>; Encoding::ALL.len()] =
        [const { OnceLock::new() }; Encoding::ALL.len()];
    TOKENIZERS[encoding as usize].get_or_init(|| Tokenizer::load(file(encoding)).unwrap())
}

/// Decoding the ids gives the text back. Returns the ids.
#[track_caller]
pub fn check_round_trip(encoding: Encoding, text: &str) -> Vec<u32> {
    let ids = tokenizer(encoding).encode(text);
    let decoded = tokenizer(encoding).decode(&ids).unwrap();
    // No assert_eq: some texts are too long to print.
    assert!(decoded == text.as_bytes(), "{encoding:?}: not decoded");
    ids
}

/// All that holds of every text: the spans tile it, the ids are those of the
/// spans, the count is their number, and decoding gives the text back. Returns
/// the ids.
#[track_caller]
pub fn check_consistent(encoding: Encoding, text: &str) -> Vec<u32> {
    let tokenizer = tokenizer(encoding);
    let ids = check_round_trip(encoding, text);
    assert_eq!(tokenizer.count(text), ids.len(), "{encoding:?}");
    let tokens = tokenizer.tokens(text);
    assert!(tokens.iter().map(|token| token.id).eq(ids.iter().copied()));
    let mut at = 0;
    for token in &tokens {
        assert_eq!(token.start, at, "{encoding:?}");
        let span = &text.as_bytes()[token.start as usize..token.end as usize];
        assert_eq!(tokenizer.token_bytes(token.id), Some(span), "{encoding:?}");
        at = token.end;
    }
    assert_eq!(at as usize, text.len(), "{encoding:?}");
    ids
}
