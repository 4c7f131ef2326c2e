//! One tokenizer with one vocabulary, behind the functions that
//! `tokenizers/crate.js` calls: the same way in and out as that of our engine.

use std::cell::RefCell;

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTPUT: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
}

/// Makes room for `bytes` bytes of UTF-8 and says where it is.
#[unsafe(no_mangle)]
pub extern "C" fn input(bytes: usize) -> usize {
    INPUT.with_borrow_mut(|input| {
        if input.len() < bytes {
            input.resize(bytes, 0);
        }
        input.as_mut_ptr() as usize
    })
}

/// Where the ids of the last [`encode`] are.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> usize {
    OUTPUT.with_borrow(|output| output.as_ptr() as usize)
}

/// Encodes a text of so many bytes and counts its ids.
#[unsafe(no_mangle)]
pub extern "C" fn encode(bytes: usize) -> usize {
    let ids = INPUT.with_borrow(|input| tokenize(str::from_utf8(&input[..bytes]).unwrap_or_default()));
    let count = ids.len();
    OUTPUT.set(ids);
    count
}

#[cfg(feature = "tiktoken")]
fn tokenize(text: &str) -> Vec<u32> {
    tiktoken::get_encoding(NAME).expect("a vocabulary of this build").encode(text)
}

#[cfg(feature = "bpe-openai")]
fn tokenize(text: &str) -> Vec<u32> {
    #[cfg(feature = "cl100k_base")]
    let tokenizer = bpe_openai::cl100k_base();
    #[cfg(feature = "o200k_base")]
    let tokenizer = bpe_openai::o200k_base();
    tokenizer.encode(text)
}

#[cfg(feature = "tiktoken-rs")]
fn tokenize(text: &str) -> Vec<u32> {
    #[cfg(feature = "cl100k_base")]
    let tokenizer = tiktoken_rs::cl100k_base_singleton();
    #[cfg(feature = "o200k_base")]
    let tokenizer = tiktoken_rs::o200k_base_singleton();
    tokenizer.encode_ordinary(text)
}

#[cfg(feature = "toktok")]
fn tokenize(text: &str) -> Vec<u32> {
    thread_local! {
        static TOKENIZER: toktok::Tokenizer =
            toktok::Tokenizer::builtin(NAME).ok().expect("a vocabulary of this build");
    }
    TOKENIZER.with(|tokenizer| tokenizer.encode(text.as_bytes()))
}

#[cfg(all(feature = "cl100k_base", any(feature = "tiktoken", feature = "toktok")))]
const NAME: &str = "cl100k_base";
#[cfg(all(feature = "o200k_base", any(feature = "tiktoken", feature = "toktok")))]
const NAME: &str = "o200k_base";
