//! Keeps the key in use out of what a model says, also where a stream cuts it.

use super::RunEvent;
use super::event::FinishReason;
use super::excerpt::{MASKED, MIN_SECRET_BYTES};
use crate::lens::{Chance, Written};

/// So much of a key's beginning at the end of a text is held back until more
/// has come. A single letter is let through: most texts end in one. Unit: bytes.
const MIN_HELD_BYTES: usize = 2;

/// Masks one secret in the events of one response. Has no `Debug`, as it holds
/// the key.
#[derive(Default)]
pub(super) struct Veil {
    secret: String,
    answer: String,
    reasoning: String,
    /// Tokens that may be the beginning of it.
    tokens: Vec<Written>,
}

impl Veil {
    /// Hides this secret, unless it is as short as a common word.
    pub(super) fn hiding(secret: &str) -> Self {
        let secret = secret.trim();
        let secret = if secret.len() < MIN_SECRET_BYTES { "" } else { secret };
        Self { secret: secret.to_owned(), ..Self::default() }
    }

    /// The events with the secret masked. What could be its beginning comes with
    /// a later event, at the latest before the one that ends the answer.
    pub(super) fn over(&mut self, events: Vec<RunEvent>) -> Vec<RunEvent> {
        if self.secret.is_empty() {
            return events;
        }
        let mut out = Vec::with_capacity(events.len());
        for event in events {
            match event {
                RunEvent::Delta(text) => {
                    out.extend(said(&self.secret, &mut self.answer, &text).map(RunEvent::Delta));
                }
                RunEvent::Reasoning(text) => {
                    out.extend(said(&self.secret, &mut self.reasoning, &text).map(RunEvent::Reasoning));
                }
                RunEvent::Tokens(tokens) => {
                    self.tokens.extend(tokens);
                    let tokens = self.said_tokens(false);
                    out.extend((!tokens.is_empty()).then_some(RunEvent::Tokens(tokens)));
                }
                RunEvent::Model(name) => out.push(RunEvent::Model(name.replace(&self.secret, MASKED))),
                RunEvent::Finish(FinishReason::Other(reason)) => {
                    self.flush(&mut out);
                    let reason = reason.replace(&self.secret, MASKED);
                    out.push(RunEvent::Finish(FinishReason::Other(reason)));
                }
                event => {
                    if event.is_terminal() || matches!(event, RunEvent::Finish(_)) {
                        self.flush(&mut out);
                    }
                    out.push(event);
                }
            }
        }
        out
    }

    /// The tokens that can be said by now. Those that spell the secret become
    /// one that says nothing of the others that were likely.
    fn said_tokens(&mut self, all: bool) -> Vec<Written> {
        for written in &mut self.tokens {
            written.top.retain(|it| find(&it.bytes, self.secret.as_bytes()).is_none());
        }
        let mut said = Vec::new();
        loop {
            let bytes = spelt(&self.tokens);
            let Some(start) = find(&bytes, self.secret.as_bytes()) else { break };
            let end = start + self.secret.len();
            let mut at = 0;
            let mut first = None;
            let mut after = self.tokens.len();
            for (nth, written) in self.tokens.iter().enumerate() {
                let begins = at;
                at += written.chosen.bytes.len();
                if at > start && first.is_none() {
                    first = Some(nth);
                }
                if begins < end {
                    after = nth + 1;
                }
            }
            let rest = self.tokens.split_off(after);
            let hidden = self.tokens.split_off(first.unwrap_or(0));
            said.append(&mut self.tokens);
            let logprob = hidden.iter().map(|it| it.chosen.logprob).sum();
            said.push(Written { chosen: Chance::new(MASKED, logprob), top: Vec::new() });
            self.tokens = rest;
        }
        let bytes = spelt(&self.tokens);
        // Even a single letter is held: nobody waits for tokens as for text.
        let held = (1..self.secret.len()).rev().find(|len| bytes.ends_with(&self.secret.as_bytes()[..*len]));
        let free = if all { bytes.len() } else { bytes.len() - held.unwrap_or(0) };
        let mut at = 0;
        let last = self.tokens.iter().position(|it| {
            at += it.chosen.bytes.len();
            at > free
        });
        let rest = self.tokens.split_off(last.unwrap_or(self.tokens.len()));
        said.append(&mut self.tokens);
        self.tokens = rest;
        said
    }

    fn flush(&mut self, out: &mut Vec<RunEvent>) {
        let tokens = self.said_tokens(true);
        if !tokens.is_empty() {
            out.push(RunEvent::Tokens(tokens));
        }
        if !self.reasoning.is_empty() {
            out.push(RunEvent::Reasoning(std::mem::take(&mut self.reasoning)));
        }
        if !self.answer.is_empty() {
            out.push(RunEvent::Delta(std::mem::take(&mut self.answer)));
        }
    }
}

fn spelt(tokens: &[Written]) -> Vec<u8> {
    tokens.iter().flat_map(|it| it.chosen.bytes.iter().copied()).collect()
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|it| it == wanted)
}

/// What can be said of `held` and `more` together; the rest is held.
fn said(secret: &str, held: &mut String, more: &str) -> Option<String> {
    held.push_str(more);
    let mut text = held.replace(secret, MASKED);
    let longest = (MIN_HELD_BYTES..secret.len()).rev();
    let kept = longest.into_iter().find(|len| secret.get(..*len).is_some_and(|it| text.ends_with(it)));
    *held = text.split_off(text.len() - kept.unwrap_or(0));
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "sk-0123456789";

    /// The deltas that come of these, and then of the end.
    #[track_caller]
    fn check(deltas: &[&str], expected: &[&str]) {
        let mut veil = Veil::hiding(SECRET);
        let mut events: Vec<_> =
            deltas.iter().flat_map(|it| veil.over(vec![RunEvent::Delta((*it).to_owned())])).collect();
        events.extend(veil.over(vec![RunEvent::Done]));
        let mut wanted: Vec<_> = expected.iter().map(|it| RunEvent::Delta((*it).to_owned())).collect();
        wanted.push(RunEvent::Done);
        assert_eq!(events, wanted);
    }

    #[test]
    fn a_key_is_masked_wherever_a_stream_cuts_it() {
        check(&["my sk-0123456789!"], &["my …!"]);
        for cut in 2..SECRET.len() {
            let (one, two) = SECRET.split_at(cut);
            check(&["my ", one, two, "!"], &["my ", "…", "!"]);
        }
        check(&["sk", "-", "0123", "456", "789"], &["…"]);
        check(&["sk-0123456789sk-0123456789 sk-"], &["…… ", "sk-"]);
    }

    #[test]
    fn what_only_begins_like_it_is_said_in_the_end() {
        check(&["a task", " is done"], &["a ta", "sk is done"]);
        check(&["ask"], &["a", "sk"]);
        check(&["sk-01", "x"], &["sk-01x"]);
        check(&["鲸鱼", "s"], &["鲸鱼", "s"]);
    }

    #[test]
    fn a_dummy_key_hides_nothing() {
        let events = vec![RunEvent::Delta("none".to_owned())];
        assert_eq!(Veil::hiding("none").over(events.clone()), events);
    }

    #[test]
    fn tokens_that_spell_a_key_become_one() {
        let written = |text: &&str| Written {
            chosen: Chance::new(text, -1.0),
            top: vec![Chance::new(text, -1.0), Chance::new(&format!("x{SECRET}"), -2.0)],
        };
        let said = |pieces: &[&[&str]]| {
            let mut veil = Veil::hiding(SECRET);
            let events = pieces.iter().map(|it| RunEvent::Tokens(it.iter().map(written).collect()));
            let events: Vec<_> = events.chain([RunEvent::Done]).flat_map(|it| veil.over(vec![it])).collect();
            let tokens = events.into_iter().filter_map(|it| match it {
                RunEvent::Tokens(tokens) => Some(tokens),
                _ => None,
            });
            let pair = |it: Written| (String::from_utf8(it.chosen.bytes).unwrap(), it.top.len());
            tokens.flatten().map(pair).collect::<Vec<_>>()
        };
        let pair = |text: &str, top| (text.to_owned(), top);
        assert_eq!(
            said(&[&["my ", "s"], &["k-0", "123"], &["456789!", " x"]]),
            [pair("my ", 1), pair(MASKED, 0), pair(" x", 1)]
        );
        assert_eq!(
            said(&[&["a ta", "sk"], &["-0", " x"]]),
            [pair("a ta", 1), pair("sk", 1), pair("-0", 1), pair(" x", 1)]
        );
        assert_eq!(said(&[&["sk-0"]]), [pair("sk-0", 1)]);
    }

    #[test]
    fn the_answer_and_the_reasoning_are_held_apart() {
        let mut veil = Veil::hiding(SECRET);
        let events = vec![
            RunEvent::Reasoning("sk-01".to_owned()),
            RunEvent::Delta("23456789".to_owned()),
            RunEvent::Done,
        ];
        let expected = vec![
            RunEvent::Delta("23456789".to_owned()),
            RunEvent::Reasoning("sk-01".to_owned()),
            RunEvent::Done,
        ];
        assert_eq!(veil.over(events), expected);
        let model = vec![RunEvent::Model(format!("model-{SECRET}"))];
        assert_eq!(veil.over(model), [RunEvent::Model("model-…".to_owned())]);
    }
}
