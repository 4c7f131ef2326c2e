//! Why there are no chances, and what to do next.

use leptos::prelude::*;
use lollipop_core::{lm::LookFailure, wire::RunError};

use crate::{
    actions::{lens, use_machinery},
    i18n::Locale,
    said, say,
    state::{
        AppState,
        lens::{Asked, LookFault, Looking},
        use_state,
    },
    ui::{
        icon::{self, Icon},
        run::fault,
    },
    words::figure,
};

/// The fault, if there is one.
#[component]
pub fn Fault() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let why = Memo::new(move |_| {
        state.lens.looking.with(|it| match it {
            Looking::Failed(why) => Some(why.clone()),
            _ => None,
        })
    });
    move || {
        why.get().map(|why| {
            let refused = match &why {
                LookFault::Endpoint(RunError::RefusedField { field, .. }) => Some(*field),
                _ => None,
            };
            let again = matches!(why, LookFault::Endpoint(_) | LookFault::NoAlternatives | LookFault::Gone);
            view! {
                <div class="notice" data-verdict="warn" role="alert" data-testid="lens-fault">
                    <Icon path=icon::WARN/>
                    <span>{move || words(state, language, &why)}</span>
                    {refused.map(|field| view! {
                        <button
                            class="button"
                            type="button"
                            data-size="small"
                            data-testid="lens-without"
                            on:click=move |_| lens::ask_without(state, machinery, field)
                        >
                            {move || say!(language, lens.without_field, field = field.name())}
                        </button>
                    })}
                    {(again && refused.is_none()).then(|| view! {
                        <button
                            class="button"
                            type="button"
                            data-size="small"
                            on:click=move |_| match state.chances().asked.get_untracked() {
                                Asked::Tab => lens::look_in_tab(state, machinery),
                                Asked::Endpoint => lens::ask_endpoint(state, machinery, false),
                            }
                        >
                            {said!(language, lens.again)}
                        </button>
                    })}
                </div>
            }
        })
    }
}

fn words(state: AppState, language: RwSignal<Locale>, why: &LookFault) -> String {
    match why {
        LookFault::Refused(LookFailure::WindowFull { tokens, window }) => {
            say!(language, lens.window_full, tokens = figure(*tokens), window = figure(*window))
        }
        LookFault::Refused(LookFailure::NoTemplate) => say!(language, lens.no_template),
        LookFault::Refused(LookFailure::Empty) => say!(language, lens.empty),
        LookFault::Refused(LookFailure::NoModel) | LookFault::Gone => say!(language, lens.gone),
        LookFault::NoAlternatives => say!(language, lens.no_alternatives),
        LookFault::HalfCharacter => say!(language, lens.half_character),
        LookFault::NoContinuing => say!(language, lens.no_continuing),
        LookFault::NoAddress => say!(language, lens.no_address),
        LookFault::NoModel => say!(language, lens.no_model),
        LookFault::Endpoint(error) => {
            let to = state.target().get().ok();
            let model = state.draft.with(|it| it.model.clone());
            let (title, advice) = fault::said(language, error, to.as_ref(), &model);
            let own = fault::server_words(error).map(|it| format!(" “{it}”")).unwrap_or_default();
            format!("{} {title}. {advice}{own}", say!(language, lens.endpoint_failed))
        }
    }
}
