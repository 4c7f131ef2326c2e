//! The demos of the library: found by words and tags, chosen for export.

use std::{collections::BTreeSet, sync::Arc};

use leptos::prelude::*;
use lollipop_core::library::{Entry, EntryId, arrange, tags_of};

use super::row::DemoRow;
use crate::{
    actions::library,
    browser::file::Brought,
    said, say,
    state::use_state,
    ui::icon::{self, Icon},
    words::figure,
};

/// So many rows are drawn at first, and so many more on demand.
const ROWS: usize = 50;

/// Search, tags, the list, and files.
#[component]
pub fn DemoList() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let entries = state.library.entries;
    let query = RwSignal::new(String::new());
    let tag = RwSignal::new(None::<String>);
    let rows = RwSignal::new(ROWS);
    let chosen = RwSignal::new(BTreeSet::<EntryId>::new());
    let tags = Memo::new(move |_| entries.with(|all| tags_of(all)));
    // A tag that no demo has any more filters nothing.
    let filter =
        Memo::new(move |_| tag.get().filter(|it| tags.with(|all| all.iter().any(|(name, _)| name == it))));
    let found: Memo<Vec<EntryId>> = Memo::new(move |_| {
        let query = query.get();
        entries.with(|all| {
            filter.with(|tag| {
                arrange::<Arc<Entry>>(all, &query, tag.as_deref())
                    .into_iter()
                    .map(|it| it.id.clone())
                    .collect()
            })
        })
    });
    let shown =
        Memo::new(move |_| found.with(|all| all.iter().take(rows.get()).cloned().collect::<Vec<_>>()));
    let more = Memo::new(move |_| found.with(Vec::len).saturating_sub(rows.get()));
    let is_empty = Memo::new(move |_| entries.with(Vec::is_empty));
    view! {
        <section class="section">
            <Show
                when=move || !is_empty.get()
                fallback=move || view! {
                    <p class="section-note" data-testid="library-empty">{said!(language, library.empty)}</p>
                }
            >
                <input
                    class="input"
                    type="search"
                    data-testid="library-search"
                    aria-label=said!(language, library.search)
                    placeholder=said!(language, library.search)
                    prop:value=query
                    on:input:target=move |ev| query.set(ev.target().value())
                />
                <Show when=move || tags.with(|all| !all.is_empty())>
                    <div class="actions" role="group" aria-label=said!(language, library.tags)>
                        {move || tags.get().into_iter().map(|(name, count)| {
                            let this = name.clone();
                            let is_chosen = Signal::derive(move || filter.with(|it| it.as_ref() == Some(&this)));
                            let label = name.clone();
                            view! {
                                <button
                                    class="library-tag"
                                    type="button"
                                    data-testid="library-tag"
                                    aria-pressed=move || is_chosen.get().to_string()
                                    on:click=move |_| tag.set((!is_chosen.get_untracked()).then(|| name.clone()))
                                >
                                    {label} " " <span class="muted">{count}</span>
                                </button>
                            }
                        }).collect_view()}
                    </div>
                </Show>
                <ul class="library-list" data-testid="library-list">
                    <For
                        each=move || shown.get()
                        key=|id| id.clone()
                        let:id
                    >
                        <DemoRow id chosen/>
                    </For>
                </ul>
                <Show when=move || found.with(Vec::is_empty)>
                    <p class="section-note" data-testid="library-none">{said!(language, library.none)}</p>
                </Show>
                <Show when=move || more.get() != 0>
                    <button class="button" type="button" data-size="small" on:click=move |_| rows.update(|it| *it += ROWS)>
                        {move || say!(language, library.more, count = figure(more.get() as u64))}
                    </button>
                </Show>
            </Show>
            <Files chosen/>
        </section>
    }
}

/// Export and import.
#[component]
fn Files(chosen: RwSignal<BTreeSet<EntryId>>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    // Those that were deleted since are not counted.
    let those = Memo::new(move |_| {
        let there = |id: &EntryId| state.library.entry(id).is_some();
        chosen.with(|all| all.iter().filter(|id| there(id)).cloned().collect::<Vec<_>>())
    });
    let export = move |_| {
        let only = those.get_untracked();
        library::export(state, (!only.is_empty()).then_some(only.as_slice()));
    };
    let choose = move |ev| {
        if let Some(file) = Brought::chosen(&ev) {
            library::import(state, file);
        }
    };
    view! {
        <div class="actions library-files">
            <label class="button file-button">
                <Icon path=icon::DOWN/>
                {said!(language, library.import)}
                <input
                    class="visually-hidden"
                    type="file"
                    accept=".json,.yaml,.yml"
                    data-testid="library-import"
                    on:change=choose
                />
            </label>
            <Show when=move || state.library.entries.with(|all| !all.is_empty())>
                <button class="button" type="button" data-testid="library-export" on:click=export>
                    <Icon path=icon::UP/>
                    {move || match those.with(Vec::len) {
                        0 => say!(language, library.export_all),
                        count => say!(language, library.export_some, count = figure(count as u64)),
                    }}
                </button>
            </Show>
        </div>
        <p class="section-note">{said!(language, library.import_hint)}</p>
    }
}
