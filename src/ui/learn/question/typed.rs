//! An answer that is typed: a number, a word, some lines.

use leptos::{ev, prelude::*};
use lollipop_core::lesson::judge::typed_number;

use super::CheckButton;
use crate::{
    actions::{learn, use_machinery},
    said,
    state::{learn::Work, use_state},
};

/// A field and its button.
#[component]
pub fn TypedView(number: bool, lines: u32) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let typed = Memo::new(move |_| state.learn.work(|it| it.typed.clone()));
    let answered = Memo::new(move |_| state.learn.work(Work::is_answered));
    let ready = Memo::new(move |_| {
        typed.with(|it| if number { typed_number(it).is_some() } else { !it.trim().is_empty() })
    });
    let is_no_number = Memo::new(move |_| number && !ready.get() && typed.with(|it| !it.trim().is_empty()));
    let keep = move |text: String| state.learn.update_work(|it| it.typed = text);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if ready.get_untracked() && !answered.get_untracked() {
            learn::check(state, machinery);
        }
    };
    view! {
        <form class="predict-form" data-lines=(lines > 1).then_some("") on:submit=submit>
            {if lines > 1 {
                view! {
                    <textarea
                        class="input"
                        rows=lines.to_string()
                        aria-labelledby="lesson-ask"
                        data-testid="answer"
                        readonly=answered
                        prop:value=typed
                        on:input:target=move |ev| keep(ev.target().value())
                    ></textarea>
                }.into_any()
            } else {
                view! {
                    <input
                        class="input"
                        data-kind=number.then_some("number")
                        inputmode=number.then_some("numeric")
                        autocomplete="off"
                        spellcheck="false"
                        aria-labelledby="lesson-ask"
                        aria-invalid=move || is_no_number.get().then_some("true")
                        data-testid="answer"
                        readonly=answered
                        prop:value=typed
                        on:input:target=move |ev| keep(ev.target().value())
                    />
                }.into_any()
            }}
            <Show when=move || !answered.get()>
                <CheckButton ready/>
            </Show>
        </form>
        <Show when=move || is_no_number.get()>
            <p class="field-hint">{said!(language, learn.a_number)}</p>
        </Show>
    }
}
