//! OpenAI's encodings, from tiktoken-rs.

use lollipop_bpe::{Encoding, TokenId};
use tiktoken_rs::CoreBPE;

use crate::Vocabulary;

pub(crate) fn vocabulary(encoding: Encoding) -> Vocabulary {
    let Some(source) = tiktoken(encoding) else {
        return Vocabulary::default();
    };
    let special = |name: &str| Some((name.to_owned(), *source.encode_with_special_tokens(name).first()?));
    let mut specials: Vec<(String, TokenId)> =
        source.special_tokens().into_iter().filter_map(special).collect();
    specials.sort_by_key(|&(_, id)| id);
    let is_special = |id: &TokenId| specials.binary_search_by_key(id, |&(_, id)| id).is_ok();
    let ids = (0..encoding.vocabulary_size()).filter(|id| !is_special(id));
    let tokens = ids.filter_map(|id| Some((id, source.decode_bytes(&[id]).ok()?))).collect();
    Vocabulary { tokens, specials }
}

pub(crate) fn tiktoken(encoding: Encoding) -> Option<&'static CoreBPE> {
    Some(match encoding {
        Encoding::R50kBase => tiktoken_rs::r50k_base_singleton(),
        Encoding::P50kBase => tiktoken_rs::p50k_base_singleton(),
        Encoding::P50kEdit => tiktoken_rs::p50k_edit_singleton(),
        Encoding::Cl100kBase => tiktoken_rs::cl100k_base_singleton(),
        Encoding::O200kBase => tiktoken_rs::o200k_base_singleton(),
        Encoding::O200kHarmony => tiktoken_rs::o200k_harmony_singleton(),
        _ => return None,
    })
}
