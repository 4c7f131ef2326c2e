//! The library: demos that stay on this device.

mod list;
mod row;
mod said;
mod save_form;

use leptos::{html::Dialog, prelude::*};

use self::{list::DemoList, said::LibrarySaid, save_form::SaveForm};
use crate::{
    actions::{library, parts::in_part, use_machinery},
    browser::{dom, file::Brought, page},
    part_view, said, say,
    state::use_state,
    ui::{
        icon::{self, Icon},
        icon_button::CloseButton,
        later::Later,
    },
    words::{figure, tag},
};

/// The dialog of the library. A file dropped on it is imported.
#[component]
pub fn LibraryDialog() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let open = state.library.open;
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            dom::show_dialog(&dialog, open.get());
        }
    });
    view! {
        <dialog
            class="dialog library"
            node_ref=dialog
            aria-labelledby="library-title"
            data-testid="library-dialog"
            on:close=move |_| {
                open.set(false);
                state.library.said.set(None);
            }
            on:dragover=|ev| ev.prevent_default()
            on:drop=move |ev| {
                ev.prevent_default();
                if let Some(file) = Brought::dropped(&ev) {
                    in_part(state, library::import_dropped(state, file));
                }
            }
        >
            <div class="dialog-head">
                <h2 class="dialog-title" id="library-title">{said!(language, library.title)}</h2>
                <CloseButton label=Signal::derive(said!(language, library.close)) testid="library-close" on_close=move || open.set(false)/>
            </div>
            <Show when=move || open.get()>
                <Later part=LIBRARY/>
            </Show>
        </dialog>
    }
}

part_view! {
    /// All that the dialog shows.
    pub LIBRARY = library_content in travel: view! { <Content/> }
}

#[component]
fn Content() -> impl IntoView {
    library::freshen(use_state());
    view! {
        <SaveForm/>
        <LibrarySaid/>
        <DemoList/>
        <OtherDrafts/>
        <Aside/>
    }
}

/// Drafts that other tabs keep, or kept when they were closed.
#[component]
fn OtherDrafts() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    move || {
        let drafts = state.library.drafts.get();
        (!drafts.is_empty()).then(|| {
            view! {
                <section class="section">
                    <h3 class="section-title">{said!(language, library.drafts)}</h3>
                    <p class="section-note">{said!(language, library.drafts_hint)}</p>
                    <ul class="library-list">
                        {drafts.into_iter().map(|draft| {
                            let when = page::date_and_time(draft.at_ms, tag(language.get()));
                            let begin = row::beginning(&draft.demo);
                            view! {
                                <li class="library-row">
                                    <button
                                        class="library-open"
                                        type="button"
                                        data-testid="library-draft"
                                        on:click=move |_| library::open_draft(state, machinery, &draft.slot)
                                    >
                                        <span class="library-begin">{begin}</span>
                                        <span class="library-facts">{when}</span>
                                    </button>
                                </li>
                            }
                        }).collect_view()}
                    </ul>
                </section>
            }
        })
    }
}

/// Records that cannot be read: kept, and to be had as files.
#[component]
fn Aside() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    move || {
        let aside = state.library.aside.get();
        (!aside.is_empty()).then(|| {
            view! {
                <div class="notice" data-verdict="warn" data-testid="library-aside">
                    <Icon path=icon::WARN/>
                    <span>{say!(language, library.aside, count = figure(aside.len() as u64))}</span>
                    {aside.into_iter().map(|record| view! {
                        <button
                            class="button"
                            type="button"
                            data-size="small"
                            data-testid="library-save-aside"
                            on:click=move |_| library::save_aside(state.library, &record)
                        >
                            {said!(language, library.save_as_file)}
                        </button>
                    }).collect_view()}
                </div>
            }
        })
    }
}
