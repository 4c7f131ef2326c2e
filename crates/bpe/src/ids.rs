//! Ids that are not ranks.
//!
//! Inside the engine a token is known by its rank, its place in the order of
//! merges, which is also its id in the vocabularies of tiktoken. Others number
//! their tokens as they like; then the two are told apart at the edge.

use crate::{TokenId, vocabulary::NONE};

/// What the outside calls the tokens.
///
/// Memory: 8 bytes a token.
pub(crate) struct Ids {
    of_rank: Vec<TokenId>,
    /// By id; [`NONE`] where an id has no rank.
    rank_of: Vec<u32>,
}

impl Ids {
    /// `of_rank` are the ids in order of rank, all of them below 2^21.
    pub(crate) fn new(of_rank: Vec<TokenId>) -> Self {
        let ids = of_rank.iter().max().map_or(0, |&id| id as usize + 1);
        let mut rank_of = vec![NONE; ids];
        for (rank, &id) in (0..).zip(&of_rank) {
            rank_of[id as usize] = rank;
        }
        Self { of_rank, rank_of }
    }

    pub(crate) fn of_rank(&self, rank: u32) -> TokenId {
        self.of_rank.get(rank as usize).copied().unwrap_or(rank)
    }

    pub(crate) fn rank_of(&self, id: TokenId) -> Option<u32> {
        self.rank_of.get(id as usize).copied().filter(|&rank| rank != NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let ids = Ids::new(vec![7, 0, 3]);
        assert_eq!([0, 1, 2].map(|rank| ids.of_rank(rank)), [7, 0, 3]);
        assert_eq!([7, 0, 3, 1, 8].map(|id| ids.rank_of(id)), [Some(0), Some(1), Some(2), None, None]);
    }
}
