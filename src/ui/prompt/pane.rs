//! The prompt half: messages or one text, its sum, its parameters, Send.

use leptos::prelude::*;
use lollipop_core::chat::Mode;

use super::{
    PromptField, connection::Connection, figures::TextFigures, message_card::MessageCard, notes::NotesPanel,
    params::ParamFields, receipt::ReceiptView, send_bar::SendBar,
};
use crate::{
    browser::dom,
    said, say,
    state::{TEXT_DOC, use_state},
    ui::icon::{self, Icon},
};

/// The left half.
#[component]
pub fn PromptPane() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let is_chat = Memo::new(move |_| state.draft.with(|draft| draft.mode == Mode::Chat));
    let editing_notes = RwSignal::new(false);
    let may_add_notes =
        Memo::new(move |_| !editing_notes.get() && state.draft.with(|draft| draft.notes.is_empty()));
    let title = move || match state.draft.with(|draft| draft.mode) {
        Mode::Text => say!(language, prompt.text_title),
        Mode::Chat => say!(language, prompt.chat_title),
        Mode::Completion => say!(language, prompt.completion_title),
    };
    view! {
        <section class="pane prompt-pane" aria-label=said!(language, prompt.chat_title)>
            <div class="pane-head">
                <h2 class="pane-title">{title}</h2>
                <div class="pane-tools">
                    <Show when=move || may_add_notes.get()>
                        <button
                            class="button"
                            type="button"
                            data-kind="quiet"
                            data-size="small"
                            data-testid="add-notes"
                            on:click=move |_| editing_notes.set(true)
                        >
                            <Icon path=icon::ADD/>
                            {said!(language, travel.add_notes)}
                        </button>
                    </Show>
                    <label class="switch">
                        <input
                            type="checkbox"
                            role="switch"
                            data-testid="token-tints"
                            prop:checked=move || state.paint.get().tints
                            on:change:target=move |ev| state.paint.update(|it| it.tints = ev.target().checked())
                        />
                        {said!(language, prompt.tints)}
                    </label>
                    <label class="switch">
                        <input
                            type="checkbox"
                            role="switch"
                            data-testid="space-marks"
                            prop:checked=move || state.paint.get().marks
                            on:change:target=move |ev| state.paint.update(|it| it.marks = ev.target().checked())
                        />
                        {said!(language, prompt.marks)}
                    </label>
                </div>
            </div>
            <div class="pane-scroll" tabindex="0" role="region" aria-label=said!(language, prompt.scroll)>
                <NotesPanel editing=editing_notes/>
                <Show when=move || is_chat.get() fallback=|| view! { <OneText/> }>
                    <Messages/>
                </Show>
                <ReceiptView/>
                <ParamFields/>
                <Connection/>
            </div>
            <SendBar/>
        </section>
    }
}

/// Text and completion mode: one field, and what is counted in it.
#[component]
fn OneText() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    view! {
        <article class="message">
            <div class="message-body">
                <PromptField
                    doc=TEXT_DOC
                    label=Signal::derive(said!(language, prompt.text_label))
                    placeholder=Signal::derive(said!(language, prompt.text_placeholder))
                    testid="text-input"
                    large=true
                />
            </div>
        </article>
        <TextFigures/>
    }
}

/// Chat mode: the cards in the order they are sent.
#[component]
fn Messages() -> impl IntoView {
    let state = use_state();
    let ids = Memo::new(move |_| {
        state.draft.with(|draft| draft.cards.iter().map(|card| card.id).collect::<Vec<_>>())
    });
    let add = move |_| {
        let mut added = None;
        state.draft.update(|draft| added = Some(draft.add()));
        if let Some(id) = added {
            dom::focus_soon([format!("[data-card=\"{}\"] textarea", id.0)]);
        }
    };
    view! {
        <div class="message-list">
            <For each=move || ids.get() key=|id| *id let:id>
                <MessageCard id/>
            </For>
        </div>
        <div class="add-message">
            <button class="button" type="button" data-size="small" data-testid="add-message" on:click=add>
                <Icon path=icon::ADD/>
                {said!(state.language, prompt.add_message)}
            </button>
        </div>
    }
}
