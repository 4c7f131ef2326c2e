//! What else can be done with a lesson: links, report, worksheet, type for the
//! back row, start over.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    actions::{learn, use_machinery},
    browser::page,
    said, say,
    state::use_state,
    ui::icon::{self, Icon},
};

/// The popover's name.
const MENU: &str = "lesson-menu";

/// What became of a copy.
#[derive(Clone, PartialEq)]
enum Copied {
    Link(bool),
    Report(bool),
}

/// The button and its menu.
#[component]
pub fn LessonMenu() -> impl IntoView {
    let state = use_state();
    let machinery = use_machinery();
    let language = state.language;
    let copied = RwSignal::new(None::<Copied>);
    let in_lesson = Memo::new(move |_| state.learn.lesson.with(|it| it.get().is_some()));
    let copy_link = move |hidden: bool| {
        spawn_local(async move {
            let allowed = learn::copy_link(state, hidden).await;
            copied.set(Some(Copied::Link(allowed)));
        });
    };
    let copy_report = move |_| {
        spawn_local(async move {
            let allowed = learn::copy_report(state).await;
            copied.set(Some(Copied::Report(allowed)));
        });
    };
    let projector = state.learn.projector;
    let hidden = state.learn.answers_hidden;
    view! {
        <button
            class="button"
            type="button"
            data-kind="quiet"
            data-icon-only=""
            data-testid="lesson-menu"
            aria-label=said!(language, learn.more)
            title=said!(language, learn.more)
            popovertarget=MENU
            on:click=move |_| copied.set(None)
        >
            <Icon path=icon::MORE/>
        </button>
        <div class="menu lesson-menu" id=MENU popover="auto" role="group" aria-label=said!(language, learn.more)>
            <Show when=move || in_lesson.get()>
                <Entry testid="copy-link" title=Signal::derive(said!(language, learn.copy_link)) note=Signal::derive(said!(language, learn.copy_link_note)) act=move || copy_link(false)/>
                <Entry testid="copy-class-link" title=Signal::derive(said!(language, learn.copy_class_link)) note=Signal::derive(said!(language, learn.copy_class_link_note)) act=move || copy_link(true)/>
                <Entry testid="copy-report" title=Signal::derive(said!(language, learn.copy_report)) note=Signal::derive(said!(language, learn.copy_report_note)) act=move || copy_report(())/>
                <Entry testid="print-worksheet" title=Signal::derive(said!(language, learn.worksheet)) note=Signal::derive(said!(language, learn.worksheet_note)) act=page::print/>
                <p class="lesson-copied" role="status" data-testid="lesson-copied">
                    {move || copied.get().map(|it| match it {
                        Copied::Link(true) => say!(language, learn.link_copied),
                        Copied::Report(true) => say!(language, learn.report_copied),
                        Copied::Link(false) | Copied::Report(false) => say!(language, learn.not_copied),
                    })}
                </p>
                <Show when=move || copied.get() == Some(Copied::Link(false))>
                    <input class="input mono" readonly=true aria-label=said!(language, learn.copy_link) prop:value=move || learn::link(state, hidden.get())/>
                </Show>
            </Show>
            <label class="switch lesson-switch">
                <input
                    type="checkbox"
                    role="switch"
                    data-testid="projector"
                    prop:checked=projector
                    on:change:target=move |ev| projector.set(ev.target().checked())
                />
                {said!(language, learn.projector)}
            </label>
            <label class="switch lesson-switch">
                <input
                    type="checkbox"
                    role="switch"
                    data-testid="answers-hidden"
                    prop:checked=hidden
                    on:change:target=move |ev| hidden.set(ev.target().checked())
                />
                {said!(language, learn.hide_answers)}
            </label>
            <Show when=move || in_lesson.get()>
                <Entry testid="start-over" title=Signal::derive(said!(language, learn.start_over)) note=Signal::derive(said!(language, learn.start_over_note)) act=move || learn::start_over(state, machinery)/>
            </Show>
        </div>
    }
}

#[component]
fn Entry(
    testid: &'static str,
    title: Signal<String>,
    note: Signal<String>,
    act: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button class="menu-entry" type="button" data-testid=testid on:click=move |_| act()>
            <span class="menu-title">{title}</span>
            <span class="menu-note">{note}</span>
        </button>
    }
}
