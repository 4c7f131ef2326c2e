//! How byte pair encoding makes the tokens of one piece, for those who want to
//! watch: what stands there after each step, which neighbours could join, and
//! the tree that comes of it.
//!
//! Invariant: the steps are those of the engine, never guessed. Knows no
//! picture: places are columns, one a byte, and levels.

use lollipop_bpe::{TokenId, Tokenizer};
use serde::{Deserialize, Serialize};

/// The longest piece that is taken apart, in bytes.
pub const MOST_PIECE_BYTES: usize = 192;

/// Two neighbours that could become one token while they stood side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// The byte of the piece at which the left one begins.
    pub start: u32,
    /// Where the left one ends and the right one begins.
    pub middle: u32,
    /// The byte after the right one.
    pub end: u32,
    /// What they would become.
    pub into: TokenId,
    /// The place of this merge in the order of all merges; the lowest goes
    /// first.
    pub rank: u32,
}

/// A piece, and how its tokens come about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assembly {
    /// The piece.
    pub text: String,
    /// The token of each byte.
    pub bytes: Vec<TokenId>,
    /// Every pair of neighbours that could be joined at some time.
    pub joins: Vec<Join>,
    /// Which of them were, in order: indexes into `joins`.
    pub made: Vec<u32>,
    /// The token that the piece is taken for without merging, where the
    /// encoding looks pieces up first.
    pub whole: Option<TokenId>,
}

/// A token on its way, and the bytes of the piece that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its id.
    pub id: TokenId,
    /// Its first byte.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
}

/// A box of the tree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// The token.
    pub part: Part,
    /// The step that makes it, counted from 1; 0 for a byte.
    pub step: usize,
    /// Its rank; `None` for a byte.
    pub rank: Option<u32>,
    /// The middle of the box, in columns: byte `n` has its middle at n + 0.5.
    pub middle: f64,
    /// How far down it stands; 0 for bytes. Tokens of the piece stand lowest.
    pub level: usize,
    /// The nodes that were joined.
    pub made_of: Option<(usize, usize)>,
    /// No step takes it further.
    pub is_final: bool,
}

impl Assembly {
    /// Follows the rule for a piece.
    ///
    /// Cost: quadratic in the bytes of the piece.
    pub fn of(tokenizer: &Tokenizer, piece: &str) -> Self {
        let mut assembly = Self {
            text: piece.to_owned(),
            bytes: piece.bytes().map(|byte| tokenizer.byte_token(byte)).collect(),
            whole: tokenizer.whole_piece(piece.as_bytes()),
            ..Self::default()
        };
        let mut parts = assembly.parts(0);
        for pair in parts.windows(2) {
            assembly.note(tokenizer, pair);
        }
        for merge in tokenizer.merges(piece.as_bytes()) {
            let Some(at) = parts.iter().position(|part| part.start as usize == merge.start) else { break };
            let Some(right) = parts.get(at + 1).copied() else { break };
            let place = (parts[at].start, right.start, right.end);
            let made = assembly.joins.iter().position(|it| (it.start, it.middle, it.end) == place);
            let Some(made) = made else { break };
            assembly.made.push(u32::try_from(made).unwrap_or(u32::MAX));
            parts.remove(at + 1);
            parts[at] = Part { id: merge.into, start: place.0, end: place.2 };
            for pair in parts[at.saturating_sub(1)..(at + 2).min(parts.len())].windows(2) {
                assembly.note(tokenizer, pair);
            }
        }
        assembly
    }

    fn note(&mut self, tokenizer: &Tokenizer, pair: &[Part]) {
        if let [left, right] = pair
            && let Some((into, rank)) = tokenizer.join(left.id, right.id)
        {
            self.joins.push(Join { start: left.start, middle: left.end, end: right.end, into, rank });
        }
    }

    /// How many merges it takes.
    pub fn steps(&self) -> usize {
        self.made.len()
    }

    /// The merge that this step makes, counted from 1.
    pub fn made_by(&self, step: usize) -> Option<&Join> {
        self.joins.get(*self.made.get(step.checked_sub(1)?)? as usize)
    }

    /// What stands there after so many steps.
    pub fn parts(&self, steps: usize) -> Vec<Part> {
        let byte = |(start, id): (u32, &TokenId)| Part { id: *id, start, end: start + 1 };
        let mut parts: Vec<_> = (0..).zip(&self.bytes).map(byte).collect();
        for join in (1..=steps).map_while(|step| self.made_by(step)) {
            parts.retain(|part| part.start <= join.start || part.start >= join.end);
            if let Some(part) = parts.iter_mut().find(|part| part.start == join.start) {
                (part.id, part.end) = (join.into, join.end);
            }
        }
        parts
    }

    /// The neighbours that could be joined after so many steps, the one that is
    /// next first.
    pub fn chances(&self, steps: usize) -> Vec<Join> {
        let parts = self.parts(steps);
        let side_by_side = |join: &&Join| {
            parts.windows(2).any(|pair| {
                pair[0].start == join.start && pair[1].start == join.middle && pair[1].end == join.end
            })
        };
        let mut chances: Vec<_> = self.joins.iter().filter(side_by_side).copied().collect();
        chances.sort_by_key(|join| (join.rank, join.start));
        chances
    }

    /// The bytes of a stretch of the piece.
    pub fn bytes_of(&self, start: u32, end: u32) -> &[u8] {
        self.text.as_bytes().get(start as usize..end as usize).unwrap_or_default()
    }

    /// The tree of all steps, bytes first, then what each step makes.
    pub fn tree(&self) -> Vec<Node> {
        let leaf = |part: Part| Node {
            part,
            step: 0,
            rank: None,
            middle: f64::from(part.start) + 0.5,
            level: 0,
            made_of: None,
            is_final: true,
        };
        let mut nodes: Vec<_> = self.parts(0).into_iter().map(leaf).collect();
        for step in 1..=self.steps() {
            let Some(join) = self.made_by(step).copied() else { break };
            let stands = |start: u32| nodes.iter().position(|it| it.is_final && it.part.start == start);
            let Some((left, right)) = stands(join.start).zip(stands(join.middle)) else { break };
            nodes[left].is_final = false;
            nodes[right].is_final = false;
            nodes.push(Node {
                part: Part { id: join.into, start: join.start, end: join.end },
                step,
                rank: Some(join.rank),
                middle: f64::midpoint(nodes[left].middle, nodes[right].middle),
                level: nodes[left].level.max(nodes[right].level) + 1,
                made_of: Some((left, right)),
                is_final: true,
            });
        }
        let lowest = nodes.iter().map(|it| it.level).max().unwrap_or(0);
        for node in nodes.iter_mut().filter(|it| it.is_final && it.step > 0) {
            node.level = lowest;
        }
        nodes
    }
}

#[cfg(test)]
mod tests {
    use lollipop_bpe::{Encoding, pack};

    use super::*;

    /// All bytes, and then these.
    fn tokenizer(more: &[&[u8]]) -> Tokenizer {
        let mut tokens: Vec<Vec<u8>> = (0..=255).map(|byte| vec![byte]).collect();
        tokens.extend(more.iter().map(|it| it.to_vec()));
        let tokens: Vec<_> = (0_u32..).zip(tokens.iter().map(Vec::as_slice)).collect();
        Tokenizer::load(&pack(Encoding::R50kBase, &tokens, &[]).unwrap()).unwrap()
    }

    fn lollipop() -> Assembly {
        let tokenizer = tokenizer(&[b"ll", b"op", b"ip", b"oll", b"pop", b"ipop"]);
        Assembly::of(&tokenizer, "lollipop")
    }

    fn shown(assembly: &Assembly, steps: usize) -> String {
        let text =
            |part: &Part| String::from_utf8_lossy(assembly.bytes_of(part.start, part.end)).into_owned();
        assembly.parts(steps).iter().map(text).collect::<Vec<_>>().join(" ")
    }

    fn chances(assembly: &Assembly, steps: usize) -> Vec<(u32, u32, u32, u32)> {
        assembly.chances(steps).iter().map(|it| (it.start, it.middle, it.end, it.rank)).collect()
    }

    #[test]
    fn each_step_joins_two_neighbours() {
        let it = lollipop();
        let steps: Vec<_> = (0..=it.steps()).map(|steps| shown(&it, steps)).collect();
        assert_eq!(
            steps,
            [
                "l o l l i p o p",
                "l o ll i p o p",
                "l o ll i p op",
                "l o ll ip op",
                "l oll ip op",
                "l oll ipop"
            ]
        );
        assert_eq!(shown(&it, 99), "l oll ipop");
    }

    #[test]
    fn those_who_could_join_are_known_at_each_step() {
        let it = lollipop();
        // l+l, o+p, i+p; the first of them is made.
        assert_eq!(chances(&it, 0), [(2, 3, 4, 256), (6, 7, 8, 257), (4, 5, 6, 258)]);
        // p+op lost its p to i+p.
        assert_eq!(chances(&it, 2), [(4, 5, 6, 258), (1, 2, 4, 259), (5, 6, 8, 260)]);
        assert_eq!(chances(&it, 3), [(1, 2, 4, 259), (4, 6, 8, 261)]);
        assert_eq!(chances(&it, 5), []);
        for step in 1..=it.steps() {
            assert_eq!(it.chances(step - 1).first(), it.made_by(step));
        }
    }

    #[test]
    fn the_tree_stands_on_its_bytes() {
        let it = lollipop();
        let tree = it.tree();
        assert_eq!(tree.len(), 8 + 5);
        let last = tree.last().unwrap();
        assert_eq!((last.part.start, last.part.end, last.level, last.step), (4, 8, 2, 5));
        assert!((last.middle - 6.0).abs() < 1e-9);
        let ends: Vec<_> = tree.iter().filter(|it| it.is_final).map(|it| (it.part.start, it.level)).collect();
        assert_eq!(ends, [(0, 0), (1, 2), (4, 2)]);
    }

    #[test]
    fn half_characters_are_steps_too() {
        let ni = "你".as_bytes();
        let tokenizer = tokenizer(&[&ni[..2], "你".as_bytes()]);
        let it = Assembly::of(&tokenizer, "你!");
        assert_eq!(it.steps(), 2);
        let ends: Vec<_> = it.parts(1).iter().map(|it| it.end).collect();
        assert_eq!(ends, [2, 3, 4]);
        let ends: Vec<_> = it.parts(2).iter().map(|it| it.end).collect();
        assert_eq!(ends, [3, 4]);
    }

    #[test]
    fn nothing_to_merge() {
        let tokenizer = tokenizer(&[b"ab"]);
        for text in ["", "x", "xyz"] {
            let it = Assembly::of(&tokenizer, text);
            assert_eq!((it.steps(), it.parts(0).len(), it.tree().len()), (0, text.len(), text.len()));
            assert_eq!(it.chances(0), []);
        }
    }
}
