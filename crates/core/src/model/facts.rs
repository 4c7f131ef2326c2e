//! What the page knows of the model whose name was typed.

use lollipop_bpe::Encoding;

use super::{Model, family, find};
use crate::count::Framing;

/// How sure a fact about a model is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// From the table, by the model's exact id.
    Known,
    /// From the name alone.
    Guessed,
    /// Set by the person.
    ByHand,
    /// The model's own is not one that the page has; another stands in.
    StandIn,
    /// Not known at all.
    Unknown,
}

/// What the page knows of the model that was typed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ModelFacts {
    /// The encoding that counts; of an unknown model, the likeliest stand-in.
    pub encoding: Encoding,
    /// How sure the encoding is; never `Unknown`. `StandIn` where the model has
    /// another one, or none is known.
    pub encoding_certainty: Certainty,
    /// The context window, in tokens.
    pub window: Option<u32>,
    /// How sure the window is; `Unknown` exactly when there is none.
    pub window_certainty: Certainty,
    /// The most tokens of one completion.
    pub max_output: Option<u32>,
    /// What the chat format adds.
    pub framing: Framing,
    /// The table's row, for an exact id only.
    pub model: Option<&'static Model>,
}

impl ModelFacts {
    /// Whether a count by these facts is the vendor's own; any other is an
    /// estimate and says so.
    #[must_use]
    pub fn count_is_official(&self) -> bool {
        self.framing.official && self.encoding_certainty == Certainty::Known
    }
}

/// What counts for a model whose own encoding the page does not have: the
/// newest of those that most people compare with.
const STAND_IN: Encoding = Encoding::O200kBase;

/// The facts of a typed model name, with what was set by hand before all else.
///
/// An exact id of the table is known, but for an encoding that is assumed or
/// that the page does not have; every other name is guessed at by its beginning. A window of
/// 0 set by hand is no window and is ignored.
#[must_use]
pub fn facts(name: &str, encoding_by_hand: Option<Encoding>, window_by_hand: Option<u32>) -> ModelFacts {
    let name = name.trim();
    let model = find(name);
    let guess = family::guess(name);

    let (encoding, encoding_certainty) = match (encoding_by_hand, model) {
        (Some(encoding), _) => (encoding, Certainty::ByHand),
        (None, Some(&Model { encoding: Some(encoding), encoding_assumed, .. })) => {
            (encoding, if encoding_assumed { Certainty::Guessed } else { Certainty::Known })
        }
        (None, _) => match guess.encoding {
            Some(encoding) => (encoding, Certainty::Guessed),
            None => (STAND_IN, Certainty::StandIn),
        },
    };
    let (window, window_certainty) = match (window_by_hand.filter(|&tokens| tokens > 0), model) {
        (Some(tokens), _) => (Some(tokens), Certainty::ByHand),
        (None, Some(model)) => (Some(model.window.tokens), Certainty::Known),
        (None, None) => match guess.window {
            Some(tokens) => (Some(tokens), Certainty::Guessed),
            None => (None, Certainty::Unknown),
        },
    };
    ModelFacts {
        encoding,
        encoding_certainty,
        window,
        window_certainty,
        max_output: model.map_or(guess.max_output, |model| model.max_output),
        framing: Framing::of_model(name),
        model,
    }
}

#[cfg(test)]
mod tests {
    use lollipop_bpe::Encoding::{
        self, Cl100kBase, DeepseekV3, DeepseekV4, Glm4, Glm5, KimiK2, KimiK3, Llama3, MinimaxM2, MistralV3,
        O200kBase, O200kHarmony, P50kBase, Qwen2, R50kBase, Smollm2,
    };

    use super::Certainty::{self, ByHand, Guessed, Known, StandIn, Unknown};
    use super::facts;
    use crate::model::{Provider, all};

    #[track_caller]
    fn check(name: &str, encoding: (Encoding, Certainty), window: (Option<u32>, Certainty)) {
        let facts = facts(name, None, None);
        assert_eq!((facts.encoding, facts.encoding_certainty), encoding, "{name}");
        assert_eq!((facts.window, facts.window_certainty), window, "{name}");
        assert_eq!(facts.model.is_some(), facts.window_certainty == Known, "{name}");
    }

    #[test]
    fn exact_ids_are_known() {
        check("gpt-3.5-turbo", (Cl100kBase, Known), (Some(16_385), Known));
        check("gpt-3.5-turbo-0613", (Cl100kBase, Known), (Some(4_096), Known));
        check("  gpt-4o\n", (O200kBase, Known), (Some(128_000), Known));
        check("gpt-oss-120b", (O200kHarmony, Known), (Some(131_072), Known));
        check("text-davinci-003", (P50kBase, Known), (Some(4_097), Known));
    }

    #[test]
    fn other_vendors_models_have_their_own_encoding() {
        check("deepseek-v4-flash", (DeepseekV4, Known), (Some(1_000_000), Known));
        check("deepseek-chat", (DeepseekV3, Known), (Some(131_072), Known));
        check("open-mistral-nemo", (MistralV3, Known), (Some(128_000), Known));
        check("SmolLM2-135M-Instruct", (Smollm2, Known), (Some(8_192), Known));
        check("kimi-k3", (KimiK3, Known), (Some(1_048_576), Known));
        check("kimi-k2.6", (KimiK2, Known), (Some(262_144), Known));
        check("glm-4.6", (Glm4, Known), (Some(200_000), Known));
        check("Llama-3.3-70B-Instruct-Turbo", (Llama3, Known), (Some(131_072), Known));
    }

    #[test]
    fn an_assumed_encoding_is_guessed() {
        check("gpt-6-sol", (O200kBase, Guessed), (Some(1_050_000), Known));
        check("qwen3-max", (Qwen2, Guessed), (Some(258_048), Known));
        check("glm-5.3", (Glm5, Guessed), (Some(1_000_000), Known));
        check("mistral-large-4", (MistralV3, Guessed), (Some(1_048_576), Known));
    }

    #[test]
    fn a_model_without_an_encoding_of_the_page_has_a_stand_in() {
        check("claude-opus-5-5", (O200kBase, StandIn), (Some(1_000_000), Known));
        check("gemini-2.5-pro", (O200kBase, StandIn), (Some(1_048_576), Known));
        check("grok-4.7", (O200kBase, StandIn), (Some(500_000), Known));
        check("qwen3.8-max", (O200kBase, StandIn), (Some(991_808), Known));
        check("moonshot-v1-8k", (O200kBase, StandIn), (Some(8_192), Known));
        check("Llama-4-Scout-17B-16E-Instruct", (O200kBase, StandIn), (Some(1_048_576), Known));
        for model in all() {
            let closed = [Provider::Anthropic, Provider::Google, Provider::Xai].contains(&model.provider);
            assert!(!closed || model.encoding.is_none(), "{}", model.id);
            assert!(model.provider != Provider::OpenAi || model.encoding.is_some(), "{}", model.id);
        }
    }

    #[test]
    fn families_are_guessed_by_the_longest_beginning() {
        check("openai/gpt-4o", (O200kBase, Guessed), (Some(128_000), Guessed));
        check("openai/gpt-4o:free", (O200kBase, Guessed), (Some(128_000), Guessed));
        check("GPT-4o", (O200kBase, Guessed), (Some(128_000), Guessed));
        check("gpt-4o-2024-08-06", (O200kBase, Guessed), (Some(128_000), Guessed));
        check("gpt-4-0613", (Cl100kBase, Guessed), (Some(8_192), Guessed));
        check("gpt-4-32k-0613", (Cl100kBase, Guessed), (Some(32_768), Guessed));
        check("gpt-4-turbo-2024-04-09", (Cl100kBase, Guessed), (Some(128_000), Guessed));
        check("gpt-4-1106-preview", (Cl100kBase, Guessed), (Some(128_000), Guessed));
        check("gpt-4.1-nano-2025-04-14", (O200kBase, Guessed), (Some(1_047_576), Guessed));
        check("gpt-4.5-preview", (O200kBase, Guessed), (Some(128_000), Guessed));
        check("gpt-3.5-turbo-16k-0613", (Cl100kBase, Guessed), (Some(16_385), Guessed));
        check("gpt-3.5-turbo-instruct", (Cl100kBase, Guessed), (Some(4_096), Guessed));
        check("ft:gpt-3.5-turbo:acme::x1", (Cl100kBase, Guessed), (Some(16_385), Guessed));
        check("gpt-5-chat-latest", (O200kBase, Guessed), (Some(128_000), Guessed));
        check("gpt-5-codex", (O200kBase, Guessed), (Some(400_000), Guessed));
        check("gpt-5.3-codex", (O200kBase, Guessed), (None, Unknown));
        check("o1-mini", (O200kBase, Guessed), (Some(128_000), Guessed));
        check("gpt-oss:20b", (O200kHarmony, Guessed), (Some(131_072), Guessed));
        check("openai/gpt-oss-20b", (O200kHarmony, Guessed), (Some(131_072), Guessed));
        check("davinci-002", (Cl100kBase, Guessed), (Some(16_384), Guessed));
        check("text-davinci-001", (R50kBase, Guessed), (Some(2_049), Guessed));
        check("gpt2", (R50kBase, Guessed), (Some(1_024), Guessed));
        check("deepseek/deepseek-chat", (DeepseekV3, Guessed), (Some(131_072), Guessed));
        check("claude-sonnet-4-5-20250929", (O200kBase, StandIn), (Some(200_000), Guessed));
    }

    #[test]
    fn other_names_have_a_stand_in_and_no_window() {
        check("llama3.2", (Llama3, Guessed), (None, Unknown));
        check("llama3.2:1b", (Llama3, Guessed), (None, Unknown));
        check("meta-llama/Llama-3.1-8B-Instruct", (Llama3, Guessed), (None, Unknown));
        check("meta-llama/Llama-4-Maverick", (O200kBase, StandIn), (None, Unknown));
        check("llama2", (O200kBase, StandIn), (None, Unknown));
        check("codellama:7b", (O200kBase, StandIn), (None, Unknown));
        check("qwen2.5:7b", (Qwen2, Guessed), (None, Unknown));
        check("Qwen/Qwen3-8B", (Qwen2, Guessed), (None, Unknown));
        check("qwen3.5:9b", (O200kBase, StandIn), (None, Unknown));
        check("DeepSeek-R1-Distill-Qwen-7B", (Qwen2, Guessed), (None, Unknown));
        check("deepseek-coder:6.7b", (O200kBase, StandIn), (None, Unknown));
        check("moonshotai/Kimi-K2-Instruct", (KimiK2, Guessed), (None, Unknown));
        check("zai-org/GLM-4.5-Air", (Glm4, Guessed), (None, Unknown));
        check("glm-5", (Glm5, Guessed), (None, Unknown));
        check("MiniMaxAI/MiniMax-M2.1", (MinimaxM2, Guessed), (None, Unknown));
        check("mistral-small3.2", (MistralV3, Guessed), (None, Unknown));
        check("mixtral:8x7b", (O200kBase, StandIn), (None, Unknown));
        check("SmolLM2-135M", (Smollm2, Guessed), (Some(8_192), Guessed));
        check("HuggingFaceTB/SmolLM2-1.7B-Instruct", (Smollm2, Guessed), (Some(8_192), Guessed));
        check("gpt-4x", (O200kBase, StandIn), (None, Unknown));
        check("千问", (O200kBase, StandIn), (None, Unknown));
        check("", (O200kBase, StandIn), (None, Unknown));
        check("/:@", (O200kBase, StandIn), (None, Unknown));
    }

    #[test]
    fn what_is_set_by_hand_comes_first() {
        let by_hand = facts("gpt-4o", Some(R50kBase), Some(2_048));
        assert_eq!((by_hand.encoding, by_hand.encoding_certainty), (R50kBase, ByHand));
        assert_eq!((by_hand.window, by_hand.window_certainty), (Some(2_048), ByHand));
        assert!(!by_hand.count_is_official());
        let zero = facts("llama3.2", None, Some(0));
        assert_eq!((zero.window, zero.window_certainty), (None, Unknown));
    }

    #[track_caller]
    fn check_official(name: &str, official: bool) {
        assert_eq!(facts(name, None, None).count_is_official(), official, "{name}");
    }

    #[test]
    fn only_a_known_encoding_with_published_framing_is_official() {
        check_official("gpt-3.5-turbo", true);
        check_official("gpt-3.5-turbo-0301", true);
        check_official("gpt-4o-mini", true);
        check_official("SmolLM2-135M-Instruct", true);
        check_official("smollm2-135m-instruct", false);
        check_official("gpt-4o-2024-08-06", false);
        check_official("gpt-5", false);
        check_official("claude-opus-5-5", false);
        check_official("deepseek-v4-pro", false);
        check_official("Llama-3.3-70B-Instruct-Turbo", false);
        check_official("openai/gpt-4o", false);
    }

    #[test]
    fn the_output_limit_comes_with_the_row() {
        assert_eq!(facts("gpt-4o", None, None).max_output, Some(16_384));
        assert_eq!(facts("gpt-4o-2024-08-06", None, None).max_output, Some(16_384));
        assert_eq!(facts("gpt-3.5-turbo-0613", None, None).max_output, None);
        assert_eq!(facts("llama3.2", None, None).max_output, None);
    }
}
