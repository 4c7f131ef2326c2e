//! Title and notes of the demo, above the prompt.

use leptos::prelude::*;
use lollipop_core::{invisible::flagged, notes::notes};

use crate::{
    actions::edit,
    said,
    state::use_state,
    ui::{
        icon::{self, Icon},
        markdown::{outside, shown},
    },
    words::text_lang,
};

/// The notes to be read, or the fields to write them in.
#[component]
pub fn NotesPanel(
    /// Whether they are being written.
    editing: RwSignal<bool>,
) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let written = Memo::new(move |_| state.draft.with(|draft| draft.notes.clone()));
    view! {
        <Show when=move || editing.get() fallback=move || view! {
            <Show when=move || !written.with(String::is_empty)>
                <details class="notes" open data-testid="notes">
                    <summary>{said!(language, travel.notes)}</summary>
                    <div class="notes-body" lang=move || written.with(|it| text_lang(it))>
                        {move || written.with(|it| shown(notes(it), &outside))}
                    </div>
                    <Show when=move || written.with(|it| !flagged(it).is_empty())>
                        <p class="note"><Icon path=icon::WARN/> {said!(language, travel.notes_hidden)}</p>
                    </Show>
                    <button class="button" type="button" data-kind="quiet" data-size="small" data-testid="edit-notes" on:click=move |_| editing.set(true)>
                        {said!(language, travel.edit)}
                    </button>
                </details>
            </Show>
        }>
            <section class="notes" aria-label=said!(language, travel.notes)>
                <label class="field">
                    <span class="field-name">{said!(language, travel.title)}</span>
                    <input
                        class="input"
                        data-testid="title-input"
                        prop:value=move || state.draft.with(|draft| draft.title.clone())
                        on:input:target=move |ev| edit::choose_title(state, ev.target().value())
                    />
                </label>
                <label class="field">
                    <span class="field-name">{said!(language, travel.notes)}</span>
                    <textarea
                        class="input notes-input"
                        rows="6"
                        data-testid="notes-input"
                        placeholder=said!(language, travel.notes_placeholder)
                        prop:value=written
                        on:input:target=move |ev| edit::choose_notes(state, ev.target().value())
                    ></textarea>
                    <span class="field-hint">{said!(language, travel.markdown)}</span>
                </label>
                <button class="button" type="button" data-size="small" data-testid="notes-done" on:click=move |_| editing.set(false)>
                    <Icon path=icon::CHECK/>
                    {said!(language, travel.done)}
                </button>
            </section>
        </Show>
    }
}
