//! The link as a picture for a phone.

use leptos::prelude::*;
use lollipop_core::qr::Qr;

use crate::{said, state::use_state};

/// The code, if the link has one.
#[component]
pub fn QrCode(picture: Memo<Option<Qr>>) -> impl IntoView {
    let language = use_state().language;
    move || {
        picture.get().map(|Qr { modules, path }| {
            view! {
                <svg
                    class="qr"
                    data-testid="qr"
                    role="img"
                    aria-label=said!(language, travel.qr_label)
                    viewBox=format!("0 0 {modules} {modules}")
                    shape-rendering="crispEdges"
                >
                    <path d=path></path>
                </svg>
            }
        })
    }
}
