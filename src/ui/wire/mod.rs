//! What was sent and what came back, as it is on the wire.

use leptos::prelude::*;
use lollipop_core::key::ApiKey;

use crate::{part_view, said, say, state::use_state};

/// What stands in the place of a key.
const HIDDEN_KEY: &str = "••••••••";

/// A response, without the key that a server may have echoed in it.
fn without_key(response: &str, key: Option<&ApiKey>) -> String {
    key.map_or_else(|| response.to_owned(), |key| key.hidden_in(response, HIDDEN_KEY))
}

part_view! {
    /// The Wire tab.
    pub WIRE = wire_tab_view in run: view! { <WireTab/> }
}

/// The Wire tab. The key is never part of it.
#[component]
fn WireTab() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let sent = Memo::new(move |_| state.wire.with(|wire| !wire.url.is_empty()));
    let request = Memo::new(move |_| {
        state.wire.with(|wire| {
            let key = if wire.key.is_some() {
                format!("Authorization: Bearer {HIDDEN_KEY}\n")
            } else {
                String::new()
            };
            format!("POST {}\nContent-Type: application/json\n{key}\n{}", wire.url, wire.request)
        })
    });
    let response = Memo::new(move |_| {
        state.wire.with(|wire| {
            let status = wire.status.map(|it| it.to_string()).unwrap_or_default();
            format!(
                "HTTP {status}\nContent-Type: {}\n\n{}",
                wire.content_type,
                without_key(&String::from_utf8_lossy(&wire.response), wire.key.as_ref())
            )
        })
    });
    view! {
        <Show
            when=move || sent.get()
            fallback=move || view! { <p class="muted">{said!(language, wire.nothing)}</p> }
        >
            <section class="section">
                <h3 class="section-title">{said!(language, wire.request)}</h3>
                <pre class="wire" tabindex="0" data-testid="wire-request"><code>{request}</code></pre>
            </section>
            <Show when=move || state.wire.with(|wire| wire.status.is_some())>
                <section class="section">
                    <h3 class="section-title">{said!(language, wire.response)}</h3>
                    <pre class="wire" tabindex="0" data-testid="wire-response"><code>{response}</code></pre>
                    <Show when=move || state.wire.with(|wire| wire.cut)>
                        <p class="muted">{move || say!(language, wire.cut)}</p>
                    </Show>
                </section>
            </Show>
        </Show>
    }
}
