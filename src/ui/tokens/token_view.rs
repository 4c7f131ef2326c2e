//! The tokens of one document as chips, a page at a time.

use leptos::{ev, prelude::*};

use super::{
    byte_ruler::ByteRuler,
    cell::{self, CellGroup},
    chip::Chip,
    token_card::TokenCard,
};
use crate::{
    actions::{tokenize, use_machinery},
    browser::{dom, tokenizer::WINDOW_TOKENS},
    said, say,
    state::use_state,
    words::figure,
};

/// Chips on one page.
const PAGE: u32 = 256;

/// Shows where each token begins and ends.
#[component]
pub fn TokenView(doc: u32) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    // The token looked at, counted from the document's first.
    let looked_at = RwSignal::new(None::<u32>);
    let page = RwSignal::new(0_u32);
    let count = Memo::new(move |_| state.tally(doc).map_or(0, |it| it.count));
    let pages = Memo::new(move |_| count.get().div_ceil(PAGE).max(1));
    let at = Memo::new(move |_| page.get().min(pages.get() - 1));
    let window = Memo::new(move |_| state.window(doc));
    let lines = Memo::new(move |_| {
        let first = at.get() * PAGE;
        window.with(|it| it.as_ref().map(|it| cell::lines(it, first, first + PAGE)).unwrap_or_default())
    });
    let starts = move || lines.with(|it| it.iter().filter_map(|line| start(line)).collect::<Vec<_>>());
    // Another text has come: nobody has looked at a token of it.
    Effect::watch(move || state.writing.get(), move |_, _, _| looked_at.set(None), false);
    Effect::new(move || tokenize::look_at(machinery, doc, at.get() * PAGE / WINDOW_TOKENS * WINDOW_TOKENS));
    let turn = move |to: u32| {
        looked_at.set(None);
        page.set(to);
    };
    // Tab stops once in the whole list; the arrow keys do the rest.
    let stop = Memo::new(move |_| {
        let (first, last) = (at.get() * PAGE, ((at.get() + 1) * PAGE).min(count.get()));
        looked_at.get().filter(|it| (first..last).contains(it)).unwrap_or(first)
    });
    let on_keydown = move |event: ev::KeyboardEvent| {
        let now = looked_at.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => now.map_or(0, |it| it + 1),
            "ArrowLeft" | "ArrowUp" => now.unwrap_or(0).saturating_sub(1),
            "Home" => at.get_untracked() * PAGE,
            "End" => ((at.get_untracked() + 1) * PAGE).min(count.get_untracked()).saturating_sub(1),
            _ => return,
        };
        if next < count.get_untracked() && dom::focus(&format!("[data-doc=\"{doc}\"] [data-nth=\"{next}\"]"))
        {
            event.prevent_default();
            looked_at.set(Some(next));
        }
    };
    let looked = Memo::new(move |_| {
        let nth = looked_at.get()?;
        lines.with(|it| it.iter().flatten().find(|group| group.cell(nth).is_some()).cloned().zip(Some(nth)))
    });
    view! {
        <div
            class="token-view"
            role="group"
            aria-label=said!(language, tokens.name)
            data-testid="token-view"
            data-doc=doc.to_string()
            data-marks=move || state.paint.get().marks.then_some("")
            on:keydown=on_keydown
        >
            <For each=starts key=|nth| *nth let:nth>
                <ChipLine doc nth lines looked_at stop/>
            </For>
        </div>
        <Show when=move || { pages.get() > 1 }>
            <div class="pager">
                <button
                    class="button"
                    type="button"
                    data-size="small"
                    disabled=move || at.get() == 0
                    on:click=move |_| turn(at.get_untracked().saturating_sub(1))
                >
                    {said!(language, tokens.earlier)}
                </button>
                <span data-testid="token-page">
                    {move || say!(
                        language,
                        tokens.page,
                        first = figure(at.get() * PAGE + 1),
                        last = figure(((at.get() + 1) * PAGE).min(count.get())),
                        count = figure(count.get())
                    )}
                </span>
                <button
                    class="button"
                    type="button"
                    data-size="small"
                    disabled=move || { at.get() + 1 >= pages.get() }
                    data-testid="later-tokens"
                    on:click=move |_| turn(at.get_untracked() + 1)
                >
                    {said!(language, tokens.later)}
                </button>
            </div>
        </Show>
        <div class="looked-at">
            {move || match looked.get() {
                Some((group, nth)) => view! {
                    <TokenCard group=group.clone() nth count/>
                    <ByteRuler group/>
                }
                .into_any(),
                None if count.get() > 0 => view! { <p class="section-note">{said!(language, tokens.hint)}</p> }.into_any(),
                None => ().into_any(),
            }}
        </div>
    }
}

/// The place in the document of a line's first token.
fn start(line: &[CellGroup]) -> Option<u32> {
    Some(line.first()?.cells.first()?.nth)
}

/// The tokens of one line.
#[component]
fn ChipLine(
    doc: u32,
    nth: u32,
    lines: Memo<Vec<Vec<CellGroup>>>,
    looked_at: RwSignal<Option<u32>>,
    stop: Memo<u32>,
) -> impl IntoView {
    let groups =
        move || lines.with(|it| it.iter().find(|line| start(line) == Some(nth)).cloned().unwrap_or_default());
    view! {
        <ol class="chip-line">
            <For each=groups key=Clone::clone let:group>
                <ChipGroup doc group looked_at stop/>
            </For>
        </ol>
    }
}

/// One token, or the tokens that share a character under a brace.
#[component]
fn ChipGroup(doc: u32, group: CellGroup, looked_at: RwSignal<Option<u32>>, stop: Memo<u32>) -> impl IntoView {
    let language = use_state().language;
    let alone = group.cells.len() == 1;
    let chips = group
        .cells
        .into_iter()
        .map(|cell| view! { <li><Chip doc cell alone looked_at stop/></li> })
        .collect_view();
    if alone {
        return chips.into_any();
    }
    view! {
        <li class="chip-group">
            <ol class="chip-group-tokens">{chips}</ol>
            <span class="chip-whole">{super::chip::marked(language, &group.text)}</span>
        </li>
    }
    .into_any()
}
