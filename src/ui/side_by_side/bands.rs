//! The text with a ruler for each encoding, one column a byte, so that
//! everything below aligns with everything above.

use std::ops::Range;

use leptos::prelude::*;
use lollipop_bpe::{Token, layout::bands};
use lollipop_core::side_by_side::Weighed;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::{
    i18n::Locale,
    said, say,
    state::use_state,
    ui::tokens::{hex, marked, readable},
    words::{figure, text_lang},
};

/// Columns of a band: a byte must have room for a letter on a telephone.
const COLUMNS: usize = 28;
/// A shorter text has wider columns, but not wider than this many give.
const FEWEST: usize = 10;

/// The bands, one below another.
#[component]
pub fn Bands() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let all = move || {
        state.side_by_side.weighed.with(|it| {
            let it = it.first()?;
            let rulers: Vec<_> = it.rows.iter().map(|row| (row.encoding.clone(), row.tokens())).collect();
            let tokens: Vec<_> = rulers.iter().map(|it| it.1.as_slice()).collect();
            let bands = bands(&it.text, &tokens, COLUMNS);
            let longest = bands.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
            let columns = longest.max(FEWEST);
            let band = |range| band(language, it, &rulers, range, columns);
            Some(bands.into_iter().map(band).collect_view())
        })
    };
    view! {
        <div class="bands" tabindex="0" role="group" aria-label=said!(language, encodings.rulers) data-testid="bands">
            {all}
        </div>
    }
}

fn band(
    language: RwSignal<Locale>,
    it: &Weighed,
    rulers: &[(String, Vec<Token>)],
    range: Range<usize>,
    columns: usize,
) -> impl IntoView + use<> {
    let text = it.text.get(range.clone()).unwrap_or_default();
    let filler = columns.saturating_sub(text.len());
    let rest = move || (filler > 0).then(|| view! { <td class="band-rest" colspan=filler.to_string()></td> });
    let characters = text
        .graphemes(true)
        .map(|it| {
            view! {
                <th scope="col" class="band-character" colspan=it.len().to_string()>{marked(language, it)}</th>
            }
        })
        .collect_view();
    let rows = rulers
        .iter()
        .map(|(name, tokens)| {
            let inside =
                |token: &Token| range.start <= token.start as usize && (token.end as usize) <= range.end;
            let mut count = 0_u32;
            let cells = (0_usize..).zip(tokens).filter(|(_, token)| inside(token)).map(|(at, token)| {
                count += 1;
                cell(language, &it.text, token, at)
            });
            let cells = cells.collect_view();
            view! {
                <tr data-testid="band-row" data-encoding=name.clone()>
                    <th scope="row" class="mono band-name">{name.clone()}</th>
                    {cells}
                    {rest()}
                    <td class="num band-count">{figure(count)}</td>
                </tr>
            }
        })
        .collect_view();
    let lang = text_lang(text);
    view! {
        <table class="band" data-testid="band" lang=lang>
            <caption class="visually-hidden">{say!(language, encodings.band, text = text)}</caption>
            <colgroup>
                <col class="band-names"/>
                <col span=columns.to_string()/>
                <col class="band-counts"/>
            </colgroup>
            <thead>
                <tr>
                    <td></td>
                    {characters}
                    {rest()}
                    <td></td>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// A token: its text, or its bytes where it has none.
fn cell(language: RwSignal<Locale>, text: &str, token: &Token, at: usize) -> impl IntoView + use<> {
    let bytes = text.as_bytes().get(token.start as usize..token.end as usize).unwrap_or_default();
    let shown = match readable(bytes) {
        Some(text) => marked(language, text).into_any(),
        None => view! { <span class="mono">{hex(bytes).replace(' ', "")}</span> }.into_any(),
    };
    let split = !text.is_char_boundary(token.end as usize);
    view! {
        <td
            class="band-token"
            data-testid="band-token"
            data-id=token.id.to_string()
            data-tint=(at % 5).to_string()
            data-split=split.then_some("")
            colspan=bytes.len().to_string()
        >
            {shown}
        </td>
    }
}
