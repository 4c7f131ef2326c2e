//! What the page and the tokenizer's worker say to each other.
//!
//! Both ends are built from these types. A text itself travels beside its
//! message, as a string of the browser's own, so that a long one is copied as
//! seldom as can be. The worker keeps every open text, and hears only what
//! changes in it: each change has the next number, and the length that the
//! text must have afterwards, so that the two ends cannot drift apart unseen.
//!
//! Offsets are bytes of the UTF-8 text, or UTF-16 units, or tokens, as named.
//! An encoding travels by its name.

use serde::{Deserialize, Serialize};

use lollipop_bpe::{ImportError, LeftOut};

use crate::{count::RoleTokens, foresight::Foresight, merging::Assembly, side_by_side::Weighed};

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToWorker {
    /// Fetch and load a vocabulary; it becomes the one in use, and every open
    /// text is counted again.
    Load {
        /// The encoding's name, such as `cl100k_base`.
        encoding: String,
        /// Where its vocabulary file is.
        url: String,
    },
    /// Count with the tokenizer in a file, which travels beside as bytes: a
    /// `tokenizer.json` or a GGUF file. Until another is loaded it stands in for
    /// an encoding, under whose name it answers.
    Import {
        /// The encoding's name.
        encoding: String,
        /// The file's name.
        file: String,
    },
    /// Take a text, which travels beside, and count it from now on. One that
    /// was open under this name is dropped.
    Open {
        /// Which of the page's texts this is.
        doc: u32,
        /// Which state of the text this is; every answer repeats it.
        revision: u32,
    },
    /// Replace a stretch of an open text by the string beside.
    Edit {
        /// Which of the page's texts changes.
        doc: u32,
        /// One more than that of the state before.
        revision: u32,
        /// Where the stretch begins, in UTF-16 units.
        start: u32,
        /// How many UTF-16 units are taken out.
        deleted: u32,
        /// UTF-16 units of the whole text afterwards.
        length_after: u32,
    },
    /// Say what the count will be after the next key; good for the text as it is.
    Foresee {
        /// Which of the page's texts.
        doc: u32,
        /// Where the key is expected, in UTF-16 units.
        at: u32,
    },
    /// Give the tokens of this window of a text, now and whenever they change.
    Show {
        /// Which of the page's texts.
        doc: u32,
        /// Index of the first token to give.
        first: u32,
        /// The most tokens to give.
        len: u32,
    },
    /// Stop counting what of a long text is not counted yet, or go on.
    Hold {
        /// Which of the page's texts.
        doc: u32,
        /// Stop, or go on.
        held: bool,
    },
    /// Drop a text.
    Close {
        /// Which of the page's texts.
        doc: u32,
    },
    /// Say how the tokens of a piece come about, in the vocabulary in use.
    Assemble {
        /// The question's number.
        id: u32,
        /// Which piece.
        of: Piece,
    },
    /// Fetch a vocabulary and keep it beside the one in use.
    Shelve {
        /// The encoding's name.
        encoding: String,
        /// Where its vocabulary file is.
        url: String,
    },
    /// Drop every vocabulary that is kept beside the one in use.
    ClearShelf,
    /// Count short texts under several encodings: the one in use, and those that
    /// are kept beside it.
    Weigh {
        /// The question's number.
        id: u32,
        /// The encodings' names; those that are not here are left out.
        encodings: Vec<String>,
        /// The texts.
        texts: Vec<String>,
    },
}

/// A piece that is to be taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Piece {
    /// The one that a token of an open text is part of.
    Of {
        /// Which of the page's texts.
        doc: u32,
        /// The token's place in it, counted from 0.
        token: u32,
    },
    /// The pieces of this text, which is a word or a few.
    Typed(String),
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FromWorker {
    /// The worker runs. What was posted before may be lost.
    Ready,
    /// A vocabulary is on its way.
    Progress {
        /// The encoding's name.
        encoding: String,
        /// Bytes that have arrived.
        received: u32,
        /// Bytes in all, if the server has said so.
        total: Option<u32>,
    },
    /// A vocabulary is loaded and in use.
    Loaded {
        /// The encoding's name.
        encoding: String,
        /// What the roles' names weigh in it.
        role_tokens: RoleTokens,
    },
    /// A vocabulary could not be loaded; the one before stays in use.
    LoadFailed {
        /// The encoding's name.
        encoding: String,
        /// Why.
        reason: LoadFailure,
    },
    /// How far a text is counted: said after each change, and now and then
    /// while a long one is being counted.
    Counted {
        /// Which of the page's texts.
        doc: u32,
        /// The state of the text that was counted.
        revision: u32,
        /// The name of the encoding that counted.
        encoding: String,
        /// How far it is.
        tally: Tally,
    },
    /// What the count will be after the next key, where that was asked for and
    /// can be told at little cost.
    Foreseen {
        /// Which of the page's texts.
        doc: u32,
        /// The state of the text in which the key would be typed.
        revision: u32,
        /// The name of the encoding.
        encoding: String,
        /// The counts.
        foresight: Foresight,
    },
    /// The tokens that are to be shown; left out where they are what was sent
    /// last.
    Window {
        /// Which of the page's texts.
        doc: u32,
        /// The state of the text that they are from.
        revision: u32,
        /// The name of the encoding.
        encoding: String,
        /// The tokens.
        window: TokenWindow,
    },
    /// What else there is to count in a text. For a long one it comes when
    /// nothing has changed for a moment.
    Figures {
        /// Which of the page's texts.
        doc: u32,
        /// The state of the text that they are from.
        revision: u32,
        /// The name of the encoding.
        encoding: String,
        /// The figures.
        figures: Figures,
        /// Characters that hide or turn the text around, each once, in order.
        hidden: Vec<char>,
    },
    /// An edit did not fit the text that is kept here: it has to be opened anew.
    Lost {
        /// Which of the page's texts.
        doc: u32,
    },
}

/// From the worker to the page, too: what is said only where something was asked
/// for. On its way it is the only element of an array, so that a page reads it
/// where it is of use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// A tokenizer was imported and is in use.
    Imported {
        /// The name of the encoding that it stands in for.
        encoding: String,
        /// What the roles' names weigh in it.
        role_tokens: RoleTokens,
        /// What there is to say of it.
        about: ImportedTokenizer,
    },
    /// A file could not be imported; what was in use stays so.
    ImportFailed {
        /// The file's name.
        file: String,
        /// Why.
        error: ImportError,
    },
    /// What reads such files did not come; what was in use stays so.
    ImporterMissing,
    /// How the tokens of a piece, or of a few, come about.
    Assembled {
        /// The question's number.
        id: u32,
        /// The name of the encoding.
        encoding: String,
        /// The pieces in order.
        pieces: Vec<Assembly>,
        /// Bytes of pieces that are too long to be taken apart.
        too_long_bytes: u32,
    },
    /// A vocabulary that is to be kept beside is on its way.
    Shelving {
        /// The encoding's name.
        encoding: String,
        /// Bytes that have arrived.
        received: u32,
        /// Bytes in all, if the server has said so.
        total: Option<u32>,
    },
    /// A vocabulary is kept beside the one in use.
    Shelved {
        /// The encoding's name.
        encoding: String,
        /// The whole memory of the worker now, in bytes.
        memory_bytes: u32,
    },
    /// A vocabulary could not be brought.
    ShelveFailed {
        /// The encoding's name.
        encoding: String,
        /// Why.
        reason: LoadFailure,
    },
    /// The texts under the encodings that were asked for.
    Weighed {
        /// The question's number.
        id: u32,
        /// The texts, in order.
        texts: Vec<Weighed>,
    },
}

/// How far a text is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Tokens so far; all of them once nothing is pending.
    pub count: u32,
    /// Bytes of the text that are not counted yet.
    pub pending_bytes: u32,
    /// Bytes of the text in all.
    pub bytes: u32,
    /// Counting waits until it is told to go on.
    pub held: bool,
}

impl Tally {
    /// Whether the count is that of the whole text.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.pending_bytes == 0
    }
}

/// A tokenizer that a person brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedTokenizer {
    /// The file's name.
    pub file: String,
    /// How many tokens it has, special ones included.
    pub tokens: u32,
    /// What it does to a text and the page does not.
    pub left_out: Vec<LeftOut>,
}

/// Why a vocabulary could not be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LoadFailure {
    /// The file could not be reached, or its transfer broke off.
    Network,
    /// The server answered with this HTTP status.
    Status(u16),
    /// What arrived is not a vocabulary file that this page can read.
    Broken,
}

/// What a person would count in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Bytes of UTF-8.
    pub bytes: u32,
    /// Unicode code points.
    pub code_points: u32,
    /// Characters as people count them: grapheme clusters.
    pub graphemes: u32,
    /// Words of scripts that set spaces between words; Han characters are not
    /// among them.
    pub words: u32,
    /// Han characters.
    pub han: u32,
    /// Tokens that take part in a Chinese character.
    pub han_tokens: u32,
    /// Lines; 1 for a text without a line end.
    pub lines: u32,
}

/// Some consecutive tokens of a text, from between two characters to between
/// two others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenWindow {
    /// Index, in the whole text, of the first token given.
    pub first: u32,
    /// Byte of the text at which that token begins.
    pub start_byte: u32,
    /// The text of the tokens.
    pub text: String,
    /// The tokens' ids, in reading order.
    pub ids: Vec<u32>,
    /// Where each token ends, in bytes from `start_byte`. As many as `ids`; a
    /// token begins where the one before it ends.
    pub ends: Vec<u32>,
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde::de::DeserializeOwned;

    use super::{Answer, Figures, FromWorker, LoadFailure, Piece, Tally, ToWorker, TokenWindow};
    use crate::{
        count::RoleTokens,
        foresight::Foresight,
        merging::{Assembly, Join},
        side_by_side::{Row, Weighed},
    };

    #[track_caller]
    fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(message: T) {
        let sent = serde_json::to_value(&message).unwrap();
        assert_eq!(serde_json::from_value::<T>(sent).unwrap(), message);
    }

    #[test]
    fn every_message_survives_the_way() {
        let encoding = || "cl100k_base".to_owned();
        check(ToWorker::Load { encoding: encoding(), url: "vocab/x".to_owned() });
        check(ToWorker::Open { doc: 1, revision: u32::MAX });
        check(ToWorker::Edit { doc: 1, revision: 2, start: 3, deleted: 0, length_after: 4 });
        check(ToWorker::Foresee { doc: 1, at: 4 });
        check(ToWorker::Show { doc: 1, first: 0, len: 2000 });
        check(ToWorker::Hold { doc: 1, held: true });
        check(ToWorker::Close { doc: 1 });
        check(FromWorker::Ready);
        check(FromWorker::Progress { encoding: encoding(), received: 5, total: None });
        let role_tokens = RoleTokens { system: 1, user: 1, assistant: 1 };
        check(FromWorker::Loaded { encoding: encoding(), role_tokens });
        for reason in [LoadFailure::Network, LoadFailure::Status(404), LoadFailure::Broken] {
            check(FromWorker::LoadFailed { encoding: encoding(), reason });
        }
        let tally = Tally { count: 3, pending_bytes: 0, bytes: 8, held: false };
        assert!(tally.is_whole());
        check(FromWorker::Counted { doc: 1, revision: 2, encoding: encoding(), tally });
        check(FromWorker::Window {
            doc: 1,
            revision: 2,
            encoding: encoding(),
            window: TokenWindow {
                first: 0,
                start_byte: 0,
                text: "l".to_owned(),
                ids: vec![75],
                ends: vec![1],
            },
        });
        check(FromWorker::Figures {
            doc: 1,
            revision: 2,
            encoding: encoding(),
            figures: Figures { bytes: 8, lines: 1, ..Figures::default() },
            hidden: vec!['\u{200b}'],
        });
        let foresight = Foresight { at: 2, bytes: 2, typed: vec![3], deleted: Some((1, 1)) };
        check(FromWorker::Foreseen { doc: 1, revision: 2, encoding: encoding(), foresight });
        check(FromWorker::Lost { doc: 1 });
        check(ToWorker::Assemble { id: 1, of: Piece::Of { doc: 0, token: 2 } });
        check(ToWorker::Assemble { id: 1, of: Piece::Typed("lollipop".to_owned()) });
        let join = Join { start: 0, middle: 1, end: 2, into: 297, rank: 297 };
        let assembly = Assembly {
            text: "ll".to_owned(),
            bytes: vec![75; 2],
            joins: vec![join],
            made: vec![0],
            whole: None,
        };
        check(Answer::Assembled { id: 1, encoding: encoding(), pieces: vec![assembly], too_long_bytes: 0 });
        check(ToWorker::Shelve { encoding: encoding(), url: "vocab/x".to_owned() });
        check(ToWorker::ClearShelf);
        check(ToWorker::Weigh { id: 1, encodings: vec![encoding()], texts: vec!["x".to_owned()] });
        check(Answer::Shelving { encoding: encoding(), received: 1, total: Some(2) });
        check(Answer::Shelved { encoding: encoding(), memory_bytes: 1 << 24 });
        check(Answer::ShelveFailed { encoding: encoding(), reason: LoadFailure::Broken });
        let row = Row { encoding: encoding(), ids: vec![75], ends: vec![1], han_tokens: 0 };
        let weighed = Weighed { text: "l".to_owned(), figures: Figures::default(), rows: vec![row] };
        check(Answer::Weighed { id: 1, texts: vec![weighed] });
    }
}
