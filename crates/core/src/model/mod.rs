//! The models that are known by name, and what a typed name stands for.
//!
//! Knows no endpoint: a name that a server offers may mean any model, so
//! everything that does not come from an exact id of the table is a guess and
//! is marked as one.

mod facts;
mod family;
mod row;
mod table;

use lollipop_bpe::Encoding;

pub use facts::{Certainty, ModelFacts, facts};

/// The most tokens a model accepts, prompt and completion together.
///
/// Unit: tokens of the model's own encoding, never bytes.
/// Source: `source`, read on `checked` (ISO date).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContextWindow {
    /// The size, in tokens.
    pub tokens: u32,
    /// Where the size stands.
    pub source: &'static str,
    /// When it was read there.
    pub checked: &'static str,
}

/// What a model costs, at list price: base tier, uncached, text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// US dollars per million prompt tokens.
    pub input_usd_per_mtok: f64,
    /// US dollars per million completion tokens.
    pub output_usd_per_mtok: f64,
    /// Whether another source (genai-prices 0.2.3) gives other figures.
    pub disputed: bool,
}

/// Who offers a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Provider {
    /// OpenAI.
    OpenAi,
    /// Anthropic.
    Anthropic,
    /// Google.
    Google,
    /// DeepSeek.
    DeepSeek,
    /// Alibaba Cloud.
    Alibaba,
    /// Mistral AI.
    Mistral,
    /// Moonshot AI.
    Moonshot,
    /// Z.ai.
    Zai,
    /// xAI.
    Xai,
    /// Together AI, a host of others' models.
    Together,
    /// Groq, a host of others' models.
    Groq,
    /// Hugging Face.
    HuggingFace,
}

impl Provider {
    /// The proper name, the same in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "OpenAI",
            Self::Anthropic => "Anthropic",
            Self::Google => "Google",
            Self::DeepSeek => "DeepSeek",
            Self::Alibaba => "Alibaba Cloud",
            Self::Mistral => "Mistral AI",
            Self::Moonshot => "Moonshot AI",
            Self::Zai => "Z.ai",
            Self::Xai => "xAI",
            Self::Together => "Together AI",
            Self::Groq => "Groq",
            Self::HuggingFace => "Hugging Face",
        }
    }
}

/// One model, as its sources describe it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model {
    /// The name that a request gives.
    pub id: &'static str,
    /// Who offers it.
    pub provider: Provider,
    /// How much it reads and writes.
    pub window: ContextWindow,
    /// The most tokens of one completion; `None` when only the window bounds it.
    pub max_output: Option<u32>,
    /// What it costs; `None` when no source says.
    pub price: Option<Price>,
    /// Its encoding; `None` when it is not one that this page has.
    pub encoding: Option<Encoding>,
    /// Whether `encoding` is an assumption of the sources, not the vendor's word.
    pub encoding_assumed: bool,
    /// The day on which its vendor retires it (ISO date); may be ahead.
    pub retired: Option<&'static str>,
    /// Whether it is long gone and listed for teaching; its price is of 2023.
    pub historic: bool,
    /// Where the figures stand; the window may have a source of its own.
    pub source: &'static str,
    /// The vendor's page on it, as the source links it.
    pub vendor_page: Option<&'static str>,
}

/// Every model of the table, in the order in which a chooser lists them.
#[must_use]
pub fn all() -> &'static [Model] {
    &table::MODELS
}

/// The model with exactly this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Model> {
    all().iter().find(|model| model.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{all, find};

    #[test]
    fn every_row_holds_together() {
        let mut ids = BTreeSet::new();
        for model in all() {
            assert!(ids.insert(model.id), "{} is there twice", model.id);
            assert!(model.window.tokens >= 1024, "{}", model.id);
            assert!(model.max_output.is_none_or(|most| most <= model.window.tokens), "{}", model.id);
            assert!(!model.source.is_empty() && !model.window.source.is_empty(), "{}", model.id);
            assert!(!model.encoding_assumed || model.encoding.is_some(), "{}", model.id);
            assert!(model.vendor_page.is_none_or(|page| page.starts_with("https://")));
            for date in [model.retired, Some(model.window.checked)].into_iter().flatten() {
                assert!(date.len() == 10 && date.starts_with("202"), "{date}");
            }
        }
        assert_eq!(ids.len(), 80);
    }

    #[track_caller]
    fn check(id: &str, window: u32, max_output: Option<u32>, usd: Option<(f64, f64)>) {
        let model = find(id).unwrap();
        assert_eq!((model.window.tokens, model.max_output), (window, max_output));
        let price = model.price.map(|price| (price.input_usd_per_mtok, price.output_usd_per_mtok));
        assert_eq!(price, usd);
    }

    #[test]
    fn rows_are_as_their_sources_say() {
        check("gpt-3.5-turbo", 16_385, Some(4_096), Some((0.5, 1.5)));
        check("gpt-3.5-turbo-0301", 4_096, None, Some((1.5, 2.0)));
        check("gpt-3.5-turbo-0613", 4_096, None, Some((1.5, 2.0)));
        check("gpt-4o", 128_000, Some(16_384), Some((2.5, 10.0)));
        check("claude-sonnet-4-5", 200_000, Some(64_000), Some((3.0, 15.0)));
        check("SmolLM2-135M-Instruct", 8_192, None, None);
        check("qwen3-max", 258_048, Some(65_536), None);
        assert!(find("deepseek-chat").unwrap().price.unwrap().disputed);
        assert!(find("gpt-6-sol").unwrap().encoding_assumed);
        assert!(find("text-davinci-003").unwrap().historic);
        assert_eq!(find("gpt-3.5-turbo").unwrap().retired, Some("2026-10-23"));
        assert_eq!(find("GPT-4o"), None);
    }
}
