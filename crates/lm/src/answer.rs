//! One answer to a request, made in short steps.

use lollipop_core::{
    lm::{LmPrompt, LookFailure},
    wire::{
        FinishReason, Prompt, Usage,
        serve::{AnswerWriter, Likely, PieceLogprobs, Refusal, ServedRequest, Timings},
    },
};

use crate::{
    Engine, Position, Sampler, Sampling, Stops, Stretch, WholeCharacters,
    sampler::{highest, log_probabilities},
};

/// What comes from outside.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Circumstances {
    /// Seconds since 1970.
    pub created: u64,
    /// For requests without a seed.
    pub seed: u64,
    /// The number of the answer.
    pub number: u32,
}

/// What a step comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Some tokens of the prompt were read.
    Read,
    /// There is more to do.
    Nothing,
    /// More of the body.
    More(String),
    /// The rest of the body.
    Last(String),
}

/// An answer that is being made.
pub struct Answer {
    writer: AnswerWriter,
    sampler: Sampler,
    characters: WholeCharacters,
    stops: Stops,
    top_logprobs: Option<usize>,
    /// Prompt and completion.
    ids: Vec<u32>,
    prompt_tokens: usize,
    /// Tokens of the prompt that were known before.
    known: usize,
    /// The most tokens of both.
    most: usize,
    began_ms: f64,
    /// The prompt is read.
    has_read: bool,
    /// When that was.
    read_ms: Option<f64>,
    finish: Option<FinishReason>,
    begun: bool,
}

impl Answer {
    /// Begins an answer. `now_ms` is on any clock that goes on evenly.
    ///
    /// # Errors
    /// Where there is nothing to go on from, no template, or no room.
    pub fn new(
        request: &ServedRequest,
        engine: &Engine,
        circumstances: Circumstances,
        now_ms: f64,
    ) -> Result<Self, Refusal> {
        let prompt = match &request.prompt {
            Prompt::Messages(messages) => LmPrompt::Messages(messages.clone()),
            Prompt::Raw(text) => LmPrompt::Raw(text.clone()),
        };
        let ids = engine.spell(&prompt).map_err(|why| match why {
            LookFailure::NoTemplate => Refusal::no_template(),
            LookFailure::NoModel => Refusal::no_model(),
            LookFailure::Empty | LookFailure::WindowFull { .. } => Refusal::empty(),
        })?;
        let window = engine.window();
        if ids.len() >= window {
            return Err(Refusal::window_full(number(ids.len()), number(window)));
        }
        let limit = request.max_tokens.map_or(usize::MAX, |it| it as usize);
        let most = window.min(ids.len().saturating_add(limit));
        let model = &engine.about().name;
        Ok(Self {
            writer: AnswerWriter::new(request, model, circumstances.number, circumstances.created),
            sampler: Sampler::new(Sampling::of(request), request.seed.unwrap_or(circumstances.seed)),
            characters: WholeCharacters::default(),
            stops: Stops::new(request.stop.iter().cloned()),
            top_logprobs: request.logprobs.map(|it| it as usize),
            prompt_tokens: ids.len(),
            known: engine.known(&ids).min(ids.len() - 1),
            ids,
            most,
            began_ms: now_ms,
            has_read: false,
            read_ms: None,
            finish: None,
            begun: false,
        })
    }

    /// How the body is to be read.
    pub const fn content_type(&self) -> &'static str {
        self.writer.content_type()
    }

    /// Reads some tokens of the prompt, or writes one.
    pub fn step(&mut self, engine: &mut Engine, now_ms: f64) -> Said {
        if !self.begun {
            self.begun = true;
            if let Some(begin) = self.writer.begin() {
                return Said::More(begin);
            }
        }
        if self.finish.is_none() && self.ids.len() >= self.most {
            self.finish = Some(FinishReason::Length);
        }
        if let Some(reason) = self.finish.take() {
            return Said::Last(self.end(&reason, now_ms));
        }
        match engine.read(&self.ids) {
            Err(_) => Said::Last(self.writer.break_off(&Refusal::no_memory())),
            Ok(Position::Reading(_)) => Said::Read,
            // The next step knows how late it is by now.
            Ok(Position::There) if !std::mem::replace(&mut self.has_read, true) => Said::Read,
            Ok(Position::There) => {
                self.read_ms.get_or_insert(now_ms);
                self.write(engine)
            }
        }
    }

    fn write(&mut self, engine: &mut Engine) -> Said {
        let id = self.sampler.choose(engine.scores());
        self.ids.push(id);
        if engine.is_end(id) {
            self.finish = Some(FinishReason::Stop);
            return Said::Nothing;
        }
        let logprobs = self.top_logprobs.map(|count| {
            let mut scores = engine.scores().to_vec();
            log_probabilities(&mut scores);
            let likely = |id: u32| Likely {
                id,
                bytes: engine.bytes_of(id).to_vec(),
                logprob: scores.get(id as usize).copied().unwrap_or(f32::MIN).max(f32::MIN),
            };
            let top = highest(&scores, count).into_iter().map(likely).collect();
            PieceLogprobs { chosen: likely(id), top }
        });
        let text = match self.stops.push(&self.characters.push(engine.text_of(id))) {
            Stretch::Open(text) => text,
            Stretch::Stopped(text) => {
                self.finish = Some(FinishReason::Stop);
                text
            }
        };
        self.writer.piece(&text, logprobs).map_or(Said::Nothing, Said::More)
    }

    fn end(&mut self, reason: &FinishReason, now_ms: f64) -> String {
        let rest = self.stops.finish();
        let rest = if rest.is_empty() { None } else { self.writer.piece(&rest, None) };
        let written = self.ids.len() - self.prompt_tokens;
        let (prompt, completion) = (number(self.prompt_tokens), number(written));
        let usage = Usage {
            prompt_tokens: prompt,
            completion_tokens: completion,
            total_tokens: prompt.saturating_add(completion),
            reasoning_tokens: None,
            cached_tokens: Some(number(self.known)),
        };
        let read_ms = self.read_ms.unwrap_or(now_ms);
        let timings = Timings {
            prompt_n: number(self.prompt_tokens - self.known),
            prompt_ms: read_ms - self.began_ms,
            predicted_n: completion,
            predicted_ms: now_ms - read_ms,
        };
        rest.unwrap_or_default() + &self.writer.finish(reason, usage, timings)
    }
}

fn number(it: usize) -> u32 {
    u32::try_from(it).unwrap_or(u32::MAX)
}
