//! Activations, rounded to eight bits for the kernels.

use half::f16;

use crate::memory::{OutOfMemory, zeros};

/// Weights and activations share a scale in blocks of so many.
pub const BLOCK: usize = 32;
/// Half a block.
pub const HALF: usize = BLOCK / 2;

/// Rows of activations in eight bits, one scale a block.
///
/// Rounded as llama.cpp does it (`quantize_row_q8_1`): the scale is a 256th of
/// the largest magnitude but two, kept in 16 bits. So the same file gives the
/// same tokens. Each number takes 16 bits, as the kernels multiply it, and in
/// each half of a block the even places come before the odd ones, as 16-bit
/// lanes show the bytes of the weights.
#[derive(Default)]
pub struct Acts {
    /// Row by row.
    pub quants: Vec<i16>,
    /// The scale of each block.
    pub scales: Vec<f32>,
    /// The sum of each block, scaled.
    pub sums: Vec<f32>,
    /// Numbers in a row; a multiple of [`BLOCK`].
    pub cols: usize,
}

impl Acts {
    /// Memory for so many rows of so many numbers.
    pub fn with_capacity(rows: usize, cols: usize) -> Result<Self, OutOfMemory> {
        let blocks = rows * cols / BLOCK;
        Ok(Self { quants: zeros(rows * cols)?, scales: zeros(blocks)?, sums: zeros(blocks)?, cols })
    }

    /// Rounds rows of `cols` numbers.
    pub fn round(&mut self, rows: &[f32], cols: usize) {
        self.cols = cols;
        let blocks = rows.chunks_exact(BLOCK).zip(self.quants.chunks_exact_mut(BLOCK));
        for ((block, quants), (scale, sum)) in blocks.zip(self.scales.iter_mut().zip(self.sums.iter_mut())) {
            (*scale, *sum) = round_block(block, quants);
        }
    }
}

/// To the nearest whole number, ties to even, without a call: adding 1.5 * 2^23
/// leaves no fraction.
fn rounded(number: f32) -> i16 {
    const SHIFT: f32 = 12_582_912.0;
    ((number + SHIFT) - SHIFT) as i16
}

/// Returns scale and scaled sum.
fn round_block(block: &[f32], quants: &mut [i16]) -> (f32, f32) {
    let largest = block.iter().fold(0.0_f32, |most, it| most.max(it.abs()));
    let scale = largest / 127.0;
    let inverse = if largest > 0.0 { 127.0 / largest } else { 0.0 };
    let mut sum = 0_i32;
    let halves = block.chunks_exact(HALF).zip(quants.chunks_exact_mut(HALF));
    for (numbers, quants) in halves {
        let (even, odd) = quants.split_at_mut(HALF / 2);
        for ((pair, even), odd) in numbers.chunks_exact(2).zip(even).zip(odd) {
            (*even, *odd) = (rounded(pair[0] * inverse), rounded(pair[1] * inverse));
            sum += i32::from(*even) + i32::from(*odd);
        }
    }
    (f16::from_f32(scale).to_f32(), f16::from_f32(sum as f32 * scale).to_f32())
}
