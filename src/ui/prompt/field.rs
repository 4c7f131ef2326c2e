//! Text with its tokens painted behind it, in place, while it is typed.
//!
//! Two layers share one grid cell and every text property; the painted one
//! always holds the current text, because the height comes from it.

use leptos::{ev, prelude::*};

use super::{
    counting::Counting,
    paint::{PAINTED_TOKENS, Painted},
};
use crate::{
    actions::{edit, parts::in_part, send, use_machinery},
    browser::{dom, text_change::FieldText},
    said,
    state::{LONG_TEXT_BYTES, Stage, text_of, use_state},
    words::text_lang,
};

/// A textarea and the tokens behind it.
#[component]
pub fn PromptField(
    /// The tokenizer's name for this text.
    doc: u32,
    /// Its accessible name.
    #[prop(into)]
    label: Signal<String>,
    #[prop(into)] placeholder: Signal<String>,
    testid: &'static str,
    #[prop(optional)] large: bool,
    /// Painted only if so: a switched off message is not sent and not counted.
    #[prop(into, default = Signal::stored(true))]
    painted: Signal<bool>,
) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let input = NodeRef::<leptos::html::Textarea>::new();
    // What the field held last, if that was the draft's text to the sign.
    let shown = StoredValue::new_local(None::<FieldText>);
    // The field is set only when it differs: setting it during a composition
    // would end the composition. What is typed in it is never written back.
    Effect::new(move || {
        state.writing.track();
        if let Some(input) = input.get() {
            state.draft.with_untracked(|draft| {
                let text = text_of(draft, doc);
                dom::set_text_if_other(&input, text);
                let now = FieldText::of(&input);
                // A field has other line ends than a text may have.
                shown.set_value(now.is(text).then_some(now));
            });
        }
    });
    let is_long = Memo::new(move |_| state.draft.with(|draft| text_of(draft, doc).len() > LONG_TEXT_BYTES));
    // That a long text comes, and its language, is known a moment before it is
    // there, so that the browser lays it out once and not twice.
    let long_to_come = RwSignal::new(None::<&'static str>);
    let on_beforeinput = move |event: ev::InputEvent| {
        if let Some(beginning) = dom::beginning_to_come(&event, LONG_TEXT_BYTES as u32) {
            long_to_come.set(Some(text_lang(&beginning)));
        }
    };
    let lang = Memo::new(move |_| {
        let typed = || state.draft.with(|draft| text_lang(text_of(draft, doc)));
        long_to_come.get().unwrap_or_else(typed)
    });
    let on_input = move |event: ev::Event| {
        let Some(field) = dom::field_of(&event) else { return };
        let after = FieldText::of(&field);
        let change = match shown.try_update_value(Option::take).flatten() {
            Some(before) => before.change_to(&after),
            None => {
                let units = |text: &str| lollipop_core::text_edit::units(text);
                let units = state.draft.with_untracked(|draft| units(text_of(draft, doc)));
                Some(after.instead_of(units))
            }
        };
        if let Some(change) = change {
            edit::type_text(state, machinery, doc, &change, &after);
        }
        shown.set_value(Some(after));
        if long_to_come.with_untracked(Option::is_some) {
            long_to_come.set(None);
        }
    };
    let many = Memo::new(move |_| state.tally(doc).is_some_and(|it| it.count as usize > PAINTED_TOKENS));
    let unpainted = move || painted.get() && (is_long.get() || many.get());
    let on_keydown = move |event: ev::KeyboardEvent| {
        // Enter belongs to the text (and to an input method while it composes).
        let composing = event.is_composing() || event.key_code() == 229;
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !composing {
            event.prevent_default();
            // On the first page nobody has seen yet where it would go.
            let seen = state.stage.get_untracked() == Stage::Workbench;
            if seen && !event.repeat() {
                in_part(state, send::send_if_ready(state, machinery));
            }
        }
    };
    view! {
        <div
            class="prompt-field"
            data-size=large.then_some("large")
            data-long=move || (is_long.get() || long_to_come.with(Option::is_some)).then_some("")
            data-marks=move || state.paint.get().marks.then_some("")
            lang=lang
        >
            <Painted doc painted/>
            <textarea
                class="prompt-input"
                rows="1"
                spellcheck="false"
                autocapitalize="off"
                node_ref=input
                aria-label=label
                placeholder=placeholder
                data-testid=testid
                on:beforeinput=on_beforeinput
                on:input=on_input
                on:keydown=on_keydown
            ></textarea>
        </div>
        <Counting doc/>
        <Show when=unpainted>
            <p class="section-note">{said!(state.language, prompt.long_note)}</p>
        </Show>
    }
}
