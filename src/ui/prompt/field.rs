//! Text with its tokens painted behind it, in place, while it is typed.
//!
//! Two layers share one grid cell and every text property; the painted one
//! always holds the current text, because the height comes from it.

use leptos::{ev, prelude::*};

use super::paint::{LONG_TEXT_BYTES, PAINTED_TOKENS, Painted};
use crate::{
    actions::{send, use_machinery},
    browser::dom,
    said,
    state::{Stage, use_state},
    words::text_lang,
};

/// A textarea and the tokens behind it.
#[component]
pub fn PromptField(
    /// The tokenizer's name for this text.
    doc: u32,
    #[prop(into)] text: Signal<String>,
    /// Its accessible name.
    #[prop(into)]
    label: Signal<String>,
    #[prop(into)] placeholder: Signal<String>,
    testid: &'static str,
    #[prop(optional)] large: bool,
    /// Painted only if so: a switched off message is not sent and not counted.
    #[prop(into, default = Signal::stored(true))]
    painted: Signal<bool>,
    #[prop(into)] on_input: Callback<String>,
) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let input = NodeRef::<leptos::html::Textarea>::new();
    let lang = Memo::new(move |_| text.with(|text| text_lang(text)));
    // The field is set only when it differs: setting it during a composition
    // would end the composition.
    Effect::new(move || {
        if let Some(input) = input.get() {
            text.with(|text| dom::set_text_if_other(&input, text));
        }
    });
    let unpainted = move || {
        let many = || state.counted(doc).is_some_and(|it| it.count as usize > PAINTED_TOKENS);
        painted.get() && (text.with(|text| text.len() > LONG_TEXT_BYTES) || many())
    };
    let on_keydown = move |event: ev::KeyboardEvent| {
        // Enter belongs to the text (and to an input method while it composes).
        let composing = event.is_composing() || event.key_code() == 229;
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !composing {
            event.prevent_default();
            // On the first page nobody has seen yet where it would go.
            let seen = state.stage.get_untracked() == Stage::Workbench;
            if seen && !event.repeat() && untrack(|| send::unsendable(state)).is_none() {
                send::send(state, machinery);
            }
        }
    };
    view! {
        <div
            class="prompt-field"
            data-size=large.then_some("large")
            data-long=move || text.with(|text| text.len() > LONG_TEXT_BYTES).then_some("")
            data-marks=move || state.paint.get().marks.then_some("")
            lang=lang
        >
            <Painted doc text painted/>
            <textarea
                class="prompt-input"
                rows="1"
                spellcheck="false"
                autocapitalize="off"
                node_ref=input
                aria-label=label
                placeholder=placeholder
                data-testid=testid
                on:input:target=move |ev| on_input.run(ev.target().value())
                on:keydown=on_keydown
            ></textarea>
        </div>
        <Show when=unpainted>
            <p class="section-note">{said!(state.language, prompt.long_note)}</p>
        </Show>
    }
}
