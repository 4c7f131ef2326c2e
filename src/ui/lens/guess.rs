//! Step mode: predict, then reveal.

use leptos::{ev, prelude::*};
use lollipop_core::lens::{Chance, Judged};

use super::{
    rows::percent,
    token_text::{TokenText, token_name},
};
use crate::{
    actions::lens,
    i18n::Locale,
    said, say,
    state::{AppState, use_state},
    words::figure,
};

/// Tokens to pick from.
const PICKS: usize = 6;

/// The switch.
#[component]
pub fn PredictSwitch() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    view! {
        <label class="switch">
            <input
                type="checkbox"
                role="switch"
                data-testid="predict"
                prop:checked=move || state.lens.predicting.get()
                on:change:target=move |ev| {
                    state.lens.predicting.set(ev.target().checked());
                    state.lens.revealed.set(false);
                    state.lens.judged.set(None);
                }
            />
            {said!(language, lens.predict)}
        </label>
    }
}

/// The question, or what the guess was worth.
#[component]
pub fn Guess() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let asks = move || {
        state.lens.predicting.get()
            && !state.lens.revealed.get()
            && state.chances().here.with(Option::is_some)
    };
    view! {
        <Show when=move || asks() && !state.lens.has_ended()>
            <Question/>
        </Show>
        {move || state.lens.judged.get().map(|judged| view! {
            <p class="notice" role="status" data-testid="judged">
                <span>{move || verdict(state, language, &judged)}</span>
            </p>
        })}
        <Show when=move || state.lens.predicting.get() && state.lens.score.with(|it| it.guesses > 0)>
            <p class="muted" data-testid="score">{move || {
                let score = state.lens.score.get();
                say!(
                    language,
                    lens.score,
                    guesses = score.guesses.to_string(),
                    first = score.first.to_string(),
                    in_five = score.in_five.to_string(),
                    streak = score.streak.to_string()
                )
            }}</p>
        </Show>
    }
}

#[component]
fn Question() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let typed = RwSignal::new(String::new());
    let submit = move |ev: ev::SubmitEvent| {
        ev.prevent_default();
        if !typed.with_untracked(String::is_empty) {
            lens::guess(state, &typed.get_untracked());
        }
    };
    // The likeliest, in an order that does not tell which is.
    let picks = Memo::new(move |_| {
        state.chances().here.track();
        let mut picks: Vec<Chance> = (0..PICKS).map_while(|rank| lens::token_at(state, rank)).collect();
        picks.retain(|it| !lens::ends(state, it) && std::str::from_utf8(&it.bytes).is_ok());
        picks.sort_by(|one, two| one.bytes.cmp(&two.bytes));
        picks
    });
    view! {
        <form class="guess" data-testid="guess-form" on:submit=submit>
            <label class="field">
                <span class="field-name">{said!(language, lens.guess_label)}</span>
                <input
                    class="input"
                    autocomplete="off"
                    spellcheck="false"
                    data-testid="guess"
                    placeholder=said!(language, lens.guess_placeholder)
                    prop:value=typed
                    on:input:target=move |ev| typed.set(ev.target().value())
                />
            </label>
            <button class="button" type="submit" data-testid="guess-submit">{said!(language, lens.guess_button)}</button>
            <button
                class="button"
                type="button"
                data-kind="quiet"
                data-testid="guess-show"
                on:click=move |_| state.lens.revealed.set(true)
            >
                {said!(language, lens.guess_show)}
            </button>
            <div class="guess-picks">
                <span class="muted">{said!(language, lens.guess_pick)}</span>
                <For each=move || picks.get() key=|it| it.bytes.clone() let:it>
                    <button class="chip-pick" type="button" data-testid="guess-pick" on:click={
                        let text = String::from_utf8_lossy(&it.bytes).into_owned();
                        move |_| lens::guess(state, &text)
                    }>
                        <TokenText language token=it.clone() ends=false/>
                    </button>
                </For>
            </div>
        </form>
    }
}

fn verdict(state: AppState, language: RwSignal<Locale>, judged: &Judged) -> String {
    let vocabulary = state.chances().here.with(|it| it.as_ref().and_then(|it| it.vocabulary()));
    let (Some(token), Some(rank)) = (&judged.token, judged.rank) else {
        return match vocabulary {
            Some(_) => say!(language, lens.guess_unknown),
            None => say!(language, lens.guess_unlisted),
        };
    };
    let (name, share) = (token_name(language, token, false), percent(token.probability()));
    let place = figure(rank as u64 + 1);
    let said = match vocabulary {
        _ if judged.begins => say!(language, lens.guess_begins, token = name, rank = place, share),
        Some(count) => {
            say!(language, lens.guess_rank, token = name, rank = place, count = figure(count), share)
        }
        None => say!(language, lens.guess_rank_listed, token = name, rank = place, share),
    };
    if rank == 0 { format!("{said} {}", say!(language, lens.guess_first)) } else { said }
}
