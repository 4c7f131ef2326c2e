//! The distribution as rows: a token, a bar, what it has now and what the
//! model gave it.

use leptos::{ev, prelude::*};
use lollipop_core::lens::{Fate, Lump, NodeId, Range, Row, Table, Tree, table};

use super::token_text::{TokenText, token_name};
use crate::{
    actions::{lens, use_machinery},
    browser::dom,
    i18n::Locale,
    said, say,
    state::{lens::FEW_ROWS, use_state},
    words::figure,
};

/// Rows that are drawn when a person wants more.
const MANY_ROWS: usize = 60;
/// The widest bar, in per cent of its place: the rest is air.
const WIDEST: f64 = 96.0;

/// A probability as people read it: `13.4%`, and of very small ones that they
/// are not nothing.
pub fn percent(probability: f64) -> String {
    match probability * 100.0 {
        p if p <= 0.0 => "0%".to_owned(),
        p if p < 0.01 => "<0.01%".to_owned(),
        p if p < 0.95 => format!("{p:.2}%"),
        p => format!("{p:.1}%"),
    }
}

/// A probability that may be a range.
fn percents(range: Range) -> String {
    if range.is_exact() {
        percent(range.most)
    } else {
        format!("{}–{}", percent(range.least).trim_end_matches('%'), percent(range.most))
    }
}

/// Two bars over each other: thick is with the settings, thin is the model's.
/// What is not known has a hatched end.
#[component]
pub fn Measure(
    now: Range,
    model: f64,
    /// The probability that fills the whole.
    widest: f64,
    /// Nothing is left of it.
    out: bool,
) -> impl IntoView {
    let width = move |it: f64| format!("{:.2}%", (it / widest).min(1.0) * WIDEST);
    view! {
        <svg class="distribution-bar" aria-hidden="true">
            {if out {
                view! { <rect data-part="tail" x="0.5" y="0.5" height="10" width=width(model)/> }.into_any()
            } else {
                view! {
                    <rect data-part="now" y="0" height="11" width=width(now.least)/>
                    {(!now.is_exact()).then(|| view! {
                        <rect data-part="perhaps" x=width(now.least) y="0.5" height="10" width=width(now.most - now.least)/>
                    })}
                }
                .into_any()
            }}
            <rect data-part="before" y="13" height="4" width=width(model)/>
        </svg>
    }
}

/// The rows; the arrow keys go through them.
#[component]
pub fn Rows() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let drawn = Memo::new(move |_| {
        let (here, shaped) = (state.chances().here.get()?, state.chances().shaped.get()?);
        let spelling = state.lm.spelling.get();
        let spell = |id| spelling.as_ref().map(|it| it.of(id).to_vec()).unwrap_or_default();
        Some(table(&here, &shaped, state.lens.rows.get(), spell))
    });
    // Where the Tab key stops, and at which place of the tree that was said:
    // at any other it is the first row.
    let stopped = RwSignal::new((NodeId::default(), 0_usize));
    let here = Memo::new(move |_| state.lens.tree.with(Tree::at));
    let stop = Memo::new(move |_| {
        let (place, rank) = stopped.get();
        if place == here.get() { rank } else { 0 }
    });
    let stop_at = move |rank| stopped.set((here.get_untracked(), rank));
    let on_keydown = move |event: ev::KeyboardEvent| {
        let count = drawn.with_untracked(|it| it.as_ref().map_or(0, |it| it.rows.len()));
        let now = stop.get_untracked();
        let next = match event.key().as_str() {
            "ArrowDown" => now + 1,
            "ArrowUp" => now.saturating_sub(1),
            "Home" => 0,
            "End" => count.saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        if next < count {
            stop_at(next);
            dom::focus(&format!("[data-rank=\"{next}\"]"));
        }
    };
    let is_listed =
        move || state.chances().here.with(|it| it.as_ref().is_some_and(|it| it.vocabulary().is_none()));
    let ranges = move || state.chances().shaped.with(|it| it.as_ref().is_some_and(|it| !it.is_exact()));
    view! {
        <div class="distribution" role="group" aria-label=said!(language, lens.distribution) data-testid="distribution" on:keydown=on_keydown>
            <div class="distribution-row" data-head="" aria-hidden="true">
                <span>{said!(language, lens.head_token)}</span>
                <span>{said!(language, lens.head_bars)}</span>
                <span class="num">{said!(language, lens.head_now)}</span>
                <span class="num" data-optional="">{said!(language, lens.head_model)}</span>
            </div>
            {move || drawn.get().map(|Table { rows, more, cut, unseen, widest }| view! {
                <ol class="distribution">
                    {rows.into_iter().map(|row| view! { <OneRow row widest stop stop_at/> }).collect_view()}
                    {more.map(|it| {
                        let count = figure(it.tokens.unwrap_or(0) as u64);
                        lump(it, widest, Fate::Kept, move || say!(language, lens.more_kept, count = count.clone()))
                    })}
                    {cut.map(|it| {
                        let count = figure(it.tokens.unwrap_or(0) as u64);
                        lump(it, widest, Fate::Cut, move || say!(language, lens.cut_off, count = count.clone()))
                    })}
                    {unseen.map(|(it, fate)| lump(it, widest, fate, move || match fate {
                        Fate::Kept => say!(language, lens.unseen_kept),
                        Fate::Cut => say!(language, lens.unseen_cut),
                        Fate::Unknown => say!(language, lens.unseen_unknown),
                    }))}
                </ol>
            })}
        </div>
        <Show when=ranges>
            <p class="section-note" data-testid="ranges">{said!(language, lens.unlisted_note)}</p>
        </Show>
        <Show when=move || !is_listed()>
            <div class="actions">
                <button
                    class="button"
                    type="button"
                    data-kind="quiet"
                    data-size="small"
                    data-testid="more-rows"
                    on:click=move |_| {
                        state.lens.rows.update(|it| *it = if *it == FEW_ROWS { MANY_ROWS } else { FEW_ROWS });
                    }
                >
                    {move || if state.lens.rows.get() == FEW_ROWS {
                        say!(language, lens.show_more)
                    } else {
                        say!(language, lens.show_fewer)
                    }}
                </button>
            </div>
        </Show>
    }
}

#[component]
fn OneRow(
    row: Row,
    widest: f64,
    /// The rank at which the Tab key stops.
    stop: Memo<usize>,
    /// Lets it stop at another.
    stop_at: impl Fn(usize) + Copy + Send + 'static,
) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let Row { rank, token, now, fate } = row;
    let ends = lens::ends(state, &token);
    let model = token.probability();
    let out = fate == Fate::Cut;
    let is_guess = {
        let token = token.clone();
        move || {
            state.lens.judged.with(|it| {
                it.as_ref().and_then(|it| it.token.as_ref()).is_some_and(|it| it.is_same_token(&token))
            })
        }
    };
    let tried = state.lens.tree.with_untracked(|tree| tree.tried_with(&token).is_some());
    let label = {
        let token = token.clone();
        move || spoken(language, &token, ends, now, fate)
    };
    view! {
        <li
            class="distribution-row"
            data-out=out.then_some("")
            data-chosen=move || is_guess().then_some("")
            data-tried=tried.then_some("")
            data-testid="row"
        >
            <button
                class="distribution-token"
                type="button"
                data-rank=rank.to_string()
                tabindex=move || if stop.get() == rank { "0" } else { "-1" }
                aria-label=label
                on:focus=move |_| stop_at(rank)
                on:click=move |_| {
                    lens::take(state, machinery, rank);
                    dom::focus_soon(["[data-rank=\"0\"]".to_owned(), "[data-testid=lens-back]".to_owned()]);
                }
            >
                <TokenText language token ends/>
            </button>
            <Measure now model widest out/>
            <span class="num" aria-hidden="true">{if fate == Fate::Cut { "0%".to_owned() } else { percents(now) }}</span>
            <span class="num" data-optional="" aria-hidden="true">{percent(model)}</span>
        </li>
    }
}

fn spoken(
    language: RwSignal<Locale>,
    token: &lollipop_core::lens::Chance,
    ends: bool,
    now: Range,
    fate: Fate,
) -> String {
    let name = token_name(language, token, ends);
    let model = percent(token.probability());
    match fate {
        Fate::Kept => say!(language, lens.row, token = name, now = percents(now), model),
        Fate::Cut => say!(language, lens.row_cut, token = name, model),
        Fate::Unknown => say!(language, lens.row_unknown, token = name, model),
    }
}

fn lump(
    it: Lump,
    widest: f64,
    fate: Fate,
    words: impl Fn() -> String + Send + Sync + 'static,
) -> impl IntoView {
    let out = fate == Fate::Cut;
    view! {
        <li class="distribution-row" data-tail="" data-out=out.then_some("") data-testid="lump">
            <span class="distribution-cut">{words}</span>
            <Measure now=it.now model=it.model widest out/>
            <span class="num">{percents(it.now)}</span>
            <span class="num" data-optional="">{percent(it.model)}</span>
        </li>
    }
}
