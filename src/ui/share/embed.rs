//! The frame that shows a demo's tokens in another page.

use leptos::{prelude::*, task::spawn_local};
use lollipop_core::embedding::frame;

use crate::{browser::clipboard, said, say, state::use_state};

/// Closed at first; the HTML stands there to be copied.
#[component]
pub fn EmbedSnippet(
    /// The link to the demo, whole; empty while there is none.
    #[prop(into)]
    link: Signal<String>,
) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let copied = RwSignal::new(None::<bool>);
    let html = Memo::new(move |_| {
        copied.set(None);
        let title = state.draft.with(|draft| draft.title.clone());
        link.with(|link| frame(link, if title.is_empty() { "Lollipop" } else { &title }))
    });
    let copy = move |_| {
        let html = html.get_untracked();
        spawn_local(async move { copied.set(Some(clipboard::copy(&html).await)) });
    };
    view! {
        <details class="disclosure embed-snippet" data-testid="embed">
            <summary>{said!(language, embed.title)}</summary>
            <p class="section-note">{said!(language, embed.what)}</p>
            <textarea
                class="input mono"
                readonly
                rows="3"
                data-testid="embed-html"
                aria-label=said!(language, embed.snippet)
                prop:value=html
                on:focus:target=move |ev| ev.target().select()
            ></textarea>
            <div class="actions">
                <button class="button" type="button" data-size="small" data-testid="embed-copy" on:click=copy>
                    {move || match copied.get() {
                        Some(true) => say!(language, embed.copied),
                        _ => say!(language, embed.copy),
                    }}
                </button>
            </div>
            <p class="section-note" role="status">
                {move || (copied.get() == Some(false)).then(|| say!(language, embed.copy_refused))}
            </p>
        </details>
    }
}
