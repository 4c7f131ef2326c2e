//! The section of the Tokens tab: which piece, its picture, its steps.

use std::cmp::Reverse;

use leptos::prelude::*;
use lollipop_core::{merging::Assembly, tokenizing::Piece};

use super::{label, steps::Steps, strip::Strip, transport::Transport, tree::Tree};
use crate::{
    actions::{merging, use_machinery},
    browser::dom,
    said, say,
    state::{AppState, Vocabulary, use_state},
    words::{figure, text_lang},
};

/// Among so many first tokens the longest is replayed until another is chosen.
const FIRST_TOKENS: usize = 48;

/// The merge replay.
#[component]
pub fn MergeReplay(
    /// The documents of the tab, in order.
    documents: Signal<Vec<u32>>,
) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let it = state.merging;
    let wanted = Memo::new(move |_| wanted(state, documents));
    // Asks the worker, which is outside: anew when the text, the vocabulary or
    // the choice is another.
    Effect::new(move || {
        let is_loaded = matches!(state.vocabulary.get(), Vocabulary::Loaded { .. });
        state.imported.track();
        let wanted = wanted.get();
        state.windows.track();
        if let Some(wanted) = wanted.filter(|_| is_loaded && it.open.get()) {
            merging::ask(state, machinery, wanted);
        }
    });
    on_cleanup(move || merging::pause(state));
    let shown = Memo::new(move |_| it.shown());
    let has_piece = move || shown.with(Option::is_some);
    view! {
        <details
            class="fold"
            prop:open=move || it.open.get()
            on:toggle=move |ev| it.open.set(dom::is_open(&ev))
            data-part="merges"
            data-testid="merge-replay"
        >
            <summary>
                <h3 class="section-title">{said!(language, merging.title)}</h3>
                <span class="fold-note">{said!(language, merging.rule)}</span>
            </summary>
            <div class="fold-body">
                <WordField/>
                <Pieces/>
                <TooLong/>
                <Show when=has_piece>
                    <Strip shown/>
                    <div class="merge">
                        <div class="merge-picture">
                            <Tree shown/>
                            <Transport shown/>
                        </div>
                        <div class="merge-list">
                            <Steps shown/>
                            <Ending shown/>
                        </div>
                    </div>
                </Show>
            </div>
        </details>
    }
}

/// What was typed, else the token that was pressed, else a long one near the
/// beginning.
fn wanted(state: AppState, documents: Signal<Vec<u32>>) -> Option<Piece> {
    let it = state.merging;
    let typed = it.typed.get();
    if !typed.is_empty() {
        return Some(Piece::Typed(typed));
    }
    documents.with(|documents| {
        let is_there = |(doc, token): &(u32, u32)| {
            documents.contains(doc) && state.tally(*doc).is_some_and(|tally| *token < tally.count)
        };
        let (doc, token) = it.chosen.get().filter(is_there).or_else(|| first(state, documents))?;
        Some(Piece::Of { doc, token })
    })
}

fn first(state: AppState, documents: &[u32]) -> Option<(u32, u32)> {
    documents.iter().find_map(|doc| {
        let window = state.window(*doc).filter(|it| it.first == 0)?;
        let first = window.tokens.iter().take(FIRST_TOKENS).zip(0..);
        // The first of several that are as long.
        let (_, place) = first.min_by_key(|(token, _)| Reverse(token.end - token.start))?;
        Some((*doc, place))
    })
}

/// A word of one's own.
#[component]
fn WordField() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let typed = state.merging.typed;
    view! {
        <div class="fold-tools">
            <label class="merge-word">
                <span>{said!(language, merging.word)}</span>
                <input
                    class="input"
                    type="text"
                    maxlength=merging::MOST_TYPED.to_string()
                    spellcheck="false"
                    autocomplete="off"
                    placeholder=said!(language, merging.word_placeholder)
                    data-testid="merge-word"
                    lang=move || typed.with(|it| text_lang(it))
                    prop:value=typed
                    on:input:target=move |ev| merging::type_word(state, &ev.target().value())
                />
            </label>
            <Show when=move || !typed.with(String::is_empty)>
                <button
                    class="button"
                    type="button"
                    data-size="small"
                    data-testid="merge-back"
                    on:click=move |_| merging::type_word(state, "")
                >
                    {said!(language, merging.back_to_prompt)}
                </button>
            </Show>
            <span class="merge-hint">{said!(language, merging.hint)}</span>
        </div>
    }
}

/// The pieces to choose from, where there are several.
#[component]
fn Pieces() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let it = state.merging;
    let pieces = Memo::new(move |_| {
        let shown = |it: &Assembly| label(it.text.as_bytes());
        it.taken.with(|taken| {
            taken.as_ref().map(|taken| taken.pieces.iter().map(shown).collect::<Vec<_>>()).unwrap_or_default()
        })
    });
    view! {
        <Show when=move || pieces.with(|it| it.len() > 1)>
            <div class="merge-pieces" role="group" aria-label=said!(language, merging.pieces)>
                <span class="muted">{said!(language, merging.pieces)}</span>
                {move || pieces.get().into_iter().enumerate().map(|(at, text)| view! {
                    <button
                        class="merge-piece"
                        type="button"
                        data-testid="merge-piece"
                        lang=text_lang(&text)
                        aria-pressed=move || (it.piece.get() == at).to_string()
                        on:click=move |_| merging::choose_piece(state, at)
                    >
                        {text.clone()}
                    </button>
                }).collect_view()}
            </div>
        </Show>
    }
}

/// That a piece was left out, and what helps.
#[component]
fn TooLong() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let bytes = move || state.merging.taken.with(|it| it.as_ref().map_or(0, |it| it.too_long_bytes));
    move || {
        (bytes() > 0).then(|| {
            view! {
                <p class="section-note" data-testid="merge-too-long">
                    {say!(
                        language,
                        merging.too_long,
                        bytes = figure(bytes()),
                        most = figure(lollipop_core::merging::MOST_PIECE_BYTES as u32)
                    )}
                </p>
            }
        })
    }
}

/// Why it ends, and whether it was needed at all.
#[component]
fn Ending(shown: Memo<Option<Assembly>>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let encoding =
        move || state.merging.taken.with(|it| it.as_ref().map(|it| it.encoding.clone()).unwrap_or_default());
    move || {
        let it = shown.get()?;
        let steps = it.steps();
        let is_at_end = state.merging.step.get() >= steps;
        let ends = it.parts(steps);
        let stop = match (steps, ends.len()) {
            (0, 1) => say!(language, merging.one_byte),
            (0, _) => say!(language, merging.none),
            (_, 1) => say!(language, merging.one_left),
            _ => say!(language, merging.stops),
        };
        let whole = it.whole.filter(|_| it.text.len() > 1).map(|id| {
            let is_made = ends.len() == 1;
            let (name, id) = (encoding(), id.to_string());
            if is_made {
                say!(language, merging.whole_same, encoding = name, id = id)
            } else {
                say!(language, merging.whole_other, encoding = name, id = id)
            }
        });
        Some(view! {
            <p class="section-note" data-testid="merge-ending" data-reached=is_at_end.then_some("")>{stop}</p>
            {whole.map(|it| view! { <p class="section-note" data-testid="merge-whole">{it}</p> })}
        })
    }
}
