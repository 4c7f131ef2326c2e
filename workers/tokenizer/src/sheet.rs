//! One open text, and what is known and not yet said of it.

use std::sync::Arc;

use lollipop_bpe::{Document, Encoding, Tokenizer, layout};
use lollipop_core::{
    foresight::{Foresight, foreseen_keys},
    text_edit::{TextEdit, units},
    tokenizing::{FromWorker, Tally, TokenWindow},
};

use crate::measuring::Measuring;

/// Bytes counted in one step: a few milliseconds.
const COUNT_STEP_BYTES: usize = 128 * 1024;
/// Bytes measured in one step.
const MEASURE_STEP_BYTES: usize = 32 * 1024;
/// Tokens looked at in one step for the Han characters that they are part of.
const MEASURE_STEP_TOKENS: usize = 16 * 1024;
/// Up to so many bytes a text is measured at once.
const SHORT_BYTES: usize = 32 * 1024;
/// A longer text is measured when nothing in it has changed for so long.
const QUIET_MS: f64 = 300.0;
/// While a long text is being counted, how often that is said.
const SAID_EVERY_MS: f64 = 60.0;
/// A character has four bytes, so at most three tokens before or after one
/// that it shares with others.
const SHARING: usize = 3;

/// What one step has brought.
#[derive(Debug, PartialEq)]
pub enum Step {
    /// Something to say, and there may be more to do.
    Say(FromWorker),
    /// Nothing to say yet, but more to do.
    Worked,
    /// Nothing to do before so many milliseconds are over.
    Wait(f64),
    /// Nothing to do.
    Done,
}

/// A text, with its tokens as soon as there is a vocabulary.
enum Body {
    Plain(String),
    Counted(Document),
}

/// What else there is to measure.
enum Measure {
    /// All is measured and said.
    Nothing,
    /// Nothing is measured yet.
    All,
    Text(Measuring),
    /// The text is measured; of the tokens those before `next` are.
    Tokens {
        measured: Measuring,
        next: usize,
        han_tokens: u32,
    },
}

/// A tokenizer, and the encoding that it is for the page: its own, or the one
/// that an imported tokenizer stands in for.
#[derive(Clone)]
pub struct Counting {
    pub tokenizer: Arc<Tokenizer>,
    pub encoding: Encoding,
}

/// One open text.
pub struct Sheet {
    body: Body,
    /// The name under which the page knows the vocabulary.
    encoding: &'static str,
    revision: u32,
    held: bool,
    /// What has been counted since is not said yet.
    untold: bool,
    said_at_ms: f64,
    changed_at_ms: f64,
    first: usize,
    len: usize,
    /// The window may have changed since it was sent.
    window_untold: bool,
    sent_window: Option<TokenWindow>,
    /// Where the next key is expected, in UTF-16 units, until it is foreseen.
    caret: Option<usize>,
    measure: Measure,
}

impl Sheet {
    /// A text that nothing is known of yet.
    pub fn new(counting: Option<&Counting>, revision: u32, text: String, now_ms: f64) -> Self {
        Self {
            encoding: counting.map_or("", |counting| counting.encoding.name()),
            body: match counting {
                Some(counting) => Body::Counted(Document::unsettled(counting.tokenizer.clone(), &text)),
                None => Body::Plain(text),
            },
            revision,
            held: false,
            untold: true,
            said_at_ms: f64::NEG_INFINITY,
            changed_at_ms: now_ms,
            first: 0,
            len: 0,
            window_untold: true,
            sent_window: None,
            caret: None,
            measure: Measure::All,
        }
    }

    /// Counts with another vocabulary from now on.
    pub fn use_tokenizer(&mut self, counting: &Counting, now_ms: f64) {
        let text = match &mut self.body {
            Body::Plain(text) => std::mem::take(text),
            Body::Counted(document) => document.text(),
        };
        let (first, len) = (self.first, self.len);
        *self = Self { first, len, ..Self::new(Some(counting), self.revision, text, now_ms) };
    }

    /// Changes the text. Returns whether that leads to the text that the page
    /// has; if not, the sheet is of no use any more.
    pub fn edit(&mut self, revision: u32, edit: TextEdit, length_after: u32, now_ms: f64) -> bool {
        let made = match &mut self.body {
            Body::Plain(text) => edit.apply(text).is_ok() && units(text) == length_after,
            Body::Counted(document) => {
                let start = edit.start as usize;
                let range = start..start + edit.deleted as usize;
                document.replace_utf16(range, &edit.inserted).is_ok()
                    && document.len_utf16() == length_after as usize
            }
        };
        let is_next = self.revision.checked_add(1) == Some(revision);
        self.revision = revision;
        self.untold = true;
        self.window_untold = true;
        self.changed_at_ms = now_ms;
        self.caret = None;
        self.measure = Measure::All;
        made && is_next
    }

    /// Says once what the count will be after a key here.
    pub fn expect_key(&mut self, at: usize) {
        self.caret = Some(at);
    }

    /// Sends this window from now on.
    pub fn show(&mut self, first: usize, len: usize) {
        (self.first, self.len) = (first, len);
        self.window_untold = true;
    }

    /// The piece that a token is part of; `None` where there is none.
    pub fn piece_of(&self, token: usize) -> Option<String> {
        let stretch = self.document()?.tokens(token..token.saturating_add(1));
        (!stretch.tokens.is_empty()).then_some(stretch.text)
    }

    /// Stops counting, or goes on.
    pub fn hold(&mut self, held: bool) {
        self.held = held;
        self.untold = true;
    }

    fn document(&self) -> Option<&Document> {
        match &self.body {
            Body::Plain(_) => None,
            Body::Counted(document) => Some(document),
        }
    }

    fn is_counting(&self) -> bool {
        !self.held && self.document().is_some_and(|it| it.pending() > 0)
    }

    /// The count, if it has changed since it was said: after a first step, if
    /// there is much to count.
    pub fn tell(&mut self, doc: u32, now_ms: f64) -> Option<FromWorker> {
        let Body::Counted(document) = &mut self.body else { return None };
        if !self.untold {
            return None;
        }
        if !self.held {
            document.settle(COUNT_STEP_BYTES);
        }
        // What is over in a moment is said when it is.
        if document.pending() > 0 && !self.held && now_ms - self.changed_at_ms < SAID_EVERY_MS {
            return None;
        }
        let tally = Tally {
            count: number(document.count()),
            pending_bytes: number(document.pending()),
            bytes: number(document.len()),
            held: self.held && document.pending() > 0,
        };
        let encoding = self.encoding.to_owned();
        // A text that has nothing left to wait for is not held any more.
        self.held = tally.held;
        self.untold = false;
        self.window_untold = true;
        self.said_at_ms = now_ms;
        Some(FromWorker::Counted { doc, revision: self.revision, encoding, tally })
    }

    /// Counts some more of a long text. `None` if there is nothing to do.
    pub fn count_on(&mut self, now_ms: f64) -> Option<Step> {
        if !self.is_counting() {
            return None;
        }
        let Body::Counted(document) = &mut self.body else { return None };
        let done = document.settle(COUNT_STEP_BYTES);
        self.untold = done || now_ms - self.said_at_ms >= SAID_EVERY_MS;
        Some(Step::Worked)
    }

    /// The tokens that are to be seen, if they are not those that were sent.
    pub fn tell_window(&mut self, doc: u32) -> Option<FromWorker> {
        if !self.window_untold || self.len == 0 {
            return None;
        }
        let document = self.document()?;
        let window = window(document, self.first, self.len);
        let encoding = self.encoding.to_owned();
        self.window_untold = false;
        if self.sent_window.as_ref() == Some(&window) {
            return None;
        }
        self.sent_window = Some(window.clone());
        Some(FromWorker::Window { doc, revision: self.revision, encoding, window })
    }

    /// What the count will be after the next key, where one is expected.
    pub fn tell_foresight(&mut self, doc: u32) -> Option<FromWorker> {
        let at = self.caret.take()?;
        let document = self.document()?;
        let typed = document.foresee_utf16(at..at, foreseen_keys())?;
        let bytes = number(document.len());
        let before = at.checked_sub(1).and_then(|before| {
            let counts = document.foresee_utf16(before..at, [""])?;
            let gone = document.byte_of_utf16(at)? - document.byte_of_utf16(before)?;
            Some((number(*counts.first()?), bytes - number(gone)))
        });
        let typed = typed.into_iter().map(number).collect();
        let foresight = Foresight { at: number(at), bytes, typed, deleted: before };
        let encoding = self.encoding.to_owned();
        Some(FromWorker::Foreseen { doc, revision: self.revision, encoding, foresight })
    }

    /// Measures some more: a short text at once, a long one when it rests.
    pub fn measure(&mut self, doc: u32, now_ms: f64) -> Step {
        let Body::Counted(document) = &self.body else { return Step::Done };
        if document.pending() > 0 || matches!(self.measure, Measure::Nothing) {
            return Step::Done;
        }
        let wait_ms = self.changed_at_ms + QUIET_MS - now_ms;
        if document.len() > SHORT_BYTES && wait_ms > 0.0 {
            return Step::Wait(wait_ms);
        }
        let measure = std::mem::replace(&mut self.measure, Measure::Nothing);
        match measure {
            Measure::Nothing => Step::Done,
            Measure::All => {
                self.measure = Measure::Text(Measuring::new(document.text()));
                Step::Worked
            }
            Measure::Text(mut measuring) => {
                self.measure = if measuring.advance(MEASURE_STEP_BYTES) {
                    Measure::Tokens { measured: measuring, next: 0, han_tokens: 0 }
                } else {
                    Measure::Text(measuring)
                };
                Step::Worked
            }
            Measure::Tokens { measured, next, han_tokens } => {
                let end = (next + MEASURE_STEP_TOKENS).min(document.count());
                let stretch = document.tokens(next..end);
                let han_tokens = han_tokens + layout::han_tokens(&stretch.text, &stretch.tokens);
                if end < document.count() {
                    self.measure = Measure::Tokens { measured, next: end, han_tokens };
                    return Step::Worked;
                }
                let (mut figures, hidden) = measured.found();
                figures.han_tokens = han_tokens;
                let encoding = self.encoding.to_owned();
                Step::Say(FromWorker::Figures { doc, revision: self.revision, encoding, figures, hidden })
            }
        }
    }
}

fn number(it: usize) -> u32 {
    u32::try_from(it).unwrap_or(u32::MAX)
}

/// The tokens to show: at least those asked for, and as many more on either
/// side as it takes to begin and end between characters.
fn window(document: &Document, first: usize, len: usize) -> TokenWindow {
    let count = document.count();
    // A text that has become shorter shows its last window, not nothing.
    let first = first.min(count.saturating_sub(1) / len.max(1) * len);
    let last = first.saturating_add(len).min(count);
    let around = first.saturating_sub(SHARING)..(last + SHARING).min(count);
    let stretch = document.tokens(around);
    let tokens = &stretch.tokens;
    let begins_between =
        |at: &usize| tokens.get(*at).is_none_or(|it| stretch.text.is_char_boundary(it.start as usize));
    let from = (0..=first - stretch.first).rev().find(begins_between).unwrap_or(0);
    let upto = (last - stretch.first..tokens.len()).find(begins_between).unwrap_or(tokens.len());
    let shown = tokens.get(from..upto).unwrap_or_default();
    let start = shown.first().map_or(0, |it| it.start);
    let end = shown.last().map_or(0, |it| it.end);
    TokenWindow {
        first: number(stretch.first + from),
        start_byte: number(stretch.start).saturating_add(start),
        text: stretch.text.get(start as usize..end as usize).unwrap_or_default().to_owned(),
        ids: shown.iter().map(|it| it.id).collect(),
        ends: shown.iter().map(|it| it.end - start).collect(),
    }
}
