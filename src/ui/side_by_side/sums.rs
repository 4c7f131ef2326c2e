//! What each encoding makes of the text, in figures.

use leptos::prelude::*;
use lollipop_core::side_by_side::{Row, ratio};

use super::shown;
use crate::{said, state::use_state, words::figure};

/// A row for each encoding: tokens, against the leanest, for each word, for
/// each Chinese character.
#[component]
pub fn Sums() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let rows = move || {
        state.side_by_side.weighed.with(|it| {
            let it = it.first()?;
            let leanest = it.leanest();
            let row = |row: &Row| {
                let count = row.count();
                view! {
                    <tr
                        data-testid="encoding-sum"
                        data-encoding=row.encoding.clone()
                        data-lean=(count == leanest).then_some("")
                    >
                        <th scope="row" class="mono">{row.encoding.clone()}</th>
                        <td class="num encoding-count" data-testid="encoding-count">{figure(count)}</td>
                        <td class="num">{ratio(count, leanest).map_or_else(|| "–".to_owned(), |it| format!("×{it:.1}"))}</td>
                        <td class="num" data-testid="encoding-per-word">{shown(row.per_word(&it.figures))}</td>
                        <td class="num" data-testid="encoding-per-han">{shown(row.per_han(&it.figures))}</td>
                    </tr>
                }
            };
            Some(it.rows.iter().map(row).collect_view())
        })
    };
    view! {
        <div class="ruler-scroll" tabindex="0" role="group" aria-label=said!(language, encodings.title)>
            <table class="figures encoding-sums" data-testid="encoding-sums">
                <thead>
                    <tr>
                        <th scope="col">{said!(language, encodings.encoding)}</th>
                        <th scope="col" class="num">{said!(language, encodings.tokens)}</th>
                        <th scope="col" class="num">{said!(language, encodings.leanest)}</th>
                        <th scope="col" class="num">{said!(language, encodings.per_word)}</th>
                        <th scope="col" class="num">{said!(language, encodings.per_han)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
