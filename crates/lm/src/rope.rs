//! Rotary positions: pairs of numbers next to each other are turned by an angle
//! that grows with the position (llama.cpp's `LLAMA_ROPE_TYPE_NORM`).

/// What turns queries and keys.
pub struct Rope {
    /// How much slower each pair turns than the one before it.
    step: f32,
    /// By how much each pair is slowed, one for each pair; empty: by nothing.
    slowed: Vec<f32>,
    /// By how much all positions are stretched.
    stretch: f32,
    /// Numbers of a head that are turned.
    pub turned: usize,
}

impl Rope {
    /// All pairs turn at their own speed.
    pub fn new(base: f32, turned: usize, stretch: f32) -> Self {
        Self { step: base.powf(-2.0 / turned as f32), slowed: Vec::new(), stretch, turned }
    }

    /// The same, with pairs that turn more slowly.
    #[must_use]
    pub fn slowed(self, slowed: Vec<f32>) -> Self {
        Self { slowed, ..self }
    }

    /// Cosine and sine of each pair at a position.
    pub fn angles(&self, position: usize, out: &mut [(f32, f32)]) {
        // In the order in which llama.cpp rounds: each angle from the last.
        let mut angle = position as f32;
        for (pair, turn) in out.iter_mut().enumerate() {
            let slowed = angle / self.slowed.get(pair).copied().unwrap_or(1.0) / self.stretch;
            *turn = (slowed.cos(), slowed.sin());
            angle *= self.step;
        }
    }
}

/// Turns every head of a row.
pub fn turn(row: &mut [f32], head: usize, angles: &[(f32, f32)]) {
    for head in row.chunks_exact_mut(head) {
        for (pair, (cos, sin)) in head.chunks_exact_mut(2).zip(angles) {
            let (x, y) = (pair[0], pair[1]);
            pair[0] = x * cos - y * sin;
            pair[1] = x * sin + y * cos;
        }
    }
}
