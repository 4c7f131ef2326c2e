//! What stands there now: the tokens so far, and between each two what they
//! could become.

use leptos::prelude::*;
use lollipop_core::merging::{Assembly, Join, Part};

use super::label;
use crate::{
    said, say,
    state::use_state,
    words::{figure, text_lang},
};

/// The row of tokens with the ranks between them, and the same in words.
#[component]
pub fn Strip(shown: Memo<Option<Assembly>>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let step = state.merging.step;
    let row = move || {
        let it = shown.get()?;
        let (parts, chances) = (it.parts(step.get()), it.chances(step.get()));
        let now = it.made_by(step.get()).copied();
        let cells = parts.iter().zip(0_u32..).map(|(part, at)| {
            let next = parts.get(at as usize + 1);
            let chance = next
                .and_then(|next| chances.iter().position(|it| it.start == part.start && it.end == next.end));
            let joint = next.map(|_| joint(chance.map(|at| (chances[at], at == 0))));
            view! { <li class="merge-part">{chip(&it, *part, at, now)} {joint}</li> }
        });
        Some(cells.collect_view())
    };
    let told = move || {
        let it = shown.get()?;
        let at = step.get();
        let name = |start, end| label(it.bytes_of(start, end));
        let made = it.made_by(at).map(|join| {
            say!(
                language,
                merging.made,
                n = at.to_string(),
                count = it.steps().to_string(),
                left = name(join.start, join.middle),
                right = name(join.middle, join.end),
                into = name(join.start, join.end),
                rank = figure(join.rank)
            )
        });
        let chances = it.chances(at);
        let next = chances.first().map(|join| {
            let (left, right) = (name(join.start, join.middle), name(join.middle, join.end));
            let losers: Vec<_> = chances
                .iter()
                .skip(1)
                .map(|it| {
                    format!(
                        "{} + {} ({})",
                        name(it.start, it.middle),
                        name(it.middle, it.end),
                        figure(it.rank)
                    )
                })
                .collect();
            let rank = figure(join.rank);
            if losers.is_empty() {
                say!(language, merging.next_only, left = left, right = right, rank = rank)
            } else {
                let losers = losers.join(", ");
                say!(language, merging.next, left = left, right = right, rank = rank, losers = losers)
            }
        });
        Some([made, next].into_iter().flatten().collect::<Vec<_>>().join(" "))
    };
    view! {
        <ol
            class="merge-strip"
            data-testid="merge-strip"
            aria-label=said!(language, merging.now)
            lang=move || shown.with(|it| it.as_ref().map_or("en", |it| text_lang(&it.text)))
        >
            {row}
        </ol>
        <p class="merge-told" data-testid="merge-told" role="status">{told}</p>
    }
}

fn chip(it: &Assembly, part: Part, at: u32, now: Option<Join>) -> impl IntoView + use<> {
    let bytes = it.bytes_of(part.start, part.end);
    let is_split =
        !it.text.is_char_boundary(part.end as usize) || !it.text.is_char_boundary(part.start as usize);
    let is_new = now.is_some_and(|now| now.start == part.start && now.end == part.end);
    view! {
        <span
            class="merge-token"
            data-testid="merge-token"
            data-id=part.id.to_string()
            data-tint=(at % 5).to_string()
            data-bytes=crate::ui::tokens::readable(bytes).is_none().then_some("")
            data-split=is_split.then_some("")
            data-new=is_new.then_some("")
        >
            {label(bytes)}
        </span>
    }
}

/// The rank of a merge that could be made here; a dot where none could.
fn joint(chance: Option<(Join, bool)>) -> impl IntoView {
    match chance {
        Some((join, is_next)) => view! {
            <span class="merge-joint" data-next=is_next.then_some("") aria-hidden="true">{figure(join.rank)}</span>
        }
        .into_any(),
        None => view! { <span class="merge-joint" data-none="" aria-hidden="true">"·"</span> }.into_any(),
    }
}
