//! Where the paint behind the text changes.

use unicode_segmentation::UnicodeSegmentation;

use crate::Token;

/// One stretch of text to paint in one go: it begins and ends between grapheme
/// clusters.
///
/// Either a part of one token, or one cluster that several tokens share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaintRun {
    /// Its first byte in the text.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
    /// The index of the first token that touches it.
    pub token: u32,
    /// How many tokens it has inside: 1 is an undivided stretch of one token,
    /// more are tokens that share one cluster.
    pub parts: u32,
    /// Its last token goes on in the next run, so no edge belongs here.
    pub open: bool,
}

/// The runs of `text`, in order; they tile it.
///
/// Cost: linear in the text.
pub fn paint(text: &str, tokens: &[Token]) -> Vec<PaintRun> {
    let mut runs: Vec<PaintRun> = Vec::new();
    let mut first = 0;
    for (start, cluster) in text.grapheme_indices(true) {
        let end = (start + cluster.len()) as u32;
        first += tokens[first..].iter().take_while(|token| token.end as usize <= start).count();
        let Some(rest) = tokens[first..].split_first().map(|(_, rest)| rest) else {
            break;
        };
        let sharing = rest.iter().take_while(|token| token.start < end).count();
        let last = tokens[first + sharing];
        let run = PaintRun {
            start: start as u32,
            end,
            token: first as u32,
            parts: sharing as u32 + 1,
            open: last.end > end,
        };
        match runs.last_mut() {
            Some(before) if (before.token, before.parts, run.parts) == (run.token, 1, 1) => {
                before.end = run.end;
                before.open = run.open;
            }
            _ => runs.push(run),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::cut_tokens;

    /// Runs as `text`, then `×parts` where several tokens share it, then `…`
    /// where the token goes on.
    #[track_caller]
    fn check(text: &str, ends: &[u32], expected: &[&str]) {
        let runs = paint(text, &cut_tokens(ends));
        let shown: Vec<_> = runs
            .iter()
            .map(|run| {
                let part = &text[run.start as usize..run.end as usize];
                let parts = match run.parts {
                    1 => String::new(),
                    parts => format!("×{parts}"),
                };
                format!("{}:{part}{parts}{}", run.token, if run.open { "…" } else { "" })
            })
            .collect();
        assert_eq!(shown, expected);
        let tiles = runs
            .iter()
            .map(|run| run.start)
            .eq([0].into_iter().chain(runs.iter().map(|run| run.end)).take(runs.len()));
        assert!(tiles, "{runs:?}");
        assert_eq!(runs.last().map_or(0, |run| run.end) as usize, text.len());
    }

    #[test]
    fn whole_tokens() {
        check("", &[], &[]);
        check("lollipop", &[1, 4, 8], &["0:l", "1:oll", "2:ipop"]);
        check("是一个", &[3, 9], &["0:是", "1:一个"]);
    }

    #[test]
    fn a_character_of_several_tokens() {
        check("助理", &[2, 3, 6], &["0:助×2", "2:理"]);
        check("鲸", &[1, 2, 3], &["0:鲸×3"]);
    }

    #[test]
    fn a_space_whose_token_goes_on() {
        check(", 并以", &[1, 4, 5, 8], &["0:,", "1: …", "1:并×2", "3:以"]);
        // The token that ends the shared cluster has more text after it.
        check("a并以b", &[2, 8], &["0:a…", "0:并×2…", "1:以b"]);
    }

    #[test]
    fn clusters_of_several_characters() {
        check("e\u{301}x", &[1, 3, 4], &["0:e\u{301}×2", "2:x"]);
        check("ab\u{301}c", &[1, 2, 5], &["0:a", "1:b\u{301}×2…", "2:c"]);
        check("a\r\nb", &[2, 3, 4], &["0:a…", "0:\r\n×2", "2:b"]);
        check("👩‍👩‍👧", &[4, 7, 11, 14, 18], &["0:👩‍👩‍👧×5"]);
    }
}
