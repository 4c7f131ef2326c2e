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
    let blocks = acts.cols / BLOCK;
    let tokens = out.len() / rows;
    for row in 0..rows {
        let first = row * blocks;
        for token in 0..tokens {
            let mut sum = 0.0;
            for block in 0..blocks {
                let (at, act) = (first + block, token * blocks + block);
                let weights = unpack(&quants[at * BLOCK / 2..(at + 1) * BLOCK / 2]);
                let acts_of = &acts.quants[act * BLOCK..(act + 1) * BLOCK];
                let product: i32 =
                    weights.iter().zip(acts_of).map(|(&w, &a)| i32::from(w) * i32::from(a)).sum();
                sum += product as f32 * (scales[at] * acts.scales[act]) + leasts[at] * acts.sums[act];
            }
            out[token * rows + row] = sum;
        }
    }
}

/// Multiplies eight-bit weights with rows of activations.
pub fn multiply_eight(quants: &[i8], scales: &[f32], acts: &Acts, rows: usize, out: &mut [f32]) {
    let blocks = acts.cols / BLOCK;
    let tokens = out.len() / rows;
    for row in 0..rows {
        let first = row * blocks;
        for token in 0..tokens {
            let mut sum = 0.0;
            for block in 0..blocks {
                let (at, act) = (first + block, token * blocks + block);
                let weights = &quants[at * BLOCK..(at + 1) * BLOCK];
                let acts_of = &acts.quants[act * BLOCK..(act + 1) * BLOCK];
                let product: i32 =
                    weights.iter().zip(acts_of).map(|(&w, &a)| i32::from(w) * i32::from(a)).sum();
                sum += product as f32 * (scales[at] * acts.scales[act]);
            }
            out[token * rows + row] = sum;
        }
    }
}
