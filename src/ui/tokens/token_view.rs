//! The tokens of one document as chips, a page at a time.

use std::sync::Arc;

use leptos::{ev, prelude::*};
use lollipop_bpe::layout::{self, Group};

use super::{byte_ruler::ByteRuler, chip::Chip, token_card::TokenCard};
use crate::{
    actions::{tokenize, use_machinery},
    browser::{dom, tokenizer::WINDOW_TOKENS},
    said, say,
    state::{Counted, use_state},
    words::figure,
};

/// Chips on one page.
const PAGE: u32 = 256;

/// A document, and the groups of tokens that are on the page shown.
#[derive(Clone, PartialEq)]
struct Page {
    counted: Arc<Counted>,
    groups: Vec<Group>,
}

/// Shows where each token begins and ends.
#[component]
pub fn TokenView(doc: u32) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    // The token looked at, counted from the document's first.
    let looked_at = RwSignal::new(None::<u32>);
    let page = RwSignal::new(0_u32);
    let counted = Memo::new(move |_| state.counted(doc));
    let count = Memo::new(move |_| counted.with(|it| it.as_ref().map_or(0, |it| it.count)));
    let pages = move || count.get().div_ceil(PAGE).max(1);
    let at = Memo::new(move |_| page.get().min(count.get().div_ceil(PAGE).max(1) - 1));
    let shown = Memo::new(move |_| {
        let counted = counted.get()?;
        let first = (at.get() * PAGE).checked_sub(counted.window_first)?;
        let all = layout::groups(counted.window_text(), &counted.window);
        let groups = all.into_iter().filter(|it| it.first >= first && it.first < first + PAGE).collect();
        Some(Page { counted, groups })
    });
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
    let chips = move || {
        shown.get().map(|page| {
            let mut lines: Vec<Vec<Group>> = vec![Vec::new()];
            for group in page.groups {
                let text = page.counted.window_text().get(group.start as usize..group.end as usize);
                if let Some(line) = lines.last_mut() {
                    line.push(group);
                }
                if text.is_some_and(|it| it.ends_with('\n')) {
                    lines.push(Vec::new());
                }
            }
            lines
                .into_iter()
                .filter(|line| !line.is_empty())
                .map(|line| {
                    let counted = page.counted.clone();
                    view! {
                        <ol class="chip-line">
                            {line
                                .into_iter()
                                .map(|group| view! { <ChipGroup counted=counted.clone() group looked_at stop/> })
                                .collect_view()}
                        </ol>
                    }
                })
                .collect_view()
        })
    };
    let looked = Memo::new(move |_| {
        let counted = counted.get()?;
        let at = looked_at.get()?.checked_sub(counted.window_first)?;
        let group = shown
            .with(|page| page.as_ref()?.groups.iter().copied().find(|it| it.first <= at && at < it.last))?;
        Some((counted, at, group))
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
            {chips}
        </div>
        <Show when=move || { pages() > 1 }>
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
                    disabled=move || { at.get() + 1 >= pages() }
                    data-testid="later-tokens"
                    on:click=move |_| turn(at.get_untracked() + 1)
                >
                    {said!(language, tokens.later)}
                </button>
            </div>
        </Show>
        <div class="looked-at">
            {move || match looked.get() {
                Some((counted, at, group)) => view! {
                    <TokenCard counted=counted.clone() at group/>
                    <ByteRuler counted group/>
                }
                .into_any(),
                None if count.get() > 0 => view! { <p class="section-note">{said!(language, tokens.hint)}</p> }.into_any(),
                None => ().into_any(),
            }}
        </div>
    }
}

/// One token, or the tokens that share a character under a brace.
#[component]
fn ChipGroup(
    counted: Arc<Counted>,
    group: Group,
    looked_at: RwSignal<Option<u32>>,
    stop: Memo<u32>,
) -> impl IntoView {
    let language = use_state().language;
    let chips = |counted: &Arc<Counted>| {
        (group.first..group.last)
            .map(|at| view! { <li><Chip counted=counted.clone() at group looked_at stop/></li> })
            .collect_view()
    };
    if group.last - group.first == 1 {
        return chips(&counted).into_any();
    }
    let whole =
        counted.window_text().get(group.start as usize..group.end as usize).unwrap_or_default().to_owned();
    view! {
        <li class="chip-group">
            <ol class="chip-group-tokens">{chips(&counted)}</ol>
            <span class="chip-whole">{super::chip::marked(language, &whole)}</span>
        </li>
    }
    .into_any()
}
