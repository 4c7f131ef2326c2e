//! Name, demo, mode; share, language, theme.

use leptos::prelude::*;
use lollipop_core::chat::Mode;

use super::DemoMenu;
use crate::{
    actions::{edit, lessons, library, settings, use_machinery},
    i18n::Locale,
    said, say,
    state::{Stage, use_state},
    ui::icon::{self, BrandMark, Icon},
};

/// The top line of the page.
#[component]
pub fn Header() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let on_first = move || state.stage.get() == Stage::First;
    let other_tag = move || match language.get() {
        Locale::en => "zh-Hans",
        Locale::zh => "en",
    };
    view! {
        <header class="app-header">
            <a class="brand" href="./">
                <BrandMark/>
                "Lollipop"
            </a>
            <DemoMenu/>
            <fieldset class="segments">
                <legend class="visually-hidden">{said!(language, mode.legend)}</legend>
                <ModeChoice mode=Mode::Text testid="mode-text" on_first=Signal::derive(on_first)>
                    {said!(language, mode.text)}
                </ModeChoice>
                <ModeChoice mode=Mode::Chat testid="mode-chat" on_first=Signal::derive(on_first)>
                    {said!(language, mode.chat)}
                </ModeChoice>
                <ModeChoice mode=Mode::Completion testid="mode-completion" on_first=Signal::derive(on_first)>
                    {said!(language, mode.completion)}
                </ModeChoice>
            </fieldset>
            <div class="app-actions">
                <button
                    class="button"
                    type="button"
                    data-kind="quiet"
                    data-testid="lessons"
                    aria-pressed=move || state.learn.open.get().to_string()
                    title=said!(language, learn.name)
                    on:click=move |_| lessons::toggle(state)
                >
                    <Icon path=icon::LESSONS/>
                    <span class="button-label">{said!(language, learn.name)}</span>
                </button>
                <button
                    class="button"
                    type="button"
                    data-kind="quiet"
                    data-testid="library"
                    on:click=move |_| library::show_library(state)
                >
                    <Icon path=icon::BOOKS/>
                    <span class="button-label">{said!(language, library.button)}</span>
                </button>
                <button
                    class="button"
                    type="button"
                    data-kind="quiet"
                    data-testid="share"
                    on:click=move |_| state.sharing.set(true)
                >
                    <Icon path=icon::SHARE/>
                    <span class="button-label">{said!(language, header.share)}</span>
                </button>
                <button
                    class="button"
                    type="button"
                    data-kind="quiet"
                    data-testid="language"
                    lang=other_tag
                    on:click=move |_| settings::switch_language(state, machinery)
                >
                    {said!(language, header.other_language)}
                </button>
                <button
                    class="button"
                    type="button"
                    data-kind="quiet"
                    data-icon-only=""
                    data-testid="theme"
                    aria-label=said!(language, header.theme)
                    title=said!(language, header.theme)
                    on:click=move |_| settings::switch_theme(state)
                >
                    <Icon path=icon::THEME/>
                </button>
            </div>
        </header>
    }
}

/// One of the modes. On the first page none is chosen yet.
#[component]
fn ModeChoice(mode: Mode, testid: &'static str, on_first: Signal<bool>, children: Children) -> impl IntoView {
    let state = use_state();
    let chosen = move || !on_first.get() && state.draft.with(|draft| draft.mode == mode);
    let hint = move || match mode {
        Mode::Text => say!(state.language, mode.text_hint),
        Mode::Chat => say!(state.language, mode.chat_hint),
        Mode::Completion => say!(state.language, mode.completion_hint),
    };
    view! {
        <label title=hint>
            <input
                type="radio"
                name="mode"
                data-testid=testid
                prop:checked=chosen
                on:change=move |_| edit::choose_mode(state, mode)
            />
            {children()}
        </label>
    }
}
