//! What looks like a secret stops sharing until it is gone or confirmed.

use leptos::prelude::*;
use lollipop_core::secrets::{Part, Secret, SecretKind};

use crate::{
    i18n::Locale,
    said, say,
    state::use_state,
    ui::icon::{self, Icon},
};

/// Which part holds what; never the secret itself.
#[component]
pub fn SecretStop(
    found: Memo<Vec<Secret>>,
    stopped: Memo<bool>,
    confirmed: RwSignal<Vec<Secret>>,
) -> impl IntoView {
    let language = use_state().language;
    let any = Memo::new(move |_| found.with(|it| !it.is_empty()));
    let lines = move || {
        let line = |it: &Secret| {
            view! {
                <li>{part_name(language, it.part)} ": " {kind_name(language, it.kind)}</li>
            }
        };
        found.with(|found| found.iter().map(line).collect_view())
    };
    view! {
        <Show when=move || any.get()>
            <div class="notice secret-stop" role="alert" data-verdict="bad" data-testid="secret-stop">
                <Icon path=icon::WARN/>
                <div>
                    <p>{said!(language, travel.secret)}</p>
                    <ul>{lines}</ul>
                    <label class="switch">
                        <input
                            type="checkbox"
                            data-testid="secret-confirm"
                            prop:checked=move || !stopped.get()
                            on:change:target=move |ev| {
                                confirmed.set(if ev.target().checked() { found.get_untracked() } else { Vec::new() });
                            }
                        />
                        {said!(language, travel.secret_confirm)}
                    </label>
                </div>
            </div>
        </Show>
    }
}

fn part_name(language: RwSignal<Locale>, part: Part) -> String {
    match part {
        Part::Title => say!(language, travel.title),
        Part::Notes => say!(language, travel.notes),
        Part::Text => say!(language, travel.text),
        Part::Message(at) => say!(language, travel.message, number = (at + 1).to_string()),
        Part::Model => say!(language, travel.model),
        Part::BaseUrl => say!(language, travel.endpoint),
        Part::Recorded => say!(language, travel.recorded),
        Part::Other => say!(language, travel.later_fields),
    }
}

fn kind_name(language: RwSignal<Locale>, kind: SecretKind) -> String {
    match kind {
        SecretKind::SkKey => say!(language, travel.sk_key),
        SecretKind::GoogleKey => say!(language, travel.google_key),
        SecretKind::GitHubToken => say!(language, travel.github_token),
        SecretKind::AwsKey => say!(language, travel.aws_key),
        SecretKind::SlackToken => say!(language, travel.slack_token),
        SecretKind::HuggingFaceToken => say!(language, travel.hugging_face_token),
        SecretKind::ServiceKey => say!(language, travel.service_key),
        SecretKind::BearerToken => say!(language, travel.bearer_token),
        SecretKind::JsonWebToken => say!(language, travel.json_web_token),
        SecretKind::PrivateKey => say!(language, travel.private_key),
    }
}
