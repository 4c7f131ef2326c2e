//! What can be done where one stands: roll, take the likeliest, go back.

use leptos::prelude::*;

use crate::{
    actions::{lens, use_machinery},
    browser::dom,
    said, say,
    state::{lens::Asked, use_state},
    ui::icon::{self, Icon},
    words::figure,
};

/// Roll, likeliest, back, and how many can be rolled.
#[component]
pub fn Actions() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let can_choose = Memo::new(move |_| {
        state.chances().here.with(Option::is_some) && state.lens.is_open() && !state.lens.has_ended()
    });
    let can_go_back = Memo::new(move |_| state.lens.tree.with(|tree| tree.steps().next().is_some()));
    let by_endpoint = move || {
        state.chances().asked.get() == Asked::Endpoint
            && state.chances().shaped.with(|it| it.as_ref().is_some_and(|it| !it.is_exact()))
    };
    let left = move || {
        can_choose.get().then(|| {
            state.chances().shaped.with(|it| {
                let it = it.as_ref().filter(|it| it.is_exact())?;
                Some(match it.kept() {
                    1 if it.unseen().most == 0.0 => say!(language, lens.one_can_be_rolled),
                    count if it.unseen().most == 0.0 => {
                        say!(language, lens.can_be_rolled, count = figure(count as u64))
                    }
                    _ => return None,
                })
            })
        })
    };
    view! {
        <div class="actions">
            <button
                class="button"
                type="button"
                data-kind="primary"
                data-testid="roll"
                aria-keyshortcuts="R"
                disabled=move || !can_choose.get()
                on:click=move |_| lens::roll(state, machinery)
            >
                <Icon path=icon::DICE/>
                {move || if by_endpoint() { say!(language, lens.roll_endpoint) } else { say!(language, lens.roll) }}
            </button>
            <button
                class="button"
                type="button"
                data-testid="likeliest"
                disabled=move || !can_choose.get()
                on:click=move |_| lens::take(state, machinery, 0)
            >
                <Icon path=icon::NEXT/>
                {said!(language, lens.likeliest)}
            </button>
            <button
                class="button"
                type="button"
                data-kind="quiet"
                data-testid="lens-back"
                aria-keyshortcuts="Backspace"
                disabled=move || !can_go_back.get()
                on:click=move |_| {
                    lens::back(state, machinery);
                    dom::focus_soon(["[data-testid=lens-back]:not([disabled])".to_owned(), "[data-rank=\"0\"]".to_owned()]);
                }
            >
                <Icon path=icon::BACK/>
                {said!(language, lens.back)}
            </button>
            <span class="muted" data-testid="can-be-rolled">{left}</span>
        </div>
        <p class="section-note lens-keys">{said!(language, lens.keys)}</p>
    }
}
