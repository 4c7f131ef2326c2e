//! The kernels in plain Rust: what runs natively, and what the others are
//! compared with.

use crate::acts::{Acts, BLOCK, HALF};

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
        let weights = unpacked(packed);
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
        for (half, quants) in weights.chunks_exact_mut(HALF).zip(quants.chunks_exact(HALF)) {
            for (at, quant) in quants.iter().enumerate() {
                half[at % 2 * (HALF / 2) + at / 2] = i16::from(*quant);
            }
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

/// The weights of a block, in the order of the activations.
fn unpacked(packed: &[u8]) -> [i16; BLOCK] {
    let mut weights = [0; BLOCK];
    let (low, high) = weights.split_at_mut(HALF);
    for (at, byte) in packed.iter().enumerate() {
        let place = at % 2 * (HALF / 2) + at / 2;
        low[place] = i16::from(byte & 15);
        high[place] = i16::from(byte >> 4);
    }
    weights
}
