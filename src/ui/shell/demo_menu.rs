//! The demo on the page, and the classic ones to choose from.

use leptos::prelude::*;
use lollipop_core::classic::ClassicId;

use super::bring_demo::BringDemo;
use crate::{
    actions::{edit, use_machinery},
    i18n::Locale,
    part_view, said, say,
    state::{Stage, use_state},
    ui::{
        icon::{self, Icon},
        later::Later,
    },
};

/// The popover's name, which its button and its entries refer to.
const MENU: &str = "demos";

/// The title of a classic demo in a language.
pub fn classic_title(language: Locale, id: ClassicId) -> String {
    let language = Signal::stored(language);
    match id {
        ClassicId::Capital => say!(language, demo.capital.title),
        ClassicId::ReverseLollipop => say!(language, demo.reverse_lollipop.title),
        ClassicId::ReverseDashes => say!(language, demo.reverse_dashes.title),
        ClassicId::WhalePoem => say!(language, demo.whale_poem.title),
        ClassicId::WhalePoemEn => say!(language, demo.whale_poem_en.title),
        ClassicId::OneSentence => say!(language, demo.one_sentence.title),
        ClassicId::SeussOneSentence => say!(language, demo.seuss_one_sentence.title),
        ClassicId::Learning => say!(language, demo.learning.title),
        ClassicId::Prompting => say!(language, demo.prompting.title),
    }
}

/// What to look at in a classic demo.
pub fn classic_note(language: RwSignal<Locale>, id: ClassicId) -> String {
    match id {
        ClassicId::Capital => say!(language, demo.capital.note),
        ClassicId::ReverseLollipop => say!(language, demo.reverse_lollipop.note),
        ClassicId::ReverseDashes => say!(language, demo.reverse_dashes.note),
        ClassicId::WhalePoem => say!(language, demo.whale_poem.note),
        ClassicId::WhalePoemEn => say!(language, demo.whale_poem_en.note),
        ClassicId::OneSentence => say!(language, demo.one_sentence.note),
        ClassicId::SeussOneSentence => say!(language, demo.seuss_one_sentence.note),
        ClassicId::Learning => say!(language, demo.learning.note),
        ClassicId::Prompting => say!(language, demo.prompting.note),
    }
}

/// The page's heading, which opens the list of demos.
#[component]
pub fn DemoMenu() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let opened = RwSignal::new(false);
    let title = move || {
        let classic = state.classic.get().map(|id| classic_title(language.get(), id));
        let own = || state.draft.with(|draft| draft.title.clone());
        let title =
            if state.stage.get() == Stage::First { String::new() } else { classic.unwrap_or_else(own) };
        if title.is_empty() { say!(language, demo.menu) } else { title }
    };
    view! {
        <h1 class="demo-title">
            <button class="button" type="button" data-kind="quiet" data-testid="demo-menu" popovertarget=MENU on:click=move |_| opened.set(true)>
                <span class="visually-hidden">{said!(language, demo.menu_prefix)}</span>
                <span>{title}</span>
                <Icon path=icon::CHEVRON/>
            </button>
        </h1>
        <div class="menu" id=MENU popover="auto" aria-label=said!(language, demo.menu) role="group">
            <Show when=move || opened.get()>
                <Later part=DEMOS/>
            </Show>
        </div>
    }
}

part_view! {
    DEMOS = demo_entries in workbench: view! {
        {ClassicId::ALL
            .into_iter()
            .map(|id| view! { <DemoEntry id/> })
            .collect_view()}
        <BringDemo menu=MENU/>
    }
}

#[component]
fn DemoEntry(id: ClassicId) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    view! {
        <button
            class="menu-entry"
            type="button"
            data-testid="demo"
            data-demo=id.as_str()
            popovertarget=MENU
            popovertargetaction="hide"
            on:click=move |_| edit::load_classic(state, machinery, id)
        >
            <span class="menu-title">{move || classic_title(state.language.get(), id)}</span>
            <span class="menu-note">{move || classic_note(state.language, id)}</span>
        </button>
    }
}
