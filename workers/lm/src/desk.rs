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

const JSON: &str = "application/json";

/// The model, and the work on it.
#[derive(Default)]
pub struct Desk {
    engine: Option<Engine>,
    answer: Option<(u32, Answer)>,
    look: Option<Look>,
    to_say: VecDeque<FromLm>,
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
        self.answer = None;
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
        if let Some(look) = &self.look {
            let (id, prompt_tokens) = (look.id, look.prompt_tokens);
            match engine.read(&look.ids) {
                Ok(Position::Reading(_)) => return Step::Worked,
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
