//! Finding special tokens in a text.

use std::collections::{BTreeSet, HashMap};

use crate::{TokenId, words::part};

/// A stretch of text between special tokens, or one of these.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stretch<'t> {
    Text(&'t str),
    Special(TokenId),
}

/// The special tokens to look for.
pub(crate) struct Recogniser<'s> {
    ids: HashMap<&'s str, TokenId>,
    first_bytes: BTreeSet<u8>,
    /// Longest first, so that of two tokens at one place the longer is found.
    lengths: Vec<usize>,
}

impl<'s> Recogniser<'s> {
    pub(crate) fn new(specials: impl Iterator<Item = (&'s str, TokenId)>) -> Self {
        let ids: HashMap<_, _> = specials.collect();
        let lengths: BTreeSet<_> = ids.keys().map(|text| text.len()).collect();
        Self {
            first_bytes: ids.keys().flat_map(|text| text.bytes().next()).collect(),
            lengths: lengths.into_iter().rev().collect(),
            ids,
        }
    }

    /// Cuts `text` into stretches that spell it, none of them empty.
    ///
    /// Cost: linear in the text, times the number of different lengths of
    /// special tokens where one could begin.
    pub(crate) fn split<'t>(&self, text: &'t str) -> Vec<Stretch<'t>> {
        let mut stretches = Vec::new();
        let (mut start, mut at) = (0, 0);
        while at < text.len() {
            let Some((length, id)) = self.at(text, at) else {
                at += 1;
                continue;
            };
            if start < at {
                stretches.push(Stretch::Text(part(text, start..at)));
            }
            stretches.push(Stretch::Special(id));
            at += length;
            start = at;
        }
        if start < text.len() {
            stretches.push(Stretch::Text(part(text, start..text.len())));
        }
        stretches
    }

    fn at(&self, text: &str, at: usize) -> Option<(usize, TokenId)> {
        if !self.first_bytes.contains(&text.as_bytes()[at]) {
            return None;
        }
        self.lengths.iter().find_map(|&length| {
            let id = self.ids.get(text.get(at..at + length)?)?;
            Some((length, *id))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Stretch::*, *};

    #[track_caller]
    fn check(specials: &[(&'static str, TokenId)], text: &str, expected: &[Stretch<'_>]) {
        let recogniser = Recogniser::new(specials.iter().copied());
        assert_eq!(recogniser.split(text), expected, "{text:?}");
    }

    #[test]
    fn stretches() {
        check(&[("<|a|>", 1)], "x<|a|>y", &[Text("x"), Special(1), Text("y")]);
        check(&[("<|a|>", 1)], "<|a|><|a|>", &[Special(1), Special(1)]);
        check(&[("<|a|>", 1)], "<|<|a|>|>", &[Text("<|"), Special(1), Text("|>")]);
        check(&[("<|a|>", 1)], "<|a|", &[Text("<|a|")]);
        check(&[("<a", 1), ("<ab", 2)], "<ab", &[Special(2)]);
        check(&[("é", 1)], "èé", &[Text("è"), Special(1)]);
        check(&[], "<|a|>", &[Text("<|a|>")]);
        check(&[("<|a|>", 1)], "", &[]);
    }
}
