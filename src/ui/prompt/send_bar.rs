//! Send, and exactly where to.

use leptos::prelude::*;
use lollipop_core::endpoint::{BaseUrlError, Reach, preset_of};

use crate::{
    actions::{
        send::{self, Unsendable},
        use_machinery,
    },
    i18n::Locale,
    said, say,
    state::use_state,
    ui::icon::{self, Icon},
};

/// The bar at the foot of the prompt half.
#[component]
pub fn SendBar() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let running = Memo::new(move |_| state.is_running());
    let obstacle = Memo::new(move |_| send::unsendable(state));
    let address = move || match state.target().get() {
        Ok(to) => view! { {to.before_host} <b>{to.host}</b> {to.after_host} }.into_any(),
        Err(error) => view! { <span class="send-fault">{address_fault(language, &error)}</span> }.into_any(),
    };
    let note = move || match (obstacle.get(), state.target().get()) {
        (Some(Unsendable::NoPrompt), _) => say!(language, send.no_prompt),
        (Some(Unsendable::NoModel), _) => say!(language, send.no_model),
        (Some(Unsendable::BadParameter), _) => say!(language, send.bad_parameter),
        (_, Ok(to)) if to.reach == Reach::PlainRemote => say!(language, send.plain_remote),
        (_, Ok(to)) if state.keys.with(|keys| keys.get(&to.origin).is_some()) => {
            say!(language, send.with_key)
        }
        (_, Ok(to)) => match preset_of(&to.origin).filter(|it| it.needs_key) {
            Some(preset) => say!(language, send.needs_key, server = preset.name),
            None => say!(language, send.without_key),
        },
        (_, Err(_)) => say!(language, send.bad_address),
    };
    view! {
        <div class="send-bar">
            <p class="send-to">
                <span class="mono send-url" data-testid="resolved-url">{address}</span>
                <span data-testid="send-note">{note}</span>
            </p>
            <Show
                when=move || running.get()
                fallback=move || view! {
                    <button
                        class="button"
                        type="button"
                        data-kind="primary"
                        data-testid="send"
                        disabled=move || obstacle.get().is_some()
                        on:click=move |_| send::send(state, machinery)
                    >
                        <Icon path=icon::UP/>
                        {said!(language, send.send)}
                        " "
                        <kbd>"Ctrl ↵"</kbd>
                    </button>
                }
            >
                <button
                    class="button"
                    type="button"
                    data-testid="stop"
                    on:click=move |_| send::stop(state, machinery)
                >
                    <Icon path=icon::STOP/>
                    {said!(language, send.stop)}
                    " "
                    <kbd>"Esc"</kbd>
                </button>
            </Show>
        </div>
    }
}

fn address_fault(language: RwSignal<Locale>, error: &BaseUrlError) -> String {
    match error {
        BaseUrlError::Empty => say!(language, address.empty),
        BaseUrlError::Scheme { scheme } => say!(language, address.scheme, scheme = scheme.clone()),
        BaseUrlError::UserInfo => say!(language, address.user_info),
        BaseUrlError::NoHost => say!(language, address.no_host),
        BaseUrlError::NonAsciiHost => say!(language, address.non_ascii),
        BaseUrlError::Invalid => say!(language, address.invalid),
    }
}
