//! The first visit: one field, already filled in, and one button.

use leptos::prelude::*;
use lollipop_core::{
    chat::Mode, classic::ClassicId, demo::View, draft::Draft, lesson::LessonLink, lm::SITE_MODEL,
};

use crate::{
    actions::{connect, edit, lessons, parts::in_part, send, use_machinery},
    browser::page,
    said, say,
    state::{TEXT_DOC, use_state},
    ui::{
        icon::{self, Icon},
        prompt::{PromptField, count_of},
        shell::classic_title,
        tab_model::megabytes,
    },
};

/// Where a newcomer begins.
const FIRST_LESSON: &str = "tokens";
/// How many ids the line under the field shows.
const IDS: usize = 24;

/// The first page.
#[component]
pub fn FirstPage() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    page::set_root_attribute("data-ready", Some("true"));
    let ids = move || {
        state.window(TEXT_DOC).map(|it| {
            let mut ids: Vec<_> = it.tokens.iter().take(IDS).map(|token| token.id.to_string()).collect();
            if it.tokens.len() > IDS {
                ids.push("…".to_owned());
            }
            ids.join(" ")
        })
    };
    let ids = Memo::new(move |_| ids());
    let count = move || count_of(state.fresh_tally(TEXT_DOC));
    let foot = move || {
        if state.lm.kept.get() == Some(true) {
            say!(language, first.foot_kept)
        } else {
            say!(language, first.foot, size = megabytes(SITE_MODEL.bytes))
        }
    };
    let is_empty = Memo::new(move |_| !state.draft.with(Draft::has_prompt));
    let start = move |_| {
        edit::choose_mode(state, Mode::Text);
        edit::choose_view(state, View::Tokens);
    };
    let first_lesson = move |_| {
        let lesson = FIRST_LESSON.to_owned();
        lessons::open(state, machinery, LessonLink { lesson, step: 1, answers_hidden: false });
    };
    let demo = move |id: ClassicId| {
        view! {
            <button class="link" type="button" data-testid="first-demo" on:click=move |_| edit::load_classic(state, machinery, id)>
                {move || classic_title(language.get(), id)}
            </button>
        }
    };
    view! {
        <main class="first">
            <div class="section">
                <h2 class="first-title">{said!(language, first.title)}</h2>
                <p class="first-lead">{said!(language, first.lead)}</p>
            </div>
            <div class="first-ask">
                <PromptField
                    doc=TEXT_DOC
                    label=Signal::derive(said!(language, prompt.text_label))
                    placeholder=Signal::derive(said!(language, prompt.text_placeholder))
                    testid="text-input"
                    large=true
                />
                <p class="first-ids">
                    <b data-testid="token-count">{count}</b>
                    " "
                    <span>{said!(language, first.as_numbers)}</span>
                    " "
                    <span class="mono">{ids}</span>
                </p>
                <div class="first-foot">
                    <p>{foot} " " {said!(language, lm.small)}</p>
                    <button
                        class="button"
                        type="button"
                        data-kind="primary"
                        data-size="large"
                        data-testid="send"
                        disabled=is_empty
                        on:click=move |_| send::send(state, machinery)
                    >
                        <Icon path=icon::UP/>
                        {said!(language, send.send)}
                        " "
                        <kbd>"Ctrl ↵"</kbd>
                    </button>
                </div>
            </div>
            <p class="first-more">
                <button class="link" type="button" data-testid="first-lesson" on:click=first_lesson>
                    {said!(language, learn.first)}
                </button>
            </p>
            <p class="first-more">
                <span>{said!(language, first.or)}</span>
                <button class="link" type="button" data-testid="start" on:click=start>
                    {said!(language, first.start)}
                </button>
                {demo(ClassicId::Capital)}
                {demo(ClassicId::ReverseLollipop)}
                {demo(ClassicId::WhalePoem)}
                <button
                    class="link"
                    type="button"
                    on:click=move |_| {
                        edit::choose_mode(state, Mode::Chat);
                        edit::choose_view(state, View::Run);
                        in_part(state, connect::use_own_endpoint(state));
                    }
                >
                    {said!(language, first.own_endpoint)}
                </button>
            </p>
        </main>
    }
}
