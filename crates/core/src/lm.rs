//! What the page and the language model's worker say to each other.
//!
//! Both ends are built from these types. For sending, the worker is an endpoint
//! like any other: it takes the JSON that an OpenAI-compatible server takes and
//! gives back the bytes that such a server gives, so that one reader, one wire
//! view and one account serve both. For the lens it answers what no server
//! does: the model's score for every token that it knows.
//!
//! Either end posts an array: the message, and then what travels beside it: a
//! `File`, or typed arrays whose buffers are handed over and not copied. Times are none of this module's.

mod site;
mod spelling;

use serde::{Deserialize, Serialize};

pub use site::{KEPT_FOLDER, LmTrouble, SITE_MODEL, SiteModel, kept_mark, kept_name};
pub use spelling::Spelling;

/// The base URL of the model in this tab, as endpoints are typed and kept.
pub const TAB_BASE_URL: &str = "tab:";

/// A prompt as the lens looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LmPrompt {
    /// Roles and contents, put through the model's own chat template, with the
    /// beginning of the answer at the end.
    Messages(Vec<(String, String)>),
    /// A text that goes to the model as it is.
    Raw(String),
}

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToLm {
    /// Load a model; one that is loaded is freed first.
    Load(LmSource),
    /// Answer a request. What the worker says of it carries its number; a
    /// request that is going on is stopped first.
    Ask {
        /// Its number.
        id: u32,
        /// `/chat/completions`, `/completions` or `/models`.
        path: String,
        /// The body as it would go to a server; empty for `/models`.
        body: String,
    },
    /// Stop answering this request, within one token. Nothing more is said of it.
    Stop {
        /// Its number.
        id: u32,
    },
    /// Score every token as the next one after a prompt and some tokens that
    /// were chosen after it. What was computed before is used again, as far as
    /// the beginnings are the same.
    Look {
        /// Its number; of several that wait only the last is answered.
        id: u32,
        /// What comes first.
        prompt: LmPrompt,
        /// Ids of the tokens that were chosen after it, in order.
        chosen: Vec<u32>,
    },
    /// Give the tokens of a prompt as the model gets them, its template
    /// included, without running the model.
    Spell {
        /// Its number.
        id: u32,
        /// The prompt.
        prompt: LmPrompt,
    },
    /// Free the model's memory.
    Free,
    /// Free it and delete what is kept of it in the browser.
    Forget,
}

/// Where a model's file comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LmSource {
    /// Beside the site's own files, at this address; from what the browser
    /// keeps of it, if it keeps it.
    Site {
        /// The whole address.
        url: String,
        /// Its size, for the progress where a server does not tell.
        bytes: u64,
        /// Its SHA-256, in lower-case hexadecimal; what differs is refused.
        sha256: String,
    },
    /// A file that the person chose; it travels beside, as a `File`.
    File {
        /// Its name.
        name: String,
    },
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromLm {
    /// The worker runs. What was posted before may be lost.
    Ready {
        /// Whether it holds the lock of its name for as long as it lives. There
        /// are no locks where the browser stores nothing.
        is_locked: bool,
    },
    /// A model is on its way.
    Progress {
        /// Bytes that have arrived.
        received: u64,
        /// Bytes in all.
        total: u64,
    },
    /// A model is loaded. Beside it travels the spelling of its vocabulary:
    /// the bytes of all tokens one after another (a `Uint8Array`), and where
    /// each ends (a `Uint32Array`).
    Loaded(LmAbout),
    /// A model could not be loaded. None is loaded now.
    LoadFailed(LmFailure),
    /// The head of the answer to a request; its body follows.
    Head {
        /// The request's number.
        id: u32,
        /// As an HTTP status: 200, 400, 404 or 503.
        status: u16,
        /// `text/event-stream` or `application/json`.
        content_type: String,
    },
    /// More of the body.
    Chunk {
        /// The request's number.
        id: u32,
        /// Whole lines of UTF-8.
        text: String,
    },
    /// The body is whole.
    End {
        /// The request's number.
        id: u32,
    },
    /// The scores that were asked for. Beside them travels a `Float32Array`
    /// with the natural logarithm of every token's probability at temperature
    /// 1, by id.
    Looked {
        /// The question's number.
        id: u32,
        /// Tokens of the prompt, the template's included.
        prompt_tokens: u32,
    },
    /// The tokens that were asked for, by id.
    Spelt {
        /// The question's number.
        id: u32,
        /// The ids.
        ids: Vec<u32>,
    },
    /// A question of the lens could not be answered.
    LookFailed {
        /// The question's number.
        id: u32,
        /// Why.
        why: LookFailure,
    },
    /// The model's memory is free.
    Freed,
}

/// A model that is loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LmAbout {
    /// Its name, such as `SmolLM2-135M-Instruct`.
    pub name: String,
    /// How many numbers it consists of.
    pub parameters: u64,
    /// Its context window, in tokens.
    pub context_tokens: u32,
    /// How many tokens it knows.
    pub vocabulary: u32,
    /// How many layers it has.
    pub layers: u32,
    /// Size of its file.
    pub file_bytes: u64,
    /// Memory that the worker takes with it.
    pub memory_bytes: u64,
    /// Whether its file has a chat template that the worker can follow.
    pub chats: bool,
    /// Whether the browser keeps the file, and so loads it without a network.
    pub kept: bool,
    /// Ids at which the model ends its answer.
    pub ends: Vec<u32>,
}

/// Why a model could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LmFailure {
    /// The site has no such file: whoever built it left the model out.
    Absent,
    /// The file could not be reached, or its transfer broke off.
    Network,
    /// The server answered with this HTTP status.
    Status(u16),
    /// It is not a GGUF file, or it is damaged.
    Broken,
    /// The file holds a model of another architecture, named as it names it.
    Architecture(String),
    /// Its weights are stored in a format that the worker does not compute
    /// with, named as GGUF names it.
    Weights(String),
    /// Its tokenizer is of a kind that the worker does not have.
    Tokenizer(String),
    /// There is not so much memory for it. Unit: bytes.
    Memory {
        /// What it would take.
        wanted: u64,
    },
}

/// Why a question of the lens could not be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LookFailure {
    /// No model is loaded.
    NoModel,
    /// Prompt and chosen tokens are longer than the window.
    WindowFull {
        /// Tokens of both.
        tokens: u32,
        /// The window.
        window: u32,
    },
    /// The model has no chat template.
    NoTemplate,
    /// There is nothing to go on from.
    Empty,
}

#[cfg(test)]
mod tests {
    use serde::{Serialize, de::DeserializeOwned};

    use super::{FromLm, LmAbout, LmFailure, LmPrompt, LmSource, LookFailure, ToLm};

    #[track_caller]
    fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(message: T) {
        let sent = serde_json::to_value(&message).unwrap();
        assert_eq!(serde_json::from_value::<T>(sent).unwrap(), message);
    }

    #[test]
    fn every_message_survives_the_way() {
        let text = || "x".to_owned();
        let prompt = || LmPrompt::Messages(vec![("user".to_owned(), "中国的首都是哪里?".to_owned())]);
        check(ToLm::Load(LmSource::Site { url: text(), bytes: u64::from(u32::MAX) + 1, sha256: text() }));
        check(ToLm::Load(LmSource::File { name: text() }));
        check(ToLm::Ask { id: 1, path: "/models".to_owned(), body: String::new() });
        check(ToLm::Stop { id: 1 });
        check(ToLm::Look { id: 1, prompt: prompt(), chosen: vec![253, 1109] });
        check(ToLm::Spell { id: 1, prompt: LmPrompt::Raw(text()) });
        check(ToLm::Free);
        check(ToLm::Forget);
        check(FromLm::Ready { is_locked: true });
        check(FromLm::Progress { received: 1, total: 98_000_000 });
        check(FromLm::Loaded(LmAbout { name: text(), ends: vec![0, 2], ..LmAbout::default() }));
        for why in [
            LmFailure::Absent,
            LmFailure::Network,
            LmFailure::Status(500),
            LmFailure::Broken,
            LmFailure::Architecture("mamba".to_owned()),
            LmFailure::Weights("IQ2_XS".to_owned()),
            LmFailure::Tokenizer("t5".to_owned()),
            LmFailure::Memory { wanted: 5 << 32 },
        ] {
            check(FromLm::LoadFailed(why));
        }
        check(FromLm::Head { id: 1, status: 200, content_type: text() });
        check(FromLm::Chunk { id: 1, text: text() });
        check(FromLm::End { id: 1 });
        check(FromLm::Looked { id: 1, prompt_tokens: 4 });
        check(FromLm::Spelt { id: 1, ids: vec![253] });
        for why in [
            LookFailure::NoModel,
            LookFailure::WindowFull { tokens: 2049, window: 2048 },
            LookFailure::NoTemplate,
            LookFailure::Empty,
        ] {
            check(FromLm::LookFailed { id: 1, why });
        }
        check(FromLm::Freed);
    }
}
