//! What must hold of any bytes: the bodies of the fuzz targets in `fuzz/`, which
//! share this file with the tests.

use std::sync::{Arc, OnceLock};

use lollipop_bpe::{Document, Pattern, Tokenizer, VocabularyFile, import_gguf, import_tokenizer_json};
use lollipop_vocabularies::Oracle;

/// A vocabulary file, as it is and with the head and the checksum that let it
/// through. What opens must also encode.
pub fn load(body: &[u8]) {
    for file in [body.to_vec(), seal(body)] {
        let Ok(file) = VocabularyFile::read(&file) else { continue };
        let text = String::from_utf8_lossy(body);
        let first = &text[..text.floor_char_boundary(512)];
        let first_ids = file.encode_short(first);
        let Ok(tokenizer) = file.build() else { continue };
        if let Some(ids) = first_ids {
            assert_eq!(tokenizer.decode(&ids).as_deref(), Ok(first.as_bytes()));
        }
        let ids = tokenizer.encode(&text);
        assert_eq!(tokenizer.decode(&ids).as_deref(), Ok(text.as_bytes()));
        assert_eq!(tokenizer.count(&text), ids.len());
    }
}

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

/// A tokenizer.json or a GGUF file. What is read must also encode.
pub fn import(file: &[u8]) {
    for imported in [import_tokenizer_json(file).ok(), import_gguf(file).ok()].into_iter().flatten() {
        let Ok(tokenizer) = Tokenizer::import(imported) else { continue };
        let text = String::from_utf8_lossy(file);
        let ids = tokenizer.encode(&text);
        assert_eq!(tokenizer.decode(&ids).as_deref(), Ok(text.as_bytes()));
    }
}

/// The encodings of the first patterns have an oracle that is right on every text.
const WITH_ORACLE: usize = 5;

/// One of each pattern.
fn tokenizer(index: usize) -> &'static Arc<Tokenizer> {
    static ALL: [OnceLock<Arc<Tokenizer>>; Pattern::ALL.len()] =
        [const { OnceLock::new() }; Pattern::ALL.len()];
    ALL[index].get_or_init(|| {
        let file = lollipop_vocabularies::file(Pattern::ALL[index].encodings().next().unwrap()).unwrap();
        Arc::new(Tokenizer::load(&file).unwrap())
    })
}

/// A text and an edit of it. The first byte chooses the encoding, the second
/// where the text is cut.
pub fn encode(input: &[u8]) {
    let [choice, cut, text @ ..] = input else { return };
    let index = usize::from(*choice) % Pattern::ALL.len();
    let tokenizer = tokenizer(index);
    let text = String::from_utf8_lossy(text);
    let ids = tokenizer.encode(&text);
    assert_eq!(tokenizer.decode(&ids).as_deref(), Ok(text.as_bytes()));
    if let Some(oracle) = tokenizer.encoding().filter(|_| index < WITH_ORACLE).and_then(Oracle::of) {
        assert_eq!(ids, oracle.encode(&text));
    }
    let most = usize::from(*cut);
    let (front, rest) = tokenizer.split_at(&text, most);
    assert_eq!([front, rest].concat(), text);
    let front = tokenizer.truncate(&text, most);
    assert!(text.starts_with(front) && tokenizer.count(front) <= most);

    let at = text.floor_char_boundary(most);
    let mut document = Document::new(Arc::clone(tokenizer), &text[at..]);
    let foreseen = document.foresee_utf16(0..0, [&text[..at]]);
    document.replace(0..0, &text[..at]).unwrap();
    document.settle(usize::MAX);
    assert_eq!(document.ids(), ids);
    assert!(foreseen.is_none_or(|counts| counts == [ids.len()]));
}
