//! What the page knows: one signal per aggregate, memos on top.
//!
//! Views read it and call `actions`; nothing here touches the browser.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use leptos::prelude::*;
use lollipop_bpe::{Encoding, Token};
use lollipop_core::{
    chat::Mode,
    classic::ClassicId,
    count::{PromptReceipt, RoleTokens, receipt},
    demo::DemoError,
    draft::{Card, Draft},
    endpoint::{BaseUrlError, Origin, ResolvedUrl, Target, resolve},
    invisible::flagged,
    key::{ApiKey, KeyRing},
    model::{ModelFacts, facts},
    run::Run,
    tokenizing::{Figures, LoadFailure},
    window::Meter,
    wire::Quirks,
};

use crate::i18n::Locale;

/// The tokenizer's name for the plain text; cards use their own numbers from 1.
pub const TEXT_DOC: u32 = 0;
/// The tokenizer's name for the completion.
pub const COMPLETION_DOC: u32 = u32::MAX;

/// What stands on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The first visit: one field, one button.
    First,
    /// Everything.
    Workbench,
}

/// Where the vocabulary of the chosen encoding is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Vocabulary {
    /// On its way, with the bytes received and expected.
    Loading { received: u32, total: Option<u32> },
    /// In the worker.
    Loaded { encoding: Encoding, role_tokens: RoleTokens },
    /// It did not come.
    Failed(LoadFailure),
    /// The worker cannot be kept alive.
    Dead,
}

/// A document as the tokenizer last saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub encoding: Encoding,
    /// The whole text that was counted.
    pub text: Arc<str>,
    /// Tokens in all.
    pub count: u32,
    pub figures: Figures,
    /// Index of the first token of the window.
    pub window_first: u32,
    /// Byte of `text` where the window starts.
    pub window_start: usize,
    /// The tokens of the window; offsets count from `window_start`.
    pub window: Vec<Token>,
}

impl Counted {
    /// The text of the window.
    pub fn window_text(&self) -> &str {
        let len = self.window.last().map_or(0, |token| token.end as usize);
        // A window that starts inside a character has no text of its own.
        self.text.get(self.window_start..self.window_start + len).unwrap_or_default()
    }

    /// The bytes of a token of the window.
    pub fn bytes(&self, token: &Token) -> &[u8] {
        let bytes = self.text.as_bytes();
        bytes
            .get(self.window_start + token.start as usize..self.window_start + token.end as usize)
            .unwrap_or_default()
    }

    /// Whether the window holds every token.
    pub fn is_whole(&self) -> bool {
        self.window_first == 0 && self.window.len() == self.count as usize
    }
}

/// Something the page wants to say once, with what can be done about it.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// A card was deleted from this place; it can be put back.
    Deleted(usize, Box<Card>),
    /// The link could not be opened; the page is as it was.
    BadLink(DemoError),
    /// The tokenizer died and was started again.
    TokenizerRestarted,
    /// The browser keeps nothing: the draft lives only in this tab.
    NotStored,
}

/// The models that an endpoint lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offered {
    /// Who was asked.
    pub origin: Option<Origin>,
    pub models: Vec<String>,
}

/// What went over the wire in the last run, for reading; the key is not in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wire {
    pub url: String,
    /// The key that went along, to be kept out of what is shown.
    pub key: Option<ApiKey>,
    pub request: String,
    pub status: Option<u16>,
    pub content_type: String,
    /// The bytes as they came.
    pub response: Vec<u8>,
    /// The response was longer than is kept here.
    pub cut: bool,
}

/// How tokens are painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paint {
    pub tints: bool,
    pub marks: bool,
}

/// Signals and memos of the whole page; copied, not cloned.
#[derive(Clone, Copy)]
pub struct AppState {
    pub language: RwSignal<Locale>,
    /// `light`, `dark`, or what the system says.
    pub theme: RwSignal<Option<bool>>,
    pub stage: RwSignal<Stage>,
    pub draft: RwSignal<Draft>,
    /// The draft as the last demo or the sample put it on the page.
    pub loaded: StoredValue<Option<Draft>>,
    /// The classic demo on the page, while it is still the loaded one.
    pub classic: RwSignal<Option<ClassicId>>,
    pub keys: RwSignal<KeyRing>,
    pub quirks: RwSignal<BTreeMap<Origin, Quirks>>,
    pub run: RwSignal<Option<Run>>,
    /// Where the run was sent, and the model it asked for.
    pub sent_to: RwSignal<Option<(ResolvedUrl, String)>>,
    /// Tokens of the prompt when the run was sent, by our count.
    pub sent_prompt: RwSignal<Option<u32>>,
    pub wire: RwSignal<Wire>,
    pub vocabulary: RwSignal<Vocabulary>,
    pub counts: RwSignal<BTreeMap<u32, Arc<Counted>>>,
    pub notice: RwSignal<Option<Notice>>,
    /// The draft that another demo replaced; it can be brought back.
    pub replaced: RwSignal<Option<Draft>>,
    /// The base URL that an opened link proposes, not yet accepted.
    pub proposal: RwSignal<Option<String>>,
    pub offered: RwSignal<Offered>,
    pub paint: RwSignal<Paint>,
    pub sharing: RwSignal<bool>,
    /// Hidden and reordering characters in what would be sent, each once.
    pub hidden: Memo<Vec<char>>,
    /// What the page knows of the model that was typed.
    pub facts: Memo<ModelFacts>,
    /// Where Send would send.
    pub target: Memo<Result<ResolvedUrl, BaseUrlError>>,
    /// The prompt's tokens as a sum; `None` until everything is counted.
    pub receipt: Memo<Option<PromptReceipt>>,
    pub meter: Memo<Meter>,
}

/// The page's state, from context.
pub fn use_state() -> AppState {
    expect_context::<AppState>()
}

impl AppState {
    /// A fresh page.
    pub fn new(language: Locale, theme: Option<bool>, stage: Stage, draft: Draft, keys: KeyRing) -> Self {
        let draft = RwSignal::new(draft);
        let counts = RwSignal::new(BTreeMap::<u32, Arc<Counted>>::new());
        let vocabulary = RwSignal::new(Vocabulary::Loading { received: 0, total: None });
        let run = RwSignal::new(None::<Run>);
        let facts = Memo::new(move |_| draft.with(|it| facts(&it.model, it.encoding, it.window)));
        let target = Memo::new(move |_| draft.with(|it| resolve(&it.base_url, target_of(it.mode))));
        let receipt = Memo::new(move |_| prompt_receipt(draft, counts, vocabulary, facts));
        let meter = Memo::new(move |_| Meter {
            window: facts.with(|it| it.window),
            prompt: receipt.with(|it| it.as_ref().map_or(0, PromptReceipt::total)),
            reserve: draft.with(Draft::reserve),
            completion: None,
        });
        Self {
            language: RwSignal::new(language),
            theme: RwSignal::new(theme),
            stage: RwSignal::new(stage),
            draft,
            loaded: StoredValue::new(None),
            classic: RwSignal::new(None),
            keys: RwSignal::new(keys),
            quirks: RwSignal::new(BTreeMap::new()),
            run,
            sent_to: RwSignal::new(None),
            sent_prompt: RwSignal::new(None),
            wire: RwSignal::new(Wire::default()),
            vocabulary,
            counts,
            notice: RwSignal::new(None),
            replaced: RwSignal::new(None),
            proposal: RwSignal::new(None),
            offered: RwSignal::new(Offered::default()),
            paint: RwSignal::new(Paint { tints: true, marks: true }),
            sharing: RwSignal::new(false),
            hidden: Memo::new(move |_| draft.with(hidden)),
            facts,
            target,
            receipt,
            meter,
        }
    }

    /// A document as last counted with the encoding in force.
    pub fn counted(self, doc: u32) -> Option<Arc<Counted>> {
        let wanted = self.facts.with(|it| it.encoding);
        self.counts.with(|all| all.get(&doc).filter(|it| it.encoding == wanted).cloned())
    }

    /// Whether a run is going on.
    pub fn is_running(self) -> bool {
        self.run.with(|run| run.as_ref().is_some_and(Run::is_active))
    }

    /// Whether a count is what the server will bill, as far as anyone says.
    pub fn count_is_official(self) -> bool {
        self.facts.with(ModelFacts::count_is_official)
    }
}

/// The path of an endpoint that a mode talks to.
pub const fn target_of(mode: Mode) -> Target {
    match mode {
        Mode::Completion => Target::Completions,
        Mode::Text | Mode::Chat => Target::ChatCompletions,
    }
}

/// The hidden characters of what a draft would send.
fn hidden(draft: &Draft) -> Vec<char> {
    let found = draft.sent_texts().flat_map(flagged).map(|(_, sign)| sign);
    found.collect::<BTreeSet<_>>().into_iter().collect()
}

fn prompt_receipt(
    draft: RwSignal<Draft>,
    counts: RwSignal<BTreeMap<u32, Arc<Counted>>>,
    vocabulary: RwSignal<Vocabulary>,
    facts: Memo<ModelFacts>,
) -> Option<PromptReceipt> {
    use lollipop_core::chat::Role;

    let facts = facts.get();
    let Vocabulary::Loaded { encoding, role_tokens } = vocabulary.get() else { return None };
    if encoding != facts.encoding {
        return None;
    }
    counts.with(|counts| {
        let count = |doc: u32| counts.get(&doc).filter(|it| it.encoding == encoding).map(|it| it.count);
        draft.with(|draft| match draft.mode {
            Mode::Completion => Some(PromptReceipt::raw(count(TEXT_DOC)?)),
            Mode::Text => {
                let on = !draft.text.is_empty();
                Some(receipt(&facts.framing, role_tokens, &[(Role::User, on, count(TEXT_DOC)?)]))
            }
            Mode::Chat => {
                let rows: Option<Vec<_>> = draft
                    .cards
                    .iter()
                    .map(|card| Some((card.message.role, card.message.enabled, count(card.id.0)?)))
                    .collect();
                Some(receipt(&facts.framing, role_tokens, &rows?))
            }
        })
    })
}
