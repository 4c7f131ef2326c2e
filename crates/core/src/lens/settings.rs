//! What a person sets before a token is rolled.

/// When the temperature is applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Before tokens are cut off: the model in the tab, vLLM and transformers.
    ///
    /// Source: `apply_temperature` before `apply_top_k_top_p` in
    /// <https://github.com/vllm-project/vllm/blob/main/vllm/v1/sample/sampler.py>;
    /// read on 2026-11-24.
    #[default]
    TemperatureFirst,
    /// After tokens were cut off: llama.cpp, whose samplers by default are
    /// top-k, then top-p, and the temperature last.
    ///
    /// Source: `samplers` of `common_params_sampling` in
    /// <https://github.com/ggml-org/llama.cpp/blob/master/common/common.h>;
    /// read on 2026-11-24.
    TemperatureLast,
}

/// How a distribution is reshaped before a token is rolled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// 0 always takes the likeliest, 1 leaves the chances as they are.
    pub temperature: f64,
    /// Only so many of the likeliest can be rolled; `None`: all.
    pub top_k: Option<u32>,
    /// Only the likeliest that together have so much can be rolled; 1: all.
    pub top_p: f64,
    /// When the temperature is applied.
    pub order: Order,
}

impl Default for Settings {
    /// As the model gives it.
    fn default() -> Self {
        Self { temperature: 1.0, top_k: None, top_p: 1.0, order: Order::default() }
    }
}
