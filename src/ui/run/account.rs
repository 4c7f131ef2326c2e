//! The three figures, as we count them and as the server does; cost and time.

use leptos::prelude::*;
use lollipop_core::{
    model::{self, Model},
    run::Run,
    wire::Usage,
};

use crate::{
    i18n::Locale,
    said, say,
    state::{AppState, COMPLETION_DOC, use_state},
    words::figure,
};

/// Prompt and completion tokens by our own count; `None` until counted.
pub fn local_counts(state: AppState) -> (Option<u32>, Option<u32>) {
    let completion = state.run.with(|run| {
        let text = run.as_ref().map(|run| run.text.as_str()).unwrap_or_default();
        if text.is_empty() {
            return Some(0);
        }
        state
            .tally(COMPLETION_DOC)
            .filter(|it| it.is_whole() && it.bytes as usize == text.len())
            .map(|it| it.count)
    });
    // Sent before the vocabulary had arrived: counted as soon as it has.
    let prompt =
        state.sent_prompt.get().or_else(|| state.receipt.with(|it| it.as_ref().map(|it| it.total())));
    (prompt, completion)
}

/// What the server reported of the run on the page.
pub fn usage(state: AppState) -> Option<Usage> {
    state.run.with(|run| run.as_ref().and_then(|run| run.usage))
}

/// The account of a run.
#[component]
pub fn Account() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let over = move || !state.is_running();
    view! {
        <Show when=over>
            <div class="run-account">
                <section class="section" aria-label=said!(language, account.name)>
                    <h3 class="section-title">{said!(language, account.name)}</h3>
                    <Comparison/>
                    <dl class="facts"><Cost/><Times/></dl>
                </section>
            </div>
        </Show>
    }
}

#[component]
fn Comparison() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let unknown = move || say!(language, account.not_reported);
    let row = move |name: String, ours: Option<u32>, theirs: Option<u32>, is_sum: bool| {
        let difference = ours.zip(theirs).map(|(ours, theirs)| i64::from(theirs) - i64::from(ours));
        let shown = difference
            .map_or_else(|| "–".to_owned(), |it| if it > 0 { format!("+{it}") } else { it.to_string() });
        view! {
            <tr data-sum=is_sum.then_some("")>
                <th scope="row">{name}</th>
                <td class="num">{ours.map_or_else(|| "…".to_owned(), figure)}</td>
                <td class="num">{theirs.map_or_else(unknown, figure)}</td>
                <td class="num" data-diff=difference.map(|it| if it == 0 { "zero" } else { "more" })>{shown}</td>
            </tr>
        }
    };
    let rows = move || {
        let usage = usage(state);
        let (prompt, completion) = local_counts(state);
        let sum = prompt.zip(completion).map(|(a, b)| a.saturating_add(b));
        view! {
            {row(say!(language, account.prompt), prompt, usage.as_ref().map(|it| it.prompt_tokens), false)}
            {row(say!(language, account.completion), completion, usage.as_ref().map(|it| it.completion_tokens), false)}
            {row(say!(language, account.total), sum, usage.as_ref().map(|it| it.total_tokens), true)}
        }
    };
    let note = move || {
        let Some(usage) = usage(state) else { return Some(say!(language, account.no_usage)) };
        let (prompt, completion) = local_counts(state);
        let same = prompt == Some(usage.prompt_tokens) && completion == Some(usage.completion_tokens);
        if same {
            return None;
        }
        let is_end = prompt == Some(usage.prompt_tokens)
            && state
                .run
                .with(|run| run.as_ref().zip(completion).is_some_and(|(it, shown)| it.counts_the_end(shown)));
        if is_end {
            return Some(say!(language, account.end_note));
        }
        let encoding = state.facts.with(|it| it.encoding.name());
        Some(match usage.reasoning_tokens.filter(|it| *it > 0) {
            Some(reasoning) => say!(language, account.reasoning_note, reasoning = figure(reasoning)),
            None => say!(language, account.difference_note, encoding = encoding),
        })
    };
    view! {
        <table class="figures" data-testid="account">
            <caption class="visually-hidden">{said!(language, account.caption)}</caption>
            <thead>
                <tr>
                    <th scope="col">{said!(language, account.tokens)}</th>
                    <th scope="col">
                        {said!(language, account.ours)}
                        {move || (!state.count_is_official()).then(|| view! {
                            " " <span class="badge" data-verdict="warn">{said!(language, receipt.estimate)}</span>
                        })}
                    </th>
                    <th scope="col">{said!(language, account.theirs)}</th>
                    <th scope="col">{said!(language, account.difference)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {move || note().map(|text| view! { <p class="note" data-testid="account-note"><span>{text}</span></p> })}
    }
}

/// The model of our table that a server's name means: the name itself, or a
/// dated snapshot of it.
fn priced(name: &str) -> Option<&'static Model> {
    let dated = |id: &str| {
        let rest = name.strip_prefix(id).and_then(|rest| rest.strip_prefix('-'));
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    model::find(name).or_else(|| model::all().iter().find(|it| dated(it.id)))
}

/// What the run cost at list price, where both price and usage are known.
#[component]
fn Cost() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    move || {
        // What the server says it answered with, else what was asked for.
        let answered = state.run.with(|run| run.as_ref().and_then(|run| run.model.clone()));
        let asked = state.sent_to.with(|it| it.as_ref().map(|it| it.1.clone()));
        let model = priced(&answered.or(asked)?)?;
        let price = model.price.as_ref()?;
        let usage = usage(state)?;
        let usd = (f64::from(usage.prompt_tokens) * price.input_usd_per_mtok
            + f64::from(usage.completion_tokens) * price.output_usd_per_mtok)
            / 1_000_000.0;
        let basis = if price.disputed {
            say!(language, account.price_disputed, source = model.source)
        } else {
            say!(language, account.price_basis, source = model.source, date = model.window.checked)
        };
        Some(fact(say!(language, account.cost), Some(format!("${usd:.5}")), Some(basis), language))
    }
}

/// First token, speed, and the server's own times where it tells them.
#[component]
fn Times() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    move || {
        let (first, speed, whole) = state.run.with(|run| {
            run.as_ref().map_or((None, None, None), |run| {
                let whole = run.ended_ms.map(|it| it - run.started_ms);
                (run.time_to_first_token_ms(), Run::tokens_per_second(run), whole)
            })
        });
        let seconds = |ms: f64| say!(language, account.seconds, seconds = format!("{:.2}", ms / 1000.0));
        let speed = speed.map(|it| say!(language, account.per_second, count = format!("{it:.1}")));
        view! {
            {fact(say!(language, account.first_token), first.map(seconds), None, language)}
            {fact(say!(language, account.speed), speed, None, language)}
            {fact(say!(language, account.whole), whole.map(seconds), None, language)}
        }
    }
}

fn fact(
    name: String,
    value: Option<String>,
    basis: Option<String>,
    language: RwSignal<Locale>,
) -> impl IntoView {
    let unknown = value.is_none().then_some("");
    view! {
        <div class="fact" data-unknown=unknown>
            <dt>{name}</dt>
            <dd>
                {value.unwrap_or_else(|| say!(language, account.not_reported))}
                {basis.map(|it| view! { <small>{it}</small> })}
            </dd>
        </div>
    }
}
