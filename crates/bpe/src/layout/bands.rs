//! A text under several encodings, cut where none of them has a token.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::Token;

/// The first so many grapheme clusters of a text, and no more than so many
/// bytes.
///
/// Cost: linear in what is taken.
pub fn excerpt(text: &str, most_graphemes: usize, most_bytes: usize) -> &str {
    let ends = text.grapheme_indices(true).map(|(start, it)| start + it.len());
    let end = ends.take(most_graphemes).take_while(|&end| end <= most_bytes).last().unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

/// Cuts `text` into bands of about `columns` bytes that can be drawn one below
/// another, a row for each ruler: no band cuts a grapheme cluster, or a token of
/// any ruler. A band is longer where there is no such place sooner, and ends
/// with its line.
///
/// The tokens of each ruler tile the text. Cost: linear in the text times the
/// number of rulers.
pub fn bands(text: &str, rulers: &[&[Token]], columns: usize) -> Vec<Range<usize>> {
    let mut rulers: Vec<_> = rulers.iter().map(|tokens| tokens.iter().peekable()).collect();
    let mut bands = Vec::new();
    // Where the band begins, and the last place at which it could end.
    let (mut start, mut last) = (0, 0);
    for (at, cluster) in text.grapheme_indices(true) {
        let end = at + cluster.len();
        let mut is_cut = true;
        for tokens in &mut rulers {
            while tokens.next_if(|token| (token.end as usize) < end).is_some() {}
            is_cut &= tokens.peek().is_none_or(|token| token.end as usize == end);
        }
        if !is_cut {
            continue;
        }
        if end - start > columns && last > start {
            bands.push(start..last);
            start = last;
        }
        last = end;
        if cluster.ends_with('\n') || end - start > columns {
            bands.push(start..end);
            start = end;
        }
    }
    if start < text.len() {
        bands.push(start..text.len());
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::cut_tokens;

    #[track_caller]
    fn check(text: &str, rulers: &[&[u32]], columns: usize, expected: &[&str]) {
        let rulers: Vec<_> = rulers.iter().map(|ends| cut_tokens(ends)).collect();
        let rulers: Vec<_> = rulers.iter().map(Vec::as_slice).collect();
        let found: Vec<_> = bands(text, &rulers, columns).into_iter().map(|it| &text[it]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn bands_end_where_every_ruler_does() {
        check("", &[], 8, &[]);
        check("lollipop", &[&[1, 4, 8], &[1, 8]], 3, &["l", "ollipop"]);
        check("abcdefgh", &[&[2, 4, 6, 8], &[4, 8]], 6, &["abcd", "efgh"]);
        check("abcdefgh", &[&[2, 4, 6, 8], &[4, 8]], 8, &["abcdefgh"]);
        check("abcdefgh", &[&[3, 8], &[4, 8]], 2, &["abcdefgh"]);
        check("abc", &[], 2, &["ab", "c"]);
    }

    #[test]
    fn a_band_ends_with_its_line_and_cuts_no_character() {
        check("ab\ncd", &[&[1, 2, 3, 4, 5]], 9, &["ab\n", "cd"]);
        check("ab\n\ncd", &[&[2, 4, 6]], 9, &["ab\n\n", "cd"]);
        check("中国", &[&[1, 2, 3, 4, 6]], 1, &["中", "国"]);
        check("👩‍👩‍👧!", &[&[4, 7, 11, 14, 18, 19]], 5, &["👩‍👩‍👧", "!"]);
        check("e\u{301}x", &[&[1, 3, 4]], 1, &["e\u{301}", "x"]);
    }

    #[test]
    fn excerpts_end_between_characters() {
        assert_eq!(excerpt("lollipop", 3, 99), "lol");
        assert_eq!(excerpt("中国的", 9, 7), "中国");
        assert_eq!(excerpt("👩‍👩‍👧!", 1, 99), "👩‍👩‍👧");
        assert_eq!(excerpt("👩‍👩‍👧!", 9, 5), "");
    }
}
