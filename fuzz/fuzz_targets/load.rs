//! A vocabulary file that may be anything. What opens must also encode.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lollipop_bpe::Tokenizer;

fuzz_target!(|body: &[u8]| {
    // As it is, and with the head and the checksum that let it through.
    for file in [body.to_vec(), seal(body)] {
        let Ok(tokenizer) = Tokenizer::load(&file) else { continue };
        let text = String::from_utf8_lossy(body);
        let ids = tokenizer.encode(&text);
        assert_eq!(tokenizer.decode(&ids).as_deref(), Ok(text.as_bytes()));
        assert_eq!(tokenizer.count(&text), ids.len());
    }
});

/// Puts the head of a vocabulary file before a body (see `crates/bpe/src/file.rs`).
fn seal(body: &[u8]) -> Vec<u8> {
    let mut file = b"LPBV\x03".to_vec();
    file.extend((body.len() as u32 + 13).to_le_bytes());
    let mut sum = crc32fast::Hasher::new();
    sum.update(&file);
    sum.update(body);
    file.extend(sum.finalize().to_le_bytes());
    file.extend(body);
    file
}
