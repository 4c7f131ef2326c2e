//! The learner's own reward model: four weights, fitted to the preferences that
//! were given in the lesson, and where each pair lies on the loss.

use leptos::prelude::*;
use lollipop_core::lesson::{
    Feature, LabelPair, Question, StageId,
    preference::{Preference, RewardModel, bradley_terry},
};

use super::{
    curve::{Paper, VIEW_BOX},
    decimal,
};
use crate::{
    said, say,
    state::{AppState, learn::Side, use_state},
};

/// A weight as long as its half of the bar.
const FULL: f64 = 4.0;

/// What was fitted, and to what.
#[derive(Clone, PartialEq, Default)]
struct Fitted {
    model: RewardModel,
    /// Reward of the winner less that of the loser, pair by pair.
    gaps: Vec<f64>,
    loss: f64,
}

/// Weights as bars, pairs as dots on the curve.
#[component]
pub fn RewardView() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let fitted = Memo::new(move |_| fitted(state));
    let count = move || fitted.with(|it| it.gaps.len());
    let paper = Paper(StageId::Reward.curve());
    let bar = move |feature: Feature| {
        let name = move || match feature {
            Feature::Helpful => say!(language, pipeline.helpful),
            Feature::Honest => say!(language, pipeline.honest),
            Feature::Harmless => say!(language, pipeline.harmless),
            Feature::Long => say!(language, pipeline.long),
        };
        let weight = Memo::new(move |_| fitted.with(|it| it.model.weight(feature)));
        let half = move || (weight.get().abs() / FULL).min(1.0) * 50.0;
        view! {
            <li class="weight" data-testid="weight">
                <span>{name}</span>
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                    <rect
                        class="weight-bar"
                        y="0"
                        height="8"
                        x=move || if weight.get() < 0.0 { 50.0 - half() } else { 50.0 }
                        width=half
                    ></rect>
                    <rect class="weight-zero" x="49.75" y="0" width="0.5" height="8"></rect>
                </svg>
                <span class="mono">{move || decimal(weight.get())}</span>
            </li>
        }
    };
    let dots = move || {
        fitted.with(|it| {
            let dot = |gap: &f64| {
                let gap = gap.clamp(-4.0, 4.0);
                view! { <circle class="curve-dot" data-pair="" r="5" cx=paper.x(gap) cy=paper.y(bradley_terry(gap))></circle> }
            };
            it.gaps.iter().map(dot).collect_view()
        })
    };
    view! {
        <Show when=move || { count() > 0 } fallback=move || view! { <p class="field-hint">{said!(language, pipeline.no_labels)}</p> }>
            <section class="reward" data-testid="reward" aria-label=said!(language, pipeline.your_model)>
                <p class="reward-title">{said!(language, pipeline.your_model)}</p>
                <ul class="weights">{Feature::ALL.map(bar).into_iter().collect_view()}</ul>
                <svg class="reward-curve" viewBox=VIEW_BOX role="img" aria-label=said!(language, pipeline.pairs_on_curve)>
                    <path class="curve-axis" d="M0 0V140H320"></path>
                    <path class="curve-line" d=paper.path(StageId::Reward)></path>
                    {dots}
                </svg>
                <p class="field-hint" role="status" data-testid="reward-loss">
                    {move || say!(language, pipeline.fitted, count = count(), loss = fitted.with(|it| decimal(it.loss)))}
                </p>
            </section>
        </Show>
    }
}

/// Fits what was labelled in the lesson that is open. Subscribes.
fn fitted(state: AppState) -> Fitted {
    let Some(lesson) = state.learn.the_lesson() else { return Fitted::default() };
    let asked = lesson.steps.iter().enumerate().find_map(|(at, step)| match &step.question {
        Some(Question::Label(label)) => Some((at, &label.pairs)),
        _ => None,
    });
    let Some((at, pairs)) = asked else { return Fitted::default() };
    let labels = state
        .learn
        .works
        .with(|all| all.get(&(lesson.id.clone(), at)).map(|it| it.labels.clone()).unwrap_or_default());
    let preferences: Vec<_> =
        labels.iter().filter_map(|(at, side)| Some(preference(pairs.get(*at)?, *side))).collect();
    if preferences.is_empty() {
        return Fitted::default();
    }
    let model = RewardModel::fit(&preferences);
    let gaps = preferences.iter().map(|it| model.gap(it)).collect();
    Fitted { loss: model.loss(&preferences), model, gaps }
}

fn preference(pair: &LabelPair, side: Side) -> Preference<'_> {
    let (winner, loser) = match side {
        Side::A => (&pair.a.has, &pair.b.has),
        Side::B => (&pair.b.has, &pair.a.has),
    };
    Preference { winner, loser }
}
