//! The encodings that the page knows, by name.

/// An encoding: a vocabulary together with its pre-tokenizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Encoding {
    /// GPT-2 and the first GPT-3 models.
    R50kBase,
    /// Codex and `text-davinci-002` and `-003`.
    P50kBase,
    /// The edit models: `p50k_base` and three more special tokens.
    P50kEdit,
    /// GPT-3.5 and GPT-4.
    Cl100kBase,
    /// GPT-4o and later.
    O200kBase,
    /// The open-weight gpt-oss: `o200k_base` and more special tokens.
    O200kHarmony,
    /// Llama 3, 3.1, 3.2 and 3.3; Llama 4 has a vocabulary of its own.
    Llama3,
    /// DeepSeek V3 and R1.
    DeepseekV3,
    /// DeepSeek V4: `deepseek_v3` and more special tokens.
    DeepseekV4,
    /// Qwen 2, 2.5 and 3; later generations have another vocabulary.
    Qwen2,
    /// Mistral's Tekken, from Mistral Nemo on.
    MistralV3,
    /// Kimi K2.
    KimiK2,
    /// Kimi K3: `kimi_k2` with other special tokens.
    KimiK3,
    /// GLM 4.5 to 4.7.
    Glm4,
    /// GLM 5.
    Glm5,
    /// MiniMax M2.
    MinimaxM2,
    /// SmolLM2. 21 bytes are no tokens of it, most of which are in no text at
    /// all; here they have the ids from 49,152 on, which the model does not know.
    Smollm2,
}

/// Who made an encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vendor {
    /// OpenAI.
    OpenAi,
    /// Meta.
    Meta,
    /// DeepSeek.
    DeepSeek,
    /// Alibaba Cloud.
    Alibaba,
    /// Mistral AI.
    Mistral,
    /// Moonshot AI.
    Moonshot,
    /// Z.ai, formerly Zhipu.
    Zai,
    /// MiniMax.
    MiniMax,
    /// Hugging Face.
    HuggingFace,
}

impl Vendor {
    /// Every vendor, in the order in which a chooser lists them.
    pub const ALL: [Self; 9] = [
        Self::OpenAi,
        Self::Meta,
        Self::DeepSeek,
        Self::Alibaba,
        Self::Mistral,
        Self::Moonshot,
        Self::Zai,
        Self::MiniMax,
        Self::HuggingFace,
    ];

    /// The proper name, the same in every language.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "OpenAI",
            Self::Meta => "Meta",
            Self::DeepSeek => "DeepSeek",
            Self::Alibaba => "Alibaba Cloud",
            Self::Mistral => "Mistral AI",
            Self::Moonshot => "Moonshot AI",
            Self::Zai => "Z.ai",
            Self::MiniMax => "MiniMax",
            Self::HuggingFace => "Hugging Face",
        }
    }

    /// Its encodings, oldest first.
    pub fn encodings(self) -> impl Iterator<Item = Encoding> {
        Encoding::ALL.into_iter().filter(move |encoding| encoding.vendor() == self)
    }
}

/// On what terms the vocabulary of an encoding may be passed on.
///
/// Source: the file `LICENSE-3RD-PARTY` of the crate `tiktoken` 4.1.2 and the
/// vendors' pages, read on 2026-11-22. `NOTICE` says the same at length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DataLicence {
    /// Its SPDX identifier, or its own name where it has none.
    pub name: &'static str,
    /// Where the vendor has published the vocabulary.
    pub source: &'static str,
    /// Words that the licence asks to be shown wherever the data is used.
    pub display: Option<&'static str>,
}

/// How a text is cut into the pieces that no token crosses; several encodings
/// share one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// GPT-2, and what followed it to the letter.
    Gpt2,
    /// `cl100k_base`.
    Cl100k,
    /// `o200k_base`.
    O200k,
    /// `cl100k_base` with line ends before other white space.
    Llama3,
    /// As [`Self::Llama3`], each digit by itself.
    Qwen2,
    /// Numbers, then Chinese and Japanese, then all else.
    DeepseekV3,
    /// As [`Self::O200k`], Chinese characters apart.
    Kimi,
    /// As [`Self::O200k`], without contractions, each digit by itself.
    Tekken,
    /// As [`Self::Gpt2`], each digit by itself and apart from its space.
    Gpt2Digits,
}

impl Pattern {
    /// Every pattern.
    pub const ALL: [Self; 9] = [
        Self::Gpt2,
        Self::Cl100k,
        Self::O200k,
        Self::Llama3,
        Self::Qwen2,
        Self::DeepseekV3,
        Self::Kimi,
        Self::Tekken,
        Self::Gpt2Digits,
    ];

    /// A short name in ASCII.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gpt2 => "gpt2",
            Self::Cl100k => "cl100k",
            Self::O200k => "o200k",
            Self::Llama3 => "llama3",
            Self::Qwen2 => "qwen2",
            Self::DeepseekV3 => "deepseek_v3",
            Self::Kimi => "kimi",
            Self::Tekken => "tekken",
            Self::Gpt2Digits => "gpt2_digits",
        }
    }

    /// The encodings that cut so; every pattern has some.
    pub fn encodings(self) -> impl Iterator<Item = Encoding> {
        Encoding::ALL.into_iter().filter(move |encoding| encoding.pattern() == self)
    }

    /// The pattern of this exact name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pattern| pattern.name() == name)
    }
}

impl Encoding {
    /// Every encoding, by vendor, each vendor's oldest first.
    pub const ALL: [Self; 17] = [
        Self::R50kBase,
        Self::P50kBase,
        Self::P50kEdit,
        Self::Cl100kBase,
        Self::O200kBase,
        Self::O200kHarmony,
        Self::Llama3,
        Self::DeepseekV3,
        Self::DeepseekV4,
        Self::Qwen2,
        Self::MistralV3,
        Self::KimiK2,
        Self::KimiK3,
        Self::Glm4,
        Self::Glm5,
        Self::MinimaxM2,
        Self::Smollm2,
    ];

    /// The name that the field uses, such as `cl100k_base`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::R50kBase => "r50k_base",
            Self::P50kBase => "p50k_base",
            Self::P50kEdit => "p50k_edit",
            Self::Cl100kBase => "cl100k_base",
            Self::O200kBase => "o200k_base",
            Self::O200kHarmony => "o200k_harmony",
            Self::Llama3 => "llama3",
            Self::DeepseekV3 => "deepseek_v3",
            Self::DeepseekV4 => "deepseek_v4",
            Self::Qwen2 => "qwen2",
            Self::MistralV3 => "mistral_v3",
            Self::KimiK2 => "kimi_k2",
            Self::KimiK3 => "kimi_k3",
            Self::Glm4 => "glm4",
            Self::Glm5 => "glm5",
            Self::MinimaxM2 => "minimax_m2",
            Self::Smollm2 => "smollm2",
        }
    }

    /// The encoding of this exact name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|encoding| encoding.name() == name)
    }

    /// The name of its vocabulary file, such as `cl100k_base.vocab`.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::R50kBase => "r50k_base.vocab",
            Self::P50kBase => "p50k_base.vocab",
            Self::P50kEdit => "p50k_edit.vocab",
            Self::Cl100kBase => "cl100k_base.vocab",
            Self::O200kBase => "o200k_base.vocab",
            Self::O200kHarmony => "o200k_harmony.vocab",
            Self::Llama3 => "llama3.vocab",
            Self::DeepseekV3 => "deepseek_v3.vocab",
            Self::DeepseekV4 => "deepseek_v4.vocab",
            Self::Qwen2 => "qwen2.vocab",
            Self::MistralV3 => "mistral_v3.vocab",
            Self::KimiK2 => "kimi_k2.vocab",
            Self::KimiK3 => "kimi_k3.vocab",
            Self::Glm4 => "glm4.vocab",
            Self::Glm5 => "glm5.vocab",
            Self::MinimaxM2 => "minimax_m2.vocab",
            Self::Smollm2 => "smollm2.vocab",
        }
    }

    /// One more than the largest id, special tokens included.
    ///
    /// This is what tiktoken calls `n_vocab`; a few ids below it belong to no
    /// token (`p50k_base` counts 50281 and has 50281 tokens, `cl100k_base`
    /// counts 100277 and has 100261).
    /// Source: `tiktoken_ext/openai_public.py` of tiktoken 0.14.0, and the crate
    /// `tiktoken` 4.1.2 for the other vendors; the tests compare it with the
    /// vocabularies themselves.
    pub const fn vocabulary_size(self) -> u32 {
        match self {
            Self::R50kBase => 50_257,
            Self::P50kBase => 50_281,
            Self::P50kEdit => 50_284,
            Self::Cl100kBase => 100_277,
            Self::O200kBase => 200_019,
            Self::O200kHarmony => 201_088,
            Self::Llama3 => 128_256,
            Self::DeepseekV3 => 128_815,
            Self::DeepseekV4 => 129_280,
            Self::Qwen2 => 151_669,
            Self::MistralV3 => 131_072,
            Self::KimiK2 | Self::KimiK3 => 163_840,
            Self::Glm4 => 151_365,
            Self::Glm5 => 154_856,
            Self::MinimaxM2 => 200_054,
            Self::Smollm2 => 49_173,
        }
    }

    /// How it cuts text before it looks for tokens.
    pub const fn pattern(self) -> Pattern {
        match self {
            Self::R50kBase | Self::P50kBase | Self::P50kEdit => Pattern::Gpt2,
            Self::Cl100kBase => Pattern::Cl100k,
            Self::O200kBase | Self::O200kHarmony | Self::MinimaxM2 => Pattern::O200k,
            Self::Llama3 | Self::Glm4 | Self::Glm5 => Pattern::Llama3,
            Self::DeepseekV3 | Self::DeepseekV4 => Pattern::DeepseekV3,
            Self::Qwen2 => Pattern::Qwen2,
            Self::MistralV3 => Pattern::Tekken,
            Self::KimiK2 | Self::KimiK3 => Pattern::Kimi,
            Self::Smollm2 => Pattern::Gpt2Digits,
        }
    }

    /// Who made it.
    pub const fn vendor(self) -> Vendor {
        match self {
            Self::R50kBase
            | Self::P50kBase
            | Self::P50kEdit
            | Self::Cl100kBase
            | Self::O200kBase
            | Self::O200kHarmony => Vendor::OpenAi,
            Self::Llama3 => Vendor::Meta,
            Self::DeepseekV3 | Self::DeepseekV4 => Vendor::DeepSeek,
            Self::Qwen2 => Vendor::Alibaba,
            Self::MistralV3 => Vendor::Mistral,
            Self::KimiK2 | Self::KimiK3 => Vendor::Moonshot,
            Self::Glm4 | Self::Glm5 => Vendor::Zai,
            Self::MinimaxM2 => Vendor::MiniMax,
            Self::Smollm2 => Vendor::HuggingFace,
        }
    }

    /// The terms of its vocabulary.
    pub const fn licence(self) -> DataLicence {
        let (name, source) = match self {
            Self::R50kBase
            | Self::P50kBase
            | Self::P50kEdit
            | Self::Cl100kBase
            | Self::O200kBase
            | Self::O200kHarmony => ("MIT", "https://github.com/openai/tiktoken"),
            Self::Llama3 => ("Llama 3 Community License", "https://huggingface.co/meta-llama/Llama-3.1-8B"),
            // V3 came under a licence of its own; V4 has the same tokens, and all
            // special ones of V3.
            Self::DeepseekV3 | Self::DeepseekV4 => {
                ("MIT", "https://huggingface.co/deepseek-ai/DeepSeek-V4-Pro")
            }
            Self::Qwen2 => ("Apache-2.0", "https://huggingface.co/Qwen/Qwen2.5-7B"),
            Self::MistralV3 => ("Apache-2.0", "https://github.com/mistralai/mistral-common"),
            Self::KimiK2 => ("Modified MIT", "https://huggingface.co/moonshotai/Kimi-K2-Instruct"),
            Self::KimiK3 => ("Kimi K3 License", "https://huggingface.co/moonshotai/Kimi-K3"),
            Self::Glm4 => ("MIT", "https://huggingface.co/zai-org/GLM-4.6"),
            Self::Glm5 => ("MIT", "https://huggingface.co/zai-org/GLM-5"),
            Self::MinimaxM2 => ("Modified MIT", "https://huggingface.co/MiniMaxAI/MiniMax-M2"),
            Self::Smollm2 => ("Apache-2.0", "https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct"),
        };
        let display = match self {
            Self::Llama3 => Some("Built with Meta Llama 3"),
            _ => None,
        };
        DataLicence { name, source, display }
    }

    /// Whether the vendor's own tokenizer composes characters (Unicode NFC)
    /// before it counts. The engine takes every text as it is, so that decoding
    /// gives it back; the two differ for text that is not composed.
    pub const fn vendor_composes(self) -> bool {
        matches!(self, Self::Qwen2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        for encoding in Encoding::ALL {
            assert_eq!(Encoding::from_name(encoding.name()), Some(encoding));
            assert_eq!(encoding.file_name(), format!("{}.vocab", encoding.name()));
        }
        assert_eq!(Encoding::from_name("gpt2"), None);
        assert_eq!(Encoding::from_name("CL100K_BASE"), None);
        for pattern in Pattern::ALL {
            assert_eq!(Pattern::from_name(pattern.name()), Some(pattern));
        }
    }

    /// A chooser that lists them by vendor lists each once, in the same order.
    #[test]
    fn vendors_share_the_encodings_out() {
        let by_vendor: Vec<_> = Vendor::ALL.into_iter().flat_map(Vendor::encodings).collect();
        assert_eq!(by_vendor, Encoding::ALL);
    }

    #[test]
    fn every_licence_has_a_source() {
        for encoding in Encoding::ALL {
            let licence = encoding.licence();
            assert!(!licence.name.is_empty() && licence.source.starts_with("https://"));
        }
    }
}
