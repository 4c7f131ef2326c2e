//! Weights in four or eight bits, as the kernels take them.

use crate::{
    acts::{Acts, BLOCK, HALF},
    format::{self, Format},
    kernels,
    memory::{OutOfMemory, zeros},
};

/// The weights of a layer's matrix, one row for each number that comes out.
pub struct Matrix {
    /// Numbers that come out.
    pub rows: usize,
    /// Numbers that go in; a multiple of [`BLOCK`].
    pub cols: usize,
    kind: Kind,
}

enum Kind {
    /// As the file has them: byte `j` of a block holds the weight `j` in its
    /// lower half and `j + 16` in the other. A weight is its quant times the
    /// scale plus the least.
    Four { quants: Vec<u8>, scales: Vec<f32>, leasts: Vec<f32> },
    /// In their own order.
    Eight { quants: Vec<i8>, scales: Vec<f32> },
}

impl Matrix {
    /// Memory that a matrix takes. Unit: bytes.
    pub const fn bytes(rows: usize, cols: usize, format: Format) -> u64 {
        let blocks = rows as u64 * (cols / BLOCK) as u64;
        blocks * if format.is_four() { HALF as u64 + 8 } else { BLOCK as u64 + 4 }
    }

    /// Memory for a matrix, to be filled by [`Self::take`].
    pub fn new(rows: usize, cols: usize, format: Format) -> Result<Self, OutOfMemory> {
        let blocks = rows.checked_mul(cols / BLOCK).ok_or(OutOfMemory)?;
        let bytes = blocks.checked_mul(BLOCK).ok_or(OutOfMemory)?;
        let kind = if format.is_four() {
            Kind::Four { quants: zeros(bytes / 2)?, scales: zeros(blocks)?, leasts: zeros(blocks)? }
        } else {
            Kind::Eight { quants: zeros(bytes)?, scales: zeros(blocks)? }
        };
        Ok(Self { rows, cols, kind })
    }

    /// Takes whole units of a file, of which the first begins with block
    /// `first`.
    pub fn take(&mut self, first: usize, bytes: &[u8], format: Format) {
        let in_unit = format.unit() / BLOCK;
        let units = bytes.chunks_exact(format.unit_bytes());
        let mut of_file = units.flat_map(|unit| (0..in_unit).map(move |block| (unit, block)));
        match &mut self.kind {
            Kind::Four { quants, scales, leasts } => {
                let numbers = scales.iter_mut().zip(leasts).skip(first);
                let quants = quants.chunks_exact_mut(HALF).skip(first);
                for (((unit, block), quants), (scale, least)) in of_file.by_ref().zip(quants).zip(numbers) {
                    (*scale, *least) = format::four(format, unit, block, quants);
                }
            }
            Kind::Eight { quants, scales } => {
                let quants = quants.chunks_exact_mut(BLOCK).skip(first);
                let scales = scales.iter_mut().skip(first);
                for (((unit, block), quants), scale) in of_file.by_ref().zip(quants).zip(scales) {
                    *scale = format::eight(format, unit, block, quants);
                }
            }
        }
    }

    /// Multiplies rows of activations: `out` has `rows` numbers for each.
    pub fn multiply(&self, acts: &Acts, out: &mut [f32]) {
        match &self.kind {
            Kind::Four { quants, scales, leasts } => {
                kernels::multiply_four(quants, scales, leasts, acts, self.rows, out);
            }
            Kind::Eight { quants, scales } => {
                kernels::multiply_eight(quants, scales, acts, self.rows, out);
            }
        }
    }

    /// Writes the weights of a row, as of an embedding.
    pub fn row(&self, row: usize, out: &mut [f32]) {
        let blocks = self.cols / BLOCK;
        for (at, out) in (row * blocks..).zip(out.chunks_exact_mut(BLOCK)) {
            match &self.kind {
                Kind::Four { quants, scales, leasts } => {
                    let packed = &quants[at * BLOCK / 2..(at + 1) * BLOCK / 2];
                    let (low, high) = out.split_at_mut(HALF);
                    for ((low, high), byte) in low.iter_mut().zip(high).zip(packed) {
                        *low = f32::from(byte & 15) * scales[at] + leasts[at];
                        *high = f32::from(byte >> 4) * scales[at] + leasts[at];
                    }
                }
                Kind::Eight { quants, scales } => {
                    let quants = &quants[at * BLOCK..(at + 1) * BLOCK];
                    for (number, &quant) in out.iter_mut().zip(quants) {
                        *number = f32::from(quant) * scales[at];
                    }
                }
            }
        }
    }
}
