//! What a chat prompt weighs: the framing of each message, its role, its
//! content, and the priming of the reply.
//!
//! The tokens themselves are counted elsewhere, by the encoding; here they are
//! only summed, so that every summand can be shown. Typed special tokens are
//! ordinary text by then.

use serde::{Deserialize, Serialize};

use crate::chat::Role;

/// The tokens that a chat model's format adds to a prompt.
///
/// Unit: tokens. Source: `source`, read on `checked` (ISO date).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Framing {
    /// Around each message that is sent.
    pub per_message: u32,
    /// Once, in front of the reply (`<|start|>assistant<|message|>`).
    pub priming: u32,
    /// What the format itself says first, where the messages do not begin with
    /// one of the role `system`.
    pub preamble: u32,
    /// Whether the role's name and what is said are one text to the tokenizer,
    /// so that white space at the beginning may join what stands before it.
    pub joins: bool,
    /// Whether the vendor has published the numbers for this model. A count
    /// with any other framing is an estimate and says so.
    pub official: bool,
    /// Where the numbers stand.
    pub source: &'static str,
    /// When they were read there.
    pub checked: &'static str,
}

const COOKBOOK: &str = "OpenAI cookbook, How_to_count_tokens_with_tiktoken.ipynb, section 6 \
    <https://github.com/openai/openai-cookbook/blob/main/examples/How_to_count_tokens_with_tiktoken.ipynb>";
const CHECKED: &str = "2026-11-22";

impl Framing {
    /// The framing of a model by its exact id.
    ///
    /// Four tokens a message for `gpt-3.5-turbo-0301`; three for the later
    /// gpt-3.5-turbo, gpt-4 and gpt-4o(-mini) models; three, not official, for
    /// every other name.
    #[must_use]
    pub fn of_model(id: &str) -> Self {
        if is_smollm2(id) {
            return SMOLLM2;
        }
        let per_message = if id == "gpt-3.5-turbo-0301" { 4 } else { 3 };
        Self {
            per_message,
            priming: 3,
            preamble: 0,
            joins: false,
            official: is_published(id),
            source: COOKBOOK,
            checked: CHECKED,
        }
    }
}

/// `ChatML` as SmolLM2 has it: `<|im_start|>`, role, line end, content,
/// `<|im_end|>`, line end.
const SMOLLM2: Framing = Framing {
    per_message: 4,
    // `<|im_start|>`, the role's name in two tokens, a line end.
    priming: 4,
    // `<|im_start|>system`, "You are a helpful AI assistant named SmolLM, trained by
    // Hugging Face", and their ends.
    preamble: 21,
    joins: true,
    official: true,
    source: "the chat template in the model's file, tokenizer.chat_template of SmolLM2-135M-Instruct",
    checked: "2026-11-24",
};

/// Whether the name is of SmolLM2's models that follow instructions, whoever
/// serves them.
fn is_smollm2(id: &str) -> bool {
    let name = id.rsplit('/').next().unwrap_or(id).to_ascii_lowercase();
    name.starts_with("smollm2")
}

/// Whether the cookbook's formula names the model or its family of chat models.
fn is_published(id: &str) -> bool {
    let family = |name: &str, variant: fn(&str) -> bool| {
        id.strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.strip_prefix('-').is_some_and(variant))
    };
    // The instruct model is a completion model and has no messages.
    family("gpt-3.5-turbo", |variant| !variant.starts_with("instruct"))
        || family("gpt-4", |_| true)
        || family("gpt-4o", is_date)
        || family("gpt-4o-mini", is_date)
}

/// `2024-08-06`: the snapshot of a model.
fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// How many tokens each role's name has in the encoding in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleTokens {
    /// Tokens of `system`.
    pub system: u32,
    /// Tokens of `user`.
    pub user: u32,
    /// Tokens of `assistant`.
    pub assistant: u32,
}

impl RoleTokens {
    /// The tokens of one role's name.
    #[must_use]
    pub const fn of(self, role: Role) -> u32 {
        match role {
            Role::System => self.system,
            Role::User => self.user,
            Role::Assistant => self.assistant,
        }
    }
}

/// What one message adds to the prompt, summand by summand, in tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageReceipt {
    /// The format's tokens around the message.
    pub framing: u32,
    /// The role's name.
    pub role: u32,
    /// What is said.
    pub content: u32,
}

impl MessageReceipt {
    /// The sum, in tokens.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.framing.saturating_add(self.role).saturating_add(self.content)
    }
}

/// What a whole prompt weighs, in tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PromptReceipt {
    /// One for each message, in order; `None` for one that is switched off.
    pub messages: Vec<Option<MessageReceipt>>,
    /// What primes the reply; 0 when nothing is sent.
    pub priming: u32,
    /// What the format says before the first message; 0 where it says nothing.
    pub preamble: u32,
}

impl PromptReceipt {
    /// The receipt of raw text, as a base model reads it: no framing at all.
    #[must_use]
    pub fn raw(content_tokens: u32) -> Self {
        let receipt = MessageReceipt { framing: 0, role: 0, content: content_tokens };
        Self { messages: vec![Some(receipt)], priming: 0, preamble: 0 }
    }

    /// The sum over all that is sent, in tokens.
    #[must_use]
    pub fn total(&self) -> u32 {
        let around = self.preamble.saturating_add(self.priming);
        self.messages.iter().flatten().fold(around, |sum, message| sum.saturating_add(message.total()))
    }
}

/// Sums up a chat prompt from its messages' role, switch and content tokens.
///
/// A message with empty content still costs its framing and its role. When no
/// message is switched on, the prompt weighs nothing.
#[must_use]
pub fn receipt(framing: &Framing, role_tokens: RoleTokens, messages: &[(Role, bool, u32)]) -> PromptReceipt {
    let first = messages.iter().find(|(_, enabled, _)| *enabled).map(|(role, ..)| *role);
    let messages: Vec<_> = messages
        .iter()
        .map(|&(role, enabled, content)| {
            enabled.then(|| MessageReceipt {
                framing: framing.per_message,
                role: role_tokens.of(role),
                content,
            })
        })
        .collect();
    let priming = if first.is_some() { framing.priming } else { 0 };
    let preamble = if first.is_some_and(|it| it != Role::System) { framing.preamble } else { 0 };
    PromptReceipt { messages, priming, preamble }
}

#[cfg(test)]
mod tests {
    use super::{Framing, PromptReceipt, RoleTokens, receipt};
    use crate::chat::Role::{self, Assistant, System, User};

    const ONE_EACH: RoleTokens = RoleTokens { system: 1, user: 1, assistant: 1 };

    #[track_caller]
    fn check(model: &str, messages: &[(Role, bool, u32)], total: u32) {
        let receipt = receipt(&Framing::of_model(model), ONE_EACH, messages);
        assert_eq!(receipt.total(), total);
        assert_eq!(receipt.messages.len(), messages.len());
    }

    #[test]
    fn the_whale_poem_has_67_tokens() {
        let poem = [(System, true, 30), (User, true, 26)];
        check("gpt-3.5-turbo-0613", &poem, 67);
        check("gpt-3.5-turbo", &poem, 67);
        check("gpt-3.5-turbo-0301", &poem, 69);
    }

    #[test]
    fn a_template_speaks_first_where_no_system_message_does() {
        check("SmolLM2-135M-Instruct", &[(System, true, 30), (User, true, 26)], 70);
        check("SmolLM2-135M-Instruct", &[(User, true, 26)], 56);
        check("smollm2-135m-instruct", &[(System, false, 30), (User, true, 26)], 56);
        check("HuggingFaceTB/SmolLM2-135M-Instruct", &[(User, true, 0), (System, true, 0)], 35);
        check("SmolLM2-135M-Instruct", &[(User, false, 26)], 0);
    }

    /// What the template adds, as the model's own tokenizer has it.
    #[test]
    fn smollm2_s_figures_are_those_of_its_template() {
        let file = include_bytes!("../../vocabularies/smollm2.vocab");
        let tokenizer = lollipop_bpe::Tokenizer::load(file).unwrap();
        let framing = Framing::of_model("SmolLM2-135M-Instruct");
        // Around the text stand `<|im_start|>`, `<|im_end|>` and a line end.
        let own = "system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face";
        assert_eq!(framing.preamble as usize, tokenizer.count(own) + 3);
        for role in ["system", "user", "assistant"] {
            let line_end = tokenizer.count(&format!("{role}\n")) - tokenizer.count(role);
            assert_eq!(framing.per_message as usize, line_end + 3, "{role}");
        }
        assert_eq!(framing.priming as usize, 1 + tokenizer.count("assistant\n"));
    }

    #[test]
    fn a_switched_off_message_weighs_nothing() {
        check("gpt-4", &[(System, false, 30), (User, true, 26)], 33);
        check("gpt-4", &[(System, false, 30), (User, false, 26)], 0);
        check("gpt-4", &[], 0);
    }

    #[test]
    fn an_empty_message_is_counted() {
        check("gpt-4", &[(User, true, 0)], 7);
        check("gpt-4", &[(User, true, 10), (Assistant, true, 0)], 21);
    }

    #[test]
    fn sums_never_overflow() {
        check("gpt-4", &[(User, true, u32::MAX), (User, true, u32::MAX)], u32::MAX);
    }

    #[test]
    fn the_summands_are_kept_apart() {
        let framing = Framing::of_model("gpt-4o");
        let roles = RoleTokens { system: 5, user: 7, assistant: 11 };
        let receipt = receipt(&framing, roles, &[(Assistant, true, 2), (System, false, 9)]);
        let first = receipt.messages[0].unwrap();
        assert_eq!((first.framing, first.role, first.content, first.total()), (3, 11, 2, 16));
        assert_eq!(receipt.messages[1], None);
        assert_eq!(receipt.priming, 3);
    }

    #[test]
    fn raw_text_has_no_framing() {
        assert_eq!(PromptReceipt::raw(42).total(), 42);
        assert_eq!(PromptReceipt::raw(0).total(), 0);
    }

    #[track_caller]
    fn check_framing(id: &str, per_message: u32, official: bool) {
        let framing = Framing::of_model(id);
        assert_eq!((framing.per_message, framing.priming), (per_message, 3), "{id}");
        assert_eq!(framing.official, official, "{id}");
    }

    #[test]
    fn only_published_framings_are_official() {
        check_framing("gpt-3.5-turbo-0301", 4, true);
        for id in [
            "gpt-3.5-turbo",
            "gpt-3.5-turbo-0613",
            "gpt-3.5-turbo-0125",
            "gpt-3.5-turbo-16k-0613",
            "gpt-4",
            "gpt-4-0314",
            "gpt-4-32k",
            "gpt-4-turbo",
            "gpt-4o",
            "gpt-4o-mini",
            "gpt-4o-2024-08-06",
            "gpt-4o-mini-2024-07-18",
        ] {
            check_framing(id, 3, true);
        }
        for id in [
            "gpt-3.5-turbo-instruct",
            "gpt-3.5-turbo2",
            "gpt-4.1",
            "gpt-4.5-preview",
            "gpt-4o-audio-preview",
            "gpt-4o-2024-08-0x",
            "gpt-5",
            "o3",
            "claude-opus-5-5",
            "openai/gpt-4o",
            "",
        ] {
            check_framing(id, 3, false);
        }
    }
}
