//! A model that is loaded, and what it has read so far.

use std::io::{Read, Seek};

use lollipop_bpe::Tokenizer;
use lollipop_core::lm::{LmAbout, LmFailure, LmPrompt, LookFailure};

use crate::{
    Limits, Template,
    cache::Cache,
    load::{Loaded, load},
    memory::{OutOfMemory, zeros},
    model::{MOST_AT_ONCE, Model, Scratch},
};

/// What llama.cpp takes for the end of an answer, by its text, beside the
/// token that the file names. Source: `src/llama-vocab.cpp` of
/// ggml-org/llama.cpp, read on 2026-11-24.
const ENDS: [&str; 8] = [
    "<|eot_id|>",
    "<|im_end|>",
    "<|end|>",
    "<end_of_turn>",
    "<|endoftext|>",
    "<|eom_id|>",
    "< EOT >",
    "<EOT>",
];

/// How far the model is with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// So many tokens are left to be read.
    Reading(usize),
    /// It has read all, and can score the next one.
    There,
}

/// A model and the keys and values of what it has read.
pub struct Engine {
    model: Model,
    tokenizer: Tokenizer,
    template: Option<Template>,
    about: LmAbout,
    begin: Option<u32>,
    cache: Cache,
    scratch: Scratch,
    /// What the cache holds, in order.
    read: Vec<u32>,
    /// Whether what stands for the last of these is still there.
    is_fresh: bool,
    scores: Vec<f32>,
    at_once: usize,
}

impl Engine {
    /// Loads a model from its file.
    ///
    /// # Errors
    /// Those of the file, and of memory that is refused or beyond the limit.
    pub fn load(file: &mut (impl Read + Seek), name: &str, limits: Limits) -> Result<Self, LmFailure> {
        let file_bytes = file.seek(std::io::SeekFrom::End(0)).map_err(|_| LmFailure::Broken)?;
        let Loaded { model, tokenizer, header, parameters, wanted_bytes } = load(file, limits)?;
        let refused = |OutOfMemory| LmFailure::Memory { wanted: wanted_bytes };
        let scratch = Scratch::new(&model).map_err(refused)?;
        let scores = zeros(model.shape.vocabulary).map_err(refused)?;
        let mut cache = Cache::new(model.shape.layers, model.shape.key_width());
        cache.extend(1).map_err(refused)?;
        cache.wind_back(0);
        let template = header.text("tokenizer.chat_template").and_then(|it| Template::of(it, &tokenizer));
        let id = |key: &str| header.whole(key).and_then(|id| u32::try_from(id).ok());
        let mut ends: Vec<u32> = ["tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"]
            .into_iter()
            .filter_map(id)
            .chain(
                tokenizer.special_tokens().iter().filter(|it| ENDS.contains(&it.0.as_str())).map(|it| it.1),
            )
            .collect();
        ends.sort_unstable();
        ends.dedup();
        // Only vocabularies of Llama 3's kind begin texts unasked.
        let begins = header
            .truth("tokenizer.ggml.add_bos_token")
            .unwrap_or_else(|| header.text("tokenizer.ggml.pre").is_some_and(|pre| pre.starts_with("llama")));
        let begin = id("tokenizer.ggml.bos_token_id").filter(|_| begins);
        let begin = begin.filter(|id| (*id as usize) < model.shape.vocabulary);
        let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        let about = LmAbout {
            name: name.to_owned(),
            parameters,
            context_tokens: number(model.shape.window),
            vocabulary: number(model.shape.vocabulary),
            layers: number(model.shape.layers),
            file_bytes,
            memory_bytes: 0,
            chats: template.is_some(),
            kept: false,
            ends,
        };
        Ok(Self {
            model,
            tokenizer,
            template,
            about,
            begin,
            cache,
            scratch,
            read: Vec::new(),
            is_fresh: false,
            scores,
            at_once: MOST_AT_ONCE,
        })
    }

    /// What there is to say of the model. How much memory it takes, and whether
    /// it is kept, is known outside.
    pub const fn about(&self) -> &LmAbout {
        &self.about
    }

    /// Its tokenizer.
    pub const fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// How its tokens are spelt: the bytes of all, and where each ends.
    pub fn spelling(&self) -> (Vec<u8>, Vec<u32>) {
        let (mut bytes, mut ends) = (Vec::new(), Vec::new());
        for id in 0..self.about.vocabulary {
            bytes.extend_from_slice(self.bytes_of(id));
            ends.push(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        }
        (bytes, ends)
    }

    /// Its window, in tokens.
    pub const fn window(&self) -> usize {
        self.model.shape.window
    }

    /// Whether the model ends its answer with this token.
    pub fn is_end(&self, id: u32) -> bool {
        self.about.ends.contains(&id)
    }

    /// The bytes of a token, or the name of a special one; none of an unused id.
    pub fn bytes_of(&self, id: u32) -> &[u8] {
        self.tokenizer.token_bytes(id).unwrap_or_default()
    }

    /// The bytes of a token that is text; special tokens are none.
    pub fn text_of(&self, id: u32) -> &[u8] {
        let is_special = self.tokenizer.special_tokens().binary_search_by_key(&id, |it| it.1).is_ok();
        if is_special { &[] } else { self.bytes_of(id) }
    }

    /// The tokens of a prompt as the model gets them.
    ///
    /// # Errors
    /// [`LookFailure::NoTemplate`] for messages where the file's template is
    /// not known, [`LookFailure::Empty`] where there is no token to go on from.
    pub fn spell(&self, prompt: &LmPrompt) -> Result<Vec<u32>, LookFailure> {
        let mut ids = match prompt {
            LmPrompt::Messages(messages) => {
                let template = self.template.as_ref().ok_or(LookFailure::NoTemplate)?;
                if messages.is_empty() {
                    return Err(LookFailure::Empty);
                }
                template.tokens(messages, &self.tokenizer)
            }
            LmPrompt::Raw(text) => {
                let mut ids: Vec<u32> = self.begin.into_iter().collect();
                ids.extend(self.tokenizer.encode(text));
                ids
            }
        };
        // Bytes that the model has no token for.
        ids.retain(|id| self.knows(*id));
        if ids.is_empty() { Err(LookFailure::Empty) } else { Ok(ids) }
    }

    /// Reads so many tokens in one go from now on, one at least and
    /// [`MOST_AT_ONCE`] at most. More go more quickly, and take longer.
    pub fn read_at_once(&mut self, tokens: usize) {
        self.at_once = tokens.clamp(1, MOST_AT_ONCE);
    }

    /// Reads more of a text, some tokens at most; what was read before is used
    /// again, as far as the beginnings are the same. The text has at least one
    /// token, at most as many as the window, and only such as the model knows.
    ///
    /// # Errors
    /// When memory for more is refused. What was read stays.
    pub fn read(&mut self, ids: &[u32]) -> Result<Position, OutOfMemory> {
        let mut same = self.read.iter().zip(ids).take_while(|(a, b)| a == b).count();
        if same == ids.len() {
            if same == self.read.len() && self.is_fresh {
                return Ok(Position::There);
            }
            // The last one is read again, for what stands for it.
            same = same.saturating_sub(1);
        }
        self.cache.wind_back(same);
        self.read.truncate(same);
        self.is_fresh = false;
        let next = &ids[same..ids.len().min(same + self.at_once)];
        self.model.take(next, &mut self.cache, &mut self.scratch)?;
        self.read.extend_from_slice(next);
        let left = ids.len() - self.read.len();
        self.is_fresh = left == 0;
        Ok(if left == 0 { Position::There } else { Position::Reading(left) })
    }

    /// How many tokens at the beginning of a text need not be read again.
    pub fn known(&self, ids: &[u32]) -> usize {
        self.read.iter().zip(ids).take_while(|(a, b)| a == b).count()
    }

    /// The score of every token as the next one, by id, when [`Self::read`] is
    /// [`Position::There`].
    pub fn scores(&mut self) -> &[f32] {
        self.model.score(&mut self.scratch, &mut self.scores);
        &self.scores
    }

    /// The ids that a text may consist of.
    pub fn knows(&self, id: u32) -> bool {
        (id as usize) < self.model.shape.vocabulary
    }
}
