//! Saving the draft: a name, tags, and where it goes.

use leptos::prelude::*;

use crate::{
    actions::library,
    said,
    state::{Stage, use_state},
    ui::shell::classic_title,
};

/// Saves what is on the page. Made anew whenever the library opens.
#[component]
pub fn SaveForm() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let origin = state.library.origin;
    let known = Memo::new(move |_| origin.get().and_then(|it| state.library.entry(&it.id)));
    let title = state.draft.with_untracked(|draft| draft.title.clone());
    let title = match state.classic.get_untracked() {
        Some(id) => classic_title(language.get_untracked(), id),
        None => title,
    };
    let title = RwSignal::new(title);
    let tags = known.with_untracked(|it| it.as_ref().map(|it| it.tags.join(", ")).unwrap_or_default());
    let tags = RwSignal::new(tags);
    let empty = move || state.stage.get() == Stage::First || !state.draft.with(|draft| draft.has_text());
    let save = move |as_new| library::save(state, &title.get_untracked(), &tags.get_untracked(), as_new);
    view! {
        <form
            class="library-save"
            on:submit=move |ev| {
                ev.prevent_default();
                save(false);
            }
        >
            <label class="field">
                <span class="field-name">{said!(language, library.name)}</span>
                <input
                    class="input"
                    autocomplete="off"
                    maxlength="200"
                    data-testid="library-name"
                    placeholder=said!(language, library.name_hint)
                    prop:value=title
                    on:input:target=move |ev| title.set(ev.target().value())
                />
            </label>
            <label class="field">
                <span class="field-name">{said!(language, library.tags)}</span>
                <input
                    class="input"
                    autocomplete="off"
                    data-testid="library-tags"
                    placeholder=said!(language, library.tags_hint)
                    prop:value=tags
                    on:input:target=move |ev| tags.set(ev.target().value())
                />
            </label>
            <div class="actions">
                <button class="button" type="submit" data-kind="primary" data-testid="library-save" disabled=empty>
                    {move || if known.with(Option::is_some) {
                        crate::say!(language, library.save_changes)
                    } else {
                        crate::say!(language, library.save)
                    }}
                </button>
                <Show when=move || known.with(Option::is_some)>
                    <button class="button" type="button" data-testid="library-save-new" on:click=move |_| save(true)>
                        {said!(language, library.save_new)}
                    </button>
                </Show>
            </div>
        </form>
    }
}
