//! What the worker is asked, and what is to be done next.
//!
//! Knows no browser: times and seeds are passed in, and what there is to say
//! comes back. Every step is short: some tokens of a prompt, or one of an
//! answer.

use std::collections::VecDeque;

use lollipop_core::{
    lm::{FromLm, LmPrompt, LookFailure},
    wire::serve::{Asked, Refusal, models_body, read_request},
};
use lollipop_lm::{Answer, Circumstances, Engine, OutOfMemory, Position, Said, log_probabilities};

use crate::pace::Pace;

const JSON: &str = "application/json";

/// The model, and the work on it.
#[derive(Default)]
pub struct Desk {
    engine: Option<Engine>,
    answer: Option<(u32, Answer)>,
    look: Option<Look>,
    to_say: VecDeque<FromLm>,
    pace: Pace,
}

/// A question of the lens.
struct Look {
    id: u32,
    /// Prompt and chosen tokens.
    ids: Vec<u32>,
    prompt_tokens: u32,
}

/// What a step comes to.
#[derive(Debug, PartialEq)]
pub enum Step {
    /// This is to be said.
    Say(FromLm),
    /// This is to be said, with the logarithms beside it.
    Scores(FromLm, Vec<f32>),
    /// There is more to do.
    Worked,
    /// There is nothing to do.
    Done,
}

impl Desk {
    /// The model from now on, or none. What goes on with the last one ends.
    pub fn use_engine(&mut self, engine: Option<Engine>) {
        self.look = None;
        if let Some((id, _)) = self.answer.take() {
            self.to_say.push_back(FromLm::End { id });
        }
        self.engine = engine;
    }

    /// Begins to answer a request; one that is going on is stopped.
    pub fn ask(&mut self, id: u32, path: &str, body: &str, circumstances: Circumstances, now_ms: f64) {
        if let Some((before, _)) = self.answer {
            self.stop(before);
        }
        let outcome = read_request(path, body).and_then(|asked| {
            let engine = self.engine.as_ref().ok_or_else(Refusal::no_model)?;
            let about = engine.about();
            match asked {
                Asked::Models => Ok(Err(models_body(&about.name, about.context_tokens, about.parameters))),
                Asked::Completion(request) => Answer::new(&request, engine, circumstances, now_ms).map(Ok),
            }
        });
        match outcome {
            Ok(Ok(answer)) => {
                let content_type = answer.content_type().to_owned();
                self.to_say.push_back(FromLm::Head { id, status: 200, content_type });
                self.answer = Some((id, answer));
            }
            Ok(Err(body)) => self.whole(id, 200, body),
            Err(Refusal { status, body }) => self.whole(id, status, body),
        }
    }

    fn whole(&mut self, id: u32, status: u16, text: String) {
        self.to_say.extend([
            FromLm::Head { id, status, content_type: JSON.to_owned() },
            FromLm::Chunk { id, text },
            FromLm::End { id },
        ]);
    }

    /// Stops answering.
    pub fn stop(&mut self, id: u32) {
        self.answer.take_if(|(it, _)| *it == id);
        self.to_say.retain(|said| {
            !matches!(said, FromLm::Head { id: it, .. } | FromLm::Chunk { id: it, .. } | FromLm::End { id: it } if *it == id)
        });
    }

    /// Scores the next token; an earlier question is forgotten.
    pub fn look(&mut self, id: u32, prompt: &LmPrompt, chosen: &[u32]) {
        self.look = None;
        match self.looked_at(prompt, chosen) {
            Ok((ids, prompt_tokens)) => self.look = Some(Look { id, ids, prompt_tokens }),
            Err(why) => self.to_say.push_back(FromLm::LookFailed { id, why }),
        }
    }

    fn looked_at(&self, prompt: &LmPrompt, chosen: &[u32]) -> Result<(Vec<u32>, u32), LookFailure> {
        let engine = self.engine.as_ref().ok_or(LookFailure::NoModel)?;
        let mut ids = match engine.spell(prompt) {
            Err(LookFailure::Empty) if !chosen.is_empty() => Vec::new(),
            spelt => spelt?,
        };
        let prompt_tokens = number(ids.len());
        ids.extend(chosen.iter().filter(|id| engine.knows(**id)));
        if ids.is_empty() {
            return Err(LookFailure::Empty);
        }
        if ids.len() > engine.window() {
            return Err(LookFailure::WindowFull {
                tokens: number(ids.len()),
                window: number(engine.window()),
            });
        }
        Ok((ids, prompt_tokens))
    }

    /// Gives the tokens of a prompt.
    pub fn spell(&mut self, id: u32, prompt: &LmPrompt) {
        let spelt = self.engine.as_ref().ok_or(LookFailure::NoModel).and_then(|it| it.spell(prompt));
        self.to_say.push_back(match spelt {
            Ok(ids) => FromLm::Spelt { id, ids },
            Err(why) => FromLm::LookFailed { id, why },
        });
    }

    /// Does the most urgent thing that there is to do. A learner waits for a
    /// look; an answer goes on behind it.
    pub fn step(&mut self, now_ms: f64) -> Step {
        if let Some(said) = self.to_say.pop_front() {
            return Step::Say(said);
        }
        let Some(engine) = &mut self.engine else { return Step::Done };
        engine.read_at_once(self.pace.next(now_ms));
        if let Some(look) = &self.look {
            let (id, prompt_tokens) = (look.id, look.prompt_tokens);
            match engine.read(&look.ids) {
                Ok(Position::Reading(_)) => {
                    self.pace.begin(now_ms);
                    return Step::Worked;
                }
                Ok(Position::There) => {
                    let mut scores = engine.scores().to_vec();
                    log_probabilities(&mut scores);
                    self.look = None;
                    return Step::Scores(FromLm::Looked { id, prompt_tokens }, scores);
                }
                // The window is as long as the memory for it.
                Err(OutOfMemory) => {
                    let (tokens, window) = (number(look.ids.len()), number(engine.known(&look.ids)));
                    self.look = None;
                    let why = LookFailure::WindowFull { tokens, window };
                    return Step::Say(FromLm::LookFailed { id, why });
                }
            }
        }
        let Some((id, answer)) = &mut self.answer else { return Step::Done };
        let id = *id;
        match answer.step(engine, now_ms) {
            Said::Read => {
                self.pace.begin(now_ms);
                Step::Worked
            }
            Said::Nothing => Step::Worked,
            Said::More(text) => Step::Say(FromLm::Chunk { id, text }),
            Said::Last(text) => {
                self.answer = None;
                self.to_say.push_back(FromLm::End { id });
                Step::Say(FromLm::Chunk { id, text })
            }
        }
    }
}

fn number(it: usize) -> u32 {
    u32::try_from(it).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[path = "../../../crates/lm/tests/tiny/mod.rs"]
mod tiny;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Cursor;

    use lollipop_lm::Limits;

    use super::{tiny::Tiny, *};

    fn desk() -> Desk {
        let mut file = Cursor::new(Tiny::default().file());
        let engine = Engine::load(&mut file, "tiny", Limits { memory_bytes: 64 << 20 }).unwrap();
        let mut desk = Desk::default();
        desk.use_engine(Some(engine));
        desk
    }

    fn ask(desk: &mut Desk, id: u32, path: &str, body: &str) {
        desk.ask(id, path, body, Circumstances::default(), 0.0);
    }

    /// All that is said until there is nothing to do.
    fn all(desk: &mut Desk) -> Vec<FromLm> {
        let mut said = Vec::new();
        loop {
            match desk.step(0.0) {
                Step::Say(message) | Step::Scores(message, _) => said.push(message),
                Step::Worked => {}
                Step::Done => return said,
            }
        }
    }

    fn ids(said: &[FromLm]) -> Vec<u32> {
        let id = |said: &FromLm| match said {
            FromLm::Head { id, .. } | FromLm::Chunk { id, .. } | FromLm::End { id } => Some(*id),
            FromLm::Looked { id, .. } | FromLm::LookFailed { id, .. } => Some(*id),
            _ => None,
        };
        said.iter().filter_map(id).collect()
    }

    const STREAM: &str = r#"{"prompt":"abc","stream":true,"temperature":1,"seed":3,"max_tokens":30}"#;

    #[test]
    fn without_a_model_requests_are_refused() {
        let mut desk = Desk::default();
        ask(&mut desk, 1, "/completions", STREAM);
        let said = all(&mut desk);
        assert!(matches!(said[0], FromLm::Head { id: 1, status: 503, .. }), "{said:?}");
        assert_eq!(said.last(), Some(&FromLm::End { id: 1 }));
        desk.look(2, &LmPrompt::Raw("a".to_owned()), &[]);
        desk.spell(3, &LmPrompt::Raw("a".to_owned()));
        let why = LookFailure::NoModel;
        assert_eq!(all(&mut desk), [FromLm::LookFailed { id: 2, why }, FromLm::LookFailed { id: 3, why }]);
    }

    #[test]
    fn an_answer_has_head_body_and_end() {
        let mut desk = desk();
        ask(&mut desk, 1, "/completions", STREAM);
        let said = all(&mut desk);
        assert!(
            matches!(&said[0], FromLm::Head { status: 200, content_type, .. } if content_type == "text/event-stream")
        );
        assert!(
            matches!(&said[said.len() - 2], FromLm::Chunk { text, .. } if text.ends_with("data: [DONE]\n\n"))
        );
        ask(&mut desk, 2, "/models", "");
        assert!(matches!(&all(&mut desk)[1], FromLm::Chunk { text, .. } if text.contains("tiny")));
    }

    #[test]
    fn nothing_more_is_said_of_what_was_stopped() {
        let mut desk = desk();
        ask(&mut desk, 1, "/completions", STREAM);
        while !matches!(desk.step(0.0), Step::Say(FromLm::Chunk { .. })) {}
        desk.stop(1);
        assert_eq!(all(&mut desk), []);
        ask(&mut desk, 2, "/completions", STREAM);
        ask(&mut desk, 3, "/completions", STREAM);
        desk.stop(2);
        let said = ids(&all(&mut desk));
        assert!(said.iter().all(|id| *id == 3), "{said:?}");
    }

    #[test]
    fn of_several_looks_the_last_is_answered_and_before_an_answer() {
        let mut desk = desk();
        ask(&mut desk, 1, "/completions", STREAM);
        for id in [2, 3, 4] {
            desk.look(id, &LmPrompt::Raw("xyz".to_owned()), &[97, 98]);
        }
        let said = ids(&all(&mut desk));
        assert_eq!(said[..2], [1, 4], "{said:?}");
        assert_eq!(said.last(), Some(&1), "the answer goes on");
        desk.look(5, &LmPrompt::Raw("x".repeat(70)), &[]);
        let why = LookFailure::WindowFull { tokens: 70, window: 64 };
        assert_eq!(all(&mut desk), [FromLm::LookFailed { id: 5, why }]);
        desk.look(6, &LmPrompt::Raw(String::new()), &[]);
        assert_eq!(all(&mut desk), [FromLm::LookFailed { id: 6, why: LookFailure::Empty }]);
    }

    #[test]
    fn scores_are_of_every_token() {
        let mut desk = desk();
        desk.look(1, &LmPrompt::Raw("ab".to_owned()), &[99]);
        let (said, scores) = loop {
            if let Step::Scores(said, scores) = desk.step(0.0) {
                break (said, scores);
            }
        };
        assert_eq!(said, FromLm::Looked { id: 1, prompt_tokens: 2 });
        assert_eq!(scores.len(), 260);
        let sum: f64 = scores.iter().map(|it| f64::from(*it).exp()).sum();
        assert!((sum - 1.0).abs() < 1e-4, "{sum}");
    }

    #[test]
    fn a_model_that_goes_ends_its_answer() {
        let mut desk = desk();
        ask(&mut desk, 1, "/completions", STREAM);
        while !matches!(desk.step(0.0), Step::Say(FromLm::Chunk { .. })) {}
        desk.use_engine(None);
        assert_eq!(all(&mut desk), [FromLm::End { id: 1 }]);
    }
}
