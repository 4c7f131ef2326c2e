//! What the page knows of the runs side by side. They are none of the main
//! run's: it stays as it is, whatever happens here.
//!
//! To show them from elsewhere, such as from a lesson: choose the Compare view
//! and call [`crate::actions::compare::choose_kind`].

use leptos::prelude::*;
use lollipop_core::{
    compare::{BadSetting, Kind, MOST_RUNS, ReadToken, Settings, Variant},
    endpoint::ResolvedUrl,
    run::Run,
};

/// One of the runs: what it is, where it went, and how far it is.
#[derive(Clone, Copy)]
pub struct Slot {
    pub variant: RwSignal<Option<Variant>>,
    pub sent_to: RwSignal<Option<ResolvedUrl>>,
    pub run: RwSignal<Option<Run>>,
    /// The prompt as the model reads it, where the page can tell; else empty.
    pub read: RwSignal<Vec<ReadToken>>,
}

impl Slot {
    fn new() -> Self {
        Self {
            variant: RwSignal::new(None),
            sent_to: RwSignal::new(None),
            run: RwSignal::new(None),
            read: RwSignal::new(Vec::new()),
        }
    }
}

/// Signals of the tab; copied, not cloned.
#[derive(Clone, Copy)]
pub struct CompareState {
    pub kind: RwSignal<Kind>,
    /// Those that are chosen, in their order.
    pub temperatures: RwSignal<Vec<f64>>,
    pub seeds: RwSignal<Vec<u64>>,
    /// As typed; so are the next two.
    pub temperature: RwSignal<String>,
    pub seed: RwSignal<String>,
    pub max_tokens: RwSignal<String>,
    pub settings: Memo<Result<Settings, BadSetting>>,
    pub slots: [Slot; MOST_RUNS],
    /// Whether runs are going on.
    pub running: RwSignal<bool>,
    /// Grows with every start and stop: what an earlier one does is over.
    pub turn: StoredValue<u32>,
}

impl CompareState {
    pub fn new() -> Self {
        let temperature = RwSignal::new("0.7".to_owned());
        let seed = RwSignal::new("1".to_owned());
        let max_tokens = RwSignal::new("80".to_owned());
        let settings = Memo::new(move |_| {
            temperature.with(|t| seed.with(|s| max_tokens.with(|m| Settings::read(t, s, m))))
        });
        Self {
            kind: RwSignal::new(Kind::Template),
            temperatures: RwSignal::new(vec![0.0, 0.7, 1.5]),
            seeds: RwSignal::new(vec![1, 2, 3]),
            temperature,
            seed,
            max_tokens,
            settings,
            slots: std::array::from_fn(|_| Slot::new()),
            running: RwSignal::new(false),
            turn: StoredValue::new(0),
        }
    }

    /// The runs that are chosen; subscribes.
    pub fn variants(self) -> Vec<Variant> {
        match self.kind.get() {
            Kind::Template => vec![Variant::Raw, Variant::Chat],
            Kind::Temperatures => {
                self.temperatures.with(|all| all.iter().map(|it| Variant::Temperature(*it)).collect())
            }
            Kind::Seeds => self.seeds.with(|all| all.iter().map(|it| Variant::Seed(*it)).collect()),
        }
    }
}
