//! The painted layer behind a textarea.

use std::{collections::BTreeSet, sync::Arc};

use leptos::prelude::*;
use lollipop_bpe::{Token, layout};
use lollipop_core::invisible::flagged;

use crate::state::{Counted, use_state};

/// Beyond so many tokens nothing is painted in place: the token view, which
/// shows a page at a time, is for long texts.
pub const PAINTED_TOKENS: usize = 2000;

/// Beyond so many bytes a text is typed into a field that scrolls by itself,
/// with no layer behind it that would have to be laid out again and again.
pub const LONG_TEXT_BYTES: usize = 50_000;

/// Text that has no tokens painted has its spaces marked up to this size.
const MARKED_BYTES: usize = 4000;

/// The tints that take turns.
const TINTS: usize = 5;

/// One stretch to paint, cut out of the text.
#[derive(Clone, Debug, PartialEq)]
struct Stretch {
    text: String,
    /// `None` is text that has not been counted yet.
    tint: Option<usize>,
    parts: u32,
    open: bool,
}

/// Cuts `text` into stretches: the tokens of `counted` as far as the two texts
/// agree, the rest as it is. The stretches spell `text`.
fn stretches(text: &str, counted: Option<&Counted>) -> Vec<Stretch> {
    let plain = |text: &str| Stretch { text: text.to_owned(), tint: None, parts: 1, open: false };
    let Some(counted) = counted.filter(|it| it.is_whole() && it.window.len() <= PAINTED_TOKENS) else {
        return vec![plain(text)];
    };
    let same = text.bytes().zip(counted.text.bytes()).take_while(|(a, b)| a == b).count();
    let whole = same == text.len() && same == counted.text.len();
    // While an answer is awaited the last token may still change: leave it out.
    let upto = if whole {
        counted.window.len()
    } else {
        counted.window.partition_point(|it| (it.end as usize) < same)
    };
    let mut tokens: &[Token] = counted.window.get(..upto).unwrap_or_default();
    while let Some((last, rest)) = tokens.split_last()
        && !text.is_char_boundary(last.end as usize)
    {
        tokens = rest;
    }
    let painted = tokens.last().map_or(0, |last| last.end as usize);
    let (head, tail) = text.split_at_checked(painted).unwrap_or(("", text));
    let mut out: Vec<Stretch> = layout::paint(head, tokens)
        .into_iter()
        .filter_map(|run| {
            Some(Stretch {
                text: head.get(run.start as usize..run.end as usize)?.to_owned(),
                tint: Some(run.token as usize % TINTS),
                parts: run.parts,
                open: run.open,
            })
        })
        .collect();
    if !tail.is_empty() || out.is_empty() {
        out.push(plain(tail));
    }
    out
}

/// The layer: silent for a screen reader, which reads the textarea.
#[component]
pub fn Painted(doc: u32, text: Signal<String>, painted: Signal<bool>) -> impl IntoView {
    let state = use_state();
    let counted =
        Memo::new(move |_| (painted.get() && state.paint.get().tints).then(|| state.counted(doc)).flatten());
    let marked = move || state.paint.get().marks;
    let spans =
        move || {
            let counted: Option<Arc<Counted>> = counted.get();
            let marked = marked();
            text.with(|text| {
                if text.len() > LONG_TEXT_BYTES { Vec::new() } else { stretches(text, counted.as_deref()) }
            })
            .into_iter()
            .map(|it| view! { <PaintedStretch it marked/> })
            .collect_view()
        };
    // The last sign gives a final empty line its height.
    view! { <div class="prompt-paint" aria-hidden="true">{spans}"\u{200b}"</div> }
}

#[component]
fn PaintedStretch(it: Stretch, marked: bool) -> impl IntoView {
    let parts = match it.parts {
        0 | 1 => None,
        2..=4 => Some(it.parts.to_string()),
        _ => Some("many".to_owned()),
    };
    view! {
        <span
            class=it.tint.map(|_| "token")
            data-tint=it.tint.map(|tint| tint.to_string())
            data-parts=parts
            data-open=it.open.then_some("")
        >
            {if marked && (it.tint.is_some() || it.text.len() <= MARKED_BYTES) { marks(&it.text).into_any() } else { it.text.into_any() }}
        </span>
    }
}

/// Wraps what cannot be seen, so that a mark can be laid over it.
fn marks(text: &str) -> impl IntoView + use<> {
    let mut pieces: Vec<(Option<&'static str>, String)> = Vec::new();
    let hidden: BTreeSet<usize> = flagged(text).into_iter().map(|(at, _)| at).collect();
    for (at, c) in text.char_indices() {
        let mark = match c {
            ' ' => Some("space"),
            '\t' => Some("tab"),
            '\n' => Some("line"),
            '\u{3000}' => Some("wide"),
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => Some("odd"),
            _ if hidden.contains(&at) => Some("hidden"),
            _ => None,
        };
        match pieces.last_mut() {
            Some((None, piece)) if mark.is_none() => piece.push(c),
            _ => pieces.push((mark, c.to_string())),
        }
    }
    pieces
        .into_iter()
        .map(|(mark, piece)| match mark {
            Some(mark) => view! { <span class="mark" data-mark=mark>{piece}</span> }.into_any(),
            None => piece.into_any(),
        })
        .collect_view()
}
