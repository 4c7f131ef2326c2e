//! Characters, code points, bytes and tokens of one spot, one column a byte,
//! so that everything below aligns with everything above.

use leptos::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;

use super::{cell::CellGroup, chip::marked};
use crate::{said, state::use_state};

/// More bytes than fit side by side; the ruler stays away.
const WIDEST_BYTES: usize = 32;

/// The ruler of a group of tokens.
#[component]
pub fn ByteRuler(group: CellGroup) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let CellGroup { cells, text } = group;
    if text.is_empty() || text.len() > WIDEST_BYTES {
        return None;
    }
    let span = |bytes: usize| (bytes > 1).then(|| bytes.to_string());
    let characters = text
        .graphemes(true)
        .map(|it| {
            view! {
                <span class="ruler-cell" data-kind="character" data-span=span(it.len())>{marked(language, it)}</span>
            }
        })
        .collect_view();
    let code_points = text
        .chars()
        .map(|c| {
            view! {
                <span class="ruler-cell" data-kind="code-point" data-span=span(c.len_utf8())>
                    {format!("U+{:04X}", u32::from(c))}
                </span>
            }
        })
        .collect_view();
    let bytes = text
        .bytes()
        .map(|byte| view! { <span class="ruler-cell" data-kind="byte">{format!("{byte:02x}")}</span> })
        .collect_view();
    let mut end = 0;
    let tokens = cells
        .into_iter()
        .map(|cell| {
            end += cell.bytes.len();
            let inside = !text.is_char_boundary(end);
            view! {
                <span
                    class="ruler-cell"
                    data-kind="token"
                    data-tint=(cell.nth % 5).to_string()
                    data-span=span(cell.bytes.len())
                    data-split=inside.then_some("")
                >
                    {cell.id.to_string()}
                </span>
            }
        })
        .collect_view();
    Some(view! {
        <div class="ruler-scroll" data-part="bytes" tabindex="0" role="group" aria-label=said!(language, tokens.microscope)>
            <div class="ruler" data-ascii=text.contains(|it: char| it.is_ascii()).then_some("")>
                <span class="ruler-name">{said!(language, tokens.ruler_characters)}</span>
                <div class="ruler-row">{characters}</div>
                <span class="ruler-name">{said!(language, tokens.ruler_code_points)}</span>
                <div class="ruler-row">{code_points}</div>
                <span class="ruler-name">{said!(language, tokens.ruler_bytes)}</span>
                <div class="ruler-row">{bytes}</div>
                <span class="ruler-name">{said!(language, tokens.ruler_tokens)}</span>
                <div class="ruler-row" data-kind="tokens">{tokens}</div>
            </div>
        </div>
    })
}
