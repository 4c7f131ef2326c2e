//! How far a very long text is counted, and the way to stop that.

use leptos::prelude::*;

use crate::{
    actions::{tokenize, use_machinery},
    say,
    state::use_state,
    words::figure,
};

/// Nothing, unless the count of this text is not whole.
#[component]
pub fn Counting(doc: u32) -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let tally = Memo::new(move |_| state.tally(doc).filter(|it| !it.is_whole()));
    let is_counting = Memo::new(move |_| tally.with(Option::is_some));
    let held = Memo::new(move |_| tally.with(|it| it.is_some_and(|it| it.held)));
    let text = move || {
        let tally = tally.get().unwrap_or_default();
        let done = tally.bytes.saturating_sub(tally.pending_bytes);
        let percent = (u64::from(done) * 100 / u64::from(tally.bytes.max(1))).to_string();
        let count = figure(tally.count);
        if held.get() {
            say!(language, counting.held, count, percent)
        } else {
            say!(language, counting.running, count, percent)
        }
    };
    view! {
        <Show when=move || is_counting.get()>
            <p class="section-note counting" data-testid="counting" data-held=move || held.get().then_some("")>
                <span class="num">{text}</span>
                " "
                <button
                    class="button"
                    type="button"
                    data-size="small"
                    data-testid="counting-hold"
                    on:click=move |_| tokenize::hold(machinery, doc, !held.get_untracked())
                >
                    {move || if held.get() { say!(language, counting.go_on) } else { say!(language, counting.stop) }}
                </button>
            </p>
        </Show>
    }
}
