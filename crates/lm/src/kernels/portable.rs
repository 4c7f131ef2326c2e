//! The kernels in plain Rust: what runs natively, and what the others are
//! compared with.

use crate::acts::{Acts, BLOCK};

use super::unpack;

/// Multiplies four-bit weights with rows of activations.
pub fn multiply_four(
    quants: &[u8],
    scales: &[f32],
    leasts: &[f32],
    acts: &Acts,
    rows: usize,
    out: &mut [f32],
) {
    out.fill(0.0);
    let blocks = acts.cols / BLOCK;
    for (at, packed) in quants.chunks_exact(BLOCK / 2).enumerate() {
        let weights = unpack(packed).map(i16::from);
        let (row, block) = (at / blocks, at % blocks);
        for (token, sums) in out.chunks_exact_mut(rows).enumerate() {
            let act = token * blocks + block;
            let scaled = product(&weights, acts, act) * (scales[at] * acts.scales[act]);
            sums[row] += scaled + leasts[at] * acts.sums[act];
        }
    }
}

/// Multiplies eight-bit weights with rows of activations.
pub fn multiply_eight(quants: &[i8], scales: &[f32], acts: &Acts, rows: usize, out: &mut [f32]) {
    out.fill(0.0);
    let blocks = acts.cols / BLOCK;
    for (at, quants) in quants.chunks_exact(BLOCK).enumerate() {
        let mut weights = [0; BLOCK];
        for (weight, quant) in weights.iter_mut().zip(quants) {
            *weight = i16::from(*quant);
        }
        let (row, block) = (at / blocks, at % blocks);
        for (token, sums) in out.chunks_exact_mut(rows).enumerate() {
            let act = token * blocks + block;
            sums[row] += product(&weights, acts, act) * (scales[at] * acts.scales[act]);
        }
    }
}

fn product(weights: &[i16; BLOCK], acts: &Acts, block: usize) -> f32 {
    let acts = &acts.quants[block * BLOCK..(block + 1) * BLOCK];
    let product: i32 = weights.iter().zip(acts).map(|(&w, &a)| i32::from(w) * i32::from(a)).sum();
    product as f32
}
