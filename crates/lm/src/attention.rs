//! What a token takes from those before it.

use crate::{
    cache::{Cache, Part},
    kernels::floats,
};

/// The shape of the heads.
#[derive(Clone, Copy, Debug)]
pub struct Heads {
    /// Heads that ask.
    pub queries: usize,
    /// Heads that are asked; each serves as many of the others.
    pub keys: usize,
    /// Numbers of a head.
    pub size: usize,
}

/// For one token: `query` holds its heads in a row, `out` gets as many numbers.
/// It sees the first `len` tokens of the cache. `scores` holds `len` numbers for
/// each head that asks.
pub fn attend(
    heads: Heads,
    cache: &Cache,
    layer: usize,
    len: usize,
    query: &[f32],
    scores: &mut [f32],
    out: &mut [f32],
) {
    let share = heads.queries / heads.keys;
    let width = heads.keys * heads.size;
    let scale = 1.0 / (heads.size as f32).sqrt();
    let mut first = 0;
    for keys in cache.stretches(layer, Part::Key, len) {
        for (next, key) in keys.chunks_exact(width).enumerate() {
            for (head, query) in query.chunks_exact(heads.size).enumerate() {
                let at = head / share * heads.size;
                scores[head * len + first + next] = floats::dot(query, &key[at..at + heads.size]) * scale;
            }
        }
        first += keys.len() / width;
    }
    for scores in scores[..heads.queries * len].chunks_exact_mut(len) {
        floats::softmax(scores);
    }
    out.fill(0.0);
    let mut first = 0;
    for values in cache.stretches(layer, Part::Value, len) {
        for (next, value) in values.chunks_exact(width).enumerate() {
            for (head, out) in out.chunks_exact_mut(heads.size).enumerate() {
                let at = head / share * heads.size;
                floats::add_scaled(out, &value[at..at + heads.size], scores[head * len + first + next]);
            }
        }
        first += values.len() / width;
    }
}
