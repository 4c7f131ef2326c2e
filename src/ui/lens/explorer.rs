//! One place in the tree: its chances, and what can be done there.

use leptos::{ev, prelude::*};
use lollipop_core::chat::Mode;

use super::{
    bar::Actions,
    fault::Fault,
    guess::{Guess, PredictSwitch},
    landing::Landing,
    rows::Rows,
    sliders::Sliders,
};
use crate::{
    actions::{lens, use_machinery},
    browser::dom,
    said, say,
    state::{
        lens::{Asked, Looking},
        use_state,
    },
    ui::icon::{self, Icon},
    words::figure,
};

/// Signs of the text before that stand in the title.
const TITLE_SIGNS: usize = 36;

/// The distribution, its sliders and its buttons; keys work anywhere in it.
#[component]
pub fn Explorer() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let on_keydown = move |event: ev::KeyboardEvent| {
        // Who types, or moves a slider, means the field.
        if dom::is_field(&event) || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "Backspace" => {
                event.prevent_default();
                lens::back(state, machinery);
            }
            "r" | "R" if untrack(|| state.lens.is_open() && !state.lens.has_ended()) => {
                event.prevent_default();
                lens::roll(state, machinery);
            }
            _ => {}
        }
    };
    let before = Memo::new(move |_| {
        state.lens.tree.track();
        let way = lens::way_text(state);
        state.draft.with(|draft| match draft.mode {
            Mode::Completion => end_of(&format!("{}{way}", draft.text)),
            Mode::Text | Mode::Chat => end_of(&way),
        })
    });
    let title = move || match before.get() {
        text if text.is_empty() => say!(language, lens.after_nothing),
        text => say!(language, lens.after, text),
    };
    let known = move || {
        state.chances().here.with(|it| {
            let it = it.as_ref()?;
            Some(match it.vocabulary() {
                Some(count) => say!(language, lens.all_tokens, count = figure(count)),
                None => say!(language, lens.listed_tokens, count = figure(it.len() as u64)),
            })
        })
    };
    let has_view = Memo::new(move |_| state.chances().here.with(Option::is_some));
    let waits = Memo::new(move |_| state.lens.looking.with(|it| *it == Looking::Waiting));
    view! {
        <section class="section lens-explorer" aria-label=said!(language, lens.distribution) data-testid="explorer" on:keydown=on_keydown>
            <div class="section-head">
                <h3 class="section-title" data-testid="lens-after">{title}</h3>
                <span class="muted">{known}</span>
                <PredictSwitch/>
            </div>
            <Fault/>
            <Guess/>
            <Show when=move || state.lens.has_ended()>
                <p class="notice" data-testid="lens-ended">
                    <Icon path=icon::INFO/>
                    <span>{said!(language, lens.ended)}</span>
                </p>
            </Show>
            <Show when=move || has_view.get() && state.lens.is_open() && !state.lens.has_ended()>
                <Sliders/>
                <Rows/>
            </Show>
            <Show when=move || waits.get() && !has_view.get()>
                <p class="muted lens-waits" data-testid="lens-waits">
                    <span class="pulse" aria-hidden="true"></span>
                    {said!(language, lens.looking)}
                </p>
            </Show>
            <AskEndpoint/>
            <Actions/>
            <Landing/>
        </section>
    }
}

/// An endpoint is asked by hand only: each look is a request.
#[component]
fn AskEndpoint() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let host = Memo::new(move |_| {
        state.target().with(|it| it.as_ref().map(|it| it.host.clone()).unwrap_or_default())
    });
    let waits = Memo::new(move |_| state.lens.looking.with(|it| *it == Looking::Waiting));
    let asks = move || {
        state.chances().asked.get() == Asked::Endpoint
            && state.chances().here.with(Option::is_none)
            && !state.lens.has_ended()
    };
    view! {
        <Show when=asks>
            <div class="lens-ask">
                <p class="muted">{move || say!(language, lens.endpoint_ask, host = host.get())}</p>
                <div class="actions">
                    <Show
                        when=move || waits.get()
                        fallback=move || view! {
                            <button
                                class="button"
                                type="button"
                                data-kind="primary"
                                data-testid="ask-endpoint"
                                on:click=move |_| lens::ask_endpoint(state, machinery, false)
                            >
                                {said!(language, lens.endpoint_button)}
                            </button>
                        }
                    >
                        <button class="button" type="button" on:click=move |_| lens::stop(state, machinery)>
                            <Icon path=icon::STOP/>
                            {said!(language, lens.stop)}
                        </button>
                    </Show>
                </div>
            </div>
        </Show>
    }
}

fn end_of(text: &str) -> String {
    let from = text.char_indices().rev().nth(TITLE_SIGNS - 1).map_or(0, |(at, _)| at);
    let dots = if from > 0 { "…" } else { "" };
    format!("{dots}{}", text[from..].replace('\n', "⏎"))
}
