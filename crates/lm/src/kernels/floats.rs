//! The products of floats, written so that the compiler makes vectors of them.

/// How many sums go on beside each other.
const LANES: usize = 8;

/// The sum of products.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn dot(left: &[f32], right: &[f32]) -> f32 {
    let mut sums = [0.0_f32; LANES];
    let (lefts, rights) = (left.chunks_exact(LANES), right.chunks_exact(LANES));
    let rest: f32 = lefts.remainder().iter().zip(rights.remainder()).map(|(a, b)| a * b).sum();
    for (left, right) in lefts.zip(rights) {
        for lane in 0..LANES {
            sums[lane] += left[lane] * right[lane];
        }
    }
    sums.iter().sum::<f32>() + rest
}

/// Adds a multiple of one row to another.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn add_scaled(to: &mut [f32], row: &[f32], scale: f32) {
    for (to, &number) in to.iter_mut().zip(row) {
        *to += number * scale;
    }
}

/// Adds one row to another.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn add(to: &mut [f32], row: &[f32]) {
    for (to, &number) in to.iter_mut().zip(row) {
        *to += number;
    }
}

/// Turns scores into shares that sum to 1.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn softmax(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - most).exp();
        sum += *score;
    }
    let share = 1.0 / sum;
    for score in scores {
        *score *= share;
    }
}

/// Brings a row to length 1 on average, then weighs it.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn normalise(row: &[f32], weights: &[f32], epsilon: f32, out: &mut [f32]) {
    let scale = 1.0 / (dot(row, row) / row.len() as f32 + epsilon).sqrt();
    for ((out, &number), &weight) in out.iter_mut().zip(row).zip(weights) {
        *out = number * scale * weight;
    }
}

/// Lets through what the gate opens for: `gate * sigmoid(gate) * up`, into
/// `gate`.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn gated(gate: &mut [f32], up: &[f32]) {
    for (gate, &up) in gate.iter_mut().zip(up) {
        *gate = *gate / (1.0 + (-*gate).exp()) * up;
    }
}
