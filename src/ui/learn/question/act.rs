//! Something to be done on the page, which the step sees by itself.

use leptos::prelude::*;
use lollipop_core::lesson::Act;

use crate::{
    actions::learn,
    said,
    state::{
        learn::{Work, lesson_language},
        use_state,
    },
};

/// Waits until it is done.
#[component]
pub fn ActView(act: Act) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let answered = Memo::new(move |_| state.learn.work(Work::is_answered));
    let done = Memo::new(move |_| {
        let language = lesson_language(language.get());
        learn::seen(state).is_some_and(|seen| act.done.iter().all(|it| it.is_true(&seen, language)))
    });
    // What is done is kept on the device: this reaches outside.
    Effect::new(move || {
        if done.get() && !answered.get() {
            learn::done(state);
        }
    });
    view! {
        <Show when=move || !answered.get()>
            <p class="field-hint predict-waits">{said!(language, learn.on_the_page)}</p>
        </Show>
    }
}
