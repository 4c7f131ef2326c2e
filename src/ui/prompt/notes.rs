//! Title and notes of the demo, above the prompt.

use leptos::prelude::*;
use lollipop_core::{
    invisible::flagged,
    notes::{Note, notes},
};

use crate::{
    actions::edit,
    said,
    state::use_state,
    ui::icon::{self, Icon},
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
                        {move || written.with(|it| shown(notes(it)))}
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

/// Notes as elements; their text is never anything but text.
fn shown(notes: Vec<Note>) -> Vec<AnyView> {
    notes.into_iter().map(one).collect()
}

fn one(note: Note) -> AnyView {
    match note {
        Note::Paragraph(inner) => view! { <p>{shown(inner)}</p> }.into_any(),
        Note::Heading(inner) => view! { <h3>{shown(inner)}</h3> }.into_any(),
        Note::List(None, items) => view! { <ul>{shown(items)}</ul> }.into_any(),
        Note::List(Some(first), items) => {
            view! { <ol start=first.to_string()>{shown(items)}</ol> }.into_any()
        }
        Note::Item(inner) => view! { <li>{shown(inner)}</li> }.into_any(),
        Note::Quote(inner) => view! { <blockquote>{shown(inner)}</blockquote> }.into_any(),
        Note::CodeBlock(text) => view! { <pre><code>{text}</code></pre> }.into_any(),
        Note::Code(text) => view! { <code>{text}</code> }.into_any(),
        Note::Emphasis(inner) => view! { <em>{shown(inner)}</em> }.into_any(),
        Note::Strong(inner) => view! { <strong>{shown(inner)}</strong> }.into_any(),
        Note::Link(to, inner) => view! {
            <a href=to.clone() title=to target="_blank" rel="noopener noreferrer nofollow">{shown(inner)}</a>
        }
        .into_any(),
        Note::Text(text) => text.into_any(),
        Note::Break => view! { <br/> }.into_any(),
        Note::Rule => view! { <hr/> }.into_any(),
    }
}
