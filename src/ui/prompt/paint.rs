//! What is painted behind a textarea.

use std::sync::Arc;

use leptos::prelude::*;
use lollipop_bpe::{Token, layout};
use lollipop_core::{invisible::flagged, tokenizing::Tally};

use crate::{
    browser::{
        dom,
        paint_layer::{PaintLayer, Piece, Stretch},
    },
    state::{LONG_TEXT_BYTES, Window, text_of, use_state},
};

/// Beyond so many tokens nothing is painted in place: the token view, which
/// shows a page at a time, is for long texts.
pub const PAINTED_TOKENS: usize = 2000;

/// Text that has no tokens painted has its spaces marked up to this size.
const MARKED_BYTES: usize = 4000;

/// How long the tokens of appended text are awaited before it is painted without.
const PATIENCE_MS: u64 = 100;

/// The tints that take turns.
const TINTS: u32 = 5;

/// Cuts `text` into stretches: the tokens of `counted` as far as its text and
/// this one agree at the beginning and at the end, the rest as it is. The
/// stretches spell `text`.
fn stretches(text: &str, counted: Option<&Window>, marked: bool) -> Vec<Stretch> {
    let mut out = Vec::new();
    let Some(counted) = counted else {
        plain(&mut out, text, marked);
        return out;
    };
    let (old, new) = (counted.text.as_bytes(), text.as_bytes());
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let tokens = &counted.tokens;
    if head == old.len() && head == new.len() {
        painted(&mut out, text, tokens, 0, marked);
        return out;
    }
    // While an answer is awaited the tokens beside the change may still change:
    // they are left out, and so is what is not a whole character.
    let mut upto = tokens.partition_point(|it| (it.end as usize) < head);
    while upto > 0 && !counted.text.is_char_boundary(tokens[upto - 1].end as usize) {
        upto -= 1;
    }
    let mut from = tokens.partition_point(|it| (it.start as usize) <= old.len() - tail).max(upto);
    while from < tokens.len() && !counted.text.is_char_boundary(tokens[from].start as usize) {
        from += 1;
    }
    let head_end = tokens[..upto].last().map_or(0, |it| it.end as usize);
    let tail_len = tokens[from..].first().map_or(0, |it| old.len() - it.start as usize);
    let (Some(head), Some(middle), Some(tail)) =
        (text.get(..head_end), text.get(head_end..text.len() - tail_len), text.get(text.len() - tail_len..))
    else {
        plain(&mut out, text, marked);
        return out;
    };
    painted(&mut out, head, &tokens[..upto], 0, marked);
    plain(&mut out, middle, marked);
    painted(&mut out, tail, &tokens[from..], from as u32, marked);
    out
}

/// The tokens of `text`, the first of which has this number in the document.
fn painted(out: &mut Vec<Stretch>, text: &str, tokens: &[Token], first: u32, marked: bool) {
    let start = tokens.first().map_or(0, |it| it.start);
    let here: Vec<Token> =
        tokens.iter().map(|it| Token { id: it.id, start: it.start - start, end: it.end - start }).collect();
    out.extend(layout::paint(text, &here).into_iter().filter_map(|run| {
        Some(Stretch {
            pieces: pieces(text.get(run.start as usize..run.end as usize)?, marked),
            tint: Some((first + run.token) % TINTS),
            parts: run.parts,
            open: run.open,
        })
    }));
}

fn plain(out: &mut Vec<Stretch>, text: &str, marked: bool) {
    if !text.is_empty() {
        let marked = marked && text.len() <= MARKED_BYTES;
        out.push(Stretch { pieces: pieces(text, marked), tint: None, parts: 1, open: false });
    }
}

/// Parts what cannot be seen from the rest, so that a mark can be laid over it.
fn pieces(text: &str, marked: bool) -> Vec<Piece> {
    if !marked {
        return vec![Piece { mark: None, text: text.to_owned() }];
    }
    let mut pieces: Vec<Piece> = Vec::new();
    // In ascending order.
    let hidden = flagged(text);
    for (at, c) in text.char_indices() {
        let mark = match c {
            ' ' => Some("space"),
            '\t' => Some("tab"),
            '\n' => Some("line"),
            '\u{3000}' => Some("wide"),
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => Some("odd"),
            _ if hidden.binary_search_by_key(&at, |hidden| hidden.0).is_ok() => Some("hidden"),
            _ => None,
        };
        match pieces.last_mut() {
            Some(Piece { mark: None, text }) if mark.is_none() => text.push(c),
            _ => pieces.push(Piece { mark, text: c.to_string() }),
        }
    }
    pieces
}

/// The tokens of a whole text that is short enough to be painted.
fn whole(window: &Window, tally: Tally) -> bool {
    window.first == 0
        && tally.is_whole()
        && tally.count as usize <= PAINTED_TOKENS
        && window.tokens.len() <= PAINTED_TOKENS
}

/// What the layer was painted from.
struct Shown {
    text: String,
    window: Option<Arc<Window>>,
    marked: bool,
    /// Grows when tokens were awaited in vain.
    patience: u32,
}

impl Shown {
    fn only_appends_to(&self, before: &Self) -> bool {
        let same_window = match (&self.window, &before.window) {
            (Some(now), Some(before)) => Arc::ptr_eq(now, before),
            _ => false,
        };
        same_window
            && (self.marked, self.patience) == (before.marked, before.patience)
            && self.text.starts_with(&before.text)
    }
}

/// The layer: silent for a screen reader, which reads the textarea.
#[component]
pub fn Painted(doc: u32, painted: Signal<bool>) -> impl IntoView {
    let state = use_state();
    let within = NodeRef::<leptos::html::Div>::new();
    let layer = StoredValue::new_local(None::<PaintLayer>);
    let text = Memo::new(move |_| {
        state.draft.with(|draft| {
            let text = text_of(draft, doc);
            if text.len() <= LONG_TEXT_BYTES { text.to_owned() } else { String::new() }
        })
    });
    let window = Memo::new(move |_| {
        let shown = painted.get() && state.paint.get().tints;
        let window = shown.then(|| state.window(doc)).flatten()?;
        state.tally(doc).is_some_and(|tally| whole(&window, tally)).then_some(window)
    });
    let marked = Memo::new(move |_| state.paint.get().marks);
    // What was appended since is painted with its tokens, which are a moment
    // away, as long as that leaves the height as it is.
    let patience_is_over = RwSignal::new(0_u32);
    Effect::new(move |before: Option<Shown>| {
        let now = Shown {
            text: text.get(),
            window: window.get(),
            marked: marked.get(),
            patience: patience_is_over.get(),
        };
        let Some(element) = within.get() else { return Shown { text: String::new(), ..now } };
        if let Some(before) = before.filter(|it| now.only_appends_to(it))
            && !dom::next_overflows(&element)
        {
            let again = move || {
                if patience_is_over.try_get_untracked() == Some(now.patience) {
                    patience_is_over.set(now.patience.wrapping_add(1));
                }
            };
            set_timeout(again, std::time::Duration::from_millis(PATIENCE_MS));
            return before;
        }
        let stretches = stretches(&now.text, now.window.as_deref(), now.marked);
        layer.update_value(|layer| {
            if layer.is_none() {
                *layer = PaintLayer::new((**element).clone());
            }
            if let Some(layer) = layer {
                layer.paint(stretches);
            }
        });
        now
    });
    // The last sign gives a final empty line its height.
    view! { <div class="prompt-paint" aria-hidden="true" node_ref=within>"\u{200b}"</div> }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn window(text: &str, ends: &[u32]) -> Window {
        let starts = [0].into_iter().chain(ends.iter().copied());
        let tokens = starts.zip(ends).map(|(start, &end)| Token { id: 0, start, end }).collect();
        Window { first: 0, text: text.to_owned(), tokens }
    }

    /// Stretches as their text, with the tint in front of what is painted.
    #[track_caller]
    fn check(text: &str, counted: &Window, expected: &[&str]) {
        let found = stretches(text, Some(counted), false);
        let shown: Vec<_> = found
            .iter()
            .map(|it| {
                let text: String = it.pieces.iter().map(|piece| piece.text.as_str()).collect();
                it.tint.map_or(text.clone(), |tint| format!("{tint}:{text}"))
            })
            .collect();
        assert_eq!(shown, expected);
        let spelled: String = found.iter().flat_map(|it| &it.pieces).map(|it| it.text.as_str()).collect();
        assert_eq!(spelled, text);
    }

    #[test]
    fn what_agrees_stays_painted() {
        let counted = window("one two three", &[3, 7, 13]);
        check("one two three", &counted, &["0:one", "1: two", "2: three"]);
        check("one two three!", &counted, &["0:one", "1: two", " three!"]);
        check("one twoo three", &counted, &["0:one", " twoo three"]);
        check("oone two three", &counted, &["oone", "1: two", "2: three"]);
        check("", &counted, &[]);
        check("else", &counted, &["else"]);
    }

    #[test]
    fn no_character_is_cut() {
        let counted = window("a鲸b鱼c", &[1, 2, 3, 4, 5, 7, 8, 9]);
        check("a鲸b鱼c", &counted, &["0:a", "1:鲸", "4:b", "0:鱼", "2:c"]);
        check("a鲸b鱼cd", &counted, &["0:a", "1:鲸", "4:b", "0:鱼", "cd"]);
        check("a鲸x鱼c", &counted, &["0:a", "鲸x", "0:鱼", "2:c"]);
        check("a鲹b鱼c", &counted, &["a鲹b", "0:鱼", "2:c"]);
    }
}
