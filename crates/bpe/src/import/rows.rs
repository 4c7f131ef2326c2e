//! What the engine builds a vocabulary from.

use std::collections::HashMap;

use super::Imported;
use crate::{
    TokenId,
    file::{NO_LEFT, Rows, SPELLED},
};

/// The parts of a token by rank, of which one at least has a higher rank.
pub(crate) type LatePair = (u32, (u32, u32));

impl Imported {
    /// The tokens by rank, the pairs whose parts come later, and the special
    /// tokens. A byte that is no token becomes one with an id past all others.
    pub(crate) fn into_rows(self) -> (Rows, Vec<LatePair>, Vec<(String, TokenId)>) {
        let used = self.tokens.iter().map(|token| token.id).chain(self.unmerged.iter().map(|&(id, _)| id));
        let next = used.chain(self.specials.iter().map(|&(_, id)| id)).max().map_or(0, |id| id + 1);
        let missing = (next..).zip(self.missing_bytes).map(|(id, byte)| (id, vec![byte], None));
        let tokens = self.tokens.into_iter().map(|token| (token.id, token.bytes, token.pair));
        let unmerged = self.unmerged.into_iter().map(|(id, bytes)| (id, bytes, None));
        let tokens: Vec<_> = tokens.chain(missing).chain(unmerged).collect();

        let ranks: HashMap<TokenId, u32> = tokens.iter().map(|&(id, ..)| id).zip(0..).collect();
        let mut rows = Rows::default();
        let mut late = Vec::new();
        for ((id, bytes, pair), rank) in tokens.into_iter().zip(0..) {
            let pair = pair.and_then(|(left, right)| Some((*ranks.get(&left)?, *ranks.get(&right)?)));
            let (left, right) = match (pair, &*bytes) {
                (Some((left, right)), _) if left < rank && right < rank => (left, right),
                (None, &[byte]) => (NO_LEFT, u32::from(byte)),
                _ => {
                    late.extend(pair.map(|pair| (rank, pair)));
                    rows.spelled.push((rank, bytes));
                    (NO_LEFT, SPELLED)
                }
            };
            rows.parts.push((left, right));
            rows.ids.push(id);
        }
        (rows, late, self.specials)
    }
}
