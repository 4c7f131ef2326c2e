//! A text and its tokens.

use std::{ops::Range, rc::Rc};

use lollipop_bpe::Tokenizer;

/// A text that takes edits and knows its tokens.
pub struct Document {
    tokenizer: Rc<Tokenizer>,
    text: String,
    ids: Vec<u32>,
}

impl Document {
    /// Encodes the text.
    pub fn new(tokenizer: Rc<Tokenizer>, text: &str) -> Self {
        let ids = tokenizer.encode(text);
        Self { tokenizer, text: text.to_owned(), ids }
    }

    /// Replaces a range of UTF-16 units. Nothing happens where an end of the
    /// range lies inside a character or beyond the text.
    pub fn replace_utf16(&mut self, range: Range<usize>, text: &str) {
        if let (Some(start), Some(end)) = (self.byte_of(range.start), self.byte_of(range.end)) {
            self.text.replace_range(start..end, text);
            self.ids = self.tokenizer.encode(&self.text);
        }
    }

    /// How many tokens there are.
    pub fn count(&self) -> usize {
        self.ids.len()
    }

    /// The tokens.
    pub fn ids(&self) -> Vec<u32> {
        self.ids.clone()
    }

    /// The length of the text in UTF-16 units.
    pub fn len_utf16(&self) -> usize {
        self.text.encode_utf16().count()
    }

    /// The character that the UTF-16 unit at `offset` belongs to, and whether
    /// that is its second unit.
    pub fn char_at_utf16(&self, offset: usize) -> Option<(char, bool)> {
        let mut at = 0;
        for character in self.text.chars() {
            let next = at + character.len_utf16();
            if offset < next {
                return Some((character, offset > at));
            }
            at = next;
        }
        None
    }

    fn byte_of(&self, offset: usize) -> Option<usize> {
        let mut at = 0;
        for (byte, character) in self.text.char_indices() {
            if at >= offset {
                return (at == offset).then_some(byte);
            }
            at += character.len_utf16();
        }
        (at == offset).then_some(self.text.len())
    }
}
