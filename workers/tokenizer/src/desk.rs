//! What lies open before the worker, and what is to be done next.
//!
//! Knows no browser: the time is passed in, and what there is to say comes
//! back. The count always goes first; what else there is to know of a long
//! text waits until nothing has changed for a moment.

use std::{collections::BTreeMap, sync::Arc};

use lollipop_bpe::Tokenizer;
use lollipop_core::{
    text_edit::{TextEdit, units},
    tokenizing::{FromWorker, Tally, TokenWindow},
};

use crate::{document::Document, measuring::Measuring};

/// Bytes counted in one step: some milliseconds at the worst.
const COUNT_STEP_BYTES: usize = 128 * 1024;
/// Bytes measured in one step.
const MEASURE_STEP_BYTES: usize = 32 * 1024;
/// Up to so many bytes a text is measured at once.
const SHORT_BYTES: usize = 32 * 1024;
/// A longer text is measured when nothing in it has changed for so long.
const QUIET_MS: f64 = 300.0;
/// While a long text is being counted, how often that is said.
const SAID_EVERY_MS: f64 = 60.0;

/// One open text.
struct Sheet {
    text: String,
    len_units: u32,
    revision: u32,
    /// `None` until there is a vocabulary.
    document: Option<Document>,
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
    /// `None` when everything is measured.
    measuring: Option<Measuring>,
}

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

/// The open texts.
#[derive(Default)]
pub struct Desk {
    tokenizer: Option<Arc<Tokenizer>>,
    sheets: BTreeMap<u32, Sheet>,
}

impl Desk {
    /// Counts every open text with another vocabulary from now on.
    pub fn use_tokenizer(&mut self, tokenizer: Tokenizer, now_ms: f64) {
        let tokenizer = Arc::new(tokenizer);
        for sheet in self.sheets.values_mut() {
            sheet.document = Some(Document::new(tokenizer.clone(), &sheet.text));
            sheet.sent_window = None;
            sheet.held = false;
            sheet.has_changed(now_ms);
        }
        self.tokenizer = Some(tokenizer);
    }

    /// Takes a text.
    pub fn open(&mut self, doc: u32, revision: u32, text: String, now_ms: f64) {
        let document = self.tokenizer.as_ref().map(|it| Document::new(it.clone(), &text));
        let before = self.sheets.get(&doc);
        let mut sheet = Sheet {
            len_units: units(&text),
            text,
            revision,
            document,
            held: false,
            untold: true,
            said_at_ms: f64::NEG_INFINITY,
            changed_at_ms: now_ms,
            first: before.map_or(0, |it| it.first),
            len: before.map_or(0, |it| it.len),
            window_untold: true,
            sent_window: None,
            measuring: None,
        };
        sheet.has_changed(now_ms);
        self.sheets.insert(doc, sheet);
    }

    /// Changes a text. Returns `Lost` if it is not the text that the page has.
    pub fn edit(
        &mut self,
        doc: u32,
        revision: u32,
        edit: &TextEdit,
        length_after: u32,
        now_ms: f64,
    ) -> Option<FromWorker> {
        let sheet = self.sheets.get_mut(&doc)?;
        let length = sheet.len_units.checked_sub(edit.deleted).map(|it| it + units(&edit.inserted));
        let fits = length == Some(length_after) && sheet.revision.checked_add(1) == Some(revision);
        if !fits || edit.apply(&mut sheet.text).is_err() {
            self.sheets.remove(&doc);
            return Some(FromWorker::Lost { doc });
        }
        sheet.revision = revision;
        sheet.len_units = length_after;
        if let Some(document) = &mut sheet.document {
            document.changed(&sheet.text);
        }
        sheet.has_changed(now_ms);
        None
    }

    /// Sends this window of a text from now on.
    pub fn show(&mut self, doc: u32, first: u32, len: u32) {
        if let Some(sheet) = self.sheets.get_mut(&doc) {
            sheet.first = first as usize;
            sheet.len = len as usize;
            sheet.window_untold = true;
        }
    }

    /// Stops counting a text, or goes on.
    pub fn hold(&mut self, doc: u32, held: bool) {
        if let Some(sheet) = self.sheets.get_mut(&doc) {
            sheet.held = held;
            sheet.untold = true;
        }
    }

    /// Drops a text.
    pub fn close(&mut self, doc: u32) {
        self.sheets.remove(&doc);
    }

    /// Does the most urgent thing that there is to do.
    pub fn step(&mut self, now_ms: f64) -> Step {
        // What changed last is looked at: its count first, then its window.
        if let Some((doc, sheet)) = self.sheets.iter_mut().find(|(_, it)| it.untold && it.document.is_some()) {
            return sheet.tell(*doc, now_ms).map_or(Step::Worked, Step::Say);
        }
        for (doc, sheet) in &mut self.sheets {
            if let Some(said) = sheet.tell_window(*doc) {
                return Step::Say(said);
            }
        }
        for (doc, sheet) in &mut self.sheets {
            if let Some(said) = sheet.measure_if_short(*doc) {
                return Step::Say(said);
            }
        }
        if let Some((doc, sheet)) = self.sheets.iter_mut().find(|(_, it)| it.is_counting()) {
            return sheet.count_on(*doc, now_ms).map_or(Step::Worked, Step::Say);
        }
        let mut wait_ms = None::<f64>;
        for (doc, sheet) in &mut self.sheets {
            match sheet.measure(*doc, now_ms) {
                Step::Wait(ms) => wait_ms = Some(wait_ms.map_or(ms, |other| other.min(ms))),
                Step::Done => {}
                step => return step,
            }
        }
        wait_ms.map_or(Step::Done, Step::Wait)
    }
}

impl Sheet {
    fn has_changed(&mut self, now_ms: f64) {
        self.untold = true;
        self.window_untold = true;
        self.changed_at_ms = now_ms;
        self.measuring = Some(Measuring::default());
        // A text that was emptied has nothing left to wait for.
        self.held &= !self.text.is_empty();
    }

    fn pending_bytes(&self) -> usize {
        self.document.as_ref().map_or(0, Document::pending_bytes)
    }

    fn is_counting(&self) -> bool {
        !self.held && self.pending_bytes() > 0
    }

    /// A step of counting, and the count after it.
    fn tell(&mut self, doc: u32, now_ms: f64) -> Option<FromWorker> {
        let document = self.document.as_mut()?;
        if !self.held {
            document.settle(&self.text, COUNT_STEP_BYTES);
        }
        let count = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
        let tally = Tally {
            count: count(document.count()),
            pending_bytes: count(document.pending_bytes()),
            bytes: count(self.text.len()),
            held: self.held && document.pending_bytes() > 0,
        };
        self.held = tally.held;
        self.untold = false;
        self.said_at_ms = now_ms;
        let encoding = document.encoding().to_owned();
        Some(FromWorker::Counted { doc, revision: self.revision, encoding, tally })
    }

    fn count_on(&mut self, doc: u32, now_ms: f64) -> Option<FromWorker> {
        if now_ms - self.said_at_ms >= SAID_EVERY_MS {
            return self.tell(doc, now_ms);
        }
        let document = self.document.as_mut()?;
        document.settle(&self.text, COUNT_STEP_BYTES);
        self.window_untold = true;
        self.untold = document.pending_bytes() == 0;
        None
    }

    fn tell_window(&mut self, doc: u32) -> Option<FromWorker> {
        let document = self.document.as_ref().filter(|_| self.window_untold && self.len > 0)?;
        self.window_untold = false;
        let window = document.window(&self.text, self.first, self.len);
        if self.sent_window.as_ref() == Some(&window) {
            return None;
        }
        self.sent_window = Some(window.clone());
        let encoding = document.encoding().to_owned();
        Some(FromWorker::Window { doc, revision: self.revision, encoding, window })
    }

    fn measure_if_short(&mut self, doc: u32) -> Option<FromWorker> {
        if self.text.len() > SHORT_BYTES || self.pending_bytes() > 0 {
            return None;
        }
        self.measuring.as_mut().filter(|_| self.document.is_some())?.advance(&self.text, usize::MAX);
        self.tell_figures(doc)
    }

    fn measure(&mut self, doc: u32, now_ms: f64) -> Step {
        if self.document.is_none() {
            return Step::Done;
        }
        let Some(measuring) = &mut self.measuring else { return Step::Done };
        let wait_ms = self.changed_at_ms + QUIET_MS - now_ms;
        if wait_ms > 0.0 {
            return Step::Wait(wait_ms);
        }
        if measuring.advance(&self.text, MEASURE_STEP_BYTES) {
            return self.tell_figures(doc).map_or(Step::Worked, Step::Say);
        }
        Step::Worked
    }

    fn tell_figures(&mut self, doc: u32) -> Option<FromWorker> {
        let (mut figures, hidden) = self.measuring.take()?.found();
        let document = self.document.as_ref()?;
        figures.han_tokens = document.han_tokens(&self.text);
        let encoding = document.encoding().to_owned();
        Some(FromWorker::Figures { doc, revision: self.revision, encoding, figures, hidden })
    }
}
