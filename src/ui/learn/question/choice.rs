//! An answer that is chosen.

use leptos::{ev, prelude::*};
use lollipop_core::lesson::{Choice, ChoiceOption};

use super::{
    super::prose::{inline, plain_inline},
    CheckButton,
};
use crate::{
    actions::{learn, use_machinery},
    said,
    state::{
        learn::{Work, lesson_language},
        use_state,
    },
    ui::icon::{self, Icon},
};

/// The options and the button.
#[component]
pub fn ChoiceView(choice: Choice) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let answered = Memo::new(move |_| state.learn.work(Work::is_answered));
    let ready = Memo::new(move |_| state.learn.work(|it| !it.chosen.is_empty()));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if ready.get_untracked() {
            learn::check(state, machinery);
        }
    };
    let several = choice.several;
    view! {
        <form class="predict-choice" on:submit=submit>
            <fieldset class="options" disabled=answered>
                <legend class="visually-hidden">{said!(language, learn.choose)}</legend>
                {several.then(|| view! { <p class="field-hint">{said!(language, learn.several)}</p> })}
                {choice.options.into_iter().enumerate().map(|(at, option)| view! { <OptionView at option several/> }).collect_view()}
            </fieldset>
            <Show when=move || !answered.get()>
                <CheckButton ready/>
            </Show>
        </form>
    }
}

#[component]
fn OptionView(at: usize, option: ChoiceOption, several: bool) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let ChoiceOption { text, right, says } = option;
    let chosen = Memo::new(move |_| state.learn.work(|it| it.chosen.contains(&at)));
    // What is right is told with the answer; what is chosen, only of what was.
    let told = Memo::new(move |_| {
        let hidden = state.learn.answers_hidden.get();
        !hidden && state.learn.work(|it| it.revealed || it.judged.is_some())
    });
    let verdict = move || match (told.get(), right, chosen.get()) {
        (true, true, _) => Some("good"),
        (true, false, true) => Some("warn"),
        _ => None,
    };
    let kind = if several { "checkbox" } else { "radio" };
    let choose = move |checked: bool| {
        state.learn.update_work(|it| {
            if !several {
                it.chosen.clear();
            }
            if checked {
                it.chosen.insert(at);
            } else {
                it.chosen.remove(&at);
            }
        });
    };
    view! {
        <label class="option" data-testid="option" data-verdict=verdict>
            <input
                type=kind
                name="lesson-option"
                prop:checked=chosen
                on:change:target=move |ev| choose(ev.target().checked())
            />
            <span>{move || plain_inline(state, text.get(lesson_language(language.get())))}</span>
            {move || (told.get() && right).then(|| view! {
                <span class="option-mark"><Icon path=icon::CHECK/><span class="visually-hidden">{said!(language, learn.is_right)}</span></span>
            })}
        </label>
        {move || says.clone().filter(|_| told.get() && chosen.get()).map(|says| view! {
            <p class="option-says">{move || inline(state, says.get(lesson_language(language.get())))}</p>
        })}
    }
}
