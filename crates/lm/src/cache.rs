//! Keys and values of the tokens so far, in pages that never move: it grows
//! with the text, and is wound back by forgetting a number.

use crate::memory::{OutOfMemory, zeros};

/// Tokens in a page.
const PAGE: usize = 64;

/// Keys and values of all layers.
pub struct Cache {
    pages: Vec<Vec<f32>>,
    layers: usize,
    /// Numbers of a key, and of a value.
    width: usize,
    len: usize,
}

/// Which of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What a query is compared with.
    Key,
    /// What is then added up.
    Value,
}

impl Cache {
    /// An empty one.
    pub const fn new(layers: usize, width: usize) -> Self {
        Self { pages: Vec::new(), layers, width, len: 0 }
    }

    /// Memory that a page takes. Unit: bytes.
    pub const fn page_bytes(layers: usize, width: usize) -> usize {
        layers * 2 * PAGE * width * size_of::<f32>()
    }

    /// Tokens that it holds.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Makes room for more tokens, which count from then on.
    pub fn extend(&mut self, count: usize) -> Result<(), OutOfMemory> {
        while self.pages.len() * PAGE < self.len + count {
            self.pages.push(zeros(self.layers * 2 * PAGE * self.width)?);
        }
        self.len += count;
        Ok(())
    }

    /// Forgets all but the first tokens. Their memory stays for the next ones.
    pub fn wind_back(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// Keeps the key or value of a token.
    pub fn put(&mut self, layer: usize, part: Part, token: usize, row: &[f32]) {
        let start = self.start(layer, part) + token % PAGE * self.width;
        self.pages[token / PAGE][start..start + self.width].copy_from_slice(row);
    }

    /// Keys or values of the first `len` tokens, page by page.
    pub fn stretches(&self, layer: usize, part: Part, len: usize) -> impl Iterator<Item = &[f32]> {
        let start = self.start(layer, part);
        self.pages.iter().take(len.div_ceil(PAGE)).enumerate().map(move |(page, rows)| {
            let count = PAGE.min(len - page * PAGE);
            &rows[start..start + count * self.width]
        })
    }

    const fn start(&self, layer: usize, part: Part) -> usize {
        (2 * layer + matches!(part, Part::Value) as usize) * PAGE * self.width
    }
}
