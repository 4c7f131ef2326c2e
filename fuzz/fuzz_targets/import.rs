//! A tokenizer.json or a GGUF file that may be anything. What is read must also
//! encode.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lollipop_bpe::{Tokenizer, import_gguf, import_tokenizer_json};

fuzz_target!(|file: &[u8]| {
    for imported in [import_tokenizer_json(file).ok(), import_gguf(file).ok()].into_iter().flatten() {
        let Ok(tokenizer) = Tokenizer::import(imported) else { continue };
        let text = String::from_utf8_lossy(file);
        let ids = tokenizer.encode(&text);
        assert_eq!(tokenizer.decode(&ids).as_deref(), Ok(text.as_bytes()));
    }
});
