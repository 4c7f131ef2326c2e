//! Which encodings, and how far their vocabularies are.

use leptos::prelude::*;
use lollipop_bpe::Encoding;

use crate::{
    actions::{side_by_side, use_machinery},
    said, say,
    state::{side_by_side::Shelved, use_state},
    words::figure,
};

/// A switch for each encoding, and the button that fetches.
#[component]
pub fn Chooser() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let it = state.side_by_side;
    let count = move || it.chosen.with(Vec::len);
    let boxes = Encoding::ALL
        .into_iter()
        .map(|encoding| {
            let name = encoding.name();
            view! {
                <label class="encoding-pick">
                    <input
                        type="checkbox"
                        data-testid="encoding-pick"
                        data-encoding=name
                        prop:checked=move || it.chosen.with(|chosen| chosen.contains(&encoding))
                        on:change=move |_| side_by_side::toggle(state, machinery, encoding)
                    />
                    <span class="mono">{name}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="encoding-picks">
            <legend>{said!(language, encodings.choose)}</legend>
            {boxes}
        </fieldset>
        <Show when=move || !it.started.get()>
            <div class="fold-tools">
                <button
                    class="button"
                    type="button"
                    data-kind="primary"
                    data-testid="encodings-start"
                    disabled=move || count() == 0
                    on:click=move |_| side_by_side::start(state, machinery)
                >
                    {move || say!(language, encodings.start, n = count().to_string())}
                </button>
                <span class="merge-hint">{said!(language, encodings.cost)}</span>
            </div>
        </Show>
        <Arrivals/>
    }
}

/// What is on its way or did not come.
#[component]
fn Arrivals() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let it = state.side_by_side;
    let rows = move || {
        let shelf = it.shelf.get();
        let row = |(encoding, shelved): (Encoding, Shelved)| match shelved {
            Shelved::Here => None,
            Shelved::Loading { received, total } => {
                let of = total.map(|total| format!(" / {}", figure(total / 1024))).unwrap_or_default();
                Some(
                    view! {
                        <div class="load" data-testid="encoding-load">
                            <span class="mono">{encoding.name()}</span>
                            <progress
                                max=total.unwrap_or(1).to_string()
                                value=total.map(|_| received.to_string())
                                aria-label=say!(language, vocabulary.loading)
                            ></progress>
                            <span class="mono nowrap">{format!("{}{of} KB", figure(received / 1024))}</span>
                        </div>
                    }
                    .into_any(),
                )
            }
            Shelved::Failed(_) => Some(
                view! {
                    <div class="notice" data-verdict="bad" role="status" data-testid="encoding-failed">
                        <span>{say!(language, vocabulary.failed, name = encoding.name())}</span>
                        <button
                            class="button"
                            type="button"
                            data-size="small"
                            on:click=move |_| side_by_side::retry(state, machinery, encoding)
                        >
                            {say!(language, vocabulary.retry)}
                        </button>
                    </div>
                }
                .into_any(),
            ),
        };
        shelf.into_iter().filter_map(row).collect_view()
    };
    view! { {rows} }
}
