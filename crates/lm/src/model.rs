//! The forward pass of a llama.

use crate::{
    acts::Acts,
    attention::{Heads, attend},
    cache::{Cache, Part},
    kernels::floats,
    matrix::Matrix,
    memory::{OutOfMemory, zeros},
    rope::{Rope, turn},
};

/// The most tokens that go through the model at once.
pub const MOST_AT_ONCE: usize = 16;

/// The sizes of a model.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Layers.
    pub layers: usize,
    /// Numbers that stand for a token between layers.
    pub width: usize,
    /// Numbers inside the second half of a layer.
    pub inner: usize,
    /// The heads of the first half.
    pub heads: Heads,
    /// Tokens that it knows.
    pub vocabulary: usize,
    /// Its window, in tokens.
    pub window: usize,
    /// What keeps a norm from dividing by nothing.
    pub epsilon: f32,
}

impl Shape {
    /// Numbers of a token's key, and of its value.
    pub const fn key_width(&self) -> usize {
        self.heads.keys * self.heads.size
    }

    /// Numbers of a token's queries.
    pub const fn query_width(&self) -> usize {
        self.heads.queries * self.heads.size
    }
}

/// The weights of a layer.
pub struct Layer {
    pub attention_norm: Vec<f32>,
    pub query: Matrix,
    pub key: Matrix,
    pub value: Matrix,
    pub output: Matrix,
    pub inner_norm: Vec<f32>,
    pub gate: Matrix,
    pub up: Matrix,
    pub down: Matrix,
}

/// A model's weights.
pub struct Model {
    pub shape: Shape,
    pub layers: Vec<Layer>,
    /// A row for each token.
    pub embedding: Matrix,
    pub norm: Vec<f32>,
    /// What scores the tokens; `None`: the embedding does.
    pub scores: Option<Matrix>,
    pub rope: Rope,
}

/// What lies between the weights.
pub struct Scratch {
    acts: Acts,
    rows: Vec<f32>,
    normed: Vec<f32>,
    query: Vec<f32>,
    key: Vec<f32>,
    value: Vec<f32>,
    taken: Vec<f32>,
    gate: Vec<f32>,
    up: Vec<f32>,
    angles: Vec<(f32, f32)>,
    attention: Vec<f32>,
}

impl Scratch {
    /// Memory for the largest batch.
    pub fn new(model: &Model) -> Result<Self, OutOfMemory> {
        let shape = &model.shape;
        let widest = shape.width.max(shape.inner).max(shape.query_width());
        Ok(Self {
            acts: Acts::with_capacity(MOST_AT_ONCE, widest)?,
            rows: zeros(MOST_AT_ONCE * shape.width)?,
            normed: zeros(MOST_AT_ONCE * shape.width)?,
            query: zeros(MOST_AT_ONCE * shape.query_width())?,
            key: zeros(MOST_AT_ONCE * shape.key_width())?,
            value: zeros(MOST_AT_ONCE * shape.key_width())?,
            taken: zeros(MOST_AT_ONCE * shape.query_width())?,
            gate: zeros(MOST_AT_ONCE * shape.inner)?,
            up: zeros(MOST_AT_ONCE * shape.inner)?,
            angles: zeros(MOST_AT_ONCE * model.rope.turned / 2)?,
            attention: Vec::new(),
        })
    }
}

impl Model {
    /// Takes the next tokens, of which `cache` gets the keys and values; what
    /// stands for the last of them stays for [`Self::score`]. Ids below the
    /// vocabulary only, and at most [`MOST_AT_ONCE`].
    pub fn take(&self, ids: &[u32], cache: &mut Cache, scratch: &mut Scratch) -> Result<(), OutOfMemory> {
        let shape = &self.shape;
        let (tokens, first) = (ids.len(), cache.len());
        let len = first + tokens;
        if scratch.attention.len() < shape.heads.queries * len {
            let len = len.next_multiple_of(256);
            scratch.attention = zeros(shape.heads.queries * len)?;
        }
        cache.extend(tokens)?;
        let Scratch { acts, rows, normed, query, key, value, taken, gate, up, angles, attention } = scratch;
        let pairs = self.rope.turned / 2;
        let rows = &mut rows[..tokens * shape.width];
        let normed = &mut normed[..tokens * shape.width];
        let query = &mut query[..tokens * shape.query_width()];
        let key = &mut key[..tokens * shape.key_width()];
        let value = &mut value[..tokens * shape.key_width()];
        let taken = &mut taken[..tokens * shape.query_width()];
        let gate = &mut gate[..tokens * shape.inner];
        let up = &mut up[..tokens * shape.inner];
        for (token, &id) in ids.iter().enumerate() {
            self.embedding.row(id as usize, &mut rows[token * shape.width..(token + 1) * shape.width]);
            self.rope.angles(first + token, &mut angles[token * pairs..(token + 1) * pairs]);
        }
        for (number, layer) in self.layers.iter().enumerate() {
            self.norm(rows, &layer.attention_norm, normed);
            acts.round(normed, shape.width);
            layer.query.multiply(acts, query);
            layer.key.multiply(acts, key);
            layer.value.multiply(acts, value);
            for token in 0..tokens {
                let angles = &angles[token * pairs..(token + 1) * pairs];
                let of = |width: usize| token * width..(token + 1) * width;
                turn(&mut query[of(shape.query_width())], shape.heads.size, angles);
                turn(&mut key[of(shape.key_width())], shape.heads.size, angles);
                cache.put(number, Part::Key, first + token, &key[of(shape.key_width())]);
                cache.put(number, Part::Value, first + token, &value[of(shape.key_width())]);
            }
            for token in 0..tokens {
                let of = token * shape.query_width()..(token + 1) * shape.query_width();
                let len = first + token + 1;
                attend(shape.heads, cache, number, len, &query[of.clone()], attention, &mut taken[of]);
            }
            acts.round(taken, shape.query_width());
            layer.output.multiply(acts, normed);
            floats::add(rows, normed);
            self.norm(rows, &layer.inner_norm, normed);
            acts.round(normed, shape.width);
            layer.gate.multiply(acts, gate);
            layer.up.multiply(acts, up);
            floats::gated(gate, up);
            acts.round(gate, shape.inner);
            layer.down.multiply(acts, normed);
            floats::add(rows, normed);
        }
        // The last row goes in front, for `score`; the first is overwritten.
        rows.copy_within((tokens - 1) * shape.width.., 0);
        Ok(())
    }

    /// Scores every token as the next one after those taken last.
    pub fn score(&self, scratch: &mut Scratch, out: &mut [f32]) {
        let width = self.shape.width;
        self.norm(&scratch.rows[..width], &self.norm, &mut scratch.normed[..width]);
        scratch.acts.round(&scratch.normed[..width], width);
        self.scores.as_ref().unwrap_or(&self.embedding).multiply(&scratch.acts, out);
    }

    fn norm(&self, rows: &[f32], weights: &[f32], out: &mut [f32]) {
        let width = self.shape.width;
        for (row, out) in rows.chunks_exact(width).zip(out.chunks_exact_mut(width)) {
            floats::normalise(row, weights, self.shape.epsilon, out);
        }
    }
}
