//! The real vocabularies, and the tokenizer that ours is compared with.

use std::sync::OnceLock;

use lollipop_bpe::{Encoding, Tokenizer, pack};
use tiktoken_rs::CoreBPE;

/// tiktoken's tokenizer of the same encoding.
pub fn oracle(encoding: Encoding) -> &'static CoreBPE {
    match encoding {
        Encoding::R50kBase => tiktoken_rs::r50k_base_singleton(),
        Encoding::P50kBase => tiktoken_rs::p50k_base_singleton(),
        Encoding::P50kEdit => tiktoken_rs::p50k_edit_singleton(),
        Encoding::Cl100kBase => tiktoken_rs::cl100k_base_singleton(),
        Encoding::O200kBase => tiktoken_rs::o200k_base_singleton(),
        Encoding::O200kHarmony => tiktoken_rs::o200k_harmony_singleton(),
    }
}

/// The vocabulary file of an encoding, packed from tiktoken's own.
pub fn file(encoding: Encoding) -> &'static [u8] {
    static FILES: [OnceLock<Vec<u8>>; 6] = [const { OnceLock::new() }; 6];
    FILES[encoding as usize].get_or_init(|| {
        let oracle = oracle(encoding);
        let id = |name: &&str| oracle.encode_with_special_tokens(name)[0];
        let specials = oracle.special_tokens().into_iter();
        let specials: Vec<_> = specials.map(|name| (name, id(&name))).collect();
        let tokens: Vec<_> = (0..encoding.vocabulary_size())
            .filter(|id| specials.iter().all(|(_, special)| special != id))
            .filter_map(|id| Some((id, oracle.decode_bytes(&[id]).ok()?)))
            .collect();
        let tokens: Vec<_> = tokens.iter().map(|(id, bytes)| (*id, bytes.as_slice())).collect();
        pack(encoding, &tokens, &specials).unwrap()
    })
}

/// Our tokenizer, opened from that file.
pub fn tokenizer(encoding: Encoding) -> &'static Tokenizer {
    static TOKENIZERS: [OnceLock<Tokenizer>; 6] = [const { OnceLock::new() }; 6];
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
