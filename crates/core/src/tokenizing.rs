//! What the page and the tokenizer's worker say to each other.
//!
//! Both ends are built from these types. Offsets are bytes of the UTF-8 text
//! unless a name says tokens. An encoding travels by its name.

use serde::{Deserialize, Serialize};

use crate::count::RoleTokens;

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToWorker {
    /// Fetch and load a vocabulary; it becomes the one in use.
    Load {
        /// The encoding's name, such as `cl100k_base`.
        encoding: String,
        /// Where its vocabulary file is.
        url: String,
    },
    /// Count a text, and give the tokens of a window of it.
    Count {
        /// Which of the page's texts this is.
        doc: u32,
        /// Which state of the text this is; the answer repeats it, so that a
        /// late one can be told.
        revision: u32,
        /// The whole text.
        text: String,
        /// Index of the first token to give.
        window_first: u32,
        /// The most tokens to give.
        window_len: u32,
    },
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
    /// The answer to `Count`.
    Counted {
        /// As in the question.
        doc: u32,
        /// As in the question.
        revision: u32,
        /// The name of the encoding that counted.
        encoding: String,
        /// Tokens of the whole text.
        count: u32,
        /// The other measures of the whole text.
        figures: Figures,
        /// The tokens that were asked for.
        window: TokenWindow,
    },
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

/// Some consecutive tokens of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenWindow {
    /// Index, in the whole text, of the first token given.
    pub first: u32,
    /// Byte of the text at which that token begins.
    pub start_byte: u32,
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

    use super::{Figures, FromWorker, LoadFailure, ToWorker, TokenWindow};
    use crate::count::RoleTokens;

    #[track_caller]
    fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(message: T) {
        let sent = serde_json::to_value(&message).unwrap();
        assert_eq!(serde_json::from_value::<T>(sent).unwrap(), message);
    }

    #[test]
    fn every_message_survives_the_way() {
        let encoding = || "cl100k_base".to_owned();
        check(ToWorker::Load { encoding: encoding(), url: "vocab/x".to_owned() });
        check(ToWorker::Count {
            doc: 1,
            revision: u32::MAX,
            text: "\0中\u{1F433}".to_owned(),
            window_first: 0,
            window_len: 2000,
        });
        check(FromWorker::Ready);
        check(FromWorker::Progress { encoding: encoding(), received: 5, total: None });
        let role_tokens = RoleTokens { system: 1, user: 1, assistant: 1 };
        check(FromWorker::Loaded { encoding: encoding(), role_tokens });
        for reason in [LoadFailure::Network, LoadFailure::Status(404), LoadFailure::Broken] {
            check(FromWorker::LoadFailed { encoding: encoding(), reason });
        }
        check(FromWorker::Counted {
            doc: 1,
            revision: 2,
            encoding: encoding(),
            count: 3,
            figures: Figures { bytes: 8, lines: 1, ..Figures::default() },
            window: TokenWindow { first: 0, start_byte: 0, ids: vec![75], ends: vec![1] },
        });
    }
}
