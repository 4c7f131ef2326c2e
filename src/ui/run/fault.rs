//! What a failure is called, and what to do first, in the reader's language.

use leptos::prelude::*;
use lollipop_core::{
    endpoint::{ResolvedUrl, preset_of},
    wire::RunError,
};

use crate::{
    browser::location,
    i18n::Locale,
    say,
    ui::tab_model::{preset_name, trouble},
    words::figure,
};

/// The failure's name for tests and styles.
pub const fn kind(error: &RunError) -> &'static str {
    match error {
        RunError::Unauthorized { .. } => "unauthorized",
        RunError::UnknownModel { .. } => "unknown-model",
        RunError::ContextOverflow { .. } => "context-overflow",
        RunError::RateLimited { .. } => "rate-limited",
        RunError::RefusedField { .. } => "refused-field",
        RunError::Loading { .. } => "loading",
        RunError::BadPath { .. } => "bad-path",
        RunError::Server { .. } => "server",
        RunError::InStream { .. } => "in-stream",
        RunError::NotAStream { .. } => "not-a-stream",
        RunError::Malformed => "malformed",
        RunError::Interrupted => "interrupted",
        RunError::Unreachable => "unreachable",
        RunError::Cors => "cors",
        RunError::PolicyBlocked => "policy-blocked",
        RunError::TabModel(_) => "tab-model",
    }
}

/// What the server itself said, if it said anything.
pub fn server_words(error: &RunError) -> Option<String> {
    let words = match error {
        RunError::Unauthorized { message }
        | RunError::UnknownModel { message }
        | RunError::Loading { message }
        | RunError::InStream { message }
        | RunError::ContextOverflow { message, .. }
        | RunError::RateLimited { message, .. }
        | RunError::RefusedField { message, .. }
        | RunError::BadPath { message, .. }
        | RunError::Server { message, .. } => message,
        RunError::NotAStream { excerpt, .. } => excerpt,
        RunError::Malformed
        | RunError::Interrupted
        | RunError::Unreachable
        | RunError::Cors
        | RunError::TabModel(_)
        | RunError::PolicyBlocked => return None,
    };
    (!words.trim().is_empty()).then(|| words.clone())
}

/// Headline and advice.
pub fn said(
    language: RwSignal<Locale>,
    error: &RunError,
    to: Option<&ResolvedUrl>,
    model: &str,
) -> (String, String) {
    let host = to.map(|it| it.host.clone()).unwrap_or_default();
    let server =
        to.and_then(|it| preset_of(&it.origin)).map_or_else(|| host.clone(), |it| preset_name(language, it));
    let origin = to.map(|it| it.origin.to_string()).unwrap_or_default();
    match error {
        RunError::Unauthorized { .. } => {
            (say!(language, fault.unauthorized.title), say!(language, fault.unauthorized.advice, origin))
        }
        RunError::UnknownModel { .. } => (
            say!(language, fault.unknown_model.title, server, model = model.to_owned()),
            say!(language, fault.unknown_model.advice),
        ),
        RunError::ContextOverflow { prompt_tokens, window, .. } => {
            let advice = match (prompt_tokens, window) {
                (Some(prompt), Some(window)) => {
                    say!(language, fault.overflow.figures, prompt = figure(*prompt), window = figure(*window))
                }
                _ => say!(language, fault.overflow.advice),
            };
            (say!(language, fault.overflow.title), advice)
        }
        RunError::RateLimited { retry_after_s, .. } => {
            let advice = match retry_after_s {
                Some(seconds) => say!(language, fault.rate.wait, seconds = seconds.to_string()),
                None => say!(language, fault.rate.advice),
            };
            (say!(language, fault.rate.title, server), advice)
        }
        RunError::RefusedField { field, .. } => {
            let field = field.name();
            (say!(language, fault.field.title, field), say!(language, fault.field.advice, field))
        }
        RunError::Loading { .. } => {
            (say!(language, fault.loading.title), say!(language, fault.loading.advice))
        }
        RunError::BadPath { status, .. } => (
            say!(language, fault.path.title, status = status.to_string()),
            say!(language, fault.path.advice, url = to.map(|it| it.url.clone()).unwrap_or_default()),
        ),
        RunError::Server { status, .. } => (
            say!(language, fault.server.title, status = status.to_string()),
            say!(language, fault.server.advice),
        ),
        RunError::InStream { .. } => {
            (say!(language, fault.in_stream.title), say!(language, fault.in_stream.advice))
        }
        RunError::NotAStream { .. } => {
            (say!(language, fault.not_a_stream.title), say!(language, fault.not_a_stream.advice))
        }
        RunError::Malformed => {
            (say!(language, fault.malformed.title), say!(language, fault.malformed.advice))
        }
        RunError::Interrupted => {
            (say!(language, fault.interrupted.title), say!(language, fault.interrupted.advice))
        }
        RunError::Unreachable => {
            (say!(language, fault.unreachable.title, host), say!(language, fault.unreachable.advice))
        }
        RunError::Cors => (
            say!(language, fault.cors.title, server),
            say!(language, fault.cors.advice, origin = location::origin()),
        ),
        RunError::TabModel(why) => trouble(language, why),
        RunError::PolicyBlocked => {
            (say!(language, fault.policy.title), say!(language, fault.policy.advice, host))
        }
    }
}
