//! What a person is working on: a [`Demo`] in the making.
//!
//! Parameters stay as typed until they are used, so that a slip of the finger
//! is shown and not swallowed. Cards carry an identity that survives moving
//! and editing; it never leaves the page. No key has a place here.

mod typed;

use lollipop_bpe::Encoding;

use crate::{
    chat::{Message, Mode, Role},
    demo::{Demo, Params, Recorded, View},
    wire::Prompt,
};
pub use typed::{MOST_STOPS, stop_texts};
pub(crate) use typed::{in_range, whole_number};
use typed::{number, stop_lines, whole};

/// Names a card for as long as its draft is on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardId(pub u32);

/// A message on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its identity.
    pub id: CardId,
    /// What is sent, if it is switched on.
    pub message: Message,
}

/// Where a text stands in a demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The text of text and completion mode.
    Text,
    /// The message of this number, counted from 0.
    Message(usize),
}

/// A parameter, as it is typed. As an error: one that cannot be sent so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamField {
    /// A number from 0 to 2.
    Temperature,
    /// A whole number from 1.
    MaxTokens,
    /// A number above 0 and up to 1.
    TopP,
    /// A whole number from 1.
    TopK,
    /// A whole number from 0.
    Seed,
    /// Texts, one a line, no more than [`MOST_STOPS`].
    Stop,
}

/// The work in progress.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Shown in the header and sent along in a link.
    pub title: String,
    /// What to look at, in a subset of Markdown.
    pub notes: String,
    /// Which of the fields below is the prompt.
    pub mode: Mode,
    /// The prompt of text and completion mode.
    pub text: String,
    /// The prompt of chat mode, in the order it is sent.
    pub cards: Vec<Card>,
    /// As typed.
    pub model: String,
    /// Chosen by hand over what the model says.
    pub encoding: Option<Encoding>,
    /// Context window set by hand, in tokens.
    pub window: Option<u32>,
    /// As typed; empty sends none.
    pub temperature: String,
    /// As typed; empty sends none.
    pub max_tokens: String,
    /// As typed; empty sends none.
    pub top_p: String,
    /// Whether the chances of the tokens are asked for, too.
    pub alternatives: bool,
    /// As typed; empty sends none.
    pub top_k: String,
    /// As typed; empty sends none.
    pub seed: String,
    /// As typed, one text a line; see [`stop_texts`].
    pub stop: String,
    /// As typed.
    pub base_url: String,
    /// The tab that makes the point.
    pub view: View,
    /// What a model last answered, here or before the demo was shared.
    pub recorded: Option<Recorded>,
    /// What a newer version of a link said and this one does not know.
    unknown: Demo,
    next_id: u32,
}

impl Draft {
    /// The draft that a demo starts. `base_url` stays what it was: a demo only
    /// proposes an endpoint.
    pub fn from_demo(mut demo: Demo, base_url: String) -> Self {
        let messages = std::mem::take(&mut demo.messages);
        let mut draft = Self {
            title: demo.title.clone(),
            notes: std::mem::take(&mut demo.notes),
            recorded: demo.recorded.take(),
            mode: demo.mode,
            text: std::mem::take(&mut demo.text),
            cards: Vec::new(),
            model: demo.model.clone(),
            encoding: demo.encoding,
            window: demo.window,
            temperature: number(demo.params.temperature),
            max_tokens: whole(demo.params.max_tokens),
            top_p: number(demo.params.top_p),
            alternatives: demo.params.alternatives,
            top_k: whole(demo.params.top_k),
            seed: whole(demo.params.seed),
            stop: stop_lines(&demo.params.stop),
            base_url,
            view: demo.view,
            next_id: 1,
            unknown: demo,
        };
        for message in messages {
            draft.push(message);
        }
        if draft.cards.is_empty() {
            draft.push(Message::new(Role::User, ""));
        }
        draft
    }

    /// The demo that this draft would be shared as; parameters that cannot be
    /// read are left out. The base URL goes along only if `with_endpoint`.
    pub fn to_demo(&self, with_endpoint: bool) -> Demo {
        self.to_short_demo(with_endpoint, usize::MAX).0
    }

    /// As [`Self::to_demo`], but texts of more than `most_bytes` are left empty
    /// and stand beside, uncopied, with their places; a recorded run that is as
    /// long is left out.
    pub fn to_short_demo(&self, with_endpoint: bool, most_bytes: usize) -> (Demo, Vec<(Place, &str)>) {
        let mut long = Vec::new();
        let mut short = |place, text: &str| {
            if text.len() > most_bytes {
                long.push(place);
                return String::new();
            }
            text.to_owned()
        };
        let mut demo = self.unknown.clone();
        demo.title.clone_from(&self.title);
        demo.notes.clone_from(&self.notes);
        let fits = |it: &&Recorded| it.text.len().saturating_add(it.reasoning.len()) <= most_bytes;
        demo.recorded = self.recorded.as_ref().filter(fits).cloned();
        demo.mode = self.mode;
        demo.text = short(Place::Text, &self.text);
        demo.messages = self
            .cards
            .iter()
            .enumerate()
            .map(|(at, Card { message, .. })| Message {
                role: message.role,
                content: short(Place::Message(at), &message.content),
                enabled: message.enabled,
                unknown: message.unknown.clone(),
            })
            .collect();
        demo.model.clone_from(&self.model);
        demo.encoding = self.encoding;
        demo.window = self.window;
        demo.params.temperature = self.parsed_temperature().unwrap_or_default();
        demo.params.max_tokens = self.parsed_max_tokens().unwrap_or_default();
        demo.params.top_p = self.parsed_top_p().unwrap_or_default();
        demo.params.alternatives = self.alternatives;
        demo.params.top_k = self.parsed_top_k().unwrap_or_default();
        demo.params.seed = self.parsed_seed().unwrap_or_default();
        demo.params.stop = stop_texts(&self.stop);
        demo.base_url = with_endpoint.then(|| self.base_url.trim().to_owned()).filter(|it| !it.is_empty());
        demo.view = self.view;
        let long = long.into_iter().map(|place| (place, self.at(place))).collect();
        (demo, long)
    }

    fn at(&self, place: Place) -> &str {
        match place {
            Place::Text => &self.text,
            Place::Message(at) => self.cards.get(at).map_or("", |card| &card.message.content),
        }
    }

    /// Appends a card. Returns its identity.
    pub fn push(&mut self, message: Message) -> CardId {
        let id = CardId(self.next_id);
        self.next_id += 1;
        self.cards.push(Card { id, message });
        id
    }

    /// Appends an empty card in the role that usually comes next.
    pub fn add(&mut self) -> CardId {
        let role = match self.cards.last().map(|card| card.message.role) {
            Some(Role::User) => Role::Assistant,
            _ => Role::User,
        };
        self.push(Message::new(role, ""))
    }

    /// The card, if it is still there.
    pub fn card(&self, id: CardId) -> Option<&Card> {
        self.cards.iter().find(|card| card.id == id)
    }

    /// The message of a card, to be edited in place.
    pub fn message_mut(&mut self, id: CardId) -> Option<&mut Message> {
        self.cards.iter_mut().find(|card| card.id == id).map(|card| &mut card.message)
    }

    /// Takes a card out. Returns it with its place, for undo.
    pub fn remove(&mut self, id: CardId) -> Option<(usize, Card)> {
        let at = self.cards.iter().position(|card| card.id == id)?;
        Some((at, self.cards.remove(at)))
    }

    /// Puts a card back where it was, as near as the list allows.
    pub fn restore(&mut self, at: usize, card: Card) {
        self.cards.insert(at.min(self.cards.len()), card);
    }

    /// Moves a card by `steps` places (negative is up), as far as it goes.
    /// Returns whether anything moved.
    pub fn shift(&mut self, id: CardId, steps: isize) -> bool {
        let Some(from) = self.cards.iter().position(|card| card.id == id) else { return false };
        let to = from.saturating_add_signed(steps).min(self.cards.len() - 1);
        let card = self.cards.remove(from);
        self.cards.insert(to, card);
        from != to
    }

    /// The parameters as numbers, or the first field that is not one.
    pub fn params(&self) -> Result<Params, ParamField> {
        Ok(Params {
            temperature: self.parsed_temperature().ok_or(ParamField::Temperature)?,
            max_tokens: self.parsed_max_tokens().ok_or(ParamField::MaxTokens)?,
            top_p: self.parsed_top_p().ok_or(ParamField::TopP)?,
            alternatives: self.alternatives,
            top_k: self.parsed_top_k().ok_or(ParamField::TopK)?,
            seed: self.parsed_seed().ok_or(ParamField::Seed)?,
            stop: Some(stop_texts(&self.stop)).filter(|it| it.len() <= MOST_STOPS).ok_or(ParamField::Stop)?,
            ..Params::default()
        })
    }

    /// What is typed for a parameter.
    #[must_use]
    pub fn param(&self, field: ParamField) -> &str {
        match field {
            ParamField::Temperature => &self.temperature,
            ParamField::MaxTokens => &self.max_tokens,
            ParamField::TopP => &self.top_p,
            ParamField::TopK => &self.top_k,
            ParamField::Seed => &self.seed,
            ParamField::Stop => &self.stop,
        }
    }

    /// What is typed for a parameter, to be changed.
    pub fn param_mut(&mut self, field: ParamField) -> &mut String {
        match field {
            ParamField::Temperature => &mut self.temperature,
            ParamField::MaxTokens => &mut self.max_tokens,
            ParamField::TopP => &mut self.top_p,
            ParamField::TopK => &mut self.top_k,
            ParamField::Seed => &mut self.seed,
            ParamField::Stop => &mut self.stop,
        }
    }

    /// Tokens kept free for the answer; 0 where none are asked for.
    pub fn reserve(&self) -> u32 {
        self.parsed_max_tokens().flatten().unwrap_or(0)
    }

    /// What would be sent; `None` if there is nothing to send.
    pub fn prompt(&self) -> Option<Prompt> {
        match self.mode {
            Mode::Completion => (!self.text.is_empty()).then(|| Prompt::Raw(self.text.clone())),
            Mode::Text => (!self.text.is_empty())
                .then(|| Prompt::Messages(vec![(Role::User.as_str().to_owned(), self.text.clone())])),
            Mode::Chat => {
                let on = self.cards.iter().filter(|card| card.message.enabled);
                let messages: Vec<_> = on
                    .map(|card| (card.message.role.as_str().to_owned(), card.message.content.clone()))
                    .collect();
                (!messages.is_empty()).then_some(Prompt::Messages(messages))
            }
        }
    }

    /// Whether there is anything to send; cheaper than asking [`Self::prompt`].
    pub fn has_prompt(&self) -> bool {
        match self.mode {
            Mode::Text | Mode::Completion => !self.text.is_empty(),
            Mode::Chat => self.cards.iter().any(|card| card.message.enabled),
        }
    }

    /// The texts that would be sent.
    pub fn sent_texts(&self) -> impl Iterator<Item = &str> {
        let (text, cards): (&[String], &[Card]) = match self.mode {
            Mode::Text | Mode::Completion => (std::slice::from_ref(&self.text), &[]),
            Mode::Chat => (&[], &self.cards),
        };
        let on = cards.iter().filter(|card| card.message.enabled);
        text.iter().map(String::as_str).chain(on.map(|card| card.message.content.as_str()))
    }

    /// Whether both hold the same text and the same messages, whatever else
    /// differs.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        let ours = self.cards.iter().map(|card| &card.message);
        self.text == other.text && ours.eq(other.cards.iter().map(|card| &card.message))
    }

    /// Whether there is any text of the person's that replacing would lose.
    pub fn has_text(&self) -> bool {
        !self.text.is_empty() || self.cards.iter().any(|card| !card.message.content.is_empty())
    }

    /// Whether any of its texts has more than so many bytes.
    pub fn has_text_over(&self, bytes: usize) -> bool {
        self.text.len() > bytes || self.cards.iter().any(|card| card.message.content.len() > bytes)
    }

    // `Some(None)` is an empty field, `None` one that is not a number in range.
    fn parsed_temperature(&self) -> Option<Option<f64>> {
        in_range(&self.temperature, |t| (0.0..=2.0).contains(&t))
    }

    fn parsed_top_p(&self) -> Option<Option<f64>> {
        in_range(&self.top_p, |p| p > 0.0 && p <= 1.0)
    }

    fn parsed_max_tokens(&self) -> Option<Option<u32>> {
        whole_number(&self.max_tokens, |n| *n > 0)
    }

    fn parsed_top_k(&self) -> Option<Option<u32>> {
        whole_number(&self.top_k, |n| *n > 0)
    }

    fn parsed_seed(&self) -> Option<Option<u64>> {
        // The protocol's integer has a sign.
        whole_number(&self.seed, |n| i64::try_from(*n).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(contents: &[&str]) -> Draft {
        let messages = contents.iter().map(|it| Message::new(Role::User, *it)).collect();
        Draft::from_demo(Demo { messages, mode: Mode::Chat, ..Demo::default() }, String::new())
    }

    #[track_caller]
    fn check(draft: &Draft, contents: &[&str]) {
        let found: Vec<_> = draft.cards.iter().map(|card| card.message.content.as_str()).collect();
        assert_eq!(found, contents);
    }

    #[test]
    fn cards_keep_their_identity_when_moved() {
        let mut it = draft(&["a", "b", "c"]);
        let c = it.cards[2].id;
        assert!(it.shift(c, -1));
        check(&it, &["a", "c", "b"]);
        assert!(it.shift(c, -9));
        check(&it, &["c", "a", "b"]);
        assert!(!it.shift(c, -1));
        assert!(it.shift(c, 9));
        check(&it, &["a", "b", "c"]);
        assert_eq!(it.cards[2].id, c);
    }

    #[test]
    fn a_deleted_card_comes_back_where_it_was() {
        let mut it = draft(&["a", "b", "c"]);
        let (at, card) = it.remove(it.cards[1].id).expect("it is there");
        check(&it, &["a", "c"]);
        it.restore(at, card);
        check(&it, &["a", "b", "c"]);
    }

    #[test]
    fn a_switched_off_card_stays_and_is_not_sent() {
        let mut it = draft(&["a", "b"]);
        let id = it.cards[0].id;
        it.message_mut(id).expect("it is there").enabled = false;
        check(&it, &["a", "b"]);
        assert_eq!(it.prompt(), Some(Prompt::Messages(vec![("user".to_owned(), "b".to_owned())])));
        assert_eq!(it.sent_texts().collect::<Vec<_>>(), ["b"]);
        assert!(it.has_prompt());
        let other = it.cards[1].id;
        it.message_mut(other).expect("it is there").enabled = false;
        assert!(!it.has_prompt());
        assert_eq!(it.prompt(), None);
    }

    #[test]
    fn one_text_is_sent_as_one_user_message_and_raw_text_as_it_is() {
        let mut it = draft(&[]);
        it.text = "hi".to_owned();
        it.mode = Mode::Text;
        assert_eq!(it.prompt(), Some(Prompt::Messages(vec![("user".to_owned(), "hi".to_owned())])));
        it.mode = Mode::Completion;
        assert_eq!(it.prompt(), Some(Prompt::Raw("hi".to_owned())));
    }

    #[test]
    fn parameters_are_read_as_people_type_them() {
        let mut it = draft(&[]);
        for (typed, expected) in [("0.7", Some(0.7)), (" 1 ", Some(1.0)), ("0,5", Some(0.5)), ("", None)] {
            it.temperature = typed.to_owned();
            assert_eq!(it.params().map(|p| p.temperature), Ok(expected), "{typed:?}");
        }
        for typed in ["warm", "-1", "2.1", "NaN", "inf"] {
            it.temperature = typed.to_owned();
            assert_eq!(it.params(), Err(ParamField::Temperature), "{typed:?}");
        }
        it.temperature.clear();
        for (typed, expected) in [("1,000", Some(1000)), ("500", Some(500)), ("", None)] {
            it.max_tokens = typed.to_owned();
            assert_eq!(it.params().map(|p| p.max_tokens), Ok(expected), "{typed:?}");
        }
        for typed in ["0", "-5", "many", "99999999999"] {
            it.max_tokens = typed.to_owned();
            assert_eq!(it.params(), Err(ParamField::MaxTokens), "{typed:?}");
        }
    }

    #[test]
    fn stop_texts_and_whole_numbers_have_bounds() {
        let mut it = draft(&[]);
        it.stop = "a\n".repeat(17);
        assert_eq!(it.params(), Err(ParamField::Stop));
        it.stop = "a\nb".to_owned();
        (it.top_k, it.seed) = ("40".to_owned(), "0".to_owned());
        let params = it.params().unwrap();
        assert_eq!((params.top_k, params.seed, params.stop.len()), (Some(40), Some(0), 2));
        it.top_k = "0".to_owned();
        assert_eq!(it.params(), Err(ParamField::TopK));
        it.top_k.clear();
        it.seed = "18446744073709551615".to_owned();
        assert_eq!(it.params(), Err(ParamField::Seed));
    }

    #[test]
    fn only_text_and_messages_make_a_draft_somebodys_work() {
        let loaded = draft(&["a", "b"]);
        let mut it = loaded.clone();
        it.model = "other".to_owned();
        it.view = View::Wire;
        assert!(it.says_the_same_as(&loaded));
        let id = it.cards[0].id;
        it.shift(id, 1);
        assert!(!it.says_the_same_as(&loaded));
        it.shift(id, -1);
        it.text.push('x');
        assert!(!it.says_the_same_as(&loaded));
    }

    #[test]
    fn a_draft_goes_out_and_comes_back() {
        let mut it = draft(&["a", ""]);
        it.title = "t".to_owned();
        it.base_url = " https://example.org/v1 ".to_owned();
        let demo = it.to_demo(true);
        assert_eq!(demo.base_url.as_deref(), Some("https://example.org/v1"));
        assert_eq!(it.to_demo(false).base_url, None);
        let unknown = Demo { text: String::new(), messages: Vec::new(), ..demo.clone() };
        assert_eq!(Draft::from_demo(demo, it.base_url.clone()), Draft { unknown, ..it });
    }

    #[test]
    fn long_texts_stand_beside_the_demo() {
        let mut it = draft(&["short", "long enough"]);
        it.text = "longer than that".to_owned();
        let (demo, long) = it.to_short_demo(true, 8);
        let contents: Vec<_> = demo.messages.iter().map(|it| it.content.as_str()).collect();
        assert_eq!((demo.text.as_str(), contents), ("", vec!["short", ""]));
        assert_eq!(long, [(Place::Text, "longer than that"), (Place::Message(1), "long enough")]);
    }
}
