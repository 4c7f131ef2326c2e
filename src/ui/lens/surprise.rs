//! A text coloured by surprise, token by token, and what else it nearly said.

use std::sync::Arc;

use leptos::{ev, prelude::*};
use lollipop_core::lens::{BUCKETS, Chance, Part, Range, Sum, Written, bits, bucket, parts};

use super::{
    rows::{Measure, percent},
    token_text::{TokenText, token_name},
};
use crate::{browser::dom, i18n::Locale, said, say, state::use_state, ui::tokens::hex, words::text_lang};

/// Alternatives that are listed for a token.
const LISTED: usize = 5;

/// The text; hover, focus and tap look at a token.
#[component]
pub fn SurpriseText(
    /// In order.
    #[prop(into)]
    tokens: Signal<Vec<Arc<Written>>>,
    /// The part that is looked at, counted from 0.
    looked_at: RwSignal<Option<usize>>,
    /// Tells this text from others on the page.
    name: &'static str,
    /// Called with the last token of a part that was chosen, counted from 0.
    #[prop(into)]
    on_choose: Callback<usize>,
    /// Stands before it.
    #[prop(into)]
    before: Signal<String>,
    /// Stands behind it: text whose tokens are not known.
    #[prop(into)]
    after: Signal<String>,
) -> impl IntoView {
    let all = parts_of(tokens);
    let stop = Memo::new(move |_| {
        let last = all.with(Vec::len).saturating_sub(1);
        looked_at.get().unwrap_or(0).min(last)
    });
    let on_keydown = move |event: ev::KeyboardEvent| {
        let now = stop.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => now + 1,
            "ArrowLeft" | "ArrowUp" => now.saturating_sub(1),
            "Home" => 0,
            "End" => all.with_untracked(Vec::len).saturating_sub(1),
            "Enter" | " " => {
                event.prevent_default();
                let last = all.with_untracked(|all| all.get(now).map(|it| it.last));
                return last.map_or((), |last| on_choose.run(last - 1));
            }
            _ => return,
        };
        event.prevent_default();
        if next < all.with_untracked(Vec::len) {
            looked_at.set(Some(next));
            dom::focus(&format!("[data-text=\"{name}\"] [data-part-nth=\"{next}\"]"));
        }
    };
    let lang = move || {
        all.with(|all| {
            text_lang(&all.iter().take(100).filter_map(|it| it.text.as_deref()).collect::<String>())
        })
    };
    view! {
        <div class="surprise" data-text=name data-testid=format!("surprise-{name}") lang=lang on:keydown=on_keydown>
            <span class="surprise-before">{before}</span>
            <For each=move || all.get().into_iter().enumerate() key=|it| it.clone() let:it>
                <OnePart nth=it.0 part=it.1 tokens looked_at stop on_choose/>
            </For>
            <span class="surprise-after">{after}</span>
        </div>
    }
}

/// The parts that tokens make.
pub fn parts_of(tokens: Signal<Vec<Arc<Written>>>) -> Memo<Vec<Part>> {
    Memo::new(move |_| tokens.with(|all| parts(all.iter().map(|it| it.chosen.bytes.as_slice()))))
}

#[component]
fn OnePart(
    nth: usize,
    part: Part,
    tokens: Signal<Vec<Arc<Written>>>,
    looked_at: RwSignal<Option<usize>>,
    stop: Memo<usize>,
    on_choose: Callback<usize>,
) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let (first, last) = (part.first, part.last);
    let logprob = tokens.with_untracked(|all| {
        all.get(first..last).unwrap_or_default().iter().map(|it| it.chosen.logprob).sum::<f64>()
    });
    let chosen = Chance { id: None, bytes: part.bytes, logprob };
    let ends = chosen.bytes.is_empty();
    let shown = match (&part.text, ends) {
        (_, true) => "⟨⟩".to_owned(),
        (Some(text), _) => text.replace('\n', "⏎\n"),
        (None, _) => hex(&chosen.bytes),
    };
    let is_bytes = part.text.is_none();
    let label = move || {
        let (token, share) = (token_name(language, &chosen, ends), percent(chosen.probability()));
        match last - first {
            1 => say!(language, lens.token_chance, token, share),
            count => say!(language, lens.token_chances, token, count = count.to_string(), share),
        }
    };
    view! {
        <span
            role="button"
            class="surprise-token"
            data-surprise=bucket(logprob).to_string()
            data-bytes=is_bytes.then_some("")
            data-part-nth=nth.to_string()
            data-testid="surprise-token"
            tabindex=move || if stop.get() == nth { "0" } else { "-1" }
            aria-label=label
            aria-current=move || (looked_at.get() == Some(nth)).then_some("true")
            on:focus=move |_| looked_at.set(Some(nth))
            on:pointerenter=move |_| looked_at.set(Some(nth))
            on:click=move |_| {
                looked_at.set(Some(nth));
                on_choose.run(last - 1);
            }
        >
            {shown}
        </span>
    }
}

/// What else was likely at the part that is looked at.
#[component]
pub fn Alternatives(
    #[prop(into)] tokens: Signal<Vec<Arc<Written>>>,
    looked_at: RwSignal<Option<usize>>,
) -> impl IntoView {
    let all = parts_of(tokens);
    let looked = Memo::new(move |_| {
        let part = looked_at.get().and_then(|nth| all.with(|all| all.get(nth).cloned()))?;
        Some(tokens.with(|all| all.get(part.first..part.last).unwrap_or_default().to_vec()))
    });
    move || {
        let shown = looked.get()?;
        let count = shown.len();
        Some(
            shown
                .into_iter()
                .enumerate()
                .map(|(at, it)| view! { <OneToken written=it nth={at + 1} count/> })
                .collect_view(),
        )
    }
}

#[component]
fn OneToken(written: Arc<Written>, nth: usize, count: usize) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let chosen = written.chosen.clone();
    let mut rows: Vec<Chance> = written.top.iter().take(LISTED).cloned().collect();
    if !rows.iter().any(|it| it.is_same_token(&chosen)) {
        rows.truncate(LISTED - 1);
        rows.push(chosen.clone());
    }
    let alone = written.top.is_empty();
    let widest = rows.iter().map(Chance::probability).fold(0.01, f64::max);
    let rows = rows.into_iter().map(|it| {
        let probability = it.probability();
        let is_chosen = it.is_same_token(&written.chosen);
        view! {
            <li class="distribution-row" data-chosen=is_chosen.then_some("")>
                <span class="distribution-token">
                    <TokenText language ends=it.bytes.is_empty() token=it/>
                </span>
                <Measure now=Range::exactly(probability) model=0.0 widest out=false/>
                <span class="num">{percent(probability)}</span>
            </li>
        }
    });
    let rows = rows.collect_view();
    let surprise = bits(chosen.logprob);
    let value = signed(chosen.logprob);
    view! {
        <div class="alternatives" role="group" aria-label=said!(language, lens.instead) data-testid="alternatives">
            <div class="alternatives-head">
                <span>
                    {said!(language, lens.instead)} " "
                    <b><TokenText language ends=chosen.bytes.is_empty() token=chosen/></b>
                    {(count > 1).then(|| {
                        let (n, count) = (nth.to_string(), count.to_string());
                        move || format!(" · {}", say!(language, lens.of_character, n = n.clone(), count = count.clone()))
                    })}
                </span>
                <span class="mono muted">
                    {move || say!(language, lens.logp, value = value.clone())} " · "
                    {move || say!(language, lens.bits, value = format!("{surprise:.1}"))}
                </span>
            </div>
            <ol class="distribution">{rows}</ol>
            {alone.then(|| view! { <p class="muted">{said!(language, lens.nothing_else)}</p> })}
        </div>
    }
}

/// What the tints mean.
#[component]
pub fn SurpriseKey() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let whole = |it: f64| format!("{:.0}", it * 100.0);
    let keys = (0..=BUCKETS.len()).map(|at| {
        let words = match at {
            0 => format!("≥ {}%", whole(BUCKETS[0])),
            at if at == BUCKETS.len() => format!("< {}%", whole(BUCKETS[at - 1])),
            at => format!("{}–{}%", whole(BUCKETS[at]), whole(BUCKETS[at - 1])),
        };
        view! { <span class="surprise-token" data-surprise=at.to_string()>{words}</span> }
    });
    view! { <div class="surprise-key"><span>{said!(language, lens.key)}</span>{keys.collect_view()}</div> }
}

/// The sum of the logarithms and the perplexity, with what they mean.
#[component]
pub fn Sums(#[prop(into)] sum: Signal<Sum>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    view! {
        <Show when=move || { sum.get().tokens > 0 }>
            <dl class="facts" data-testid="lens-sums">
                <div class="fact">
                    <dt>{said!(language, lens.sum)}</dt>
                    <dd>
                        <span data-testid="sum-logprob">{move || signed(sum.get().logprob)}</span>
                        <small>{said!(language, lens.sum_hint)}</small>
                    </dd>
                </div>
                <div class="fact">
                    <dt>{said!(language, lens.perplexity)}</dt>
                    <dd>
                        <span data-testid="perplexity">{move || perplexity(sum.get())}</span>
                        <small>{move || hint(language, sum.get())}</small>
                    </dd>
                </div>
            </dl>
        </Show>
    }
}

fn perplexity(sum: Sum) -> String {
    sum.perplexity().map_or_else(String::new, |it| format!("{it:.2}"))
}

fn hint(language: RwSignal<Locale>, sum: Sum) -> String {
    let count = sum.perplexity().map_or(1.0, f64::round).max(1.0);
    say!(language, lens.perplexity_hint, count = format!("{count:.0}"))
}

/// With a true minus, and never minus nothing.
fn signed(number: f64) -> String {
    let text = format!("{number:.2}");
    if text == "-0.00" { "0.00".to_owned() } else { text.replace('-', "−") }
}
