//! Vocabularies that are kept beside the one in use, and what several of them
//! make of a short text. Knows no browser.

use std::{collections::BTreeMap, sync::Arc};

use lollipop_bpe::{Encoding, Tokenizer, layout};
use lollipop_core::{
    side_by_side::{Row, Weighed},
    tokenizing::Figures,
};

/// The vocabularies, by encoding.
#[derive(Default)]
pub struct Shelf(BTreeMap<Encoding, Arc<Tokenizer>>);

impl Shelf {
    /// Keeps one.
    pub fn put(&mut self, encoding: Encoding, tokenizer: Arc<Tokenizer>) {
        self.0.insert(encoding, tokenizer);
    }

    /// The one of an encoding.
    pub fn get(&self, encoding: Encoding) -> Option<Arc<Tokenizer>> {
        self.0.get(&encoding).cloned()
    }

    /// Drops them all.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// A text under these encodings, in this order.
pub fn weigh(text: &str, tokenizers: &[(Encoding, Arc<Tokenizer>)]) -> Weighed {
    let it = layout::figures(text);
    let figures = Figures {
        bytes: it.bytes,
        code_points: it.code_points,
        graphemes: it.graphemes,
        words: it.words,
        han: it.han,
        han_tokens: 0,
        lines: it.lines,
    };
    let row = |(encoding, tokenizer): &(Encoding, Arc<Tokenizer>)| {
        let tokens = tokenizer.tokens(text);
        Row {
            encoding: encoding.name().to_owned(),
            ids: tokens.iter().map(|it| it.id).collect(),
            ends: tokens.iter().map(|it| it.end).collect(),
            han_tokens: layout::han_tokens(text, &tokens),
        }
    };
    Weighed { text: text.to_owned(), figures, rows: tokenizers.iter().map(row).collect() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use lollipop_bpe::pack;

    use super::*;

    fn tokenizer(more: &[&[u8]]) -> Arc<Tokenizer> {
        let mut tokens: Vec<Vec<u8>> = (0..=255).map(|byte| vec![byte]).collect();
        tokens.extend(more.iter().map(|it| it.to_vec()));
        let tokens: Vec<_> = (0_u32..).zip(tokens.iter().map(Vec::as_slice)).collect();
        Arc::new(Tokenizer::load(&pack(Encoding::R50kBase, &tokens, &[]).unwrap()).unwrap())
    }

    #[test]
    fn a_text_is_weighed_by_each() {
        let zhong = "中".as_bytes();
        let mut shelf = Shelf::default();
        shelf.put(Encoding::R50kBase, tokenizer(&[]));
        shelf.put(Encoding::Qwen2, tokenizer(&[&zhong[..2], zhong, b"ab"]));
        let of = |it| (it, shelf.get(it).unwrap());
        let found = weigh("ab 中", &[of(Encoding::Qwen2), of(Encoding::R50kBase)]);
        assert_eq!((found.figures.words, found.figures.han), (1, 1));
        let rows: Vec<_> =
            found.rows.iter().map(|it| (it.encoding.as_str(), it.count(), it.han_tokens)).collect();
        assert_eq!(rows, [("qwen2", 3, 1), ("r50k_base", 6, 3)]);
        assert_eq!(found.rows[0].ends, [2, 3, 6]);
        assert_eq!(found.leanest(), 3);
        shelf.clear();
        assert!(shelf.get(Encoding::Qwen2).is_none());
    }
}
