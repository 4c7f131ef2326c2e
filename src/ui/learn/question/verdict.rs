//! What came of an answer: what is so, and how near it was. Never a reproach.

use leptos::prelude::*;
use lollipop_core::lesson::{
    Question, Verdict,
    judge::{self, Placed},
};

use super::{super::prose::Prose, likely::LikelyView};
use crate::{
    actions::learn,
    said, say,
    state::{
        AppState,
        learn::{Judged, Truth, lesson_language},
        use_state,
    },
    ui::{
        icon::{self, Icon},
        learn::step::in_language,
    },
    words::{figure, text_lang},
};

/// The tints that take turns.
const TINTS: usize = 5;

/// The verdict, once there is one.
#[component]
pub fn VerdictView(question: Question) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let judged = Memo::new(move |_| state.learn.work(|it| it.judged.clone()));
    let revealed = Memo::new(move |_| state.learn.work(|it| it.revealed));
    let hidden = state.learn.answers_hidden;
    let can_retry = !matches!(question, Question::Do(_) | Question::Label(_) | Question::Classify(_));
    let icon_of = move || match judged.get().and_then(|it| it.verdict) {
        Some(Verdict::Right) => icon::CHECK,
        _ => icon::INFO,
    };
    let level = move || match judged.get().and_then(|it| it.verdict) {
        Some(Verdict::Right) => "right",
        Some(Verdict::Near) => "near",
        Some(Verdict::Wrong) => "wrong",
        None => "none",
    };
    let asked = StoredValue::new(question);
    view! {
        <div role="status">
            {move || judged.get().map(|it| view! {
                <div class="predict-result">
                    {(!hidden.get()).then(|| shown(state, &asked.get_value(), &it))}
                    <p class="predict-verdict" tabindex="-1" data-testid="verdict" data-verdict=level>
                        <Icon path=icon_of()/>
                        <span>{move || says(state, &asked.get_value(), &it, revealed.get(), hidden.get())}</span>
                    </p>
                </div>
            })}
        </div>
        <Show when=move || judged.get().is_some_and(|it| it.verdict != Some(Verdict::Right)) && can_retry>
            <button class="button" type="button" data-size="small" data-testid="retry" on:click=move |_| learn::retry(state)>
                <Icon path=icon::REDO/>
                {said!(language, learn.retry)}
            </button>
        </Show>
    }
}

/// What is so, to look at.
fn shown(state: AppState, question: &Question, judged: &Judged) -> AnyView {
    let language = state.language;
    match (question, &judged.truth) {
        (Question::Boundaries(it), Truth::Pieces(pieces)) => {
            let text = it.text.get(lesson_language(language.get())).clone();
            let given = state.learn.work(|it| judge::cut(&text, &it.chosen));
            let given = given.into_iter().map(|it| (it, None)).collect();
            view! {
                <dl class="reveal">
                    <dt>{said!(language, learn.your_guess)}</dt>
                    <dd>{chips(given)}</dd>
                    <dt>{said!(language, learn.the_page)}</dt>
                    <dd data-testid="truth">{chips(pieces.clone())}</dd>
                </dl>
            }
            .into_any()
        }
        (Question::NextToken(it), _) => view! { <LikelyView likely=it.answer.clone()/> }.into_any(),
        (Question::Text(it), _) => view! {
            <div class="model-answer lesson-text" data-testid="truth">
                <p class="muted">{said!(language, learn.our_answer)}</p>
                <Prose text=in_language(state, it.answer.clone())/>
            </div>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

fn chips(pieces: Vec<(String, Option<u32>)>) -> impl IntoView {
    let chip = |(at, (text, id)): (usize, (String, Option<u32>))| {
        view! {
            <li class="chip" data-tint=(at % TINTS).to_string()>
                <span class="chip-text" lang=text_lang(&text)>{text.replace(' ', "·")}</span>
                {id.map(|id| view! { <span class="chip-id">{id.to_string()}</span> })}
            </li>
        }
    };
    view! { <ol class="chip-line">{pieces.into_iter().enumerate().map(chip).collect_view()}</ol> }
}

/// What there is to say. Subscribes to the language.
fn says(state: AppState, question: &Question, judged: &Judged, revealed: bool, hidden: bool) -> String {
    let language = state.language;
    if hidden && !matches!(question, Question::Do(_) | Question::Label(_) | Question::Classify(_)) {
        return say!(language, learn.noted_hidden);
    }
    let verdict = judged.verdict.filter(|_| !revealed);
    match (question, &judged.truth) {
        (Question::Count(_), Truth::Number(truth)) => {
            let count = figure(*truth);
            match verdict {
                Some(Verdict::Right) => say!(language, learn.count_right, count = count),
                Some(Verdict::Near) => say!(language, learn.count_near, count = count),
                Some(Verdict::Wrong) => say!(language, learn.count_wrong, count = count),
                None => say!(language, learn.count_told, count = count),
            }
        }
        (Question::Id(_), Truth::Number(truth)) => {
            let id = truth.to_string();
            match verdict {
                Some(Verdict::Right) => say!(language, learn.id_right, id = id),
                _ => say!(language, learn.id_told, id = id),
            }
        }
        (Question::Boundaries(_), Truth::Pieces(pieces)) => {
            let pieces: Vec<_> = pieces.iter().map(|it| it.0.as_str()).collect();
            let truth = judge::boundaries(&pieces);
            let placed = state.learn.work(|it| Placed::of(&it.chosen, &truth));
            match verdict {
                Some(Verdict::Right) => say!(language, learn.cuts_right),
                None => say!(language, learn.cuts_told, count = truth.len()),
                _ if placed.extra == 0 => {
                    say!(language, learn.cuts_found, hit = placed.hit, count = truth.len())
                }
                _ => say!(
                    language,
                    learn.cuts_near,
                    hit = placed.hit,
                    count = truth.len(),
                    extra = placed.extra
                ),
            }
        }
        (Question::NextToken(it), _) => {
            let likely = it.answer.likely(lesson_language(language.get()));
            let typed = state.learn.work(|it| it.typed.clone());
            match judge::rank(&typed, likely).filter(|_| !revealed) {
                Some(1) => say!(language, learn.next_right),
                Some(rank) => say!(language, learn.next_near, rank = rank),
                None if revealed => say!(language, learn.next_told),
                None => say!(language, learn.next_wrong, count = likely.len()),
            }
        }
        (Question::Text(it), _) if it.accept.is_none() => say!(language, learn.compare),
        (Question::Do(_), _) if revealed => say!(language, learn.skipped),
        (Question::Do(_), _) => say!(language, learn.done),
        (Question::Classify(_), _) if !revealed => say!(language, learn.done),
        (Question::Label(_) | Question::Classify(_), _) if revealed => say!(language, learn.skipped),
        (Question::Label(_), _) => say!(language, learn.label_done),
        _ => match verdict {
            Some(Verdict::Right) => say!(language, learn.right),
            Some(Verdict::Near) => say!(language, learn.near),
            Some(Verdict::Wrong) => say!(language, learn.otherwise),
            None => say!(language, learn.told),
        },
    }
}
