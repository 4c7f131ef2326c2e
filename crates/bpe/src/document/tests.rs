#![allow(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

use std::{cell::Cell, ops::Range, sync::Arc};

use proptest::{prelude::*, sample::Index, test_runner::TestRunner};

use super::{Change, Document, EditError};
use crate::{Encoding, Pattern, Tokenizer};

#[path = "../../tests/engine/random_text.rs"]
#[allow(clippy::duplicate_mod, reason = "the strategies have no state")]
mod random_text;

/// One of each pattern.
fn encodings() -> impl Iterator<Item = Encoding> {
    Pattern::ALL.into_iter().flat_map(|pattern| pattern.encodings().next())
}

/// The package that packs the vocabularies has an engine of its own, to which
/// ours is another crate.
fn tokenizer(encoding: Encoding) -> Arc<Tokenizer> {
    let encoding = lollipop_vocabularies::lollipop_bpe::Encoding::from_name(encoding.name()).unwrap();
    Arc::new(Tokenizer::load(&lollipop_vocabularies::file(encoding).unwrap()).unwrap())
}

/// What is put where: two places, and a text.
type Edit = (Index, Index, String);

fn range(text: &str, (from, to): (&Index, &Index)) -> Range<usize> {
    let place = |index: &Index| text.floor_char_boundary(index.index(text.len() + 1));
    let (from, to) = (place(from), place(to));
    // Half of the edits replace a few characters, as people do.
    let to = if to % 2 == 0 { to } else { text.floor_char_boundary(from.saturating_add(to % 9)) };
    from.min(to)..from.max(to).min(text.len())
}

fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

fn edits() -> impl Strategy<Value = (String, Vec<Edit>)> {
    let edit = (any::<Index>(), any::<Index>(), random_text::text());
    (random_text::text(), prop::collection::vec(edit, 1..8))
}

/// After every edit all is as if the text had been encoded anew.
#[test]
fn edits_leave_what_encoding_gives() {
    for encoding in encodings() {
        let tokenizer = tokenizer(encoding);
        let config = ProptestConfig { cases: 3_400, failure_persistence: None, ..ProptestConfig::default() };
        let run = |(mut text, edits): (String, Vec<Edit>)| {
            let mut document = Document::new(Arc::clone(&tokenizer), &text);
            for (from, to, inserted) in &edits {
                let range = range(&text, (from, to));
                let before = document.ids();
                let change = if inserted.len() % 2 == 0 {
                    document.replace(range.clone(), inserted)
                } else {
                    let units = utf16(&text[..range.start])..utf16(&text[..range.end]);
                    document.replace_utf16(units, inserted)
                };
                text.replace_range(range, inserted);
                let Change { first, removed, added } = change.unwrap();
                let settled = document.pending() == 0;
                document.settle(usize::MAX);
                let after = document.ids();
                prop_assert_eq!(&after, &tokenizer.encode(&text), "{:?}", text);
                prop_assert_eq!(document.count(), after.len());
                prop_assert_eq!(document.text(), text.as_str());
                prop_assert_eq!(document.len_utf16(), utf16(&text));
                let at = text.floor_char_boundary(from.index(text.len() + 1));
                prop_assert_eq!(document.byte_of_utf16(utf16(&text[..at])), Some(at));
                prop_assert_eq!(&before[..first], &after[..first]);
                if settled {
                    prop_assert_eq!(&before[first + removed..], &after[first + added..]);
                }
            }
            Ok(())
        };
        TestRunner::new(config).run(&edits(), run).unwrap();
    }
}

/// What is foreseen of an edit is what it leads to, and the text stays.
#[test]
fn what_is_foreseen_comes_true() {
    let foreseen = Cell::new(0);
    for encoding in encodings() {
        let tokenizer = tokenizer(encoding);
        let config = ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() };
        let run = |(text, edits): (String, Vec<Edit>)| {
            let document = Document::new(Arc::clone(&tokenizer), &text);
            for (from, to, inserted) in &edits {
                let range = range(&text, (from, to));
                let units = utf16(&text[..range.start])..utf16(&text[..range.end]);
                let texts = [inserted.as_str(), "x", " ", "\n", "7", "'", ""];
                let Some(counts) = document.foresee_utf16(units, texts) else { continue };
                foreseen.set(foreseen.get() + 1);
                for (inserted, count) in texts.iter().zip(counts) {
                    let mut text = text.clone();
                    text.replace_range(range.clone(), inserted);
                    prop_assert_eq!(count, tokenizer.encode(&text).len(), "{:?}", text);
                }
            }
            prop_assert_eq!(document.text(), text);
            Ok(())
        };
        TestRunner::new(config).run(&edits(), run).unwrap();
    }
    assert!(foreseen.get() > 40_000, "{foreseen:?} edits were foreseen");
}

#[test]
fn nothing_is_foreseen_where_it_would_cost_much_or_where_nothing_is() {
    let tokenizer = tokenizer(Encoding::Cl100kBase);
    let document = |text: &str| Document::new(Arc::clone(&tokenizer), text);
    assert_eq!(document("").foresee_utf16(0..0, ["", "a", " a"]), Some(vec![0, 1, 1]));
    assert_eq!(document("a👋").foresee_utf16(1..3, [""]), Some(vec![1]));
    assert_eq!(document("a👋").foresee_utf16(2..3, [""]), None);
    assert_eq!(document("a").foresee_utf16(2..2, [""]), None);
    let long = document(&"a".repeat(2000));
    assert_eq!([0, 1000, 2000].map(|at| long.foresee_utf16(at..at, ["a"])), [None, None, None]);
    let waiting = Document::unsettled(Arc::clone(&tokenizer), "a");
    assert_eq!(waiting.foresee_utf16(0..0, ["a"]), None);
}

/// What is typed into numbers changes the tokens around, however many there are:
/// they are not a run that is cut again as a whole.
#[test]
fn a_key_among_numbers_changes_a_few_tokens() {
    let hex: String = (0..20_000_u32).map(|it| format!("{:x}", it.wrapping_mul(2_654_435_761))).collect();
    for (encoding, text) in [
        (Encoding::Cl100kBase, "3141592653".repeat(10_000)),
        (Encoding::O200kBase, "31415926".repeat(10_000)),
        (Encoding::DeepseekV3, "二〇二六".repeat(10_000)),
        (Encoding::Qwen2, "271828".repeat(10_000)),
        (Encoding::Cl100kBase, hex.clone()),
        (Encoding::O200kBase, hex),
    ] {
        let mut document = Document::new(tokenizer(encoding), &text);
        let change = document.replace(text.len()..text.len(), "x").unwrap();
        assert_eq!(document.pending(), 0, "{encoding:?}");
        assert!(change.removed < 30 && change.added < 30, "{encoding:?}: {change:?}");
        let end = document.len_utf16();
        assert!(document.foresee_utf16(end..end, ["y"]).is_some(), "{encoding:?}");
    }
}

/// Edits while text waits, a little of it tokenized in between.
#[test]
fn edits_while_text_waits() {
    for encoding in encodings() {
        let tokenizer = tokenizer(encoding);
        let config = ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() };
        let run = |(mut text, edits): (String, Vec<Edit>)| {
            let mut document = Document::unsettled(Arc::clone(&tokenizer), &text);
            for (from, to, inserted) in &edits {
                document.settle(from.index(300));
                let range = range(&text, (from, to));
                document.replace(range.clone(), inserted).unwrap();
                text.replace_range(range, inserted);
                prop_assert_eq!(document.text(), text.as_str());
            }
            while !document.settle(50) {}
            prop_assert_eq!(document.pending(), 0);
            prop_assert_eq!(document.ids(), tokenizer.encode(&text), "{:?}", text);
            Ok(())
        };
        TestRunner::new(config).run(&edits(), run).unwrap();
    }
}

/// What is asked for is a part of what the tokenizer says of the whole.
#[test]
fn parts_of_the_tokens() {
    let tokenizer = tokenizer(Encoding::Cl100kBase);
    let config = ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() };
    let strategy = (random_text::text(), any::<Index>(), any::<Index>());
    let run = |(text, from, to): (String, Index, Index)| {
        let document = Document::new(Arc::clone(&tokenizer), &text);
        let all = tokenizer.tokens(&text);
        let (from, to) = (from.index(all.len() + 1), to.index(all.len() + 1));
        let range = from.min(to)..from.max(to);
        let stretch = document.tokens(range.clone());
        prop_assert_eq!(stretch.tokens.len(), range.len());
        if !range.is_empty() {
            prop_assert_eq!(stretch.first, range.start);
            prop_assert_eq!(&text[stretch.start..stretch.start + stretch.text.len()], stretch.text);
        }
        for (found, expected) in stretch.tokens.iter().zip(&all[range.clone()]) {
            prop_assert_eq!(found.id, expected.id);
            prop_assert_eq!(found.start as usize + stretch.start, expected.start as usize);
            prop_assert_eq!(found.end as usize + stretch.start, expected.end as usize);
        }
        let bytes = from.min(text.len())..to.max(from).min(text.len());
        let touched =
            all.iter().filter(|it| (it.end as usize) > bytes.start && (it.start as usize) < bytes.end);
        let expected: Vec<_> = touched.map(|token| token.id).collect();
        let found: Vec<_> = document.tokens_at(bytes).tokens.iter().map(|token| token.id).collect();
        prop_assert_eq!(found, expected);
        Ok(())
    };
    TestRunner::new(config).run(&strategy, run).unwrap();
}

#[test]
fn impossible_edits() {
    let mut document = Document::new(tokenizer(Encoding::Cl100kBase), "a中👋");
    assert_eq!(document.replace(2..4, ""), Err(EditError::InsideCharacter));
    assert_eq!(document.replace(0..9, ""), Err(EditError::OutOfBounds));
    #[expect(clippy::reversed_empty_ranges, reason = "this is what is tested")]
    let reversed = 4..1;
    assert_eq!(document.replace(reversed, ""), Err(EditError::OutOfBounds));
    assert_eq!(document.replace_utf16(3..4, ""), Err(EditError::InsideCharacter));
    assert_eq!(document.replace_utf16(4..5, ""), Err(EditError::OutOfBounds));
    assert_eq!([1, 2, 3, 4, 5].map(|it| document.byte_of_utf16(it)), [Some(1), Some(4), None, Some(8), None]);
    assert_eq!(document.text(), "a中👋");
    assert_eq!(document.replace_utf16(2..4, "!").map(|_| document.text()), Ok("a中!".to_owned()));
}

/// Appending may lower the count, and so may cutting.
#[test]
fn counts_are_not_monotonic() {
    let mut document = Document::new(tokenizer(Encoding::Cl100kBase), "toke");
    let before = document.count();
    document.replace(4..4, "n").unwrap();
    assert!(document.count() < before);
}

/// What is typed at the end may turn the whole run before it into another piece.
#[test]
fn typed_at_the_end() {
    for encoding in encodings() {
        let tokenizer = tokenizer(encoding);
        let capitals = format!("中{}a", "A".repeat(300));
        let spaces = format!("x{}y\n z", " \n".repeat(100));
        for typed in [
            capitals.as_str(),
            &spaces,
            "it's we'll '\u{17f}X'LL",
            "a\u{301}B\u{301}c 1234567",
            "\r\n/\r\n//a",
        ] {
            let mut document = Document::new(Arc::clone(&tokenizer), "");
            for (at, character) in typed.char_indices() {
                document.replace(at..at, character.encode_utf8(&mut [0; 4])).unwrap();
                document.settle(usize::MAX);
                let so_far = &typed[..at + character.len_utf8()];
                assert_eq!(document.ids(), tokenizer.encode(so_far), "{encoding:?} {so_far:?}");
            }
        }
    }
}
