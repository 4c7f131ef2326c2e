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
}

impl Encoding {
    /// Every encoding, oldest first.
    pub const ALL: [Self; 6] = [
        Self::R50kBase,
        Self::P50kBase,
        Self::P50kEdit,
        Self::Cl100kBase,
        Self::O200kBase,
        Self::O200kHarmony,
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
        }
    }

    /// One more than the largest id, special tokens included.
    ///
    /// This is what tiktoken calls `n_vocab`; a few ids below it belong to no
    /// token (`p50k_base` counts 50281 and has 50281 tokens, `cl100k_base`
    /// counts 100277 and has 100261).
    /// Source: `tiktoken_ext/openai_public.py` of tiktoken 0.14.0; the tests
    /// compare it with the vocabularies themselves.
    pub const fn vocabulary_size(self) -> u32 {
        match self {
            Self::R50kBase => 50_257,
            Self::P50kBase => 50_281,
            Self::P50kEdit => 50_284,
            Self::Cl100kBase => 100_277,
            Self::O200kBase => 200_019,
            Self::O200kHarmony => 201_088,
        }
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
    }
}
