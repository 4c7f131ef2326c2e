//! Weights in four or eight bits, laid out for the kernels.

use half::f16;

use crate::{
    acts::{Acts, BLOCK},
    kernels,
    memory::{OutOfMemory, zeros},
};

/// The formats of GGUF that are computed with, by their numbers (`ggml_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// 32 bits.
    F32,
    /// 16 bits.
    F16,
    /// Four bits, a scale for 32.
    Q4_0,
    /// Four bits, a scale and a least for 32.
    Q4_1,
    /// Eight bits, a scale for 32.
    Q8_0,
}

impl Format {
    /// The format with this number; otherwise the name of the one that has it.
    pub fn of(number: u32) -> Result<Self, String> {
        Ok(match number {
            0 => Self::F32,
            1 => Self::F16,
            2 => Self::Q4_0,
            3 => Self::Q4_1,
            8 => Self::Q8_0,
            _ => {
                let name = NAMES.iter().find(|(it, _)| *it == number).map(|(_, name)| *name);
                return Err(name.map_or_else(|| format!("type {number}"), str::to_owned));
            }
        })
    }

    /// Numbers in a block.
    pub const fn block(self) -> usize {
        match self {
            Self::F32 | Self::F16 => 1,
            Self::Q4_0 | Self::Q4_1 | Self::Q8_0 => BLOCK,
        }
    }

    /// Bytes of a block.
    pub const fn block_bytes(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::F16 => 2,
            Self::Q4_0 => 18,
            Self::Q4_1 => 20,
            Self::Q8_0 => 34,
        }
    }
}

/// The formats that are not computed with. Source: `enum ggml_type` in
/// `ggml.h` of ggml-org/ggml, read on 2026-11-24.
const NAMES: [(u32, &str); 26] = [
    (6, "Q5_0"),
    (7, "Q5_1"),
    (9, "Q8_1"),
    (10, "Q2_K"),
    (11, "Q3_K"),
    (12, "Q4_K"),
    (13, "Q5_K"),
    (14, "Q6_K"),
    (15, "Q8_K"),
    (16, "IQ2_XXS"),
    (17, "IQ2_XS"),
    (18, "IQ3_XXS"),
    (19, "IQ1_S"),
    (20, "IQ4_NL"),
    (21, "IQ3_S"),
    (22, "IQ2_S"),
    (23, "IQ4_XS"),
    (24, "I8"),
    (25, "I16"),
    (26, "I32"),
    (29, "IQ1_M"),
    (30, "BF16"),
    (34, "TQ1_0"),
    (35, "TQ2_0"),
    (39, "MXFP4"),
    (40, "NVFP4"),
];

/// The weights of a layer's matrix, one row for each number that comes out.
pub struct Matrix {
    /// Numbers that come out.
    pub rows: usize,
    /// Numbers that go in; a multiple of [`BLOCK`].
    pub cols: usize,
    kind: Kind,
}

enum Kind {
    /// Eight lanes of 16 bits for each block: lane `l` holds the weights `l`,
    /// `l + 8`, `l + 16` and `l + 24`, the first in its lowest bits. A weight
    /// is its quant times the scale plus the least.
    Four { quants: Vec<u8>, scales: Vec<f32>, leasts: Vec<f32> },
    /// In their own order.
    Eight { quants: Vec<i8>, scales: Vec<f32> },
}

impl Matrix {
    /// Memory that a matrix takes. Unit: bytes.
    pub const fn bytes(rows: usize, cols: usize, format: Format) -> usize {
        let blocks = rows * (cols / BLOCK);
        match format {
            Format::Q4_0 | Format::Q4_1 => blocks * (BLOCK / 2 + 8),
            Format::Q8_0 | Format::F16 | Format::F32 => blocks * (BLOCK + 4),
        }
    }

    /// Memory for a matrix, to be filled by [`Self::take`].
    pub fn new(rows: usize, cols: usize, format: Format) -> Result<Self, OutOfMemory> {
        let blocks = rows * (cols / BLOCK);
        let kind = match format {
            Format::Q4_0 | Format::Q4_1 => Kind::Four {
                quants: zeros(blocks * BLOCK / 2)?,
                scales: zeros(blocks)?,
                leasts: zeros(blocks)?,
            },
            Format::Q8_0 | Format::F16 | Format::F32 => {
                Kind::Eight { quants: zeros(blocks * BLOCK)?, scales: zeros(blocks)? }
            }
        };
        Ok(Self { rows, cols, kind })
    }

    /// Takes whole blocks of a file, of which the first is block `first`. Wider
    /// formats are rounded to eight bits.
    pub fn take(&mut self, first: usize, bytes: &[u8], format: Format) {
        let of_file = bytes.chunks_exact(format.block_bytes() * (BLOCK / format.block()));
        match &mut self.kind {
            Kind::Four { quants, scales, leasts } => {
                let quants = quants.chunks_exact_mut(BLOCK / 2).skip(first);
                let numbers = scales.iter_mut().zip(leasts).skip(first);
                for ((block, quants), (scale, least)) in of_file.zip(quants).zip(numbers) {
                    *scale = half_at(block, 0);
                    let packed = if matches!(format, Format::Q4_1) {
                        *least = half_at(block, 2);
                        &block[4..]
                    } else {
                        *least = -8.0 * *scale;
                        &block[2..]
                    };
                    repack(packed, quants);
                }
            }
            Kind::Eight { quants, scales } => {
                let quants = quants.chunks_exact_mut(BLOCK).skip(first);
                for ((block, quants), scale) in of_file.zip(quants).zip(scales.iter_mut().skip(first)) {
                    if matches!(format, Format::Q8_0) {
                        *scale = half_at(block, 0);
                        for (quant, &byte) in quants.iter_mut().zip(&block[2..]) {
                            *quant = byte as i8;
                        }
                    } else {
                        *scale = round_weights(block, format, quants);
                    }
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
                    for (number, quant) in out.iter_mut().zip(kernels::unpack(packed)) {
                        *number = f32::from(quant) * scales[at] + leasts[at];
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

fn half_at(bytes: &[u8], at: usize) -> f32 {
    f16::from_le_bytes([bytes[at], bytes[at + 1]]).to_f32()
}

/// From GGUF's order, in which a byte holds the weights `j` and `j + 16`.
fn repack(packed: &[u8], out: &mut [u8]) {
    for lane in 0..8 {
        let (near, far) = (packed[lane], packed[lane + 8]);
        out[2 * lane] = (near & 15) | (far & 15) << 4;
        out[2 * lane + 1] = near >> 4 | far & 0xF0;
    }
}

fn round_weights(block: &[u8], format: Format, quants: &mut [i8]) -> f32 {
    let mut numbers = [0.0_f32; BLOCK];
    for (at, number) in numbers.iter_mut().enumerate() {
        *number = match format {
            Format::F16 => half_at(block, 2 * at),
            _ => f32::from_le_bytes([0, 1, 2, 3].map(|byte| block[4 * at + byte])),
        };
    }
    let largest = numbers.iter().fold(0.0_f32, |most, it| most.max(it.abs()));
    let inverse = if largest > 0.0 { 127.0 / largest } else { 0.0 };
    for (quant, number) in quants.iter_mut().zip(numbers) {
        *quant = (number * inverse).round() as i8;
    }
    largest / 127.0
}
