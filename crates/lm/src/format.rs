//! The formats in which GGUF files store weights, and their blocks.
//!
//! Source of numbers, names and layouts: `ggml.h`, `ggml-common.h` and
//! `ggml-quants.c` of ggml-org/ggml, read on 2026-11-24.

use half::{bf16, f16};

use crate::acts::{BLOCK, HALF};

/// The formats that are computed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// 32 bits.
    F32,
    /// 16 bits, five of them for the exponent.
    F16,
    /// 16 bits, eight of them for the exponent.
    BF16,
    /// Four bits, a scale for 32.
    Q4_0,
    /// Four bits, a scale and a least for 32.
    Q4_1,
    /// Five bits, a scale for 32.
    Q5_0,
    /// Five bits, a scale and a least for 32.
    Q5_1,
    /// Eight bits, a scale for 32.
    Q8_0,
    /// Four bits, a scale and a least for 32, themselves in six bits for 256.
    Q4K,
    /// Five bits, likewise.
    Q5K,
    /// Six bits, a scale for 16 in eight bits for 256.
    Q6K,
}

impl Format {
    /// The format with this number; otherwise the name of the one that has it.
    pub fn of(number: u32) -> Result<Self, String> {
        Ok(match number {
            0 => Self::F32,
            1 => Self::F16,
            2 => Self::Q4_0,
            3 => Self::Q4_1,
            6 => Self::Q5_0,
            7 => Self::Q5_1,
            8 => Self::Q8_0,
            12 => Self::Q4K,
            13 => Self::Q5K,
            14 => Self::Q6K,
            30 => Self::BF16,
            _ => {
                let name = NAMES.iter().find(|(it, _)| *it == number).map(|(_, name)| *name);
                return Err(name.map_or_else(|| format!("type {number}"), str::to_owned));
            }
        })
    }

    /// How many numbers stand together, a multiple of [`BLOCK`].
    pub const fn unit(self) -> usize {
        match self {
            Self::Q4K | Self::Q5K | Self::Q6K => 8 * BLOCK,
            _ => BLOCK,
        }
    }

    /// Bytes of as many.
    pub const fn unit_bytes(self) -> usize {
        match self {
            Self::F32 => 4 * BLOCK,
            Self::F16 | Self::BF16 => 2 * BLOCK,
            Self::Q4_0 => 18,
            Self::Q4_1 => 20,
            Self::Q5_0 => 22,
            Self::Q5_1 => 24,
            Self::Q8_0 => 34,
            Self::Q4K => 144,
            Self::Q5K => 176,
            Self::Q6K => 210,
        }
    }

    /// Whether its weights are computed with in four bits, and not in eight.
    pub const fn is_four(self) -> bool {
        matches!(self, Self::Q4_0 | Self::Q4_1 | Self::Q4K)
    }
}

/// A block of four-bit weights: its scale and least. The quants are packed as
/// Q4_1 packs them.
pub fn four(format: Format, unit: &[u8], block: usize, quants: &mut [u8]) -> (f32, f32) {
    match format {
        Format::Q4_1 => {
            quants.copy_from_slice(&unit[4..]);
            (half_at(unit, 0), half_at(unit, 2))
        }
        Format::Q4K => {
            let of_file = &unit[16 + block / 2 * BLOCK..][..BLOCK];
            let shift = block % 2 * 4;
            let (near, far) = of_file.split_at(HALF);
            for ((quant, near), far) in quants.iter_mut().zip(near).zip(far) {
                *quant = (near >> shift & 15) | (far >> shift & 15) << 4;
            }
            let (scale, least) = six_bits(&unit[4..16], block);
            (half_at(unit, 0) * scale, -half_at(unit, 2) * least)
        }
        _ => {
            quants.copy_from_slice(&unit[2..]);
            let scale = half_at(unit, 0);
            (scale, -8.0 * scale)
        }
    }
}

/// A block of weights in eight bits: its scale. Exact where the file has as many
/// bits or fewer and one scale; rounded anew where it has not.
pub fn eight(format: Format, unit: &[u8], block: usize, quants: &mut [i8]) -> f32 {
    match format {
        Format::Q8_0 => {
            for (quant, &byte) in quants.iter_mut().zip(&unit[2..]) {
                *quant = byte.cast_signed();
            }
            half_at(unit, 0)
        }
        Format::Q5_0 => {
            let fifths = u32_at(unit, 2);
            for (at, quant) in quants.iter_mut().enumerate() {
                *quant = five(&unit[6..], fifths, at).cast_signed() - 16;
            }
            half_at(unit, 0)
        }
        _ => round(&floats(format, unit, block), quants),
    }
}

/// The weights of a block.
fn floats(format: Format, unit: &[u8], block: usize) -> [f32; BLOCK] {
    let mut numbers = [0.0; BLOCK];
    for (at, number) in numbers.iter_mut().enumerate() {
        *number = match format {
            Format::F32 => f32::from_bits(u32_at(unit, 4 * at)),
            Format::BF16 => bf16::from_le_bytes([unit[2 * at], unit[2 * at + 1]]).to_f32(),
            Format::Q5_1 => {
                let quant = five(&unit[8..], u32_at(unit, 4), at);
                f32::from(quant) * half_at(unit, 0) + half_at(unit, 2)
            }
            Format::Q5K => {
                let (scale, least) = six_bits(&unit[4..16], block);
                let low = unit[48 + block / 2 * BLOCK + at] >> (block % 2 * 4) & 15;
                let high = unit[16 + at] >> block & 1;
                let quant = f32::from(low | high << 4);
                quant * half_at(unit, 0) * scale - half_at(unit, 2) * least
            }
            Format::Q6K => {
                let (half, quarter) = (block / 4, block % 4);
                let low = unit[half * 64 + quarter % 2 * BLOCK + at] >> (quarter / 2 * 4) & 15;
                let high = unit[128 + half * BLOCK + at] >> (2 * quarter) & 3;
                let quant = f32::from((low | high << 4).cast_signed() - 32);
                let scale = f32::from(unit[192 + half * 8 + quarter * 2 + at / HALF].cast_signed());
                half_at(unit, 208) * scale * quant
            }
            _ => half_at(unit, 2 * at),
        };
    }
    numbers
}

fn round(numbers: &[f32; BLOCK], quants: &mut [i8]) -> f32 {
    let largest = numbers.iter().fold(0.0_f32, |most, it| most.max(it.abs()));
    let inverse = if largest > 0.0 { 127.0 / largest } else { 0.0 };
    for (quant, number) in quants.iter_mut().zip(numbers) {
        *quant = (number * inverse).round() as i8;
    }
    largest / 127.0
}

/// A weight of five bits: four in the lower and then the upper halves of 16
/// bytes, the fifth apart.
fn five(packed: &[u8], fifths: u32, at: usize) -> u8 {
    let low = packed[at % HALF] >> (at / HALF * 4) & 15;
    low | ((fifths >> at & 1) as u8) << 4
}

/// Scale and least of a block, of eight of each that share 12 bytes.
fn six_bits(packed: &[u8], block: usize) -> (f32, f32) {
    let (scale, least) = if block < 4 {
        (packed[block] & 63, packed[block + 4] & 63)
    } else {
        let both = packed[block + 4];
        (both & 15 | packed[block - 4] >> 6 << 4, both >> 4 | packed[block] >> 6 << 4)
    };
    (f32::from(scale), f32::from(least))
}

fn half_at(bytes: &[u8], at: usize) -> f32 {
    f16::from_le_bytes([bytes[at], bytes[at + 1]]).to_f32()
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([0, 1, 2, 3].map(|byte| bytes[at + byte]))
}

/// The formats that are not computed with.
const NAMES: [(u32, &str); 20] = [
    (9, "Q8_1"),
    (10, "Q2_K"),
    (11, "Q3_K"),
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
    (34, "TQ1_0"),
    (35, "TQ2_0"),
    (39, "MXFP4"),
    (40, "NVFP4"),
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::matrix::Matrix;

    /// Made by `tests/formats.py`.
    #[derive(Deserialize)]
    struct Case {
        format: u32,
        name: String,
        bytes: Vec<u8>,
        weights: Vec<f32>,
    }

    #[test]
    fn blocks_are_read_as_llama_cpp_reads_them() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("../tests/fixtures/formats.json")).unwrap();
        assert_eq!(cases.len(), 10);
        for Case { format, name, bytes, weights } in cases {
            let format = Format::of(format).unwrap();
            let mut matrix = Matrix::new(1, weights.len(), format).unwrap();
            matrix.take(0, &bytes, format);
            let mut found = vec![0.0; weights.len()];
            matrix.row(0, &mut found);
            let is_exact = format.is_four() || matches!(format, Format::Q5_0 | Format::Q8_0);
            for (found, expected) in found.chunks(BLOCK).zip(weights.chunks(BLOCK)) {
                let largest = expected.iter().fold(0.0_f32, |most, it| most.max(it.abs()));
                let most = largest * if is_exact { 1e-6 } else { 1.0 / 253.0 };
                for (found, expected) in found.iter().zip(expected) {
                    assert!((found - expected).abs() <= most, "{name}: {found} for {expected}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_read_is_named() {
        assert_eq!(Format::of(17), Err("IQ2_XS".to_owned()));
        assert_eq!(Format::of(1000), Err("type 1000".to_owned()));
    }
}
