//! What the library says about the last thing done, and why the browser did
//! not keep it.

use leptos::prelude::*;
use lollipop_core::library::{MAX_DEMOS, MAX_FILE_BYTES, ReadError, Seen};

use crate::{
    actions::library,
    browser::database::DatabaseError,
    i18n::Locale,
    said, say,
    state::{library::Said, use_state},
    ui::icon::{self, Icon},
    words::figure,
};

/// The line of notices in the library.
#[component]
pub fn LibrarySaid() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let fault = move || {
        state.library.fault.get().map(|error| {
            let text = match error {
                DatabaseError::NoRoom => say!(language, library.no_room),
                DatabaseError::Refused => say!(language, library.refused),
            };
            view! {
                <p class="notice" data-verdict="warn" data-testid="library-fault">
                    <Icon path=icon::WARN/>
                    <span>{text}</span>
                </p>
            }
        })
    };
    let said = move || {
        let (verdict, text) = words(language, &state.library.said.get()?);
        Some(view! {
            <p class="notice" data-verdict=verdict data-testid="library-said">
                <Icon path=if verdict.is_some() { icon::WARN } else { icon::INFO }/>
                <span>{text}</span>
            </p>
        })
    };
    view! { <div class="library-said" role="status">{fault}{said}<LastDeleted/></div> }
}

/// What was deleted last, and the way back.
#[component]
fn LastDeleted() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let last = Memo::new(move |_| state.library.deleted.with(|all| all.last().cloned()));
    move || {
        let title = last.get()?.demo.title.clone();
        let title = if title.is_empty() { say!(language, library.untitled) } else { title };
        Some(view! {
            <p class="notice" data-testid="library-deleted">
                <Icon path=icon::INFO/>
                <span>{say!(language, library.deleted, title = title)}</span>
                <button
                    class="button"
                    type="button"
                    data-size="small"
                    data-testid="library-undo"
                    on:click=move |_| library::undelete(state)
                >
                    <Icon path=icon::REDO/>
                    {said!(language, notice.undo)}
                </button>
            </p>
        })
    }
}

fn words(language: RwSignal<Locale>, said: &Said) -> (Option<&'static str>, String) {
    match said {
        Said::Saved => (None, say!(language, library.saved)),
        Said::SavedBeside(title) => {
            (Some("warn"), say!(language, library.saved_beside, title = title.clone()))
        }
        Said::Imported { added, known, skipped, left_out } => {
            let count = |it: &usize| figure(*it as u64);
            let mut text = say!(language, library.imported, count = count(added));
            for (number, more) in [
                (known, say!(language, library.imported_known, count = count(known))),
                (skipped, say!(language, library.imported_skipped, count = count(skipped))),
                (left_out, say!(language, library.imported_left_out, count = count(left_out))),
            ] {
                if *number > 0 {
                    text.push_str(&more);
                }
            }
            (None, text)
        }
        Said::NotImported(file, error) => (Some("bad"), not_imported(language, file, error)),
        Said::NotSaved(file) => (Some("bad"), say!(language, library.not_saved, file = file.clone())),
        Said::Unreadable(file) => (Some("bad"), say!(language, library.unreadable, file = file.clone())),
    }
}

fn not_imported(language: RwSignal<Locale>, file: &str, error: &ReadError) -> String {
    let file = file.to_owned();
    match error {
        ReadError::TooLarge { .. } => {
            say!(language, library.too_large, file = file, most = (MAX_FILE_BYTES / 1024 / 1024).to_string())
        }
        ReadError::Empty => say!(language, library.empty_file, file = file),
        ReadError::NotText => say!(language, library.not_text, file = file),
        ReadError::NotJson { line, column } => say!(
            language,
            library.not_json,
            file = file,
            line = line.to_string(),
            column = column.to_string()
        ),
        ReadError::NotYaml { line } => {
            say!(language, library.not_yaml, file = file, line = line.to_string())
        }
        ReadError::Newer { .. } => say!(language, library.newer, file = file),
        ReadError::TooMany { count } => say!(
            language,
            library.too_many,
            file = file,
            count = figure(*count as u64),
            most = figure(MAX_DEMOS as u64)
        ),
        ReadError::Elsewhere => say!(language, library.elsewhere, file = file),
        ReadError::NoPrompt => say!(language, library.no_prompt, file = file),
        ReadError::Unknown(seen) => {
            let seen = match seen {
                Seen::Fields(names) if names.is_empty() => say!(language, library.seen_nothing),
                Seen::Fields(names) => say!(language, library.seen_fields, names = names.join(", ")),
                Seen::List => say!(language, library.seen_list),
                Seen::Scalar => say!(language, library.seen_scalar),
            };
            say!(language, library.unknown, file = file, seen = seen)
        }
    }
}
