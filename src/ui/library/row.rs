//! One demo in the list.

use std::{collections::BTreeSet, sync::Arc};

use leptos::prelude::*;
use lollipop_core::{
    demo::Demo,
    library::{Entry, EntryId, KeptRun},
};

use crate::{
    actions::{library, use_machinery},
    browser::{dom, page},
    said, say,
    state::use_state,
    ui::{
        icon::{self, Icon},
        icon_button::IconButton,
    },
    words::{figure, tag, text_lang},
};

/// How much of a text is shown of it, in characters.
const BEGINNING_CHARS: usize = 90;

/// How a demo begins, to know it by.
pub fn beginning(demo: &Demo) -> String {
    let texts = demo.messages.iter().map(|it| it.content.as_str());
    let all = std::iter::once(demo.text.as_str()).chain(texts);
    let text = all.filter(|it| !it.trim().is_empty()).collect::<Vec<_>>();
    let line: Vec<&str> = text.iter().flat_map(|it| it.split_whitespace()).take(BEGINNING_CHARS).collect();
    let line = line.join(" ");
    match line.char_indices().nth(BEGINNING_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// A demo with all that can be done with it.
#[component]
pub fn DemoRow(id: EntryId, chosen: RwSignal<BTreeSet<EntryId>>) -> impl IntoView {
    let state = use_state();
    let editing = RwSignal::new(false);
    let id = StoredValue::new(id);
    let entry = Memo::new(move |_| id.with_value(|id| state.library.entry(id)));
    view! {
        <li class="library-row" data-testid="library-entry" data-pinned=move || {
            entry.with(|it| it.as_ref().is_some_and(|it| it.pinned)).then_some("")
        }>
            <Show when=move || editing.get() fallback=move || view! { <Shown id entry chosen editing/> }>
                <RenameForm id entry editing/>
            </Show>
        </li>
    }
}

type Row = Memo<Option<Arc<Entry>>>;

#[component]
fn Shown(
    id: StoredValue<EntryId>,
    entry: Row,
    chosen: RwSignal<BTreeSet<EntryId>>,
    editing: RwSignal<bool>,
) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let title = Memo::new(move |_| {
        let title = entry.with(|it| it.as_ref().map(|it| it.demo.title.clone())).unwrap_or_default();
        if title.is_empty() { say!(language, library.untitled) } else { title }
    });
    let is_here = move || {
        state.library.origin.with(|it| it.as_ref().is_some_and(|it| id.with_value(|id| it.id == *id)))
    };
    let is_unkept = move || state.library.unkept.with(|all| id.with_value(|id| all.contains(id)));
    let pinned = move || entry.with(|it| it.as_ref().is_some_and(|it| it.pinned));
    let facts = move || {
        entry.with(|it| {
            let entry = it.as_ref()?;
            let mut facts = entry.tags.iter().map(|it| format!("#{it}")).collect::<Vec<_>>();
            facts.push(page::date_and_time(entry.updated_ms, tag(language.get())));
            Some(facts.join(" · "))
        })
    };
    let begin =
        Memo::new(move |_| entry.with(|it| it.as_ref().map(|it| beginning(&it.demo))).unwrap_or_default());
    let choose = move |on: bool| {
        chosen.update(|all| {
            let id = id.get_value();
            if on {
                all.insert(id)
            } else {
                all.remove(&id)
            };
        });
    };
    let delete = move |_| {
        library::delete(state, id.get_value());
        dom::focus_soon(["[data-testid=library-search]".to_owned()]);
    };
    view! {
        <input
            type="checkbox"
            class="library-check"
            data-testid="library-check"
            aria-label=move || say!(language, library.choose, title = title.get())
            prop:checked=move || chosen.with(|all| id.with_value(|id| all.contains(id)))
            on:change:target=move |ev| choose(ev.target().checked())
        />
        <button
            class="library-open"
            type="button"
            data-testid="library-open"
            on:click=move |_| id.with_value(|id| library::open_entry(state, machinery, id))
        >
            <span class="library-name" data-testid="library-title" lang=move || text_lang(&title.get())>
                {title}
            </span>
            <span class="library-begin" lang=move || text_lang(&begin.get())>{begin}</span>
            <span class="library-facts">
                {facts}
                {move || is_here().then(|| view! { " " <span class="badge">{said!(language, library.here)}</span> })}
                {move || is_unkept().then(|| view! {
                    " " <span class="badge" data-verdict="warn">{said!(language, library.unkept)}</span>
                })}
            </span>
        </button>
        <div class="library-verbs">
            <button
                class="button"
                type="button"
                data-kind="quiet"
                data-icon-only=""
                data-testid="library-pin"
                aria-pressed=move || pinned().to_string()
                aria-label=said!(language, library.pin)
                title=said!(language, library.pin)
                on:click=move |_| library::pin(state, id.get_value())
            >
                <Icon path=icon::PIN/>
            </button>
            <IconButton testid="library-rename" path=icon::PEN label=Signal::derive(said!(language, library.rename)) on_press=move || {
                editing.set(true);
                dom::focus_soon(["[data-testid=library-new-name]".to_owned()]);
            }/>
            <IconButton testid="library-copy" path=icon::COPY label=Signal::derive(said!(language, library.duplicate)) on_press=move || {
                id.with_value(|id| library::duplicate(state, id));
            }/>
            <IconButton testid="library-delete" path=icon::BIN label=Signal::derive(said!(language, library.delete)) on_press=move || delete(())/>
        </div>
        <History entry/>
    }
}

/// The last runs; drawn when they are looked at.
#[component]
fn History(entry: Row) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let is_open = RwSignal::new(false);
    let count = Memo::new(move |_| entry.with(|it| it.as_ref().map_or(0, |it| it.runs.len())));
    view! {
        <Show when=move || count.get() != 0>
            <details class="library-runs" on:toggle=move |_| is_open.update(|it| *it = !*it)>
                <summary data-testid="library-runs">
                    {move || say!(language, library.runs, count = figure(count.get() as u64))}
                </summary>
                <Show when=move || is_open.get()>
                    <ol class="library-run-list">
                        {move || {
                            let runs = entry.with(|it| it.as_ref().map(|it| it.runs.clone()).unwrap_or_default());
                            runs.into_iter().rev().map(|run| view! { <OneRun run/> }).collect_view()
                        }}
                    </ol>
                </Show>
            </details>
        </Show>
    }
}

#[component]
fn OneRun(run: KeptRun) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let KeptRun { at_ms, model, origin, answer, usage, .. } = run;
    let facts = move || {
        let mut facts = vec![page::date_and_time(at_ms, tag(language.get())), model.clone()];
        facts.extend(origin.as_ref().map(|it| it.as_str().to_owned()));
        if let Some(usage) = usage {
            let (prompt, completion) = (figure(usage.prompt_tokens), figure(usage.completion_tokens));
            facts.push(say!(language, library.usage, prompt = prompt, completion = completion));
        }
        facts.join(" · ")
    };
    view! {
        <li>
            <p class="library-facts">{facts}</p>
            <p class="completion" data-testid="library-answer" lang=text_lang(&answer)>{answer.clone()}</p>
        </li>
    }
}

/// Another title, other tags.
#[component]
fn RenameForm(id: StoredValue<EntryId>, entry: Row, editing: RwSignal<bool>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let (title, tags) = entry.with_untracked(|it| {
        it.as_ref().map(|it| (it.demo.title.clone(), it.tags.join(", "))).unwrap_or_default()
    });
    let (title, tags) = (RwSignal::new(title), RwSignal::new(tags));
    view! {
        <form
            class="library-save library-rename"
            on:submit=move |ev| {
                ev.prevent_default();
                library::rename(state, id.get_value(), &title.get_untracked(), &tags.get_untracked());
                editing.set(false);
            }
        >
            <label class="field">
                <span class="field-name">{said!(language, library.name)}</span>
                <input
                    class="input"
                    autocomplete="off"
                    maxlength="200"
                    data-testid="library-new-name"
                    prop:value=title
                    on:input:target=move |ev| title.set(ev.target().value())
                />
            </label>
            <label class="field">
                <span class="field-name">{said!(language, library.tags)}</span>
                <input
                    class="input"
                    autocomplete="off"
                    data-testid="library-new-tags"
                    prop:value=tags
                    on:input:target=move |ev| tags.set(ev.target().value())
                />
            </label>
            <div class="actions">
                <button class="button" type="submit" data-testid="library-rename-done">{said!(language, library.done)}</button>
                <button class="button" type="button" data-kind="quiet" on:click=move |_| editing.set(false)>
                    {said!(language, library.cancel)}
                </button>
            </div>
        </form>
    }
}
