//! What there is to know of one token.

use std::sync::Arc;

use leptos::prelude::*;
use lollipop_bpe::layout::Group;

use super::chip::{hex, marked, readable};
use crate::{
    said, say,
    state::{Counted, use_state},
    words::figure,
};

/// Id, bytes, text, place.
#[component]
pub fn TokenCard(
    counted: Arc<Counted>,
    /// Its place in the window.
    at: u32,
    group: Group,
) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let token = counted.window.get(at as usize).copied()?;
    let bytes = counted.bytes(&token);
    let text = readable(bytes).map(ToOwned::to_owned);
    let whole =
        counted.window_text().get(group.start as usize..group.end as usize).unwrap_or_default().to_owned();
    let is_part = group.last - group.first > 1;
    let nth = counted.window_first + at + 1;
    let count = counted.count;
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
                    <span>{said!(language, tokens.part_of)} " " <b>{marked(language, &whole)}</b></span>
                })}
            </div>
            <dl class="facts">
                <div class="fact">
                    <dt>{said!(language, tokens.id)}</dt>
                    <dd class="mono">{token.id.to_string()}</dd>
                </div>
                <div class="fact">
                    <dt>{said!(language, tokens.bytes)}</dt>
                    <dd class="mono">{hex}</dd>
                </div>
                <div class="fact">
                    <dt>{said!(language, tokens.place)}</dt>
                    <dd>{move || say!(language, tokens.nth_of, n = figure(nth), count = figure(count))}</dd>
                </div>
            </dl>
        </div>
    })
}
