//! Tokens that belong together because they share a grapheme cluster.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::Token;

/// Tokens in a row that begin and end between grapheme clusters, and cannot be
/// cut again with that still true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// The index of its first token.
    pub first: u32,
    /// The index after its last token.
    pub last: u32,
    /// Its first byte in the text.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
}

/// The groups of `text`, in order; together they have every token once.
///
/// Cost: linear in the text.
pub fn groups(text: &str, tokens: &[Token]) -> Vec<Group> {
    let starts = text.grapheme_indices(true).map(|(start, _)| start);
    let mut boundaries = starts.chain([text.len()]).peekable();
    let mut groups = Vec::new();
    let (mut first, mut start) = (0, 0);
    for (token, last) in tokens.iter().zip(1..) {
        let end = token.end;
        while boundaries.next_if(|&at| at < end as usize).is_some() {}
        let whole = boundaries.peek() == Some(&(end as usize));
        if whole || last as usize == tokens.len() {
            groups.push(Group { first, last, start, end });
            (first, start) = (last, end);
        }
    }
    groups
}

/// How many tokens to take, at most `limit`, so that what is taken ends between
/// grapheme clusters; 0 where the first cluster alone has more tokens.
///
/// Cost: linear in the tokens that have to be left out.
pub fn cut_at_most(text: &str, tokens: &[Token], limit: usize) -> usize {
    if limit >= tokens.len() {
        return tokens.len();
    }
    let ends_well = |&count: &usize| {
        let Some(last) = count.checked_sub(1) else {
            return true;
        };
        let end = tokens[last].end as usize;
        text.is_char_boundary(end)
            && GraphemeCursor::new(end, text.len(), true).is_boundary(text, 0) == Ok(true)
    };
    (0..=limit).rev().find(ends_well).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::cut_tokens;

    #[track_caller]
    fn check(text: &str, ends: &[u32], expected: &[&str]) {
        let tokens = cut_tokens(ends);
        let groups = groups(text, &tokens);
        let shown: Vec<_> = groups
            .iter()
            .map(|group| {
                let part = &text[group.start as usize..group.end as usize];
                format!("{}-{}:{part}", group.first, group.last)
            })
            .collect();
        assert_eq!(shown, expected);
        let ends: Vec<_> = groups.iter().map(|group| group.last as usize).collect();
        for limit in 0..=tokens.len() + 1 {
            let best = ends.iter().rev().find(|&&end| end <= limit);
            assert_eq!(
                cut_at_most(text, &tokens, limit),
                best.copied().unwrap_or(0),
                "at most {limit} of {shown:?}"
            );
        }
    }

    #[test]
    fn groups_are_shortest() {
        check("", &[], &[]);
        check("lollipop", &[1, 4, 8], &["0-1:l", "1-2:oll", "2-3:ipop"]);
        check(", 并以", &[1, 4, 5, 8], &["0-1:,", "1-3: 并", "3-4:以"]);
        check("e\u{301}x", &[1, 3, 4], &["0-2:e\u{301}", "2-3:x"]);
        check("a\r\nb", &[2, 3, 4], &["0-2:a\r\n", "2-3:b"]);
        check("👩‍👩‍👧!", &[4, 7, 11, 14, 18, 19], &["0-5:👩‍👩‍👧", "5-6:!"]);
        check("🇨🇳🇬🇧", &[4, 8, 12, 16], &["0-2:🇨🇳", "2-4:🇬🇧"]);
    }
}
