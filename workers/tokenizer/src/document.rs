//! The tokens of one text.

use std::{ops::Range, sync::Arc};

use lollipop_bpe::{Token, Tokenizer, layout};
use lollipop_core::tokenizing::TokenWindow;

/// A text's tokens, kept up to date with it. The text itself is its owner's,
/// who passes it along.
pub struct Document {
    tokenizer: Arc<Tokenizer>,
    tokens: Vec<Token>,
    pending_bytes: usize,
}

impl Document {
    /// Nothing is counted yet.
    pub fn new(tokenizer: Arc<Tokenizer>, text: &str) -> Self {
        Self { tokenizer, tokens: Vec::new(), pending_bytes: text.len() }
    }

    /// Takes note of a change.
    pub fn changed(&mut self, text: &str) {
        self.pending_bytes = text.len();
    }

    /// Counts some more, about as many bytes as given.
    pub fn settle(&mut self, text: &str, _budget_bytes: usize) {
        if self.pending_bytes > 0 || text.is_empty() {
            self.tokens = self.tokenizer.tokens(text);
            self.pending_bytes = 0;
        }
    }

    /// Bytes that are not counted yet.
    pub fn pending_bytes(&self) -> usize {
        self.pending_bytes
    }

    /// Tokens so far.
    pub fn count(&self) -> usize {
        self.tokens.len()
    }

    /// The name of the encoding.
    pub fn encoding(&self) -> &'static str {
        self.tokenizer.encoding().name()
    }

    /// Tokens that take part in a Han character.
    pub fn han_tokens(&self, text: &str) -> u32 {
        layout::han_tokens(text, &self.tokens)
    }

    /// The tokens to show: at least those asked for, and as many more on either
    /// side as it takes to begin and end between characters.
    pub fn window(&self, text: &str, first: usize, len: usize) -> TokenWindow {
        let Range { start: first, end: last } = self.between_characters(text, first, len);
        let shown = self.tokens.get(first..last).unwrap_or_default();
        let start_byte = shown.first().map_or(0, |token| token.start);
        let end_byte = shown.last().map_or(0, |token| token.end);
        TokenWindow {
            first: u32::try_from(first).unwrap_or(u32::MAX),
            start_byte,
            text: text.get(start_byte as usize..end_byte as usize).unwrap_or_default().to_owned(),
            ids: shown.iter().map(|token| token.id).collect(),
            ends: shown.iter().map(|token| token.end - start_byte).collect(),
        }
    }

    fn between_characters(&self, text: &str, first: usize, len: usize) -> Range<usize> {
        let tokens = &self.tokens;
        // A text that has become shorter shows its last window, not nothing.
        let mut first = first.min(tokens.len().saturating_sub(1) / len.max(1) * len);
        let mut last = first.saturating_add(len).min(tokens.len());
        let cuts_a_character =
            |at: usize| tokens.get(at).is_some_and(|it| !text.is_char_boundary(it.start as usize));
        while first > 0 && cuts_a_character(first) {
            first -= 1;
        }
        while last < tokens.len() && cuts_a_character(last) {
            last += 1;
        }
        first..last
    }
}
