//! What each token of a model stands for.

/// The bytes of every token of a vocabulary, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spelling {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Spelling {
    /// From the bytes of all tokens one after another, and where each ends.
    #[must_use]
    pub const fn new(bytes: Vec<u8>, ends: Vec<u32>) -> Self {
        Self { bytes, ends }
    }

    /// How many tokens there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// What a token stands for; need not be whole characters. Nothing for an id
    /// that no token has.
    #[must_use]
    pub fn of(&self, id: u32) -> &[u8] {
        let index = id as usize;
        let end = |index: usize| self.ends.get(index).map(|end| *end as usize);
        let begin = index.checked_sub(1).map_or(Some(0), end);
        let range = begin.zip(end(index)).map(|(begin, end)| begin..end);
        range.and_then(|range| self.bytes.get(range)).unwrap_or_default()
    }

    /// What tokens stand for together; where that is no text, signs stand in.
    #[must_use]
    pub fn text(&self, ids: &[u32]) -> String {
        let bytes: Vec<u8> = ids.iter().flat_map(|id| self.of(*id)).copied().collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::Spelling;

    #[test]
    fn tokens_are_found_by_id() {
        let spelling = Spelling::new("ab\u{4e2d}".into(), vec![1, 1, 3, 5]);
        let found: Vec<_> = (0..5).map(|id| spelling.of(id)).collect();
        assert_eq!(found, [b"a".as_slice(), b"", b"b\xe4", b"\xb8\xad", b""]);
        assert_eq!(spelling.text(&[0, 2, 3, 9]), "ab\u{4e2d}");
        assert_eq!((spelling.len(), Spelling::default().is_empty()), (4, true));
        // Ends that make no sense spell nothing.
        assert_eq!(Spelling::new(vec![1], vec![5, 2]).of(1), b"");
    }
}
