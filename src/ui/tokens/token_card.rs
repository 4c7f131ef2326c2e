//! What there is to know of one token.

use leptos::prelude::*;

use super::cell::CellGroup;
use super::chip::{hex, marked, readable};
use crate::{said, say, state::use_state, words::figure};

/// Id, bytes, text, place.
#[component]
pub fn TokenCard(
    /// The token, with those that share a character with it.
    group: CellGroup,
    /// Its place in the document.
    nth: u32,
    /// Tokens of the document.
    count: Memo<u32>,
) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let cell = group.cell(nth)?;
    let (id, bytes) = (cell.id, cell.bytes.as_slice());
    let text = readable(bytes).map(ToOwned::to_owned);
    let is_part = group.cells.len() > 1;
    let nth = nth + 1;
    let hex = hex(bytes);
    Some(view! {
        <div class="token-card" data-testid="token-card">
            <div class="token-card-head">
                <span class="chip" data-tint=((nth - 1) % 5).to_string()>
                    {match &text {
                        Some(text) => view! { <span class="chip-text">{marked(language, text)}</span> }.into_any(),
                        None => view! { <span class="chip-text" data-bytes="">{hex.clone()}</span> }.into_any(),
                    }}
                </span>
                {is_part.then(|| view! {
                    <span>{said!(language, tokens.part_of)} " " <b>{marked(language, &group.text)}</b></span>
                })}
            </div>
            <dl class="facts">
                <div class="fact">
                    <dt>{said!(language, tokens.id)}</dt>
                    <dd class="mono">{id.to_string()}</dd>
                </div>
                <div class="fact">
                    <dt>{said!(language, tokens.bytes)}</dt>
                    <dd class="mono">{hex}</dd>
                </div>
                <div class="fact">
                    <dt>{said!(language, tokens.place)}</dt>
                    <dd>{move || say!(language, tokens.nth_of, n = figure(nth), count = figure(count.get()))}</dd>
                </div>
            </dl>
        </div>
    })
}
