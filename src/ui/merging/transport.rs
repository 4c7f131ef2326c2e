//! First, back, play, on, last, and the scrubber.

use leptos::prelude::*;
use lollipop_core::merging::Assembly;

use crate::{
    actions::merging,
    said, say,
    state::use_state,
    ui::icon::{self, Icon},
};

/// The buttons under the picture.
#[component]
pub fn Transport(shown: Memo<Option<Assembly>>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let it = state.merging;
    let steps = Memo::new(move |_| shown.with(|it| it.as_ref().map_or(0, Assembly::steps)));
    let at_start = move || it.step.get() == 0;
    let at_end = move || it.step.get() >= steps.get();
    let toggle =
        move |_| if it.playing.get_untracked() { merging::pause(state) } else { merging::play(state) };
    view! {
        <Show when=move || { steps.get() > 0 }>
            <div class="transport" role="group" aria-label=said!(language, merging.transport)>
                <Key path=icon::FIRST words=move || say!(language, merging.first) testid="merge-first"
                    off=Signal::derive(at_start) on_press=move || merging::go_to(state, 0)/>
                <Key path=icon::BACK words=move || say!(language, merging.back) testid="merge-back-step"
                    off=Signal::derive(at_start)
                    on_press=move || merging::go_to(state, it.step.get_untracked().saturating_sub(1))/>
                <button
                    class="button"
                    type="button"
                    data-kind="quiet"
                    data-icon-only=""
                    data-testid="merge-play"
                    aria-label=move || if it.playing.get() { say!(language, merging.pause) } else { say!(language, merging.play) }
                    on:click=toggle
                >
                    {move || if it.playing.get() {
                        view! { <Icon path=icon::PAUSE/> }
                    } else {
                        view! { <Icon path=icon::PLAY/> }
                    }}
                </button>
                <Key path=icon::NEXT words=move || say!(language, merging.on) testid="merge-on"
                    off=Signal::derive(at_end) on_press=move || merging::go_to(state, it.step.get_untracked() + 1)/>
                <Key path=icon::LAST words=move || say!(language, merging.last) testid="merge-last"
                    off=Signal::derive(at_end) on_press=move || merging::go_to(state, usize::MAX)/>
                <input
                    type="range"
                    min="0"
                    max=move || steps.get().to_string()
                    prop:value=move || it.step.get().min(steps.get()).to_string()
                    aria-label=said!(language, merging.scrub)
                    data-testid="merge-scrub"
                    on:input:target=move |ev| merging::go_to(state, ev.target().value().parse().unwrap_or(0))
                />
                <span class="mono nowrap" data-testid="merge-at">
                    {move || format!("{} / {}", it.step.get().min(steps.get()), steps.get())}
                </span>
            </div>
        </Show>
    }
}

/// A button with an icon.
#[component]
fn Key(
    path: &'static str,
    words: impl Fn() -> String + Send + Sync + 'static,
    testid: &'static str,
    off: Signal<bool>,
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            class="button"
            type="button"
            data-kind="quiet"
            data-icon-only=""
            data-testid=testid
            aria-label=words
            aria-disabled=move || off.get().to_string()
            on:click=move |_| on_press()
        >
            <Icon path/>
        </button>
    }
}
