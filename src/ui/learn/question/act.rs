//! Something to be done on the page, which the step sees by itself.

use leptos::prelude::*;
use lollipop_core::lesson::{Act, Language, Seen, Wanted};

use crate::{
    actions::learn,
    i18n::Locale,
    said, say,
    state::{
        learn::{Work, lesson_language},
        use_state,
    },
    words::{figure, mode_name, role_name, view_name},
};

/// Waits until all of it is done, and says meanwhile what is.
#[component]
pub fn ActView(act: Act) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let answered = Memo::new(move |_| state.learn.work(Work::is_answered));
    let wants = StoredValue::new(act.done);
    // What is wanted, with what is true of it.
    let standing = Memo::new(move |_| {
        // What is done may be undone, and is done all the same.
        let seen = if answered.get() { None } else { learn::seen(state) }?;
        let at = lesson_language(language.get());
        Some(wants.with_value(|all| {
            all.iter().map(|it| (words(language, it, &seen, at), it.is_true(&seen, at))).collect::<Vec<_>>()
        }))
    });
    let done = Memo::new(move |_| {
        standing.with(|it| it.as_ref().is_some_and(|all| all.iter().all(|(_, is_true)| *is_true)))
    });
    // What is done is kept on the device: this reaches outside.
    Effect::new(move || {
        if done.get() && !answered.get() {
            learn::done(state);
        }
    });
    let row = move |at: usize| {
        let of = move |read: fn(&(String, bool)) -> String| {
            standing.with(|it| it.as_ref().and_then(|all| all.get(at)).map(read).unwrap_or_default())
        };
        let is_done = Memo::new(move |_| {
            standing.with(|it| it.as_ref().and_then(|all| all.get(at)).is_some_and(|(_, is_true)| *is_true))
        });
        let control = wants.with_value(|all| control(&all[at]));
        view! {
            <li class="wanted" data-testid="wanted" data-control=control data-done=move || is_done.get().then_some("")>
                <span>
                    {move || of(|it| it.0.clone())}
                    <Show when=move || is_done.get()>
                        <span class="visually-hidden">{said!(language, learn.want_done)}</span>
                    </Show>
                </span>
            </li>
        }
    };
    let rows = move || wants.with_value(|all| (0..all.len()).map(row).collect_view());
    view! {
        <Show when=move || !answered.get()>
            <ul class="wants">{rows()}</ul>
            <p class="field-hint predict-waits">{said!(language, learn.on_the_page)}</p>
        </Show>
    }
}

/// The control of the page that is wanted, for the style to point at.
const fn control(wanted: &Wanted) -> Option<&'static str> {
    match wanted {
        Wanted::Encoding(_) => Some("encoding"),
        Wanted::Model(_) => Some("model"),
        _ => None,
    }
}

/// What is wanted, in words, and what there is instead. Subscribes to the
/// language.
fn words(language: RwSignal<Locale>, wanted: &Wanted, seen: &Seen, at: Language) -> String {
    let number = |it: Option<u32>| it.map_or_else(|| "…".to_owned(), figure);
    let at_most = |what: String, most: String, now: String| {
        say!(language, learn.want_at_most, what = what, most = most, now = now)
    };
    let at_least = |what: String, least: String, now: String| {
        say!(language, learn.want_at_least, what = what, least = least, now = now)
    };
    let exactly = |what: String, it: String, now: String| {
        say!(language, learn.want_is, what = what, it = it, now = now)
    };
    let tokens = || say!(language, learn.want_tokens);
    let room = || say!(language, learn.want_room);
    let temperature = || say!(language, params.temperature);
    let heat = |it: Option<f64>| it.map_or_else(|| "–".to_owned(), |it| it.to_string());
    let max_tokens = || say!(language, params.max_tokens);
    match wanted {
        Wanted::CountAtMost(most) => at_most(tokens(), figure(*most), number(seen.prompt)),
        Wanted::CountAtLeast(least) => at_least(tokens(), figure(*least), number(seen.prompt)),
        Wanted::CountIs(count) => exactly(tokens(), figure(*count), number(seen.prompt)),
        Wanted::RoomAtMost(most) => at_most(room(), figure(*most), number(seen.room)),
        Wanted::RoomAtLeast(least) => at_least(room(), figure(*least), number(seen.room)),
        Wanted::TextChanged(true) => say!(language, learn.want_changed),
        Wanted::TextChanged(false) => say!(language, learn.want_unchanged),
        Wanted::TextHas(text) => say!(language, learn.want_has, text = text.get(at).clone()),
        Wanted::TextLacks(text) => say!(language, learn.want_lacks, text = text.get(at).clone()),
        Wanted::MessageOff(role) => say!(language, learn.want_off, role = role_name(language, *role)),
        Wanted::MessageOn(role) => say!(language, learn.want_on, role = role_name(language, *role)),
        Wanted::MessagesAtLeast(least) => at_least(
            say!(language, learn.want_messages),
            figure(*least),
            number(u32::try_from(seen.sent.len()).ok()),
        ),
        Wanted::RunFinished(_) => say!(language, learn.want_run),
        Wanted::AnswerAtMost(most) => {
            at_most(say!(language, learn.want_answer), figure(*most), number(seen.answer_chars))
        }
        Wanted::Encoding(name) => {
            exactly(say!(language, model.encoding), name.clone(), seen.encoding.to_owned())
        }
        Wanted::Model(name) => exactly(say!(language, model.name), name.clone(), seen.model.clone()),
        Wanted::TemperatureAtLeast(least) => {
            at_least(temperature(), least.to_string(), heat(seen.temperature))
        }
        Wanted::TemperatureAtMost(most) => at_most(temperature(), most.to_string(), heat(seen.temperature)),
        Wanted::MaxTokensAtMost(most) => at_most(max_tokens(), figure(*most), number(seen.max_tokens)),
        Wanted::MaxTokensAtLeast(least) => at_least(max_tokens(), figure(*least), number(seen.max_tokens)),
        Wanted::View(view) => say!(language, learn.want_open, name = view_name(language, *view)),
        Wanted::Mode(mode) => say!(language, learn.want_open, name = mode_name(language, *mode)),
    }
}
