//! The run on the page, coloured by surprise; and the switch that asks for it.

use std::sync::Arc;

use leptos::prelude::*;
use lollipop_core::{
    lens::{Sum, Written},
    run::Run,
};

use super::surprise::{Alternatives, Sums, SurpriseKey, SurpriseText};
use crate::{
    actions::{send, use_machinery},
    said, say,
    state::use_state,
    ui::icon::{self, Icon},
    words::figure,
};

/// More tokens than this are not drawn.
const MOST_DRAWN: usize = 2_000;

/// The switch in front of requests.
#[component]
pub fn AskSwitch() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    view! {
        <label class="switch" title=said!(language, lens.ask_alternatives_hint)>
            <input
                type="checkbox"
                role="switch"
                data-testid="ask-alternatives"
                prop:checked=move || state.draft.with(|it| it.alternatives)
                on:change:target=move |ev| {
                    let on = ev.target().checked();
                    state.draft.update(|draft| draft.alternatives = on);
                }
            />
            {said!(language, lens.ask_alternatives)}
        </label>
    }
}

/// The text of the run, or how to get one.
#[component]
pub fn RunSection() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let looked_at = RwSignal::new(None::<usize>);
    let count = Memo::new(move |_| state.run.with(|run| run.as_ref().map_or(0, |run| run.tokens.len())));
    let tokens = Signal::derive(move || {
        state.run.with(|run| {
            let tokens = run.as_ref().map(|run| run.tokens.as_slice()).unwrap_or_default();
            tokens.iter().take(MOST_DRAWN).cloned().collect::<Vec<Arc<Written>>>()
        })
    });
    let sum = Signal::derive(move || {
        state.run.with(|run| {
            let tokens = run.as_ref().map(|run| run.tokens.as_slice()).unwrap_or_default();
            Sum::of(tokens.iter().map(|it| it.chosen.logprob))
        })
    });
    // A record keeps the chances of its beginning only.
    let after = Signal::derive(move || {
        state
            .run
            .with(|run| {
                let run = run.as_ref().filter(|run| !run.is_active() && run.tokens.len() < MOST_DRAWN)?;
                let bytes: Vec<u8> =
                    run.tokens.iter().flat_map(|it| it.chosen.bytes.iter().copied()).collect();
                let known = String::from_utf8(bytes).ok()?;
                run.text.strip_prefix(known.as_str()).map(ToOwned::to_owned)
            })
            .unwrap_or_default()
    });
    let is_over = Memo::new(move |_| state.run.with(|run| run.as_ref().is_some_and(|run| !run.is_active())));
    let fruitless = Memo::new(move |_| state.run.with(|run| run.as_ref().is_some_and(Run::is_fruitless)));
    let hint = move || {
        if !is_over.get() || fruitless.get() {
            return say!(language, lens.run_none);
        }
        if state.lens.run_was_asked.get() {
            say!(language, lens.run_ignored)
        } else {
            say!(language, lens.run_not_asked)
        }
    };
    let can_repeat = move || is_over.get() && !state.lens.run_was_asked.get();
    let again = move |_| {
        state.draft.update(|draft| draft.alternatives = true);
        send::send(state, machinery);
    };
    let ignore = Callback::new(|_: usize| ());
    view! {
        <section class="section" aria-label=said!(language, lens.run_title) data-testid="lens-run">
            <div class="section-head">
                <h3 class="section-title">{said!(language, lens.run_title)}</h3>
                <AskSwitch/>
            </div>
            <Show
                when=move || { count.get() > 0 }
                fallback=move || view! {
                    <p class="muted" data-testid="run-hint">{hint}</p>
                    <Show when=can_repeat>
                        <div class="actions">
                            <button class="button" type="button" data-testid="run-again" on:click=again>
                                <Icon path=icon::REDO/>
                                {said!(language, lens.run_again)}
                            </button>
                        </div>
                    </Show>
                }
            >
                <SurpriseText
                    tokens
                    looked_at
                    name="run"
                    on_choose=ignore
                    before=Signal::stored(String::new())
                    after
                />
                <Show when=move || { count.get() > MOST_DRAWN }>
                    <p class="muted">{move || say!(language, lens.run_long, count = figure(MOST_DRAWN as u64))}</p>
                </Show>
                <Alternatives tokens looked_at/>
                <SurpriseKey/>
                <Sums sum/>
            </Show>
        </section>
    }
}
