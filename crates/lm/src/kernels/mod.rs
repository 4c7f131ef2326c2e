//! The products of weights and activations, where nearly all the time goes.
//!
//! Whole numbers are multiplied and summed exactly within a block; only the
//! scaled sums of blocks are floats. Activations are taken four rows at a time,
//! so that weights are unpacked once for four tokens of a prompt.

pub mod floats;
pub mod portable;
#[cfg(target_arch = "wasm32")]
mod simd128;

#[cfg(not(target_arch = "wasm32"))]
pub use portable::{multiply_eight, multiply_four};
#[cfg(target_arch = "wasm32")]
pub use simd128::{multiply_eight, multiply_four};
