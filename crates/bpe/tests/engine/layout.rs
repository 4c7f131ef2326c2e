//! Painting and grouping with real tokens.

use std::collections::BTreeSet;

use lollipop_bpe::{
    Encoding, Token,
    layout::{Group, PaintRun, cut_at_most, groups, paint},
};
use proptest::{prelude::*, test_runner::TestRunner};
use unicode_segmentation::UnicodeSegmentation;

use crate::{common::tokenizer, random_text};

/// Runs with a stroke between: `×` and a number where several tokens share the
/// run, `…` where its last token goes on.
#[track_caller]
fn check(encoding: Encoding, text: &str, expected: &str) {
    let runs = paint(text, &tokenizer(encoding).tokens(text));
    let shown: Vec<_> = runs
        .iter()
        .map(|run| {
            let part = &text[run.start as usize..run.end as usize];
            let parts = match run.parts {
                1 => String::new(),
                parts => format!("×{parts}"),
            };
            format!("{part}{parts}{}", if run.open { "…" } else { "" })
        })
        .collect();
    assert_eq!(shown.join("|"), expected);
}

#[test]
fn the_poem() {
    check(
        Encoding::Cl100kBase,
        "你是一个助理, 并以 Seuss 苏斯博士的风格作出回答。",
        "你|是|一个|助×2|理|,| …|并×2|以| Se|uss| …|苏×2|斯×2|博×2|士×2|的|风×2|格|作|出|回|答×2|。",
    );
    check(
        Encoding::Cl100kBase,
        "就快乐的小鲸鱼为主题给我写一首短诗",
        "就|快×2|乐×2|的|小|鲸×3|鱼×3|为|主|题|给|我|写|一|首|短×3|诗×2",
    );
}

/// The bytes at which a cluster begins or the text ends.
fn boundaries(text: &str) -> BTreeSet<u32> {
    let starts = text.grapheme_indices(true).map(|(start, _)| start as u32);
    starts.chain([text.len() as u32]).collect()
}

fn check_paint(runs: &[PaintRun], text: &str, tokens: &[Token]) -> Result<(), TestCaseError> {
    let boundaries = boundaries(text);
    let mut at = 0;
    let mut next = 0;
    for run in runs {
        prop_assert_eq!(run.start, at);
        prop_assert!(run.end > at && boundaries.contains(&run.end));
        at = run.end;
        // Those tokens that it has inside, no more and no fewer.
        let inside = tokens
            .iter()
            .zip(0..)
            .filter(|(token, _)| token.start < run.end && token.end > run.start)
            .map(|(_, index)| index);
        let expected: Vec<u32> = (run.token..run.token + run.parts).collect();
        prop_assert_eq!(inside.collect::<Vec<u32>>(), expected);
        let clusters = boundaries.range(run.start + 1..=run.end).count();
        prop_assert!(run.parts == 1 || clusters == 1);
        // Every token has its edge, in the order of the tokens.
        let last = run.token + run.parts;
        prop_assert_eq!(run.open, tokens[last as usize - 1].end > run.end);
        next = if run.open { last - 1 } else { last };
    }
    prop_assert_eq!(at as usize, text.len());
    prop_assert_eq!(next as usize, tokens.len());
    Ok(())
}

fn check_groups(found: &[Group], text: &str, tokens: &[Token]) -> Result<(), TestCaseError> {
    let boundaries = boundaries(text);
    let ends: Vec<_> = tokens
        .iter()
        .zip(1..)
        .filter(|(token, _)| boundaries.contains(&token.end))
        .map(|(token, last)| (last, token.end))
        .collect();
    let got: Vec<_> = found.iter().map(|group| (group.last, group.end)).collect();
    prop_assert_eq!(&got, &ends);
    let starts = [(0, 0)].into_iter().chain(ends);
    for (group, (first, start)) in found.iter().zip(starts) {
        prop_assert_eq!((group.first, group.start), (first, start));
    }
    Ok(())
}

#[test]
fn random_texts() {
    let config = ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() };
    let compare = |(text, limit): (String, usize)| {
        let tokens = tokenizer(Encoding::O200kBase).tokens(&text);
        check_paint(&paint(&text, &tokens), &text, &tokens)?;
        let groups = groups(&text, &tokens);
        check_groups(&groups, &text, &tokens)?;
        let ends = groups.iter().map(|group| group.last as usize);
        let cut = ends.take_while(|&end| end <= limit).last().unwrap_or(0);
        prop_assert_eq!(cut_at_most(&text, &tokens, limit), cut);

        // What was taken can be drawn by itself, as a window.
        let window = &tokens[..cut];
        let end = window.last().map_or(0, |token| token.end as usize);
        check_paint(&paint(&text[..end], window), &text[..end], window)
    };
    TestRunner::new(config).run(&(random_text::text(), 0..60_usize), compare).unwrap();
}

/// Tokens of another text give a poor drawing, never a panic.
#[test]
fn tokens_that_do_not_fit() {
    let tokens = tokenizer(Encoding::R50kBase).tokens("中国的首都是哪里?");
    for text in ["", "a", "中", "e\u{301}é👩\u{200d}👩", "a much longer text than theirs"] {
        let runs = paint(text, &tokens);
        assert!(runs.iter().all(|run| run.end as usize <= text.len()));
        let groups = groups(text, &tokens);
        let last = groups.last().map(|group| group.last as usize);
        assert_eq!(last, Some(tokens.len()));
        assert_eq!(cut_at_most(text, &tokens, 0), 0);
        assert!(cut_at_most(text, &tokens, 5) <= 5);
        assert!(paint(text, &[]).is_empty());
    }
}
