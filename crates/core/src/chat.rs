//! What a prompt is made of: messages with roles, or one text.
//!
//! Knows nothing of tokens, endpoints or the wire.

use serde::{Deserialize, Serialize};

/// Who speaks in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sets the frame that the model answers in.
    System,
    /// The person who asks.
    User,
    /// The model, in an example or an earlier turn.
    Assistant,
}

impl Role {
    /// Every role, in the order in which a chooser lists them.
    pub const ALL: [Self; 3] = [Self::System, Self::User, Self::Assistant];

    /// The role's name in the protocol, which is also what is counted as the
    /// role's tokens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }

    /// The role of a protocol name; `None` for any other name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// One message of a chat prompt.
///
/// Its serde names are short because links carry them; they are frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Who speaks.
    #[serde(rename = "r")]
    pub role: Role,
    /// What is said, exactly as typed. May be empty: an empty message is sent
    /// and counted like any other.
    #[serde(rename = "c")]
    pub content: String,
    /// Whether it is sent. A message that is switched off stays on the page.
    #[serde(rename = "on", default = "enabled", skip_serializing_if = "is_true")]
    pub enabled: bool,
    /// Fields of a later version, kept and written back.
    #[serde(flatten)]
    pub unknown: serde_json::Map<String, serde_json::Value>,
}

impl Message {
    /// A message that is sent.
    #[must_use]
    pub fn new(role: Role, content: impl Into<String>) -> Self {
        Self { role, content: content.into(), enabled: true, unknown: serde_json::Map::new() }
    }
}

const fn enabled() -> bool {
    true
}

const fn is_true(value: &bool) -> bool {
    *value
}

/// How the prompt is written and sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// One text, sent as a single user message.
    Text,
    /// Messages with roles.
    #[default]
    Chat,
    /// Raw text that a base model goes on with; no message, no framing.
    Completion,
}

impl Mode {
    /// Every mode, in the order in which a chooser lists them.
    pub const ALL: [Self; 3] = [Self::Text, Self::Chat, Self::Completion];

    /// The mode's name in a link.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Chat => "chat",
            Self::Completion => "completion",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Message, Mode, Role};

    #[track_caller]
    fn check(message: &Message, json: &str) {
        assert_eq!(serde_json::to_string(message).unwrap(), json);
        assert_eq!(&serde_json::from_str::<Message>(json).unwrap(), message);
    }

    #[test]
    fn messages_are_short_and_enabled_unless_said_otherwise() {
        check(&Message::new(Role::User, "hi"), r#"{"r":"user","c":"hi"}"#);
        let off = Message { enabled: false, ..Message::new(Role::System, "") };
        check(&off, r#"{"r":"system","c":"","on":false}"#);
    }

    #[test]
    fn names_agree_with_serde() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
            assert_eq!(Role::from_name(role.as_str()), Some(role));
        }
        assert_eq!(Role::from_name("tool"), None);
        for mode in Mode::ALL {
            assert_eq!(serde_json::to_value(mode).unwrap(), mode.as_str());
        }
    }
}
