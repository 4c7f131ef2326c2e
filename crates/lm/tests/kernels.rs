//! The products beside what the numbers of a file say they are.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use lollipop_lm::{Acts, BLOCK, kernels};
use proptest::prelude::*;

/// The sum of products, with the activations rounded to eight bits as those of
/// a block are, in double precision.
fn exact(weights: &[f64], inputs: &[f32]) -> f64 {
    let blocks = weights.chunks(BLOCK).zip(inputs.chunks(BLOCK));
    let sums = blocks.map(|(weights, inputs)| {
        let scale = inputs.iter().fold(0.0_f32, |most, it| most.max(it.abs())) / 127.0;
        let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
        let products = weights.iter().zip(inputs);
        products.map(|(w, a)| w * f64::from((a * inverse).round() * scale)).sum::<f64>()
    });
    sums.sum()
}

fn near(found: f32, expected: f64, weights: &[f64], inputs: &[f32]) -> Result<(), TestCaseError> {
    // A scale is kept in 16 bits, and a tie may be rounded either way.
    let size: f64 = weights.iter().zip(inputs).map(|(w, a)| w.abs() * f64::from(a.abs())).sum();
    let largest = weights.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
    let step = inputs.iter().fold(0.0_f32, |most, it| most.max(it.abs())) / 127.0;
    let most = size * 2e-3 + 2.0 * largest * f64::from(step) + 1e-6;
    prop_assert!((f64::from(found) - expected).abs() <= most, "{found} for {expected}, by {most}");
    Ok(())
}

proptest! {
    #[test]
    fn products_are_what_they_should_be(
        packed in prop::collection::vec(any::<u8>(), BLOCK..=BLOCK),
        eights in prop::collection::vec(-127_i8..=127, 2 * BLOCK..=2 * BLOCK),
        inputs in prop::collection::vec(-4.0_f32..4.0, 2 * BLOCK..=2 * BLOCK),
        scales in prop::collection::vec(-0.1_f32..0.1, 2..=2),
        leasts in prop::collection::vec(-0.5_f32..0.5, 2..=2),
    ) {
        let mut acts = Acts::with_capacity(1, 2 * BLOCK).unwrap();
        acts.round(&inputs, 2 * BLOCK);
        let mut out = [0.0];
        let fours: Vec<f64> = (0..2 * BLOCK)
            .map(|at| {
                let (block, place) = (at / BLOCK, at % BLOCK);
                let byte = packed[block * BLOCK / 2 + place % (BLOCK / 2)];
                let quant = if place < BLOCK / 2 { byte & 15 } else { byte >> 4 };
                f64::from(quant) * f64::from(scales[block]) + f64::from(leasts[block])
            })
            .collect();
        kernels::multiply_four(&packed, &scales, &leasts, &acts, 1, &mut out);
        near(out[0], exact(&fours, &inputs), &fours, &inputs)?;
        let wide: Vec<f64> =
            eights.iter().enumerate().map(|(at, it)| f64::from(*it) * f64::from(scales[at / BLOCK])).collect();
        kernels::multiply_eight(&eights, &scales, &acts, 1, &mut out);
        near(out[0], exact(&wide, &inputs), &wide, &inputs)?;
    }
}
