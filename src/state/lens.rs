//! What the lens knows: the ways gone from one prompt, and the chances where
//! one stands.

use std::{collections::BTreeMap, sync::Arc};

use leptos::prelude::*;
use lollipop_core::{
    endpoint::Reach,
    lens::{Chance, Distribution, Judged, NodeId, Order, Rolled, Score, Settings, Shaped, Tree, shape},
    lm::LookFailure,
    wire::{Prompt, RunError},
};

use super::AppState;

/// Who gives the chances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The model in this tab.
    Tab,
    /// The endpoint that is chosen.
    Endpoint,
}

/// Why there are no chances to show.
#[derive(Clone, Debug, PartialEq)]
pub enum LookFault {
    /// The model in the tab says why.
    Refused(LookFailure),
    /// The model in the tab is gone.
    Gone,
    /// The endpoint failed.
    Endpoint(RunError),
    /// The endpoint answered, and said nothing of chances.
    NoAlternatives,
    /// The way ends inside a character.
    HalfCharacter,
    /// A chat endpoint begins a new answer each time.
    NoContinuing,
    /// There is no address to ask.
    NoAddress,
    /// No model is named.
    NoModel,
}

/// How the question for the chances stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Looking {
    /// Nothing is on its way.
    #[default]
    Idle,
    /// Asked.
    Waiting,
    /// Without an answer.
    Failed(LookFault),
}

/// What was done last, to be said once.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    /// A number fell on a token, or among those that are not listed.
    Rolled { rolled: Rolled, on: Option<Chance>, ends: bool, stretches: Vec<f64> },
    /// The endpoint rolled.
    RolledThere(Chance),
    /// A token was chosen.
    Took { token: Chance, ends: bool },
    /// One token back.
    Back,
}

/// Signals of the lens; copied, not cloned.
#[derive(Clone, Copy)]
pub struct LensState {
    /// Who is asked, where a person chose.
    pub chosen: RwSignal<Option<Asked>>,
    /// What the tree grows from.
    pub root: RwSignal<Option<(Asked, Prompt)>>,
    pub tree: RwSignal<Tree>,
    /// The chances at places of the tree, as far as they are kept.
    pub views: RwSignal<BTreeMap<NodeId, Arc<Distribution>>>,
    pub looking: RwSignal<Looking>,
    /// Grows with each question: a late answer is not heard.
    pub turn: StoredValue<u32>,
    /// Whether the endpoint is llama.cpp, which goes on with a begun answer and
    /// applies the temperature last. Known from its answers.
    pub is_llama: RwSignal<bool>,
    pub done: RwSignal<Option<Done>>,
    /// Whether a person predicts before the chances are shown.
    pub predicting: RwSignal<bool>,
    /// Whether the chances here are shown in spite of that.
    pub revealed: RwSignal<bool>,
    pub judged: RwSignal<Option<Judged>>,
    pub score: RwSignal<Score>,
    /// Whether the run on the page was asked for alternatives.
    pub run_was_asked: RwSignal<bool>,
    /// How many rows are drawn.
    pub rows: RwSignal<usize>,
    /// See [`AppState::chances`].
    chances: StoredValue<Option<Chances>>,
}

/// What is derived for the lens; copied, not cloned.
#[derive(Clone, Copy)]
pub struct Chances {
    /// Who is asked.
    pub asked: Memo<Asked>,
    /// The chances where one stands.
    pub here: Memo<Option<Arc<Distribution>>>,
    pub settings: Memo<Settings>,
    /// The chances under the settings.
    pub shaped: Memo<Option<Arc<Shaped>>>,
}

/// Rows that are drawn at first.
pub const FEW_ROWS: usize = 12;

impl LensState {
    pub fn new() -> Self {
        Self {
            chosen: RwSignal::new(None),
            root: RwSignal::new(None),
            tree: RwSignal::new(Tree::default()),
            views: RwSignal::new(BTreeMap::new()),
            looking: RwSignal::new(Looking::Idle),
            turn: StoredValue::new(0),
            is_llama: RwSignal::new(false),
            done: RwSignal::new(None),
            predicting: RwSignal::new(false),
            revealed: RwSignal::new(false),
            judged: RwSignal::new(None),
            score: RwSignal::new(Score::default()),
            run_was_asked: RwSignal::new(false),
            rows: RwSignal::new(FEW_ROWS),
            chances: StoredValue::new(None),
        }
    }

    /// Whether the chances here are to be seen.
    pub fn is_open(self) -> bool {
        !self.predicting.get() || self.revealed.get()
    }

    /// Whether the way ends with the end of the answer.
    pub fn has_ended(self) -> bool {
        self.tree.with(|tree| tree.node(tree.at()).step.as_ref().is_some_and(|it| it.ends))
    }
}

impl AppState {
    /// What is derived for the lens, made when it is first asked for: the first
    /// page can do without.
    pub fn chances(self) -> Chances {
        self.lens.chances.get_value().unwrap_or_else(|| {
            let chances = self.owner.with_value(|owner| owner.with(|| Chances::new(self)));
            self.lens.chances.set_value(Some(chances));
            chances
        })
    }
}

impl Chances {
    fn new(state: AppState) -> Self {
        let (lens, draft, target) = (state.lens, state.draft, state.target());
        let is_tab = Memo::new(move |_| target.with(|it| it.as_ref().is_ok_and(|it| it.reach == Reach::Tab)));
        let asked = Memo::new(move |_| match lens.chosen.get() {
            _ if is_tab.get() => Asked::Tab,
            Some(asked) => asked,
            None => Asked::Endpoint,
        });
        let here = Memo::new(move |_| {
            let at = lens.tree.with(Tree::at);
            lens.views.with(|all| all.get(&at).cloned())
        });
        let settings = Memo::new(move |_| {
            let order = match asked.get() {
                Asked::Endpoint if lens.is_llama.get() => Order::TemperatureLast,
                _ => Order::TemperatureFirst,
            };
            draft.with(|draft| {
                let params = draft.params().ok();
                Settings {
                    temperature: params.as_ref().and_then(|it| it.temperature).unwrap_or(1.0),
                    top_k: params.as_ref().and_then(|it| it.top_k),
                    top_p: params.as_ref().and_then(|it| it.top_p).unwrap_or(1.0),
                    order,
                }
            })
        });
        let shaped = Memo::new(move |_| {
            let settings = settings.get();
            here.with(|here| here.as_ref().map(|it| Arc::new(shape(it, &settings))))
        });
        Self { asked, here, settings, shaped }
    }
}
