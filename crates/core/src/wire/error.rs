//! Everything that can go wrong with a run.

use super::Field;
use crate::lm::LmTrouble;

/// Why a run failed.
///
/// A `message` is the server's own, with keys masked and its length bounded, and may be empty.
/// The words around it are made in the view, in the reader's language.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RunError {
    /// The key is missing, wrong, or not allowed to do this.
    #[error("the key was refused: {message}")]
    Unauthorized {
        /// The server's message.
        message: String,
    },
    /// The endpoint does not have this model.
    #[error("unknown model: {message}")]
    UnknownModel {
        /// The server's message.
        message: String,
    },
    /// Prompt and reserved completion do not fit the model's window.
    #[error("the context window is exceeded: {message}")]
    ContextOverflow {
        /// Tokens of the prompt, as the server counts, where it says so.
        prompt_tokens: Option<u32>,
        /// The window in tokens, where the server says so.
        window: Option<u32>,
        /// The server's message.
        message: String,
    },
    /// Too many requests, or no quota left.
    #[error("the rate limit is reached: {message}")]
    RateLimited {
        /// When to come back, in seconds from now, where the server says so.
        retry_after_s: Option<u32>,
        /// The server's message.
        message: String,
    },
    /// The endpoint does not take one of our optional fields, or not that value.
    #[error("the field {} was refused with status {status}: {message}", field.name())]
    RefusedField {
        /// The field; see [`Quirks::without`](super::Quirks::without).
        field: Field,
        /// The server's message.
        message: String,
        /// The HTTP status.
        status: u16,
    },
    /// The server is up and still loads the model.
    #[error("the model is still loading: {message}")]
    Loading {
        /// The server's message.
        message: String,
    },
    /// The server does not know the path, so the base URL is likely wrong.
    #[error("the path was refused with status {status}: {message}")]
    BadPath {
        /// The HTTP status; 200 from servers that hide it.
        status: u16,
        /// The server's message.
        message: String,
    },
    /// Any other refusal.
    #[error("the server answered with status {status}: {message}")]
    Server {
        /// The HTTP status.
        status: u16,
        /// The server's message.
        message: String,
    },
    /// An error inside a response whose status said success.
    #[error("the server broke off: {message}")]
    InStream {
        /// The server's message.
        message: String,
    },
    /// A page or plain text instead of a completion.
    #[error("{content_type} instead of a completion: {excerpt}")]
    NotAStream {
        /// The content type as declared; may be empty.
        content_type: String,
        /// At most 200 characters of its text, without tags, keys masked.
        excerpt: String,
    },
    /// Not the JSON of a completion. Says nothing of the payload, which may hold anything.
    #[error("the response is not a completion")]
    Malformed,
    /// The response ended before it was whole.
    #[error("the response broke off")]
    Interrupted,
    /// Nothing answered. Set by the browser layer.
    #[error("the endpoint cannot be reached")]
    Unreachable,
    /// Something answered, but does not let this page read it. Set by the browser layer.
    #[error("the endpoint does not allow this page")]
    Cors,
    /// The model in this tab does not answer. Set by the browser layer.
    #[error("the model in this tab does not answer")]
    TabModel(LmTrouble),
    /// The page's own policy or the browser forbids the request. Set by the browser layer.
    #[error("the browser blocks the request")]
    PolicyBlocked,
}
