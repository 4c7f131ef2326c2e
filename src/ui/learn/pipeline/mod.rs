//! How a chat model is made: the way in stages, each to be opened.

mod curve;
mod reward;

use std::sync::Arc;

use leptos::prelude::*;
use lollipop_core::lesson::{Pipeline, Stage, StageId, Words};

use self::curve::CurveView;
pub use self::reward::RewardView;
use super::{
    prose::Prose,
    rail::Failed,
    step::{Sources, in_language},
};
use crate::{
    actions::learn,
    said, say,
    state::{
        learn::{Fetched, lesson_language},
        use_state,
    },
};

/// The way, with the stage of the step open.
#[component]
pub fn PipelineView(
    /// The stage that is open at first.
    stage: Option<StageId>,
) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    learn::need_pipeline(state);
    let open = RwSignal::new(stage);
    let body = move || match state.learn.pipeline.get() {
        Fetched::Not | Fetched::Coming => {
            view! { <p class="muted">{said!(language, learn.coming)}</p> }.into_any()
        }
        Fetched::Failed => view! { <Failed again=move || learn::need_pipeline(state)/> }.into_any(),
        Fetched::Here(pipeline) => view! { <Way pipeline open/> }.into_any(),
    };
    view! {
        <section class="pipeline" aria-label=said!(language, pipeline.name) data-testid="pipeline">
            {body}
            <p class="field-hint">{said!(language, pipeline.simulation)}</p>
        </section>
    }
}

#[component]
fn Way(pipeline: Arc<Pipeline>, open: RwSignal<Option<StageId>>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    // From the supervised model on there is a long way and two short ones.
    let group = |ids: &[StageId]| {
        let stages = pipeline.stages.iter().filter(|it| ids.contains(&it.id));
        stages.map(|it| view! { <StageBox stage=it.clone() open/> }).collect_view()
    };
    view! {
        <ol class="pipeline-way">
            {group(&[StageId::PreTraining, StageId::Continued, StageId::Supervised])}
        </ol>
        <p class="pipeline-fork">{said!(language, pipeline.long_way)}</p>
        <ol class="pipeline-way" data-branch="">{group(&[StageId::Reward, StageId::Ppo])}</ol>
        <p class="pipeline-fork">{said!(language, pipeline.short_ways)}</p>
        <ol class="pipeline-way" data-branch="" data-either="">{group(&[StageId::Dpo, StageId::Orpo])}</ol>
    }
}

#[component]
fn StageBox(stage: Stage, open: RwSignal<Option<StageId>>) -> impl IntoView {
    let state = use_state();
    let id = stage.id;
    let is_open = Memo::new(move |_| open.get() == Some(id));
    let name = in_language(state, stage.name.clone());
    let panel = format!("stage-{}", id.as_str());
    let controls = panel.clone();
    view! {
        <li class="stage" data-open=move || is_open.get().then_some("")>
            <button
                class="stage-name"
                type="button"
                data-testid="stage"
                data-stage=id.as_str()
                aria-expanded=move || is_open.get().to_string()
                aria-controls=controls
                on:click=move |_| open.set((!is_open.get_untracked()).then_some(id))
            >
                {name}
            </button>
            <div class="stage-panel" id=panel hidden=move || !is_open.get()>
                {move || is_open.get().then(|| view! { <StagePanel stage=stage.clone()/> })}
            </div>
        </li>
    }
}

#[component]
fn StagePanel(stage: Stage) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let id = stage.id;
    let loss = stage.loss.clone();
    let row = |name: Signal<String>, words: Words| {
        view! {
            <dt>{name}</dt>
            <dd class="lesson-text"><Prose text=in_language(state, words)/></dd>
        }
    };
    view! {
        <dl class="stage-rows" data-testid="stage-panel">
            {row(Signal::derive(said!(language, pipeline.takes)), stage.takes.clone())}
            {row(Signal::derive(said!(language, pipeline.optimises)), stage.optimises.clone())}
        </dl>
        <p class="stage-loss mono">{move || loss.get(lesson_language(language.get())).clone()}</p>
        <CurveView stage=id/>
        {(id == StageId::Reward).then(|| view! { <RewardView/> })}
        <dl class="stage-rows">
            {row(Signal::derive(said!(language, pipeline.makes)), stage.makes.clone())}
            {row(Signal::derive(said!(language, pipeline.costs)), stage.costs.clone())}
        </dl>
        <Sources sources=stage.sources.clone()/>
    }
}

/// A figure with two places behind the point, and a true minus.
pub(super) fn decimal(value: f64) -> String {
    let text = format!("{value:.2}");
    match text.strip_prefix('-') {
        Some("0.00") => "0.00".to_owned(),
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

/// What the axis of a stage's curve stands for. Subscribes to the language.
pub(super) fn axis(language: RwSignal<crate::i18n::Locale>, stage: StageId) -> String {
    match stage {
        StageId::PreTraining | StageId::Continued | StageId::Supervised => {
            say!(language, pipeline.x_probability)
        }
        StageId::Reward => say!(language, pipeline.x_reward),
        StageId::Ppo => say!(language, pipeline.x_ratio),
        StageId::Dpo => say!(language, pipeline.x_gain),
        StageId::Orpo => say!(language, pipeline.x_better),
    }
}
