//! Guesses for names that the table does not have.

use lollipop_bpe::Encoding::{
    self, Cl100kBase, DeepseekV3, DeepseekV4, Glm4, Glm5, KimiK2, KimiK3, Llama3, MinimaxM2, MistralV3,
    O200kBase, O200kHarmony, P50kBase, P50kEdit, Qwen2, R50kBase, Smollm2,
};

use super::table::MODELS;

/// What a name's beginning suggests. A guess, always shown as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Guess {
    /// `None` where the family has an encoding that the page does not, or none
    /// is known.
    pub encoding: Option<Encoding>,
    pub window: Option<u32>,
    pub max_output: Option<u32>,
}

struct Family {
    prefix: &'static str,
    encoding: Option<Encoding>,
    window: Option<u32>,
}

const fn family(prefix: &'static str, encoding: Encoding, window: Option<u32>) -> Family {
    Family { prefix, encoding: Some(encoding), window }
}

/// A family whose encoding the page does not have, among others whose it has.
const fn other(prefix: &'static str) -> Family {
    Family { prefix, encoding: None, window: None }
}

/// Families that no row of the table stands for, or whose members differ from
/// the row that their name begins with.
///
/// Encodings: tiktoken 0.14.0, model.py, and the crate `tiktoken` 4.1.2, lib.rs,
/// without its word on Llama 4, Qwen 3.5 and what Mistral and DeepSeek made
/// before Tekken and V3; read on 2026-11-22. Windows: as OpenAI stated
/// them when the models came out, not read again since, which is one more
/// reason why the page calls them guesses and lets them be set by hand.
#[rustfmt::skip]
const FAMILIES: [Family; 67] = [
    family("gpt-3.5-turbo-instruct", Cl100kBase, Some(4_096)),
    family("gpt-35-turbo", Cl100kBase, None),
    family("gpt-3.5", Cl100kBase, None),
    family("gpt-4-1106", Cl100kBase, Some(128_000)),
    family("gpt-4-0125", Cl100kBase, Some(128_000)),
    family("gpt-4-vision", Cl100kBase, Some(128_000)),
    family("gpt-4.", O200kBase, None),
    family("gpt-4.5", O200kBase, Some(128_000)),
    family("chatgpt-4o", O200kBase, Some(128_000)),
    family("gpt-5-chat", O200kBase, Some(128_000)),
    family("gpt-5.1-chat", O200kBase, Some(128_000)),
    family("gpt-5.2-chat", O200kBase, Some(128_000)),
    family("gpt-5", O200kBase, None),
    family("gpt-oss", O200kHarmony, Some(131_072)),
    family("o1-mini", O200kBase, Some(128_000)),
    family("o1-preview", O200kBase, Some(128_000)),
    family("davinci-002", Cl100kBase, Some(16_384)),
    family("babbage-002", Cl100kBase, Some(16_384)),
    family("text-embedding-", Cl100kBase, Some(8_191)),
    family("text-davinci-", P50kBase, Some(4_097)),
    family("text-davinci-001", R50kBase, Some(2_049)),
    family("text-davinci-edit", P50kEdit, None),
    family("code-davinci-edit", P50kEdit, None),
    family("code-davinci-", P50kBase, None),
    family("code-cushman-", P50kBase, None),
    family("text-curie-", R50kBase, Some(2_049)),
    family("text-babbage-", R50kBase, Some(2_049)),
    family("text-ada-", R50kBase, Some(2_049)),
    family("davinci", R50kBase, Some(2_049)),
    family("curie", R50kBase, Some(2_049)),
    family("gpt2", R50kBase, Some(1_024)),
    family("gpt-2", R50kBase, Some(1_024)),
    family("llama3", Llama3, None),
    family("llama-3", Llama3, None),
    family("meta-llama-3", Llama3, None),
    family("hermes-3-llama", Llama3, None),
    family("deepseek-v3", DeepseekV3, None),
    family("deepseek-r1", DeepseekV3, None),
    family("deepseek-chat", DeepseekV3, None),
    family("deepseek-reasoner", DeepseekV3, None),
    family("deepseek-v4", DeepseekV4, None),
    family("deepseek-r1-distill-llama", Llama3, None),
    family("deepseek-r1-distill-qwen", Qwen2, None),
    family("qwen2", Qwen2, None),
    family("qwen3", Qwen2, None),
    family("qwen-2", Qwen2, None),
    family("qwen-3", Qwen2, None),
    family("qwq", Qwen2, None),
    other("qwen3."),
    other("qwen-3."),
    family("open-mistral-nemo", MistralV3, None),
    family("mistral-nemo", MistralV3, None),
    family("mistral-small", MistralV3, None),
    family("mistral-medium", MistralV3, None),
    family("ministral", MistralV3, None),
    family("magistral", MistralV3, None),
    family("devstral", MistralV3, None),
    family("pixtral-12b", MistralV3, None),
    family("kimi", KimiK3, None),
    family("kimi-k2", KimiK2, None),
    family("kimi-k3", KimiK3, None),
    family("glm-4.5", Glm4, None),
    family("glm-4.6", Glm4, None),
    family("glm-4.7", Glm4, None),
    family("glm-5", Glm5, None),
    family("minimax-m2", MinimaxM2, None),
    family("smollm2", Smollm2, Some(8_192)),
];

/// The guess for a name, by the longest beginning that is known.
pub(super) fn guess(name: &str) -> Guess {
    let plain = plain(name);
    let row = MODELS.iter().filter(|row| starts_with_id(&plain, row.id)).max_by_key(|row| row.id.len());
    let family = FAMILIES
        .iter()
        .filter(|family| plain.starts_with(family.prefix))
        .max_by_key(|family| family.prefix.len());
    let row_length = row.map_or(0, |row| row.id.len());
    let by_family = family.filter(|family| family.prefix.len() > row_length);
    let encoding = family.and_then(|family| family.encoding);
    match (by_family, row) {
        (Some(family), _) => Guess { encoding, window: family.window, max_output: None },
        (None, Some(row)) => Guess {
            encoding: row.encoding.or(encoding),
            window: Some(row.window.tokens),
            max_output: row.max_output,
        },
        (None, None) => Guess { encoding, window: None, max_output: None },
    }
}

/// A name as its family knows it: lower case, without the vendor in front
/// (`openai/gpt-4o`), the owner of a fine tuning (`ft:gpt-4o:acme::id`) or a tag
/// behind (`llama3.2:latest`, `deepseek-chat:free`).
fn plain(name: &str) -> String {
    let name = name.trim().to_ascii_lowercase();
    let name = name.rsplit('/').next().unwrap_or_default();
    let name = name.strip_prefix("ft:").unwrap_or(name);
    name.split([':', '@']).next().unwrap_or_default().to_owned()
}

/// Whether a name is this id, or this id with `-` and more behind it: `gpt-4.1`
/// is no `gpt-4`.
fn starts_with_id(plain: &str, id: &str) -> bool {
    plain.split_at_checked(id.len()).is_some_and(|(front, rest)| {
        front.eq_ignore_ascii_case(id) && (rest.is_empty() || rest.starts_with('-'))
    })
}
