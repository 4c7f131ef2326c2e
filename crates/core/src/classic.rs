//! The classic demos, as data. Their titles are the view's, by id.
//!
//! The prompts are those that courses on language models have made known; two
//! exist in one language only, because their point is in it.

use lollipop_bpe::Encoding;

use crate::chat::Role::{System, User};
use crate::chat::{Message, Mode};
use crate::demo::{Demo, Params, View};

/// A classic demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClassicId {
    /// The capital of China, asked in Chinese.
    Capital,
    /// A word whose letters the model never sees.
    ReverseLollipop,
    /// The same word with its letters apart.
    ReverseDashes,
    /// A poem about a whale, in Chinese: the prompt of 67 tokens.
    WhalePoem,
    /// A poem about a whale, in English.
    WhalePoemEn,
    /// A story in one sentence.
    OneSentence,
    /// Style and length both set.
    SeussOneSentence,
    /// One token a word.
    Learning,
    /// A word in several tokens.
    Prompting,
}

impl ClassicId {
    /// Every classic demo, in the order of the menu.
    pub const ALL: [Self; 9] = [
        Self::Capital,
        Self::ReverseLollipop,
        Self::ReverseDashes,
        Self::WhalePoem,
        Self::WhalePoemEn,
        Self::OneSentence,
        Self::SeussOneSentence,
        Self::Learning,
        Self::Prompting,
    ];

    /// The demo's name in the menu's texts and in tests.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Capital => "capital",
            Self::ReverseLollipop => "reverse_lollipop",
            Self::ReverseDashes => "reverse_dashes",
            Self::WhalePoem => "whale_poem",
            Self::WhalePoemEn => "whale_poem_en",
            Self::OneSentence => "one_sentence",
            Self::SeussOneSentence => "seuss_one_sentence",
            Self::Learning => "learning",
            Self::Prompting => "prompting",
        }
    }
}

/// A model that answers: the ones the demos were first written for are retired.
const CURRENT: &str = "gpt-4o-mini";
/// The model whose format makes the poem's prompt 67 tokens.
const POEM: &str = "gpt-3.5-turbo-0613";

/// The demo to put on the page, with an empty title.
///
/// `chinese` chooses the language of the prompts that exist in both.
#[must_use]
pub fn demo(id: ClassicId, chinese: bool) -> Demo {
    let in_language = |zh: &'static str, en: &'static str| if chinese { zh } else { en };
    // The story that the one-sentence prompts tell.
    let story = in_language("写一个关于快乐的小鲸鱼的故事", "Write me a story about a happy little whale");
    match id {
        ClassicId::Capital => chat(CURRENT, &[Message::new(User, "中国的首都是哪里?")]),
        // r50k_base is the vocabulary in which the word is l + oll + ipop; later
        // ones keep `ollipop` in one piece, and the dashes with their letters.
        ClassicId::ReverseLollipop => {
            text("Take the letters in lollipop and reverse them", Some(Encoding::R50kBase))
        }
        ClassicId::ReverseDashes => {
            text("Take the letters in l-o-l-l-i-p-o-p and reverse them", Some(Encoding::R50kBase))
        }
        ClassicId::WhalePoem => {
            let messages = [
                Message::new(System, "你是一个助理, 并以 Seuss 苏斯博士的风格作出回答。"),
                Message::new(User, "就快乐的小鲸鱼为主题给我写一首短诗"),
            ];
            let params = Params { temperature: Some(1.0), ..Params::default() };
            Demo { params, ..chat(POEM, &messages) }
        }
        ClassicId::WhalePoemEn => told(
            POEM,
            "You are an assistant who responds in the style of Dr. Seuss.",
            "Write me a short poem about a happy little whale",
        ),
        ClassicId::OneSentence => told(
            CURRENT,
            in_language("你的所有答复都要只有一句话。", "All of your responses must be one sentence long."),
            story,
        ),
        ClassicId::SeussOneSentence => told(
            CURRENT,
            in_language(
                "你是一个助理, 并以 Seuss 苏斯博士的风格作出回答。你的所有答复都要只有一句话。",
                "You are an assistant who responds in the style of Dr. Seuss. \
                 All of your responses must be one sentence long.",
            ),
            story,
        ),
        // Six tokens in every encoding: each word is one.
        ClassicId::Learning => text("Learning new things is fun!", None),
        // Prom + pt + ing in r50k_base; later vocabularies have `Prompt`.
        ClassicId::Prompting => text("Prompting as powerful developer tool", Some(Encoding::R50kBase)),
    }
}

fn text(text: &str, encoding: Option<Encoding>) -> Demo {
    Demo {
        mode: Mode::Text,
        text: text.to_owned(),
        model: CURRENT.to_owned(),
        encoding,
        view: View::Tokens,
        ..Demo::default()
    }
}

fn told(model: &str, system: &str, user: &str) -> Demo {
    chat(model, &[Message::new(System, system), Message::new(User, user)])
}

fn chat(model: &str, messages: &[Message]) -> Demo {
    Demo {
        mode: Mode::Chat,
        messages: messages.to_vec(),
        model: model.to_owned(),
        view: View::Run,
        ..Demo::default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use lollipop_bpe::Encoding::R50kBase;

    use super::{ClassicId, demo};
    use crate::chat::Mode;
    use crate::demo::{Params, View, decode_fragment, encode_fragment};
    use crate::model::{Certainty, facts};

    #[test]
    fn every_classic_is_whole_and_can_be_shared() {
        let mut ids = BTreeSet::new();
        for id in ClassicId::ALL {
            assert!(ids.insert(id.as_str()), "{id:?}");
            for chinese in [false, true] {
                let demo = demo(id, chinese);
                let chat = demo.mode == Mode::Chat;
                assert_eq!(demo.messages.is_empty(), !chat, "{id:?}");
                assert_eq!(demo.text.is_empty(), chat, "{id:?}");
                assert_eq!(demo.view == View::Run, chat, "{id:?}");
                assert_eq!(demo.params.max_tokens, Some(500), "{id:?}");
                assert_eq!(facts(&demo.model, None, None).encoding_certainty, Certainty::Known);
                assert_eq!(decode_fragment(&encode_fragment(&demo)).unwrap(), demo);
            }
        }
    }

    #[test]
    fn the_poem_is_the_prompt_of_67_tokens() {
        let poem = demo(ClassicId::WhalePoem, false);
        let contents: Vec<_> = poem.messages.iter().map(|message| &*message.content).collect();
        assert_eq!(
            contents,
            ["你是一个助理, 并以 Seuss 苏斯博士的风格作出回答。", "就快乐的小鲸鱼为主题给我写一首短诗",]
        );
        assert_eq!(poem, demo(ClassicId::WhalePoem, true), "it is Chinese in both languages");
        assert_eq!((&*poem.model, poem.encoding), ("gpt-3.5-turbo-0613", None));
        assert_eq!(facts(&poem.model, None, None).window, Some(4096));
        let params = Params { temperature: Some(1.0), ..Params::default() };
        assert_eq!(poem.params, params);
    }

    #[test]
    fn the_word_is_shown_in_the_encoding_that_splits_it() {
        for id in [ClassicId::ReverseLollipop, ClassicId::ReverseDashes, ClassicId::Prompting] {
            assert_eq!(demo(id, true).encoding, Some(R50kBase), "{id:?}");
        }
        assert_eq!(demo(ClassicId::Learning, false).encoding, None);
    }

    #[test]
    fn stories_are_told_in_the_language_of_the_reader() {
        for id in [ClassicId::OneSentence, ClassicId::SeussOneSentence] {
            let ascii = |chinese| demo(id, chinese).messages.iter().all(|message| message.content.is_ascii());
            assert!(ascii(false) && !ascii(true), "{id:?}");
        }
    }
}
