//! The ways that were gone from one prompt, all of them kept.

use super::{Chance, Sum, Written};

/// Names a place in the tree; the root is where the prompt ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(usize);

/// How a token came to be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The token, and what else was likely.
    pub written: Written,
    /// Its place among all tokens, counted from 0; `None`: not known.
    pub rank: Option<usize>,
    /// Whether the model ends its answer with it.
    pub ends: bool,
}

/// A place in the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The token that leads here; `None` at the root.
    pub step: Option<Step>,
    parent: Option<NodeId>,
    children: Vec<NodeId>,
}

/// All ways that were gone from one prompt, and where one stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    nodes: Vec<Node>,
    at: NodeId,
}

impl Default for Tree {
    fn default() -> Self {
        let root = Node { step: None, parent: None, children: Vec::new() };
        Self { nodes: vec![root], at: NodeId(0) }
    }
}

impl Tree {
    /// Where the prompt ends.
    pub const ROOT: NodeId = NodeId(0);

    /// Where one stands.
    #[must_use]
    pub fn at(&self) -> NodeId {
        self.at
    }

    /// A place; the root for a name of another tree.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(id.0).unwrap_or(&self.nodes[0])
    }

    /// Goes on with a token from where one stands. A way that was gone before
    /// is found again, and not made twice.
    pub fn take(&mut self, step: Step) -> NodeId {
        let known = self.node(self.at).children.iter().copied().find(|child| {
            self.node(*child)
                .step
                .as_ref()
                .is_some_and(|it| it.written.chosen.is_same_token(&step.written.chosen))
        });
        let child = known.unwrap_or_else(|| {
            let child = NodeId(self.nodes.len());
            self.nodes.push(Node { step: Some(step), parent: Some(self.at), children: Vec::new() });
            self.nodes[self.at.0].children.push(child);
            child
        });
        self.at = child;
        child
    }

    /// Goes back one token. Returns whether there was one.
    pub fn back(&mut self) -> bool {
        let parent = self.node(self.at).parent;
        self.at = parent.unwrap_or(self.at);
        parent.is_some()
    }

    /// Goes to a place.
    pub fn go(&mut self, to: NodeId) {
        if to.0 < self.nodes.len() {
            self.at = to;
        }
    }

    /// The places from after the root to a place, in order.
    #[must_use]
    pub fn path_to(&self, id: NodeId) -> Vec<NodeId> {
        let mut path = Vec::new();
        let mut at = id;
        while let Some(parent) = self.node(at).parent {
            path.push(at);
            at = parent;
        }
        path.reverse();
        path
    }

    /// The tokens from the root to where one stands.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.path_to(self.at).into_iter().filter_map(|id| self.node(id).step.as_ref())
    }

    /// The numbers of the chosen tokens; `None` where one of them has none.
    #[must_use]
    pub fn ids(&self) -> Option<Vec<u32>> {
        self.steps().map(|it| it.written.chosen.id).collect()
    }

    /// The bytes that the chosen tokens spell, without that of the end.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.steps().filter(|it| !it.ends).flat_map(|it| it.written.chosen.bytes.iter().copied()).collect()
    }

    /// The chosen tokens taken together.
    #[must_use]
    pub fn sum(&self) -> Sum {
        Sum::of(self.steps().map(|it| it.written.chosen.logprob))
    }

    /// The tokens that were gone on with from a place, in the order in which
    /// they were.
    #[must_use]
    pub fn tried(&self, id: NodeId) -> &[NodeId] {
        &self.node(id).children
    }

    /// Where ways end that do not lead on, in the order in which they were begun.
    #[must_use]
    pub fn leaves(&self) -> Vec<NodeId> {
        let is_leaf = |id: &NodeId| *id != Self::ROOT && self.node(*id).children.is_empty();
        (0..self.nodes.len()).map(NodeId).filter(is_leaf).collect()
    }

    /// What was tried from here with this token, if it was.
    #[must_use]
    pub fn tried_with(&self, token: &Chance) -> Option<NodeId> {
        self.tried(self.at)
            .iter()
            .copied()
            .find(|id| self.node(*id).step.as_ref().is_some_and(|it| it.written.chosen.is_same_token(token)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(text: &str, logprob: f64) -> Step {
        let chosen = Chance::new(text, logprob);
        Step { written: Written { chosen, top: Vec::new() }, rank: None, ends: text == "</s>" }
    }

    fn text(tree: &Tree) -> String {
        String::from_utf8(tree.bytes()).unwrap()
    }

    #[test]
    fn ways_branch_and_are_found_again() {
        let mut tree = Tree::default();
        let great = tree.take(step(" great", -2.0));
        tree.take(step(" way", -1.0));
        assert_eq!((text(&tree), tree.sum().logprob), (" great way".to_owned(), -3.0));
        assert!(tree.back() && tree.back() && !tree.back());
        let long = tree.take(step(" long", -3.0));
        assert!(tree.back());
        assert_eq!(tree.tried(Tree::ROOT), [great, long]);
        assert_eq!(tree.take(step(" great", -2.0)), great);
        assert_eq!(tree.tried(great).len(), 1, "the way on is still there");
        assert_eq!(tree.leaves().len(), 2);
        assert_eq!(tree.tried_with(&Chance::new(" way", 0.0)), Some(tree.tried(great)[0]));
        tree.go(long);
        assert_eq!(text(&tree), " long");
        assert_eq!(tree.path_to(long), [long]);
    }

    #[test]
    fn the_end_spells_nothing() {
        let mut tree = Tree::default();
        tree.take(step("a", -1.0));
        tree.take(step("</s>", -1.0));
        assert_eq!(text(&tree), "a");
        assert_eq!(tree.sum().tokens, 2);
        assert_eq!(tree.ids(), None);
    }
}
