//! What a person would count in a text, and the rule of thumb held against it.

use leptos::prelude::*;
use lollipop_core::tokenizing::{Figures, Tally};

use crate::{
    said, say,
    state::{TEXT_DOC, use_state},
    words::figure,
};

/// A count as it is shown; one that is not at its end says so.
pub fn count_of(tally: Option<Tally>) -> String {
    match tally {
        None => "…".to_owned(),
        Some(tally) if tally.is_whole() => figure(tally.count),
        Some(tally) => format!("≥ {}", figure(tally.count)),
    }
}

/// Tokens, characters, words, bytes; and their ratios.
#[component]
pub fn TextFigures() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let measured = Memo::new(move |_| state.measured(TEXT_DOC));
    let count = move || count_of(state.tally(TEXT_DOC));
    let of = move |pick: fn(&Figures) -> u32| {
        move || measured.with(|it| it.as_ref().map_or_else(|| "…".to_owned(), |it| figure(pick(&it.figures))))
    };
    view! {
        <dl class="facts">
            <div class="fact">
                <dt>{said!(language, figures.tokens)}</dt>
                <dd data-testid="token-count">{count}</dd>
            </div>
            <div class="fact">
                <dt>{said!(language, figures.characters)}</dt>
                <dd data-testid="character-count">
                    {of(|it| it.graphemes)}
                    <small>{said!(language, figures.characters_hint)}</small>
                </dd>
            </div>
            <div class="fact">
                <dt>{said!(language, figures.words)}</dt>
                <dd data-testid="word-count">
                    {of(|it| it.words)}
                    <small>{said!(language, figures.words_hint)}</small>
                </dd>
            </div>
            <div class="fact">
                <dt>{said!(language, figures.han)}</dt>
                <dd data-testid="han-count">{of(|it| it.han)}</dd>
            </div>
            <div class="fact">
                <dt>{said!(language, figures.bytes)}</dt>
                <dd data-testid="byte-count">{of(|it| it.bytes)}<small>"UTF-8"</small></dd>
            </div>
        </dl>
        <RuleOfThumb/>
    }
}

/// One ratio, what people say it is, and what it is here.
#[component]
fn RuleOfThumb() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let measured = Memo::new(move |_| state.measured(TEXT_DOC));
    // Of half a count no ratio can be made.
    let count = Memo::new(move |_| state.tally(TEXT_DOC).filter(Tally::is_whole).map(|it| it.count));
    let ratio = |above: u32, below: u32| {
        (above > 0 && below > 0).then(|| format!("{:.2}", f64::from(above) / f64::from(below)))
    };
    let row = move |name: String, rule: String, found: Option<String>| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{rule}</td>
                <td class="num">{found.unwrap_or_else(|| "–".to_owned())}</td>
            </tr>
        }
    };
    let rows = move || {
        let (measured, count) = (measured.get()?, count.get()?);
        let it = &measured.figures;
        // In mixed text each script is held against the tokens it takes.
        let other_tokens = count.saturating_sub(it.han_tokens);
        Some(view! {
            {row(say!(language, rule.characters_per_token), say!(language, rule.four), ratio(it.graphemes, count))}
            {row(
                say!(language, rule.words_per_token),
                say!(language, rule.three_quarters),
                ratio(it.words, other_tokens),
            )}
            {row(
                say!(language, rule.tokens_per_han),
                say!(language, rule.one_to_two),
                ratio(it.han_tokens, it.han),
            )}
        })
    };
    view! {
        <section class="section" aria-label=said!(language, rule.title)>
            <h3 class="section-title">{said!(language, rule.title)}</h3>
            <table class="figures" data-testid="rule-of-thumb">
                <thead>
                    <tr>
                        <th scope="col">{said!(language, rule.ratio)}</th>
                        <th scope="col">{said!(language, rule.rule)}</th>
                        <th scope="col">{said!(language, rule.here)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="section-note">{said!(language, rule.note)}</p>
        </section>
    }
}
