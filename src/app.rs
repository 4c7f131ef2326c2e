//! The shell: provides the state, starts what runs beside the view, lays out
//! the page.

use std::time::Duration;

use leptos::{ev, prelude::*};
use lollipop_core::{
    chat::Mode,
    demo::{Demo, View},
    draft::Draft,
    key::KeyRing,
    lm::{SITE_MODEL, TAB_BASE_URL},
};

use crate::{
    actions::{Machinery, compare, edit, lessons, lm, open, parts, replay, send, share, tokenize},
    browser::{dom, drafts::Tab, file::Brought, location, page, storage},
    i18n::Locale,
    part_view, said, say,
    state::{AppState, LONG_TEXT_BYTES, Stage},
    ui::{
        compare::COMPARE,
        first::FirstPage,
        later::{Coming, Later},
        learn::{BACK, COVER, LESSONS, SHEETS},
        lens::NEXT,
        library::LibraryDialog,
        prompt::PromptPane,
        run::{RUN, RunBar},
        share::ShareDialog,
        shell::{ContextStrip, Header, Notices, NoticesOfFirst, classic_note},
        tokens::TokensTab,
        wire::WIRE,
    },
    words::{first_language, tag, view_name},
};

/// The draft is kept this long after the last change, in milliseconds.
const KEEP_AFTER_MS: f64 = 400.0;
/// And this long after the first, while changes go on.
const KEEP_AT_LEAST_MS: f64 = 1500.0;
/// One with a long text, which takes the browser longer to keep, rests longer.
const KEEP_LONG_AFTER_MS: f64 = 1500.0;
/// And is kept less often.
const KEEP_LONG_AT_LEAST_MS: f64 = 10_000.0;

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let state = begin();
    let machinery = Machinery::new();
    provide_context(state);
    provide_context(machinery);
    replay::show(state, machinery);
    open::begin_with_link(state, machinery);
    lessons::begin(state, machinery);
    tokenize::start(state, machinery);
    lm::start(state);
    parts::bring_soon(state);
    tell_the_browser(state);
    location::on_fragment_change(move || open::open_link(state, machinery));
    let escape = window_event_listener(ev::keydown, move |event| {
        // Escape also ends a composition and closes what floats; then it is theirs.
        let taken = event.is_composing() || event.default_prevented() || dom::something_floats();
        if event.key() == "Escape" && !taken {
            if untrack(|| state.is_running()) {
                send::stop(state, machinery);
            } else if state.compare.running.get_untracked() {
                compare::stop(state, machinery);
            }
        }
    });
    on_cleanup(move || escape.remove());
    view! {
        <div
            class="app"
            on:dragover=|ev| ev.prevent_default()
            on:drop=move |ev| {
                // What a field or the tokenizer's corner took is theirs.
                if !ev.default_prevented() && let Some(file) = Brought::dropped(&ev) {
                    ev.prevent_default();
                    share::open_file(state, machinery, file);
                }
            }
            data-stage=move || if state.stage.get() == Stage::First { "first" } else { "workbench" }>
            <Header/>
            <Show when=move || !state.opening.get() fallback=|| view! { <Coming/> }>
                <Show when=move || state.stage.get() == Stage::Workbench fallback=|| view! { <NoticesOfFirst/> <FirstPage/> }>
                    <Later part=WORKBENCH is_page=true/>
                </Show>
            </Show>
        </div>
        <ShareDialog/>
        <LibraryDialog/>
        <Show when=move || state.learn.open.get() && state.learn.started.get()>
            <Later part=SHEETS/>
        </Show>
    }
}

part_view! {
    /// Everything but the first page.
    pub WORKBENCH = workbench in workbench: view! { <Workbench/> }
}

#[component]
fn Workbench() -> impl IntoView {
    let state = crate::state::use_state();
    let covered = Memo::new(move |_| state.learn.is_guessing());
    page::set_root_attribute("data-ready", Some("true"));
    view! {
        <ContextStrip/>
        <Notices/>
        <main
            class="workbench"
            data-rail=move || state.learn.open.get().then_some("")
            data-covered=move || covered.get().then_some("")
        >
            <Show when=move || state.learn.open.get()>
                <Later part=LESSONS/>
            </Show>
            <Show when=move || covered.get()>
                <Later part=COVER/>
            </Show>
            <PromptPane/>
            <ResultPane/>
        </main>
    }
}

/// The state that this visit starts from: the last draft, or a sample.
fn begin() -> AppState {
    let language = first_language();
    let theme = match storage::theme().as_deref() {
        Some("dark") => Some(true),
        Some("light") => Some(false),
        _ => None,
    };
    let stage = if storage::visited() { Stage::Workbench } else { Stage::First };
    let keys = storage::keys().map(|stored| KeyRing::from_storage(&stored)).unwrap_or_default();
    let (tab, found) = Tab::begin();
    let last = found.draft.filter(|_| stage == Stage::Workbench);
    let is_sample = last.is_none();
    let demo = last.unwrap_or_else(|| sample(language));
    let base_url = demo.base_url.clone().unwrap_or_else(|| TAB_BASE_URL.to_owned());
    let draft = Draft::from_demo(demo, base_url);
    let state = AppState::new(language, theme, stage, draft.clone(), keys, tab);
    state.library.origin.set(found.origin.filter(|_| !is_sample));
    if let Some(replaced) = found.replaced {
        edit::offer_replaced(state, replaced);
    }
    state.quirks.set(storage::quirks());
    state.answered.set_value(Some(draft.clone()));
    state.loaded.set_value(is_sample.then_some(draft));
    state
}

fn sample(language: Locale) -> Demo {
    Demo {
        mode: Mode::Text,
        text: say!(Signal::stored(language), first.sample),
        model: SITE_MODEL.name.to_owned(),
        view: View::Tokens,
        ..Demo::default()
    }
}

/// Effects that only reach outside: language, theme and title of the page, and
/// the kept draft.
fn tell_the_browser(state: AppState) {
    Effect::new(move || page::set_root_attribute("lang", Some(tag(state.language.get()))));
    Effect::new(move || {
        let theme = state.theme.get().map(|dark| if dark { "dark" } else { "light" });
        page::set_root_attribute("data-theme", theme);
    });
    let title = Memo::new(move |_| state.draft.with(|draft| draft.title.clone()));
    Effect::new(move || {
        let title = title.get();
        let site = say!(state.language, header.site_title);
        page::set_title(&if title.is_empty() { site } else { format!("{title} · Lollipop") });
    });
    keep_draft(state);
}

/// Keeps the draft while it is worked on, and when the page is left.
fn keep_draft(state: AppState) {
    let pending = StoredValue::new_local(None::<TimeoutHandle>);
    // When the first change was made that is not kept yet.
    let since = StoredValue::new(None::<f64>);
    let keep = move || {
        since.set_value(None);
        open::keep_draft(state);
    };
    Effect::new(move || {
        state.draft.track();
        state.library.origin.track();
        if let Some(timer) = pending.get_value() {
            timer.clear();
        }
        let now = page::now_ms();
        let first = since.get_value().unwrap_or(now);
        since.set_value(Some(first));
        let is_long = state.draft.with_untracked(|draft| draft.has_text_over(LONG_TEXT_BYTES));
        let (rest, most) = if is_long {
            (KEEP_LONG_AFTER_MS, KEEP_LONG_AT_LEAST_MS)
        } else {
            (KEEP_AFTER_MS, KEEP_AT_LEAST_MS)
        };
        // Who types on and on would otherwise lose it all with the tab.
        let after = rest.min((first + most - now).max(0.0));
        pending.set_value(set_timeout_with_handle(keep, Duration::from_millis(after as u64)).ok());
    });
    location::on_leave(move || {
        open::keep_draft(state);
        state.tab.with_value(Tab::leave);
    });
}

/// The right half: what the model makes of it.
#[component]
fn ResultPane() -> impl IntoView {
    let state = crate::state::use_state();
    let language = state.language;
    // What a note says of a demo holds as long as the demo says what it said.
    let untouched = Memo::new(move |_| {
        state.loaded.with_value(|loaded| {
            state.draft.with(|draft| loaded.as_ref().is_some_and(|it| it.says_the_same_as(draft)))
        })
    });
    let view_of = Memo::new(move |_| state.draft.with(|draft| draft.view));
    view! {
        <section class="pane result-pane" aria-label=said!(language, result.name)>
            <Show when=move || state.learn.open.get()>
                <Later part=BACK/>
            </Show>
            <div class="tabs" role="tablist" aria-label=said!(language, result.name)>
                <Tab view=View::Tokens testid="tab-tokens">{said!(language, result.tokens)}</Tab>
                <Tab view=View::Run testid="tab-run">{said!(language, result.run)}</Tab>
                <Tab view=View::Next testid="tab-next">{said!(language, result.next)}</Tab>
                <Tab view=View::Compare testid="tab-compare">{said!(language, result.compare)}</Tab>
                <Tab view=View::Wire testid="tab-wire">{said!(language, result.wire)}</Tab>
            </div>
            <div
                class="pane-scroll"
                role="tabpanel"
                id="result"
                tabindex="0"
                aria-label=move || view_name(language, view_of.get())
            >
                {move || state.classic.get().filter(|_| untouched.get()).map(|id| view! {
                    <p class="note demo-note" data-testid="demo-note">
                        <span>{move || classic_note(language, id)}</span>
                    </p>
                })}
                {move || match view_of.get() {
                    View::Tokens => view! { <TokensTab/> }.into_any(),
                    View::Run => view! { <Later part=RUN/> }.into_any(),
                    View::Next => view! { <Later part=NEXT/> }.into_any(),
                    View::Compare => view! { <Later part=COMPARE/> }.into_any(),
                    View::Wire => view! { <Later part=WIRE/> }.into_any(),
                }}
            </div>
            <RunBar/>
        </section>
    }
}

/// One tab; the arrow keys go to its neighbours.
#[component]
fn Tab(view: View, testid: &'static str, children: Children) -> impl IntoView {
    let state = crate::state::use_state();
    let chosen = move || state.draft.with(|draft| draft.view == view);
    let on_keydown = move |event: ev::KeyboardEvent| {
        let order = View::ALL;
        let at = order.iter().position(|it| *it == view).unwrap_or(0);
        let next = match event.key().as_str() {
            "ArrowRight" => (at + 1) % order.len(),
            "ArrowLeft" => (at + order.len() - 1) % order.len(),
            "Home" => 0,
            "End" => order.len() - 1,
            _ => return,
        };
        event.prevent_default();
        crate::actions::edit::choose_view(state, order[next]);
        crate::browser::dom::focus_soon(["[role=tab][aria-selected=true]".to_owned()]);
    };
    view! {
        <button
            class="tab"
            type="button"
            role="tab"
            data-testid=testid
            aria-controls="result"
            aria-selected=move || chosen().to_string()
            tabindex=move || if chosen() { "0" } else { "-1" }
            on:click=move |_| crate::actions::edit::choose_view(state, view)
            on:keydown=on_keydown
        >
            {children()}
        </button>
    }
}
