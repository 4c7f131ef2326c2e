//! What was done last: said to everyone, and drawn where dice were thrown.

use leptos::prelude::*;
use lollipop_core::lens::Rolled;

use super::{rows::percent, token_text::token_name};
use crate::{
    i18n::Locale,
    say,
    state::{lens::Done, use_state},
};

/// The bar's width in its own units.
const BAR: f64 = 1000.0;
/// Stretches narrower than this are not told apart.
const NARROW: f64 = 0.5;

/// One sentence, heard politely, and the bar that the number fell on.
#[component]
pub fn Landing() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let done = state.lens.done;
    view! {
        <div class="landing" data-testid="landing">
            {move || done.with(|it| match it {
                Some(Done::Rolled { rolled, stretches, .. }) => Some(bar(*rolled, stretches)),
                _ => None,
            })}
            <p role="status" data-testid="lens-said">{move || done.with(|it| it.as_ref().map(|it| words(language, it)))}</p>
        </div>
    }
}

fn words(language: RwSignal<Locale>, done: &Done) -> String {
    match done {
        Done::Rolled { rolled, on: Some(token), ends, .. } => say!(
            language,
            lens.rolled,
            number = format!("{:.3}", rolled.at),
            token = token_name(language, token, *ends),
            share = percent(rolled.to - rolled.from)
        ),
        Done::Rolled { rolled, on: None, .. } => {
            say!(language, lens.rolled_unseen, number = format!("{:.3}", rolled.at))
        }
        Done::RolledThere(token) => {
            say!(
                language,
                lens.rolled_by_endpoint,
                token = token_name(language, token, token.bytes.is_empty())
            )
        }
        Done::Took { token, ends } => say!(
            language,
            lens.took,
            token = token_name(language, token, *ends),
            share = percent(token.probability())
        ),
        Done::Back => say!(language, lens.went_back),
    }
}

/// The chances laid end to end, and the place where the number fell.
fn bar(rolled: Rolled, stretches: &[f64]) -> impl IntoView + use<> {
    let mut at = 0.0;
    let mut pieces = Vec::new();
    for (rank, share) in stretches.iter().enumerate() {
        let width = share * BAR;
        if width < NARROW {
            break;
        }
        pieces.push((rank, at, width));
        at += width;
    }
    let cells = pieces.into_iter().map(|(rank, at, width)| {
        let hit = (rolled.from * BAR - at).abs() < NARROW / 2.0;
        view! {
            <rect
                data-part=if hit { "hit" } else { "stretch" }
                data-even=(rank % 2 == 0).then_some("")
                x=format!("{at:.2}")
                y="4"
                width=format!("{width:.2}")
                height="14"
            />
        }
    });
    let cells = cells.collect_view();
    view! {
        <svg class="roll-bar" viewBox="0 0 1000 22" preserveAspectRatio="none" aria-hidden="true">
            <rect data-part="rest" x="0" y="4" width="1000" height="14"/>
            {cells}
            <rect class="roll-mark" x=format!("{:.2}", rolled.at * BAR - 1.5) y="0" width="3" height="22"/>
        </svg>
    }
}
