//! A text and edits of it, in an encoding of each pattern. The first byte of the
//! input chooses the encoding, the second how the text is cut into edits.
#![no_main]

use std::sync::{Arc, OnceLock};

use libfuzzer_sys::fuzz_target;
use lollipop_bpe::{Document, Encoding, Tokenizer};
use lollipop_vocabularies::Oracle;

const ENCODINGS: [Encoding; 4] =
    [Encoding::R50kBase, Encoding::Cl100kBase, Encoding::O200kBase, Encoding::Llama3];

fn tokenizer(index: usize) -> &'static Arc<Tokenizer> {
    static ALL: [OnceLock<Arc<Tokenizer>>; 4] = [const { OnceLock::new() }; 4];
    ALL[index].get_or_init(|| {
        let file = lollipop_vocabularies::file(ENCODINGS[index]).expect("a vocabulary of the source crates");
        Arc::new(Tokenizer::load(&file).expect("a file that was just packed"))
    })
}

fuzz_target!(|input: &[u8]| {
    let [choice, cut, text @ ..] = input else { return };
    let index = usize::from(*choice) % ENCODINGS.len();
    let tokenizer = tokenizer(index);
    let text = String::from_utf8_lossy(text);
    let ids = tokenizer.encode(&text);
    assert_eq!(tokenizer.decode(&ids).as_deref(), Ok(text.as_bytes()));
    if let Some(oracle) = Oracle::of(ENCODINGS[index]) {
        assert_eq!(ids, oracle.encode(&text));
    }
    let at = text.floor_char_boundary(usize::from(*cut));
    let mut document = Document::new(Arc::clone(tokenizer), &text[at..]);
    document.replace(0..0, &text[..at]).expect("a place in the text");
    document.settle(usize::MAX);
    assert_eq!(document.ids(), ids);
});
