//! The products of weights and activations, where nearly all the time goes.
//!
//! Whole numbers are multiplied and summed exactly within a block; only the
//! scaled sums of blocks are floats. Activations are taken four rows at a time,
//! so that weights are unpacked once for four tokens of a prompt.

pub mod floats;
#[cfg(any(not(target_arch = "wasm32"), test))]
mod portable;
#[cfg(target_arch = "wasm32")]
mod simd128;

#[cfg(not(target_arch = "wasm32"))]
pub use portable::{multiply_eight, multiply_four};
#[cfg(target_arch = "wasm32")]
pub use simd128::{multiply_eight, multiply_four};

use crate::acts::BLOCK;

/// The quants of a block of four-bit weights, in order.
pub fn unpack(packed: &[u8]) -> [u8; BLOCK] {
    let mut quants = [0; BLOCK];
    for lane in 0..8 {
        let (low, high) = (packed[2 * lane], packed[2 * lane + 1]);
        quants[lane] = low & 15;
        quants[lane + 8] = low >> 4;
        quants[lane + 16] = high & 15;
        quants[lane + 24] = high >> 4;
    }
    quants
}
