//! What the page knows: one signal per aggregate, memos on top.
//!
//! Views read it and call `actions`; nothing here touches the browser.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use leptos::prelude::*;
use lollipop_bpe::{Encoding, ImportError, Token};
use lollipop_core::{
    chat::Mode,
    classic::ClassicId,
    count::{PromptReceipt, RoleTokens, receipt},
    demo::{DemoAddress, DemoError},
    draft::{Card, CardId, Draft},
    endpoint::{BaseUrlError, Origin, ResolvedUrl, Target, resolve},
    invisible::flagged,
    key::{ApiKey, KeyRing},
    model::{ModelFacts, facts},
    run::Run,
    tokenizing::{Figures, ImportedTokenizer, LoadFailure, Tally},
    window::Meter,
    wire::Quirks,
};

pub mod compare;
pub mod learn;
pub mod lens;
pub mod library;
pub mod lm;
pub mod merging;
pub mod side_by_side;

use crate::{
    browser::drafts::{Kept, Tab},
    i18n::Locale,
};
use compare::CompareState;
use learn::LearnState;
use lens::LensState;
use library::LibraryState;
use lm::LmState;
use merging::MergingState;
use side_by_side::SideBySideState;

/// The tokenizer's name for the plain text; cards use their own numbers from 1.
pub const TEXT_DOC: u32 = 0;
/// Beyond so many bytes a text is typed into a field that scrolls by itself,
/// with no layer behind it that would have to be laid out again and again, and
/// nothing looks through all of it at each key.
pub const LONG_TEXT_BYTES: usize = 50_000;
/// The tokenizer's name for the completion.
pub const COMPLETION_DOC: u32 = u32::MAX;

/// The tokenizer's names for texts that a lesson asks about, from here on.
pub const FIRST_ASKED_DOC: u32 = 1 << 31;

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

/// Something that the tokenizer found out about a document, with the encoding
/// that it used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<T> {
    pub encoding: Encoding,
    pub it: T,
}

/// Some consecutive tokens of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// Index of the first token in the document.
    pub first: u32,
    /// Their text.
    pub text: String,
    /// The tokens; offsets are bytes of `text`.
    pub tokens: Vec<Token>,
}

/// What else was counted in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    pub figures: Figures,
    /// Characters that hide or turn the text around, each once.
    pub hidden: Vec<char>,
}

/// What the tokenizer found out about each document.
type FoundIn<T> = RwSignal<BTreeMap<u32, Found<T>>>;

/// The text of a document; empty if it is not there.
pub fn text_of(draft: &Draft, doc: u32) -> &str {
    match doc {
        TEXT_DOC => &draft.text,
        id => draft.card(CardId(id)).map_or("", |card| &card.message.content),
    }
}

/// The text of a document, to be changed in place.
pub fn text_mut(draft: &mut Draft, doc: u32) -> Option<&mut String> {
    match doc {
        TEXT_DOC => Some(&mut draft.text),
        id => draft.message_mut(CardId(id)).map(|message| &mut message.content),
    }
}

/// Something the page wants to say once, with what can be done about it.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// A file is no tokenizer that the page can use.
    BadTokenizer(String, ImportError),
    /// A card was deleted from this place; it can be put back.
    Deleted(usize, Box<Card>),
    /// The link could not be opened; the page is as it was.
    BadLink(DemoError),
    /// A file holds no demo; the page is as it was.
    BadFile(String, DemoError),
    /// A file cannot be read.
    UnreadableFile(String),
    /// A demo could not be loaded from an address; the page is as it was.
    NotLoaded(LoadFault),
    /// The tokenizer died and was started again, without the file that it
    /// counted with.
    TokenizerRestarted(Option<String>),
    /// A part of the app did not come: what was asked for is not done.
    PartMissing,
    /// The browser keeps nothing: the draft lives only in this tab.
    NotStored,
    /// The browser has no room for a text this long: it lives only in this tab.
    TooLongToStore,
}

/// Why a demo was not loaded; with the host that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadFault {
    /// Not an address that is asked.
    Address,
    /// Not reachable, redirected, or closed to other pages.
    Unreachable(String),
    /// It answered with this HTTP status.
    Status(String, u16),
    /// It answered, but not with a demo.
    Demo(String, DemoError),
}

/// The day and the model of a recorded run, as its demo says them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    pub date: String,
    pub model: String,
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
    /// What lives as long as the page is made under it.
    pub owner: StoredValue<Owner>,
    pub language: RwSignal<Locale>,
    /// `light`, `dark`, or what the system says.
    pub theme: RwSignal<Option<bool>>,
    pub stage: RwSignal<Stage>,
    pub draft: RwSignal<Draft>,
    /// Grows whenever a text of the draft is written otherwise than by typing
    /// in its field: the field and the tokenizer then read the whole of it.
    pub writing: RwSignal<u32>,
    /// The draft as the last demo or the sample put it on the page.
    pub loaded: StoredValue<Option<Draft>>,
    /// What the browser took of the draft last.
    pub kept: StoredValue<Kept>,
    /// The classic demo on the page, while it is still the loaded one.
    pub classic: RwSignal<Option<ClassicId>>,
    pub keys: RwSignal<KeyRing>,
    pub quirks: RwSignal<BTreeMap<Origin, Quirks>>,
    pub run: RwSignal<Option<Run>>,
    /// Where the run was sent, and the model it asked for.
    pub sent_to: RwSignal<Option<(ResolvedUrl, String)>>,
    /// Tokens of the prompt when the run was sent, by our count.
    pub sent_prompt: RwSignal<Option<u32>>,
    /// Where the run on the page is a recorded one: what is known of it.
    pub replayed: RwSignal<Option<Replayed>>,
    /// The draft that the recorded run belongs to.
    pub answered: StoredValue<Option<Draft>>,
    pub wire: RwSignal<Wire>,
    pub vocabulary: RwSignal<Vocabulary>,
    /// The counts of this moment. They are on the page a frame before what is
    /// derived of them.
    pub fresh: FoundIn<Tally>,
    /// The tokenizer that a person brought, while it counts in place of the
    /// encoding.
    pub imported: RwSignal<Option<ImportedTokenizer>>,
    pub tallies: FoundIn<Tally>,
    pub windows: FoundIn<Arc<Window>>,
    pub measured: FoundIn<Arc<Measured>>,
    pub notice: RwSignal<Option<Notice>>,
    /// The draft that another demo replaced; it can be brought back.
    pub replaced: RwSignal<Option<Draft>>,
    /// The base URL that an opened link proposes, not yet accepted.
    pub proposal: RwSignal<Option<String>>,
    /// Where a demo would be loaded from, not yet accepted.
    pub load_offer: RwSignal<Option<DemoAddress>>,
    pub offered: RwSignal<Offered>,
    pub paint: RwSignal<Paint>,
    pub sharing: RwSignal<bool>,
    pub library: LibraryState,
    pub lens: LensState,
    /// The model in this tab.
    pub lm: LmState,
    pub merging: MergingState,
    pub compare: CompareState,
    pub side_by_side: SideBySideState,
    pub learn: LearnState,
    /// Where this tab keeps its draft.
    pub tab: StoredValue<Tab>,
    /// Hidden and reordering characters in what would be sent, each once.
    pub hidden: Memo<Vec<char>>,
    /// What the page knows of the model that was typed.
    pub facts: Memo<ModelFacts>,
    /// See [`Self::target`].
    target: StoredValue<Option<Memo<Result<ResolvedUrl, BaseUrlError>>>>,
    /// Whether the page begins with a link that is not read yet.
    pub opening: RwSignal<bool>,
    /// Whether the parts that most people need are there.
    pub parts_came: RwSignal<bool>,
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
    pub fn new(
        language: Locale,
        theme: Option<bool>,
        stage: Stage,
        draft: Draft,
        keys: KeyRing,
        tab: Tab,
    ) -> Self {
        let draft = RwSignal::new(draft);
        let tallies = RwSignal::new(BTreeMap::new());
        let measured = RwSignal::new(BTreeMap::new());
        let vocabulary = RwSignal::new(Vocabulary::Loading { received: 0, total: None });
        let run = RwSignal::new(None::<Run>);
        let facts = Memo::new(move |_| draft.with(|it| facts(&it.model, it.encoding, it.window)));
        let receipt = Memo::new(move |_| prompt_receipt(draft, tallies, vocabulary, facts));
        let meter = Memo::new(move |_| Meter {
            window: facts.with(|it| it.window),
            prompt: receipt.with(|it| it.as_ref().map_or(0, PromptReceipt::total)),
            reserve: draft.with(Draft::reserve),
            completion: None,
        });
        Self {
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            language: RwSignal::new(language),
            theme: RwSignal::new(theme),
            stage: RwSignal::new(stage),
            draft,
            writing: RwSignal::new(0),
            loaded: StoredValue::new(None),
            kept: StoredValue::new(Kept::default()),
            classic: RwSignal::new(None),
            keys: RwSignal::new(keys),
            quirks: RwSignal::new(BTreeMap::new()),
            run,
            sent_to: RwSignal::new(None),
            sent_prompt: RwSignal::new(None),
            replayed: RwSignal::new(None),
            answered: StoredValue::new(None),
            wire: RwSignal::new(Wire::default()),
            vocabulary,
            fresh: RwSignal::new(BTreeMap::new()),
            imported: RwSignal::new(None),
            tallies,
            windows: RwSignal::new(BTreeMap::new()),
            measured,
            notice: RwSignal::new(None),
            replaced: RwSignal::new(None),
            proposal: RwSignal::new(None),
            load_offer: RwSignal::new(None),
            offered: RwSignal::new(Offered::default()),
            paint: RwSignal::new(Paint { tints: true, marks: true }),
            sharing: RwSignal::new(false),
            library: LibraryState::new(),
            lens: LensState::new(),
            lm: LmState::new(),
            merging: MergingState::new(),
            compare: CompareState::new(),
            side_by_side: SideBySideState::new(),
            learn: LearnState::new(),
            tab: StoredValue::new(tab),
            hidden: Memo::new(move |_| hidden(draft, measured)),
            facts,
            target: StoredValue::new(None),
            opening: RwSignal::new(false),
            parts_came: RwSignal::new(false),
            receipt,
            meter,
        }
    }

    /// Where Send would send. The memo is made when it is first asked for, so
    /// that the first page can do without what it takes.
    pub fn target(self) -> Memo<Result<ResolvedUrl, BaseUrlError>> {
        self.target.get_value().unwrap_or_else(|| {
            let draft = self.draft;
            let make = || Memo::new(move |_| draft.with(|it| resolve(&it.base_url, target_of(it.mode))));
            let memo = self.owner.with_value(|owner| owner.with(make));
            self.target.set_value(Some(memo));
            memo
        })
    }

    /// How far a document is counted with the encoding in force.
    pub fn tally(self, doc: u32) -> Option<Tally> {
        self.found(self.tallies, doc)
    }

    /// As [`Self::tally`], a frame earlier: for the count itself and nothing
    /// that takes longer to draw.
    pub fn fresh_tally(self, doc: u32) -> Option<Tally> {
        self.found(self.fresh, doc)
    }

    /// The tokens of a document that are to be seen.
    pub fn window(self, doc: u32) -> Option<Arc<Window>> {
        self.found(self.windows, doc)
    }

    /// What else was counted in a document.
    pub fn measured(self, doc: u32) -> Option<Arc<Measured>> {
        self.found(self.measured, doc)
    }

    fn found<T: Clone + Send + Sync + 'static>(self, all: FoundIn<T>, doc: u32) -> Option<T> {
        let wanted = self.facts.with(|it| it.encoding);
        all.with(|all| all.get(&doc).filter(|it| it.encoding == wanted).map(|it| it.it.clone()))
    }

    /// Changes texts of the draft otherwise than by typing in their fields.
    pub fn write(self, change: impl FnOnce(&mut Draft)) {
        self.draft.update(change);
        self.writing.update(|it| *it = it.wrapping_add(1));
    }

    /// Whether something that would be sent is not counted to its end.
    pub fn is_counting(self) -> bool {
        let encoding = self.facts.with(|it| it.encoding);
        self.draft.with(|draft| {
            self.tallies.with(|all| {
                let tally = |doc| all.get(&doc).filter(|it| it.encoding == encoding);
                sent(draft).iter().any(|(doc, _)| tally(*doc).is_some_and(|it| !it.it.is_whole()))
            })
        })
    }

    /// Whether a run is going on.
    pub fn is_running(self) -> bool {
        self.run.with(|run| run.as_ref().is_some_and(Run::is_active))
    }

    /// Whether the prompt is no longer the one that the recorded run answers.
    pub fn record_is_stale(self) -> bool {
        self.draft.with(|draft| {
            self.answered.with_value(|answered| {
                answered.as_ref().is_some_and(|it| it.mode != draft.mode || !it.says_the_same_as(draft))
            })
        })
    }

    /// Whether a count is what the server will bill, as far as anyone says.
    pub fn count_is_official(self) -> bool {
        let joins = self.facts.with(|it| it.framing.joins)
            && self.draft.with(|draft| {
                draft.mode != Mode::Completion
                    && draft.sent_texts().any(|text| text.starts_with(char::is_whitespace))
            });
        self.facts.with(ModelFacts::count_is_official) && self.imported.with(Option::is_none) && !joins
    }
}

/// The path of an endpoint that a mode talks to.
pub const fn target_of(mode: Mode) -> Target {
    match mode {
        Mode::Completion => Target::Completions,
        Mode::Text | Mode::Chat => Target::ChatCompletions,
    }
}

/// The hidden characters of what a draft would send. Long texts are not looked
/// through at each key: the tokenizer does that when it has time.
fn hidden(draft: RwSignal<Draft>, measured: FoundIn<Arc<Measured>>) -> Vec<char> {
    let mut found = BTreeSet::new();
    draft.with(|draft| {
        for (doc, text) in sent(draft) {
            if text.len() <= LONG_TEXT_BYTES {
                found.extend(flagged(text).into_iter().map(|(_, sign)| sign));
            } else {
                measured.with(|all| found.extend(all.get(&doc).into_iter().flat_map(|it| &it.it.hidden)));
            }
        }
    });
    found.into_iter().collect()
}

/// The texts that would be sent, with the names of their documents.
fn sent(draft: &Draft) -> Vec<(u32, &str)> {
    match draft.mode {
        Mode::Text | Mode::Completion => vec![(TEXT_DOC, draft.text.as_str())],
        Mode::Chat => {
            let on = draft.cards.iter().filter(|card| card.message.enabled);
            on.map(|card| (card.id.0, card.message.content.as_str())).collect()
        }
    }
}

fn prompt_receipt(
    draft: RwSignal<Draft>,
    tallies: FoundIn<Tally>,
    vocabulary: RwSignal<Vocabulary>,
    facts: Memo<ModelFacts>,
) -> Option<PromptReceipt> {
    use lollipop_core::chat::Role;

    let facts = facts.get();
    let Vocabulary::Loaded { encoding, role_tokens } = vocabulary.get() else { return None };
    if encoding != facts.encoding {
        return None;
    }
    tallies.with(|tallies| {
        let count = |doc: u32| tallies.get(&doc).filter(|it| it.encoding == encoding).map(|it| it.it.count);
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
