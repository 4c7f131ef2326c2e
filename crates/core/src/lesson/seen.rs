//! What a step can see of the page, to know by itself that something is done.

use super::{Language, Wanted};
use crate::{
    chat::{Mode, Role},
    demo::View,
    draft::Draft,
};

/// The page, as far as a step can see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Tokens of the prompt; `None` while they are counted.
    pub prompt: Option<u32>,
    /// What is left of the window beside the prompt; `None` where no window is
    /// known, or while the prompt is counted.
    pub room: Option<u32>,
    /// What would be sent, text by text.
    pub texts: Vec<String>,
    /// Whether that is not what the step put there.
    pub changed: bool,
    /// The roles of what would be sent.
    pub sent: Vec<Role>,
    /// The roles of what the step's own prompt would have sent.
    pub sent_at_first: Vec<Role>,
    /// Whether a run came to its end in this step.
    pub run_finished: bool,
    /// Characters of the answer on the page, once it is whole.
    pub answer_chars: Option<u32>,
    /// The encoding's name.
    pub encoding: &'static str,
    /// The model's name.
    pub model: String,
    /// The temperature, where it is set.
    pub temperature: Option<f64>,
    /// The most tokens of the answer, where it is set.
    pub max_tokens: Option<u32>,
    /// The tab.
    pub view: View,
    /// How the prompt is written.
    pub mode: Mode,
}

impl Seen {
    /// What a draft alone shows, next to what it was when the step began. What
    /// is counted, and runs, are not in it.
    #[must_use]
    pub fn of(draft: &Draft, at_first: &Draft) -> Self {
        let texts = |it: &Draft| it.sent_texts().map(str::to_owned).collect::<Vec<_>>();
        let params = draft.params().ok();
        Self {
            prompt: None,
            room: None,
            changed: draft.mode != at_first.mode || texts(draft) != texts(at_first),
            texts: texts(draft),
            sent: roles(draft),
            sent_at_first: roles(at_first),
            run_finished: false,
            answer_chars: None,
            encoding: crate::model::facts(&draft.model, draft.encoding, draft.window).encoding.name(),
            model: draft.model.clone(),
            temperature: params.as_ref().and_then(|it| it.temperature),
            max_tokens: params.and_then(|it| it.max_tokens),
            view: draft.view,
            mode: draft.mode,
        }
    }

    fn has(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.texts.iter().any(|it| it.to_lowercase().contains(&text))
    }
}

fn roles(draft: &Draft) -> Vec<Role> {
    match draft.mode {
        Mode::Text => vec![Role::User],
        Mode::Completion => Vec::new(),
        Mode::Chat => draft.cards.iter().filter(|it| it.message.enabled).map(|it| it.message.role).collect(),
    }
}

impl Wanted {
    /// Whether it is true of the page. What is not known yet is not true.
    #[must_use]
    pub fn is_true(&self, seen: &Seen, language: Language) -> bool {
        let count = |roles: &[Role], role| roles.iter().filter(|it| **it == role).count();
        let len = u32::try_from(seen.sent.len()).unwrap_or(u32::MAX);
        match self {
            Self::CountAtMost(most) => seen.prompt.is_some_and(|it| it <= *most),
            Self::CountAtLeast(least) => seen.prompt.is_some_and(|it| it >= *least),
            Self::CountIs(exactly) => seen.prompt == Some(*exactly),
            Self::RoomAtMost(most) => seen.room.is_some_and(|it| it <= *most),
            Self::RoomAtLeast(least) => seen.room.is_some_and(|it| it >= *least),
            Self::TextChanged(wanted) => seen.changed == *wanted,
            Self::TextHas(text) => seen.has(text.get(language)),
            Self::TextLacks(text) => !seen.has(text.get(language)),
            Self::MessageOff(role) => count(&seen.sent, *role) < count(&seen.sent_at_first, *role),
            Self::MessageOn(role) => count(&seen.sent, *role) > 0,
            Self::MessagesAtLeast(least) => len >= *least,
            Self::RunFinished(wanted) => seen.run_finished == *wanted,
            Self::AnswerAtMost(most) => seen.answer_chars.is_some_and(|it| it <= *most),
            Self::Encoding(name) => seen.encoding == name,
            Self::Model(name) => seen.model.trim().starts_with(name.as_str()),
            Self::TemperatureAtLeast(least) => seen.temperature.is_some_and(|it| it >= *least),
            Self::TemperatureAtMost(most) => seen.temperature.is_some_and(|it| it <= *most),
            Self::MaxTokensAtMost(most) => seen.max_tokens.is_some_and(|it| it <= *most),
            Self::MaxTokensAtLeast(least) => seen.max_tokens.is_some_and(|it| it >= *least),
            Self::View(view) => seen.view == *view,
            Self::Mode(mode) => seen.mode == *mode,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{chat::Message, demo::Demo};

    #[test]
    fn a_message_switched_off_is_seen() {
        let messages = vec![Message::new(Role::System, "be brief"), Message::new(Role::User, "Hi")];
        let first = Draft::from_demo(Demo { mode: Mode::Chat, messages, ..Demo::default() }, String::new());
        let mut draft = first.clone();
        let is = |draft: &Draft, wanted: Wanted| wanted.is_true(&Seen::of(draft, &first), Language::En);
        assert!(!is(&draft, Wanted::MessageOff(Role::System)));
        assert!(!is(&draft, Wanted::TextChanged(true)));
        assert!(is(&draft, Wanted::MessagesAtLeast(2)));
        draft.cards[0].message.enabled = false;
        assert!(is(&draft, Wanted::MessageOff(Role::System)));
        assert!(is(&draft, Wanted::TextChanged(true)));
        assert!(!is(&draft, Wanted::MessageOn(Role::System)));
        draft.remove(draft.cards[0].id);
        assert!(is(&draft, Wanted::MessageOff(Role::System)), "taken out is off");
        assert!(!is(&draft, Wanted::CountAtMost(9)), "what is not counted is not true");
        let seen = Seen { prompt: Some(9), ..Seen::of(&draft, &first) };
        assert!(Wanted::CountAtMost(9).is_true(&seen, Language::En));
        draft.temperature = "1,5".to_owned();
        assert!(is(&draft, Wanted::TemperatureAtLeast(1.5)));
    }
}
