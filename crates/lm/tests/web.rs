//! The kernels of wasm give what the portable ones give.
#![cfg(target_arch = "wasm32")]

use lollipop_lm::{
    Acts, BLOCK,
    kernels::{multiply_eight, multiply_four, portable},
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Numbers that look like none in particular.
struct Numbers(u32);

impl Numbers {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0 >> 8
    }

    fn float(&mut self) -> f32 {
        self.next() as f32 / (1 << 23) as f32 - 1.0
    }
}

#[track_caller]
fn check(name: &str, found: &[f32], expected: &[f32]) {
    let most = expected.iter().fold(0.0_f32, |most, it| most.max(it.abs()));
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= most * 1e-5, "{name}: {found} for {expected}");
    }
}

#[wasm_bindgen_test]
fn simd_agrees_with_plain_rust() {
    let mut numbers = Numbers(1);
    for (rows, cols, tokens) in [(1, 32, 1), (3, 64, 1), (5, 576, 2), (4, 96, 4), (7, 1536, 9), (2, 160, 16)]
    {
        let inputs: Vec<f32> = (0..tokens * cols).map(|_| numbers.float() * 3.0).collect();
        let Ok(mut acts) = Acts::with_capacity(tokens, cols) else { panic!("no memory") };
        acts.round(&inputs, cols);
        let blocks = rows * cols / BLOCK;
        let scales: Vec<f32> = (0..blocks).map(|_| numbers.float() / 50.0).collect();
        let leasts: Vec<f32> = (0..blocks).map(|_| numbers.float() / 50.0).collect();
        let fours: Vec<u8> = (0..blocks * BLOCK / 2).map(|_| numbers.next() as u8).collect();
        let eights: Vec<i8> = (0..blocks * BLOCK).map(|_| numbers.next() as i8).collect();
        let (mut found, mut expected) = (vec![0.0; tokens * rows], vec![0.0; tokens * rows]);
        multiply_four(&fours, &scales, &leasts, &acts, rows, &mut found);
        portable::multiply_four(&fours, &scales, &leasts, &acts, rows, &mut expected);
        check("four", &found, &expected);
        multiply_eight(&eights, &scales, &acts, rows, &mut found);
        portable::multiply_eight(&eights, &scales, &acts, rows, &mut expected);
        check("eight", &found, &expected);
    }
}
