//! The other vendors' encodings, from the crate `tiktoken` 4.1.2.
//!
//! Its tables of special tokens leave some out, or have them among the ordinary
//! ones; what is missing is added here, each with its source.

use std::ops::Range;

use lollipop_bpe::{Encoding, TokenId};

use crate::Vocabulary;

pub(crate) fn vocabulary(encoding: Encoding) -> Vocabulary {
    let Some(source) = tiktoken::get_encoding(encoding.name()) else {
        return Vocabulary::default();
    };
    let ordinary = ordinary(encoding);
    let mut vocabulary = Vocabulary::default();
    for id in 0..encoding.vocabulary_size() {
        let bytes = source.decode(&[id]);
        if ordinary.contains(&id) {
            vocabulary.tokens.push((id, bytes));
        } else if bytes.is_empty() {
            vocabulary.specials.extend(reserved(encoding, id).map(|text| (text, id)));
        } else {
            vocabulary.specials.push((String::from_utf8_lossy(&bytes).into_owned(), id));
        }
    }
    vocabulary
}

/// The ids that ordinary tokens have, without a gap; all others are special.
fn ordinary(encoding: Encoding) -> Range<TokenId> {
    match encoding {
        Encoding::Llama3 => 0..128_000,
        Encoding::DeepseekV3 | Encoding::DeepseekV4 => 3..128_000,
        Encoding::Qwen2 => 0..151_643,
        // `default_num_special_tokens` of `tekken_240911.json` in mistral-common
        // 1.13.1; the crate takes those without a use for ordinary tokens.
        Encoding::MistralV3 => 1_000..131_072,
        Encoding::KimiK2 | Encoding::KimiK3 => 0..163_584,
        Encoding::Glm4 => 0..151_329,
        Encoding::Glm5 => 0..154_820,
        Encoding::MinimaxM2 => 0..200_000,
        _ => 0..0,
    }
}

/// A special token that the crate leaves out.
fn reserved(encoding: Encoding, id: TokenId) -> Option<String> {
    match encoding {
        // `tokenizer_config.json` of Llama 3.1. Llama 3.0 counts them from
        // 128,002 on without the three that got a use since.
        Encoding::Llama3 => {
            let number = match id {
                128_002 | 128_003 => id - 128_002,
                128_005 => 2,
                128_011..=128_255 => id - 128_008,
                _ => return None,
            };
            Some(format!("<|reserved_special_token_{number}|>"))
        }
        // `tokenizer.json` of Qwen 3.
        Encoding::Qwen2 => {
            let text = match id {
                151_665 => "<tool_response>",
                151_666 => "</tool_response>",
                151_667 => "<think>",
                151_668 => "</think>",
                _ => return None,
            };
            Some(text.to_owned())
        }
        // `tokenization_kimi.py`: 256 special tokens, most without a name.
        Encoding::KimiK2 | Encoding::KimiK3 => {
            (163_584..163_840).contains(&id).then(|| format!("<|reserved_token_{id}|>"))
        }
        _ => None,
    }
}
