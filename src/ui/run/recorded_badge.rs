//! That the answer on the page was recorded, and its replay.

use leptos::prelude::*;

use crate::{
    actions::{replay, use_machinery},
    said, say,
    state::{Replayed, use_state},
    ui::icon::{self, Icon},
};

/// `recorded, on DATE, with MODEL`; nothing for a run of one's own.
#[component]
pub fn RecordedBadge() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let stale = Memo::new(move |_| state.record_is_stale());
    let words = move |Replayed { date, model }: Replayed| {
        // The day comes from the demo: what is no day is not shown as one.
        match (is_day(&date), model.is_empty()) {
            (true, false) => say!(language, travel.recorded_on_with, date = date, model = model),
            (true, true) => say!(language, travel.recorded_on, date = date),
            (false, false) => say!(language, travel.recorded_with, model = model),
            (false, true) => say!(language, travel.recorded_once),
        }
    };
    move || {
        state.replayed.get().map(|replayed| {
            view! {
                <p class="recorded" data-testid="recorded-badge">
                    <span class="badge">{move || words(replayed.clone())}</span>
                    <button
                        class="button"
                        type="button"
                        data-size="small"
                        data-testid="replay"
                        disabled=move || state.is_running()
                        on:click=move |_| replay::replay(state, machinery)
                    >
                        <Icon path=icon::REDO/>
                        {said!(language, travel.replay)}
                    </button>
                    {move || stale.get().then(|| view! {
                        <span class="muted" data-testid="recorded-stale">{said!(language, travel.stale_here)}</span>
                    })}
                </p>
            }
        })
    }
}

fn is_day(date: &str) -> bool {
    let digits = |part: &str, length| part.len() == length && part.bytes().all(|it| it.is_ascii_digit());
    let parts: Vec<_> = date.split('-').collect();
    matches!(parts.as_slice(), [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
}
