//! What was sent and what came back, as it is on the wire.

use leptos::prelude::*;

use crate::{said, say, state::use_state};

/// The Wire tab. The key is never part of it.
#[component]
pub fn WireTab() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let sent = Memo::new(move |_| state.wire.with(|wire| !wire.url.is_empty()));
    let request = Memo::new(move |_| {
        state.wire.with(|wire| {
            let key = if wire.with_key { "Authorization: Bearer ••••••••\n" } else { "" };
            format!("POST {}\nContent-Type: application/json\n{key}\n{}", wire.url, wire.request)
        })
    });
    let response = Memo::new(move |_| {
        state.wire.with(|wire| {
            let status = wire.status.map(|it| it.to_string()).unwrap_or_default();
            format!(
                "HTTP {status}\nContent-Type: {}\n\n{}",
                wire.content_type,
                String::from_utf8_lossy(&wire.response)
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
