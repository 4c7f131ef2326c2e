//! A part of the page that comes when it is needed.

use std::task::Poll;

use leptos::{prelude::*, task::spawn_local};

use crate::{
    parts::{Missing, PartView, at_once},
    said,
    state::use_state,
    ui::icon::{self, Icon},
};

/// How a part stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Coming,
    There,
    Missing,
}

impl Standing {
    const fn of(outcome: Result<(), Missing>) -> Self {
        if outcome.is_ok() { Self::There } else { Self::Missing }
    }
}

/// Shows what is in a part, and fetches it before where it is not there yet.
#[component]
pub fn Later(
    part: PartView,
    /// Whether it is all that the page has below its header.
    #[prop(optional)]
    is_page: bool,
) -> impl IntoView {
    let language = use_state().language;
    // Local on purpose: no other component reads it.
    let standing = RwSignal::new(Standing::Coming);
    let bring = move || {
        let mut coming = (part.bring)();
        // Nothing flickers where it is there already.
        if let Poll::Ready(outcome) = at_once(coming.as_mut()) {
            return standing.set(Standing::of(outcome));
        }
        standing.set(Standing::Coming);
        spawn_local(async move {
            // Who asked may have gone meanwhile.
            let _ = standing.try_set(Standing::of(coming.await));
        });
    };
    bring();
    let missing = move || {
        view! {
            <p class="notice" data-verdict="bad" role="alert" data-testid="part-missing">
                <Icon path=icon::WARN/>
                <span>{said!(language, part.missing)}</span>
                <button
                    class="button"
                    type="button"
                    data-size="small"
                    data-testid="part-again"
                    on:click=move |_| bring()
                >
                    <Icon path=icon::REDO/>
                    {said!(language, part.again)}
                </button>
            </p>
        }
    };
    move || match standing.get() {
        Standing::Coming => view! { <Coming/> }.into_any(),
        Standing::There => (part.view)().ok().into_any(),
        Standing::Missing if is_page => view! { <main>{missing()}</main> }.into_any(),
        Standing::Missing => missing().into_any(),
    }
}

/// Something comes.
#[component]
pub fn Coming() -> impl IntoView {
    let language = use_state().language;
    view! { <p class="later muted" role="status">{said!(language, part.coming)}</p> }
}
