//! The kernels for wasm with fixed-width SIMD, which every browser has had
//! since 2023 (Chromium 91, Firefox 89, Safari 16.4).

use core::arch::wasm32::*;

use bytemuck::pod_read_unaligned;

use crate::acts::{Acts, BLOCK};

/// Multiplies four-bit weights with rows of activations.
#[target_feature(enable = "simd128")]
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
        let at = row * blocks..(row + 1) * blocks;
        let weights = Four {
            quants: &quants[at.start * BLOCK / 2..at.end * BLOCK / 2],
            scales: &scales[at.clone()],
            leasts: &leasts[at],
        };
        let mut token = 0;
        while token + 4 <= tokens {
            let acts_of = [0, 1, 2, 3].map(|it| Row::of(acts, token + it, blocks));
            for (next, sum) in weights.times(acts_of).into_iter().enumerate() {
                out[(token + next) * rows + row] = sum;
            }
            token += 4;
        }
        while token < tokens {
            [out[token * rows + row]] = weights.times([Row::of(acts, token, blocks)]);
            token += 1;
        }
    }
}

/// Multiplies eight-bit weights with rows of activations.
#[target_feature(enable = "simd128")]
pub fn multiply_eight(quants: &[i8], scales: &[f32], acts: &Acts, rows: usize, out: &mut [f32]) {
    let blocks = acts.cols / BLOCK;
    let tokens = out.len() / rows;
    let quants: &[u8] = bytemuck::cast_slice(quants);
    for row in 0..rows {
        let at = row * blocks..(row + 1) * blocks;
        let weights = Eight { quants: &quants[at.start * BLOCK..at.end * BLOCK], scales: &scales[at] };
        let mut token = 0;
        while token + 4 <= tokens {
            let acts_of = [0, 1, 2, 3].map(|it| Row::of(acts, token + it, blocks));
            for (next, sum) in weights.times(acts_of).into_iter().enumerate() {
                out[(token + next) * rows + row] = sum;
            }
            token += 4;
        }
        while token < tokens {
            [out[token * rows + row]] = weights.times([Row::of(acts, token, blocks)]);
            token += 1;
        }
    }
}

/// The activations of one token.
#[derive(Clone, Copy)]
struct Row<'a> {
    quants: &'a [u8],
    scales: &'a [f32],
    sums: &'a [f32],
}

impl<'a> Row<'a> {
    #[inline(always)]
    fn of(acts: &'a Acts, token: usize, blocks: usize) -> Self {
        let at = token * blocks..(token + 1) * blocks;
        Self {
            quants: bytemuck::cast_slice(&acts.quants[at.start * BLOCK..at.end * BLOCK]),
            scales: &acts.scales[at.clone()],
            sums: &acts.sums[at],
        }
    }

    /// Quants, scale and sum of each block.
    #[inline(always)]
    fn blocks(self) -> impl Iterator<Item = (&'a [u8], (&'a f32, &'a f32))> {
        self.quants.chunks_exact(2 * BLOCK).zip(self.scales.iter().zip(self.sums))
    }
}

/// A row of weights.
struct Four<'a> {
    quants: &'a [u8],
    scales: &'a [f32],
    leasts: &'a [f32],
}

impl Four<'_> {
    #[inline]
    #[target_feature(enable = "simd128")]
    fn times<const N: usize>(&self, acts: [Row<'_>; N]) -> [f32; N] {
        let mut sums = [f32x4_splat(0.0); N];
        let mut leasts = [0.0; N];
        let low = u16x8_splat(15);
        let blocks = self.quants.chunks_exact(BLOCK / 2).zip(self.scales.iter().zip(self.leasts));
        let mut acts = acts.map(Row::blocks);
        for (packed, (&scale, &least)) in blocks {
            let packed = load(packed, 0);
            let weights = [
                v128_and(packed, low),
                v128_and(u16x8_shr(packed, 8), low),
                v128_and(u16x8_shr(packed, 4), low),
                u16x8_shr(packed, 12),
            ];
            for token in 0..N {
                let Some((quants, (&act_scale, &sum))) = acts[token].next() else { break };
                let scale = f32x4_splat(scale * act_scale);
                let product = f32x4_convert_i32x4(dot(weights, quants));
                sums[token] = f32x4_add(sums[token], f32x4_mul(product, scale));
                leasts[token] += least * sum;
            }
        }
        let mut out = [0.0; N];
        for token in 0..N {
            out[token] = across(sums[token]) + leasts[token];
        }
        out
    }
}

/// A row of weights.
struct Eight<'a> {
    quants: &'a [u8],
    scales: &'a [f32],
}

impl Eight<'_> {
    #[inline]
    #[target_feature(enable = "simd128")]
    fn times<const N: usize>(&self, acts: [Row<'_>; N]) -> [f32; N] {
        let mut sums = [f32x4_splat(0.0); N];
        let mut acts = acts.map(Row::blocks);
        for (quants, &scale) in self.quants.chunks_exact(BLOCK).zip(self.scales) {
            let (near, far) = (load(quants, 0), load(quants, 16));
            let weights = [
                i16x8_shr(i16x8_shl(near, 8), 8),
                i16x8_shr(near, 8),
                i16x8_shr(i16x8_shl(far, 8), 8),
                i16x8_shr(far, 8),
            ];
            for token in 0..N {
                let Some((quants, (&act_scale, _))) = acts[token].next() else { break };
                let scale = f32x4_splat(scale * act_scale);
                let product = f32x4_convert_i32x4(dot(weights, quants));
                sums[token] = f32x4_add(sums[token], f32x4_mul(product, scale));
            }
        }
        sums.map(|it| across(it))
    }
}

/// The products of a block, as four sums.
#[inline]
#[target_feature(enable = "simd128")]
fn dot(weights: [v128; 4], acts: &[u8]) -> v128 {
    let near =
        i32x4_add(i32x4_dot_i16x8(weights[0], load(acts, 0)), i32x4_dot_i16x8(weights[1], load(acts, 16)));
    let far =
        i32x4_add(i32x4_dot_i16x8(weights[2], load(acts, 32)), i32x4_dot_i16x8(weights[3], load(acts, 48)));
    i32x4_add(near, far)
}

#[inline]
#[target_feature(enable = "simd128")]
fn across(sums: v128) -> f32 {
    f32x4_extract_lane::<0>(sums)
        + f32x4_extract_lane::<1>(sums)
        + f32x4_extract_lane::<2>(sums)
        + f32x4_extract_lane::<3>(sums)
}

#[inline]
#[target_feature(enable = "simd128")]
fn load(bytes: &[u8], at: usize) -> v128 {
    pod_read_unaligned(&bytes[at..at + 16])
}
