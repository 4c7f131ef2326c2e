//! Reasoning that comes inline, between `<think>` and `</think>`.

use std::mem::take;

use super::RunEvent;

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";
/// White space before the opening tag that is still waited through, which bounds the cost.
const MAX_BLANK_BYTES: usize = 64;

/// Tells inline reasoning from the answer, over any cutting of the text.
///
/// Only a tag that opens the answer counts; later ones are text like any other. White space around
/// the tags is dropped, elsewhere nothing is. Cost: linear.
#[derive(Clone, Debug, Default)]
pub(super) struct ThinkSplitter {
    place: Place,
    /// Text that may turn out to be part of a tag; shorter than a tag, white space aside.
    held: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Place {
    #[default]
    Beginning,
    /// After a tag, before the first character that is not white space; `then` comes next.
    AfterOpen,
    Thinking,
    AfterClose,
    Answer,
}

impl ThinkSplitter {
    /// Takes the next piece of the answer and reports what is certain by now.
    pub(super) fn push(&mut self, piece: &str, events: &mut Vec<RunEvent>) {
        if self.place == Place::Answer {
            return emit(RunEvent::Delta, piece, events);
        }
        self.held.push_str(piece);
        loop {
            let text = take(&mut self.held);
            let place = self.place;
            self.step(text, events);
            if self.held.is_empty() || self.place == place {
                return;
            }
        }
    }

    /// Reports what is held back, as the answer is over.
    pub(super) fn finish(&mut self, events: &mut Vec<RunEvent>) {
        let held = take(&mut self.held);
        match self.place {
            Place::Beginning | Place::Answer => {
                if !held.is_empty() {
                    self.place = Place::Answer;
                }
                emit(RunEvent::Delta, &held, events);
            }
            Place::Thinking => emit(RunEvent::Reasoning, &held, events),
            Place::AfterOpen | Place::AfterClose => {}
        }
    }

    /// Consumes `text` as far as this place goes; the rest is held for the next place or piece.
    fn step(&mut self, text: String, events: &mut Vec<RunEvent>) {
        match self.place {
            Place::Beginning => {
                let start = text.trim_start();
                if text.len() - start.len() > MAX_BLANK_BYTES {
                    self.go_on(Place::Answer, &text);
                } else if let Some(rest) = start.strip_prefix(OPEN) {
                    self.go_on(Place::AfterOpen, rest);
                } else if OPEN.starts_with(start) {
                    self.held = text;
                } else {
                    self.go_on(Place::Answer, &text);
                }
            }
            Place::AfterOpen | Place::AfterClose => {
                let next = if self.place == Place::AfterOpen { Place::Thinking } else { Place::Answer };
                let rest = text.trim_start();
                if !rest.is_empty() {
                    self.go_on(next, rest);
                }
            }
            Place::Thinking => match text.split_once(CLOSE) {
                Some((thought, rest)) => {
                    emit(RunEvent::Reasoning, thought, events);
                    self.go_on(Place::AfterClose, rest);
                }
                None => {
                    let (sure, maybe) = text.split_at(text.len() - tag_start_len(&text));
                    emit(RunEvent::Reasoning, sure, events);
                    self.held = maybe.to_owned();
                }
            },
            Place::Answer => emit(RunEvent::Delta, &text, events),
        }
    }

    fn go_on(&mut self, place: Place, rest: &str) {
        self.place = place;
        self.held = rest.to_owned();
    }
}

/// How many bytes at the end of `text` may begin a closing tag.
fn tag_start_len(text: &str) -> usize {
    let longest = (CLOSE.len() - 1).min(text.len());
    (1..=longest).rev().find(|&len| text.as_bytes().ends_with(&CLOSE.as_bytes()[..len])).unwrap_or(0)
}

fn emit(kind: fn(String) -> RunEvent, text: &str, events: &mut Vec<RunEvent>) {
    if !text.is_empty() {
        events.push(kind(text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whole, and cut at every character.
    #[track_caller]
    fn check(text: &str, reasoning: &str, answer: &str) {
        let characters: Vec<String> = text.chars().map(String::from).collect();
        for pieces in [vec![text.to_owned()], characters] {
            let mut splitter = ThinkSplitter::default();
            let mut events = Vec::new();
            for piece in &pieces {
                splitter.push(piece, &mut events);
            }
            splitter.finish(&mut events);
            let (mut thought, mut said) = (String::new(), String::new());
            for event in events {
                match event {
                    RunEvent::Reasoning(piece) => thought.push_str(&piece),
                    RunEvent::Delta(piece) => said.push_str(&piece),
                    other => panic!("{other:?}"),
                }
            }
            assert_eq!((thought.as_str(), said.as_str()), (reasoning, answer), "{} pieces", pieces.len());
        }
    }

    #[test]
    fn plain_text_is_untouched() {
        check("", "", "");
        check("  hi <think>no</think> ", "", "  hi <think>no</think> ");
        check("\n <b>bold", "", "\n <b>bold");
        check("<thin", "", "<thin");
        check(" \n", "", " \n");
        let blank = " ".repeat(65) + "<think>a</think>";
        check(&blank, "", &blank);
    }

    #[test]
    fn reasoning_is_told_apart() {
        check("<think>\nwhy</think>\n\nso", "why", "so");
        check(
            " \n<think>a < b </ c</thin></think>d <think>e</think>",
            "a < b </ c</thin>",
            "d <think>e</think>",
        );
        check("<think></think>x", "", "x");
        check("<think>\n\n</think>\n\n答", "", "答");
    }

    #[test]
    fn reasoning_that_never_ends() {
        check("<think>half a 思", "half a 思", "");
        check("<think>half</thin", "half</thin", "");
        check("<think>done</think> ", "done", "");
    }

    #[test]
    fn sure_text_is_not_held_back() {
        let mut splitter = ThinkSplitter::default();
        let mut events = Vec::new();
        splitter.push("<think>so", &mut events);
        assert_eq!(events, [RunEvent::Reasoning("so".to_owned())]);
    }
}
