//! What leaves, part by part, each with its tick.

use leptos::prelude::*;
use lollipop_core::{
    chat::Mode,
    demo::{Demo, Picks},
    invisible::flagged,
};

use crate::{
    actions::edit,
    i18n::Locale,
    said, say,
    state::{AppState, use_state},
    words::{figure, view_name},
};

/// The list of parts. What is not ticked is not in `demo`.
#[component]
pub fn Leaving(picks: RwSignal<Picks>, demo: Memo<Demo>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let has = move |part: fn(&Demo) -> bool| {
        Memo::new(move |_| state.draft.with(|draft| part(&draft.to_demo(true))))
    };
    let has_notes = has(|it| !it.notes.is_empty());
    let has_record = has(|it| it.recorded.is_some());
    let has_others = has(has_other_texts);
    let has_address = has(|it| it.base_url.is_some());
    let has_later = has(|it| !it.unknown.is_empty() || !it.params.unknown.is_empty());
    let hidden = Memo::new(move |_| demo.with(hides));
    view! {
        <fieldset class="leaving" data-testid="leaving">
            <legend>{said!(language, travel.what)}</legend>
            <Tick picks pick=|it| &mut it.title testid="pick-title">
                {said!(language, travel.title)}
            </Tick>
            <input
                class="input"
                data-testid="share-title"
                aria-label=said!(language, travel.title)
                placeholder=said!(language, travel.title_placeholder)
                prop:value=move || state.draft.with(|draft| draft.title.clone())
                on:input:target=move |ev| edit::choose_title(state, ev.target().value())
            />
            <Show when=move || has_notes.get()>
                <Tick picks pick=|it| &mut it.notes testid="pick-notes">{said!(language, travel.notes)}</Tick>
                <span class="muted">{move || state.draft.with(|it| size(language, &it.notes))}</span>
            </Show>
            <span class="switch">{move || prompt_name(state)}</span>
            <span class="muted">{move || demo.with(|it| prompt_size(language, it))}</span>
            <Show when=move || has_others.get()>
                <Tick picks pick=|it| &mut it.other_texts testid="pick-others">
                    {said!(language, travel.other_texts)}
                </Tick>
                <span class="muted">{said!(language, travel.other_texts_hint)}</span>
            </Show>
            <Tick picks pick=|it| &mut it.model testid="pick-model">{said!(language, travel.model_and_params)}</Tick>
            <span class="muted mono">{move || state.draft.with(|it| it.model.clone())}</span>
            <Tick picks pick=|it| &mut it.view testid="pick-view">{said!(language, travel.view)}</Tick>
            <span class="muted">
                {move || view_name(language, state.draft.with(|it| it.view))}
            </span>
            <Show when=move || has_address.get()>
                <Tick picks pick=|it| &mut it.endpoint testid="share-endpoint">{said!(language, travel.endpoint)}</Tick>
                <span class="muted">
                    <span class="mono">{move || state.draft.with(|it| it.base_url.clone())}</span>
                    " " {said!(language, travel.endpoint_hint)}
                </span>
            </Show>
            <Show when=move || has_record.get()>
                <Tick picks pick=|it| &mut it.recorded testid="pick-recorded">{said!(language, travel.recorded)}</Tick>
                <span class="muted">
                    {move || state.draft.with(|it| it.recorded.as_ref().map(|it| size(language, &it.text)))}
                    {move || state.record_is_stale().then(|| view! { " " {say!(language, travel.stale)} })}
                </span>
            </Show>
            <Show when=move || has_later.get()>
                <span class="switch">{said!(language, travel.later_fields)}</span>
                <span class="muted">{said!(language, travel.later_fields_hint)}</span>
            </Show>
        </fieldset>
        <p class="section-note">{said!(language, travel.never)}</p>
        <Show when=move || hidden.get()>
            <p class="note" data-testid="share-hidden">{said!(language, travel.hidden)}</p>
        </Show>
    }
}

#[component]
fn Tick(
    picks: RwSignal<Picks>,
    pick: fn(&mut Picks) -> &mut bool,
    testid: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <label class="switch">
            <input
                type="checkbox"
                data-testid=testid
                prop:checked=move || *pick(&mut picks.get())
                on:change:target=move |ev| picks.update(|it| *pick(it) = ev.target().checked())
            />
            {children()}
        </label>
    }
}

fn has_other_texts(demo: &Demo) -> bool {
    match demo.mode {
        Mode::Chat => !demo.text.is_empty(),
        Mode::Text | Mode::Completion => demo.messages.iter().any(|it| !it.content.is_empty()),
    }
}

/// Whether any text has characters that hide or turn others around.
fn hides(demo: &Demo) -> bool {
    let messages = demo.messages.iter().map(|it| &it.content);
    let answer = demo.recorded.iter().flat_map(|it| [&it.text, &it.reasoning]);
    let mut texts =
        [&demo.title, &demo.notes, &demo.text, &demo.model].into_iter().chain(messages).chain(answer);
    texts.any(|it| !flagged(it).is_empty())
}

fn prompt_name(state: AppState) -> String {
    match state.draft.with(|draft| draft.mode) {
        Mode::Chat => say!(state.language, travel.messages),
        Mode::Text | Mode::Completion => say!(state.language, travel.text),
    }
}

fn prompt_size(language: RwSignal<Locale>, demo: &Demo) -> String {
    match demo.mode {
        Mode::Text | Mode::Completion => size(language, &demo.text),
        Mode::Chat => {
            let characters: usize = demo.messages.iter().map(|it| it.content.chars().count()).sum();
            let messages = figure(demo.messages.len() as u64);
            say!(language, travel.messages_size, messages = messages, characters = figure(characters as u64))
        }
    }
}

fn size(language: RwSignal<Locale>, text: &str) -> String {
    say!(language, travel.size, characters = figure(text.chars().count() as u64))
}
