//! From a list of merges to ranks.
//!
//! With a list of merges, the next pair to join is the one that stands first in
//! the list. With ranks it is the one that makes the token of the lowest rank.
//! The two agree when the rank of a token is the place of the merge that makes
//! it *out of its own bytes*: wherever the token comes about in a longer text,
//! it does so by the same merges, because none of them crosses its edges.

use std::collections::HashMap;

use super::{ImportError, Imported, ImportedToken, LeftOut, MAX_IDS, MAX_TOKEN_BYTES};
use crate::{TokenId, encoding::Pattern};

/// A vocabulary as files have it.
#[derive(Default)]
pub(super) struct Listed {
    /// The ordinary tokens, in any order.
    pub tokens: Vec<(TokenId, Vec<u8>)>,
    /// What each merge joins, the first to be joined first.
    pub merges: Vec<(Vec<u8>, Vec<u8>)>,
    /// Special and other added tokens.
    pub specials: Vec<(String, TokenId)>,
    /// Those of them that are not special.
    pub added: Vec<String>,
}

/// What a pair becomes, and which merge it is.
type Pairs = HashMap<(TokenId, TokenId), (u32, TokenId)>;

/// What two tokens become that nothing joins; no list is so long.
const NO_MERGE: (u32, TokenId) = (u32::MAX, TokenId::MAX);

impl Listed {
    /// Cost: some microseconds a token.
    pub(super) fn rank(
        self,
        pattern: Pattern,
        whole_pieces: bool,
        mut left_out: Vec<LeftOut>,
    ) -> Result<Imported, ImportError> {
        let Self { mut tokens, merges, mut specials, added } = self;
        if let Some(text) = added.iter().find(|text| is_ordinary(text)) {
            return Err(ImportError::AddedText { text: text.clone() });
        }
        if let Some(example) = added.first() {
            left_out.push(LeftOut::AddedTokens { example: example.clone(), count: added.len() });
        }
        tokens.sort();
        specials.sort_by_key(|&(_, id)| id);
        let ids = Self::ids(&tokens, &specials)?;
        let pairs = pairs(&ids, &merges)?;

        let byte = |byte: u8| ids.get([byte].as_slice()).copied();
        let missing_bytes: Vec<u8> = (0..=u8::MAX).filter(|&it| byte(it).is_none()).collect();
        let count = missing_bytes.iter().filter(|&&it| is_in_texts(it)).count();
        if count > 0 {
            left_out.push(LeftOut::MissingBytes { count });
        }
        let mut imported = Imported {
            pattern,
            whole_pieces,
            left_out,
            tokens: Vec::with_capacity(tokens.len()),
            unmerged: Vec::new(),
            missing_bytes,
            specials,
        };
        for (id, bytes) in &tokens {
            let made = match *bytes.as_slice() {
                [byte] => Some((u32::from(byte), None)),
                _ => last_merge(bytes, *id, byte, &pairs).map(|(place, pair)| (256 + place, Some(pair))),
            };
            match made {
                Some((rank, pair)) => {
                    imported.tokens.push(ImportedToken { rank, id: *id, bytes: bytes.clone(), pair });
                }
                None => imported.unmerged.push((*id, bytes.clone())),
            }
        }
        imported.tokens.sort_by_key(|token| token.rank);
        Ok(imported)
    }

    /// The id of each token. Errors: what no vocabulary can be.
    fn ids<'t>(
        tokens: &'t [(TokenId, Vec<u8>)],
        specials: &[(String, TokenId)],
    ) -> Result<HashMap<&'t [u8], TokenId>, ImportError> {
        let all = tokens.iter().map(|(id, _)| *id).chain(specials.iter().map(|(_, id)| *id));
        let mut all: Vec<_> = all.collect();
        all.sort_unstable();
        if all.last().is_some_and(|&id| id as usize >= MAX_IDS) {
            return Err(ImportError::TooLarge);
        }
        if let Some(pair) = all.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(ImportError::Duplicate { id: pair[0] });
        }
        let mut ids = HashMap::with_capacity(tokens.len());
        for (id, bytes) in tokens {
            if bytes.len() > MAX_TOKEN_BYTES {
                return Err(ImportError::TooLarge);
            }
            if bytes.is_empty() {
                return Err(ImportError::NotBytes { id: *id });
            }
            if ids.insert(bytes.as_slice(), *id).is_some() {
                return Err(ImportError::Duplicate { id: *id });
            }
        }
        Ok(ids)
    }
}

/// The merges by what they join. Of two that join the same, the later counts, as
/// in Hugging Face's tokenizers.
fn pairs(ids: &HashMap<&[u8], TokenId>, merges: &[(Vec<u8>, Vec<u8>)]) -> Result<Pairs, ImportError> {
    let mut pairs = Pairs::with_capacity(merges.len());
    for (index, (left, right)) in merges.iter().enumerate() {
        let id = |bytes: &[u8]| ids.get(bytes).copied().ok_or(ImportError::BadMerge { index });
        let place = u32::try_from(index).map_err(|_| ImportError::TooLarge)?;
        let joined = id(&[left.as_slice(), right].concat())?;
        pairs.insert((id(left)?, id(right)?), (place, joined));
    }
    Ok(pairs)
}

/// Whether people write it without thinking of tokens.
fn is_ordinary(text: &str) -> bool {
    text.chars().all(|it| it.is_alphanumeric() || it.is_whitespace())
}

/// Whether a byte occurs in UTF-8.
const fn is_in_texts(byte: u8) -> bool {
    !matches!(byte, 0xC0 | 0xC1 | 0xF5..)
}

/// The place of the merge that makes the token out of its own bytes, and what it
/// joins, if any does.
///
/// Cost: quadratic in the length of the token, a comparison each.
fn last_merge(
    bytes: &[u8],
    token: TokenId,
    byte: impl Fn(u8) -> Option<TokenId>,
    pairs: &Pairs,
) -> Option<(u32, (TokenId, TokenId))> {
    let mut parts: Vec<TokenId> = bytes.iter().map(|&it| byte(it)).collect::<Option<_>>()?;
    let merge = |parts: &[TokenId], at: usize| match parts.get(at..at + 2) {
        Some(&[left, right]) => pairs.get(&(left, right)).copied().unwrap_or(NO_MERGE),
        _ => NO_MERGE,
    };
    // What each part and the next one become; the last has no next one.
    let mut merges: Vec<_> = (0..parts.len()).map(|at| merge(&parts, at)).collect();
    let mut last = None;
    while parts.len() > 1 {
        let (at, &(place, joined)) = merges.iter().enumerate().min_by_key(|(_, merge)| merge.0)?;
        if place == NO_MERGE.0 {
            return None;
        }
        last = Some((place, (parts[at], parts[at + 1])));
        parts[at] = joined;
        parts.remove(at + 1);
        merges.remove(at + 1);
        merges[at] = merge(&parts, at);
        if let Some(before) = at.checked_sub(1) {
            merges[before] = merge(&parts, before);
        }
    }
    last.filter(|_| parts == [token])
}
