//! One prompt, run several times side by side: which runs those are, and what
//! each of them sends.

use crate::{
    chat::{Mode, Role},
    draft::{Draft, in_range, whole_number},
    endpoint::Target,
    lm::Spelling,
    wire::{Prompt, RequestSpec},
};

/// The most runs side by side.
pub const MOST_RUNS: usize = 4;
/// The temperatures to choose from.
pub const TEMPERATURES: [f64; 6] = [0.0, 0.3, 0.7, 1.0, 1.5, 2.0];
/// The seeds to choose from.
pub const SEEDS: [u64; 4] = [1, 2, 3, 4];

/// The question that tells a text that is gone on from apart from one that is
/// answered.
pub const fn capital(chinese: bool) -> &'static str {
    if chinese { "中国的首都是哪里?" } else { "What is the capital of China?" }
}

/// What differs between the runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The prompt without the model's chat template, and with it.
    #[default]
    Template,
    /// How adventurously the next token is chosen.
    Temperatures,
    /// Where the dice begin.
    Seeds,
}

/// One of the runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Variant {
    /// As raw text that the model goes on from.
    Raw,
    /// Through the chat template.
    Chat,
    /// At this temperature.
    Temperature(f64),
    /// From this seed.
    Seed(u64),
}

/// What is the same in all runs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Settings {
    /// Sampling temperature; `None`: the server's default.
    pub temperature: Option<f64>,
    /// Where the dice begin; `None`: somewhere else each time.
    pub seed: Option<u64>,
    /// The most tokens of an answer; `None`: the server's default.
    pub max_tokens: Option<u32>,
}

/// A setting that cannot be sent as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadSetting {
    /// Not a number from 0 to 2.
    Temperature,
    /// Not a whole number.
    Seed,
    /// Not a whole number from 1.
    MaxTokens,
}

impl Settings {
    /// Reads the settings as typed; an empty one is none.
    pub fn read(temperature: &str, seed: &str, max_tokens: &str) -> Result<Self, BadSetting> {
        Ok(Self {
            temperature: in_range(temperature, |t| (0.0..=2.0).contains(&t))
                .ok_or(BadSetting::Temperature)?,
            seed: whole_number(seed, |n| i64::try_from(*n).is_ok()).ok_or(BadSetting::Seed)?,
            max_tokens: whole_number(max_tokens, |n| *n > 0).ok_or(BadSetting::MaxTokens)?,
        })
    }
}

/// The prompt as one text, without any template: messages one below another, as
/// they stand on the page.
pub fn raw_text(draft: &Draft) -> String {
    draft.sent_texts().collect::<Vec<_>>().join("\n\n")
}

/// The prompt as messages: a text is one message of the user.
pub fn messages(draft: &Draft) -> Vec<(String, String)> {
    match draft.prompt() {
        Some(Prompt::Messages(messages)) => messages,
        Some(Prompt::Raw(text)) => vec![(Role::User.as_str().to_owned(), text)],
        None => Vec::new(),
    }
}

/// A token of a prompt as the model reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadToken {
    /// Its number in the model's vocabulary.
    pub id: u32,
    /// What it stands for; need not be whole characters.
    pub bytes: Vec<u8>,
    /// It belongs to the template, such as `<|im_start|>`, and no text that is
    /// typed becomes it.
    pub is_control: bool,
}

/// The tokens of a prompt, template and all. `ends` are those at which the model
/// ends its answer.
pub fn read_tokens(ids: &[u32], spelling: &Spelling, ends: &[u32]) -> Vec<ReadToken> {
    let read = |&id: &u32| {
        let bytes = spelling.of(id).to_vec();
        // Typed, such a text is many ordinary tokens.
        let is_control = ends.contains(&id) || bytes.starts_with(b"<|") && bytes.ends_with(b"|>");
        ReadToken { id, bytes, is_control }
    };
    ids.iter().map(read).collect()
}

/// What a run sends, and where to.
pub fn request(draft: &Draft, variant: Variant, settings: Settings) -> (Target, RequestSpec) {
    let as_sent = if draft.mode == Mode::Completion { Target::Completions } else { Target::ChatCompletions };
    let target = match variant {
        Variant::Raw => Target::Completions,
        Variant::Chat => Target::ChatCompletions,
        Variant::Temperature(_) | Variant::Seed(_) => as_sent,
    };
    let prompt = match target {
        Target::Completions => Prompt::Raw(raw_text(draft)),
        _ => Prompt::Messages(messages(draft)),
    };
    let params = draft.params().unwrap_or_default();
    let spec = RequestSpec {
        model: draft.model.trim().to_owned(),
        prompt,
        temperature: if let Variant::Temperature(it) = variant { Some(it) } else { settings.temperature },
        top_p: params.top_p,
        top_k: params.top_k,
        stop: params.stop,
        top_logprobs: None,
        seed: if let Variant::Seed(it) = variant { Some(it) } else { settings.seed },
        max_tokens: settings.max_tokens,
        stream: true,
    };
    (target, spec)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{chat::Message, demo::Demo};

    fn draft(mode: Mode, text: &str, messages: &[Message]) -> Draft {
        let demo = Demo {
            mode,
            text: text.to_owned(),
            messages: messages.to_vec(),
            model: " m ".to_owned(),
            ..Demo::default()
        };
        Draft::from_demo(demo, String::new())
    }

    fn question() -> Draft {
        draft(Mode::Text, "中国的首都是哪里?", &[])
    }

    #[test]
    fn the_same_question_with_and_without_a_template() {
        let settings = Settings { temperature: Some(0.7), seed: Some(1), max_tokens: Some(80) };
        for draft in [question(), draft(Mode::Completion, "中国的首都是哪里?", &[])] {
            let (target, raw) = request(&draft, Variant::Raw, settings);
            assert_eq!(target, Target::Completions);
            assert_eq!(raw.prompt, Prompt::Raw("中国的首都是哪里?".to_owned()));
            let (target, chat) = request(&draft, Variant::Chat, settings);
            assert_eq!(target, Target::ChatCompletions);
            let said = ("user".to_owned(), "中国的首都是哪里?".to_owned());
            assert_eq!(chat.prompt, Prompt::Messages(vec![said]));
            // Nothing else differs.
            assert_eq!(RequestSpec { prompt: raw.prompt.clone(), ..chat }, raw);
            assert_eq!((raw.model.as_str(), raw.seed, raw.max_tokens), ("m", Some(1), Some(80)));
        }
    }

    #[test]
    fn messages_without_their_template_are_one_text() {
        let off = Message { enabled: false, ..Message::new(Role::User, "off") };
        let messages = [Message::new(Role::System, "Be short."), off, Message::new(Role::User, "Hello")];
        assert_eq!(raw_text(&draft(Mode::Chat, "", &messages)), "Be short.\n\nHello");
    }

    #[test]
    fn variants_change_one_setting() {
        let settings = Settings { temperature: Some(0.7), seed: Some(1), max_tokens: None };
        let of = |draft: &Draft, variant| {
            let (target, spec) = request(draft, variant, settings);
            (target, spec.temperature, spec.seed)
        };
        let chat = Target::ChatCompletions;
        assert_eq!(of(&question(), Variant::Temperature(1.5)), (chat, Some(1.5), Some(1)));
        assert_eq!(of(&question(), Variant::Seed(4)), (chat, Some(0.7), Some(4)));
        let raw = draft(Mode::Completion, "Once", &[]);
        assert_eq!(of(&raw, Variant::Seed(4)), (Target::Completions, Some(0.7), Some(4)));
    }

    #[test]
    fn what_belongs_to_the_template_is_known() {
        let spelt = ["<|im_start|>", "user", "\n", "</s>", "<|"];
        let mut end = 0;
        let ends = spelt.map(|it| {
            end += u32::try_from(it.len()).unwrap();
            end
        });
        let spelling = Spelling::new(spelt.concat().into_bytes(), ends.to_vec());
        let read = read_tokens(&[0, 1, 2, 4, 3], &spelling, &[3]);
        let control: Vec<_> = read.iter().map(|it| it.is_control).collect();
        assert_eq!(control, [true, false, false, false, true]);
        assert_eq!((read[1].id, read[1].bytes.as_slice()), (1, b"user".as_slice()));
    }

    #[test]
    fn settings_are_read_as_typed() {
        let read = Settings::read;
        assert_eq!(read("", " ", ""), Ok(Settings::default()));
        let expected = Settings { temperature: Some(0.5), seed: Some(0), max_tokens: Some(1000) };
        assert_eq!(read("0,5", "0", "1,000"), Ok(expected));
        assert_eq!(read("3", "", ""), Err(BadSetting::Temperature));
        assert_eq!(read("", "-1", ""), Err(BadSetting::Seed));
        assert_eq!(read("", "", "0"), Err(BadSetting::MaxTokens));
    }
}
