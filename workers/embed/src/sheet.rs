//! What is shown of a demo: its parts, and where their paint changes.
//!
//! Knows no browser. The stretches of a part always spell its text.

use lollipop_bpe::{Tokenizer, layout};
use lollipop_core::{
    chat::{Mode, Role},
    count::{RoleTokens, receipt},
    demo::Demo,
    invisible::flagged,
    model::{Certainty, ModelFacts},
};

/// So many tokens are painted in all; what follows is shown without.
const PAINTED_TOKENS: usize = 4000;
/// The tints that take turns.
const TINTS: u32 = 5;

/// The text of a demo, or one of its messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'d> {
    /// Who speaks; nobody in a text.
    pub role: Option<Role>,
    /// As it is sent.
    pub text: &'d str,
    /// Whether it is sent.
    pub enabled: bool,
}

/// What of a demo can be read, in order.
pub fn parts(demo: &Demo) -> Vec<Part<'_>> {
    match demo.mode {
        Mode::Text | Mode::Completion => vec![Part { role: None, text: &demo.text, enabled: true }],
        Mode::Chat => demo
            .messages
            .iter()
            .map(|it| Part { role: Some(it.role), text: &it.content, enabled: it.enabled })
            .collect(),
    }
}

/// One stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch<'d> {
    /// What stands there.
    pub text: &'d str,
    /// `None` is text that is not painted.
    pub tint: Option<u32>,
    /// Tokens that share it.
    pub parts: u32,
    /// Its last token goes on in the next stretch.
    pub open: bool,
}

/// A counted demo.
pub struct Sheet<'d> {
    /// The stretches of each part.
    pub stretches: Vec<Vec<Stretch<'d>>>,
    /// Tokens of the prompt, with what a chat format adds.
    pub count: u32,
    /// The vendor's own count may be another.
    pub estimated: bool,
}

/// Counts and paints every part.
///
/// Cost: linear in the text.
pub fn sheet<'d>(parts: &[Part<'d>], facts: &ModelFacts, tokenizer: &Tokenizer) -> Sheet<'d> {
    let mut left = PAINTED_TOKENS;
    let mut weights = Vec::with_capacity(parts.len());
    let stretches = parts
        .iter()
        .map(|part| {
            let tokens = tokenizer.tokens(part.text);
            weights.push(u32::try_from(tokens.len()).unwrap_or(u32::MAX));
            let painted = layout::cut_at_most(part.text, &tokens, left);
            left -= painted;
            stretches(part.text, &tokens[..painted])
        })
        .collect();
    let count = |role: &str| u32::try_from(tokenizer.count(role)).unwrap_or(u32::MAX);
    let role_tokens =
        RoleTokens { system: count("system"), user: count("user"), assistant: count("assistant") };
    let messages: Vec<_> = parts
        .iter()
        .zip(&weights)
        .filter_map(|(part, weight)| Some((part.role?, part.enabled, *weight)))
        .collect();
    if messages.is_empty() {
        let estimated = !matches!(facts.encoding_certainty, Certainty::Known | Certainty::ByHand);
        return Sheet { stretches, count: weights.iter().sum(), estimated };
    }
    let count = receipt(&facts.framing, role_tokens, &messages).total();
    Sheet { stretches, count, estimated: !facts.count_is_official() }
}

fn stretches<'d>(text: &'d str, tokens: &[lollipop_bpe::Token]) -> Vec<Stretch<'d>> {
    let end = tokens.last().map_or(0, |token| token.end as usize);
    let (painted, plain) = text.split_at_checked(end).unwrap_or((text, ""));
    let mut out: Vec<_> = layout::paint(painted, tokens)
        .into_iter()
        .filter_map(|run| {
            let text = painted.get(run.start as usize..run.end as usize)?;
            Some(Stretch { text, tint: Some(run.token % TINTS), parts: run.parts, open: run.open })
        })
        .collect();
    if !plain.is_empty() {
        out.push(Stretch { text: plain, tint: None, parts: 1, open: false });
    }
    out
}

/// A text in pieces: what hides or turns the text around stands alone, and is
/// true.
pub fn pieces(text: &str) -> Vec<(&str, bool)> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, c) in flagged(text) {
        let end = at + c.len_utf8();
        pieces.push((&text[from..at], false));
        pieces.push((&text[at..end], true));
        from = end;
    }
    pieces.push((&text[from..], false));
    pieces.retain(|(text, _)| !text.is_empty());
    pieces
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use lollipop_bpe::{Encoding, Token, pack};
    use lollipop_core::{chat::Message, model::facts};

    use super::*;

    #[test]
    fn what_hides_stands_alone() {
        assert_eq!(pieces("a\u{202e}b"), [("a", false), ("\u{202e}", true), ("b", false)]);
        assert_eq!(pieces("plain 中文"), [("plain 中文", false)]);
        assert_eq!(pieces(""), []);
    }

    #[test]
    fn the_stretches_spell_the_text() {
        let token = |start, end| Token { id: 0, start, end };
        let found = stretches("a鲸bc", &[token(0, 1), token(1, 3), token(3, 4), token(4, 5)]);
        let shown: Vec<_> = found.iter().map(|it| (it.text, it.tint, it.parts)).collect();
        assert_eq!(shown, [("a", Some(0), 1), ("鲸", Some(1), 2), ("b", Some(3), 1), ("c", None, 1)]);
    }

    #[test]
    fn a_chat_weighs_its_format_and_a_text_only_itself() {
        let bytes: Vec<_> = (0..=255_u8).map(|byte| [byte]).collect();
        let tokens: Vec<_> = (0_u32..).zip(bytes.iter().map(<[u8; 1]>::as_slice)).collect();
        let tokenizer = Tokenizer::load(&pack(Encoding::Cl100kBase, &tokens, &[]).unwrap()).unwrap();
        let facts = facts("gpt-4", None, None);
        let said = Part { role: Some(Role::User), text: "abc", enabled: true };
        let kept = Part { enabled: false, ..said };
        let chat = sheet(&[said, kept], &facts, &tokenizer);
        // Here a token is a byte: three around the message, four of `user`, three to prime.
        assert_eq!((chat.count, chat.estimated), (3 + 4 + 3 + 3, false));
        let text = sheet(&[Part { role: None, ..said }], &facts, &tokenizer);
        assert_eq!((text.count, text.estimated), (3, false));
        let long = "x".repeat(PAINTED_TOKENS + 10);
        let cut = sheet(&[Part { text: &long, ..said }, said], &facts, &tokenizer);
        assert_eq!(cut.stretches[0].last().map(|it| (it.text.len(), it.tint)), Some((10, None)));
        assert_eq!(cut.stretches[1], [Stretch { text: "abc", tint: None, parts: 1, open: false }]);
    }

    #[test]
    fn messages_and_texts_are_parts() {
        let mut demo = Demo { text: "text".to_owned(), ..Demo::default() };
        demo.messages = vec![
            Message::new(Role::User, "said"),
            Message { enabled: false, ..Message::new(Role::Assistant, "kept") },
        ];
        let shown: Vec<_> = parts(&demo).iter().map(|it| (it.role, it.text, it.enabled)).collect();
        assert_eq!(shown, [(Some(Role::User), "said", true), (Some(Role::Assistant), "kept", false)]);
        demo.mode = Mode::Text;
        assert_eq!(parts(&demo), [Part { role: None, text: "text", enabled: true }]);
    }
}
