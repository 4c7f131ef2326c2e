//! Text that looks like a secret, so that it is not shared by accident.
//!
//! Keys have known beginnings and lengths; what only resembles one (`sk-learn`,
//! `Bearer <token>`) is left alone. Found is where and what kind; the secret
//! itself is never copied, so that it cannot end up in a message or a log.

use crate::demo::Demo;

/// What a piece of text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretKind {
    /// `sk-…`: a key of OpenAI, Anthropic, DeepSeek, OpenRouter and many more.
    SkKey,
    /// `AIza…`: a key of Google.
    GoogleKey,
    /// `ghp_…`, `github_pat_…`: a token of GitHub.
    GitHubToken,
    /// `AKIA…`: the name of an access key of AWS.
    AwsKey,
    /// `xoxb-…`: a token of Slack.
    SlackToken,
    /// `hf_…`: a token of Hugging Face.
    HuggingFaceToken,
    /// `gsk_…`, `xai-…`, `glpat-…` and the like: a key of another service.
    ServiceKey,
    /// `Bearer …`: what an Authorization header carries.
    BearerToken,
    /// `eyJ….eyJ….…`: a JSON web token.
    JsonWebToken,
    /// `-----BEGIN … PRIVATE KEY-----`.
    PrivateKey,
}

/// Which text of a demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The title.
    Title,
    /// The notes.
    Notes,
    /// The text of text and completion mode.
    Text,
    /// The message of this number, counted from 0.
    Message(usize),
    /// The model's name.
    Model,
    /// The endpoint's base URL.
    BaseUrl,
    /// The recorded run.
    Recorded,
    /// Anything else, such as fields of a later version.
    Other,
}

/// That a text looks like a secret, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Secret {
    /// In which text.
    pub part: Part,
    /// What it looks like.
    pub kind: SecretKind,
}

/// What looks like a secret in any text of a demo, each kind once for a part.
///
/// Cost: linear in the demo.
#[must_use]
pub fn secrets(demo: &Demo) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut look = |part, text: &str| {
        let mut kinds: Vec<_> = secrets_in(text).into_iter().map(|(_, kind)| kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        found.extend(kinds.into_iter().map(|kind| Secret { part, kind }));
    };
    look(Part::Title, &demo.title);
    look(Part::Notes, &demo.notes);
    look(Part::Text, &demo.text);
    for (at, message) in demo.messages.iter().enumerate() {
        look(Part::Message(at), &message.content);
        look(Part::Message(at), &as_json(&message.unknown));
    }
    look(Part::Model, &demo.model);
    look(Part::BaseUrl, demo.base_url.as_deref().unwrap_or_default());
    if let Some(recorded) = &demo.recorded {
        look(Part::Recorded, &recorded.text);
        look(Part::Recorded, &recorded.reasoning);
        look(Part::Recorded, &recorded.model);
        look(Part::Recorded, &recorded.date);
        look(Part::Recorded, &as_json(&recorded.unknown));
        for candidate in recorded.top.iter().flatten() {
            look(Part::Recorded, &candidate.0);
        }
        // Tokens cut a key to pieces.
        let tokens = recorded.tokens();
        let bytes: Vec<u8> = tokens.iter().flat_map(|it| it.chosen.bytes.iter().copied()).collect();
        look(Part::Recorded, &String::from_utf8_lossy(&bytes));
    }
    look(Part::Other, &demo.language);
    look(Part::Other, &as_json(&demo.unknown));
    look(Part::Other, &as_json(&demo.params.unknown));
    found.sort_unstable();
    found.dedup();
    found
}

fn as_json(fields: &serde_json::Map<String, serde_json::Value>) -> String {
    if fields.is_empty() { String::new() } else { serde_json::to_string(fields).unwrap_or_default() }
}

/// What looks like a secret in a text, with the byte at which it begins.
#[must_use]
pub fn secrets_in(text: &str) -> Vec<(usize, SecretKind)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let begins = at == 0 || !is_word(bytes[at - 1]);
        match kind_at(&bytes[at..]).filter(|_| begins) {
            Some((kind, length)) => {
                found.push((at, kind));
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// A beginning, what follows it at least so many times, and what it tells.
struct Shape {
    begins: &'static [u8],
    kind: SecretKind,
    least: usize,
    /// Which bytes may follow.
    fits: fn(u8) -> bool,
}

const fn shape(begins: &'static str, kind: SecretKind, least: usize, fits: fn(u8) -> bool) -> Shape {
    Shape { begins: begins.as_bytes(), kind, least, fits }
}

/// As the services document them or as their scanners look for them; read on
/// 2026-11-22.
const SHAPES: [Shape; 25] = {
    use SecretKind::{AwsKey, GitHubToken, GoogleKey, HuggingFaceToken, ServiceKey, SkKey, SlackToken};
    [
        shape("sk-", SkKey, 20, is_word),
        shape("AIza", GoogleKey, 35, is_word),
        shape("ghp_", GitHubToken, 36, is_alphanumeric),
        shape("gho_", GitHubToken, 36, is_alphanumeric),
        shape("ghu_", GitHubToken, 36, is_alphanumeric),
        shape("ghs_", GitHubToken, 36, is_alphanumeric),
        shape("ghr_", GitHubToken, 36, is_alphanumeric),
        shape("github_pat_", GitHubToken, 22, is_word),
        shape("AKIA", AwsKey, 16, is_capital_or_digit),
        shape("ASIA", AwsKey, 16, is_capital_or_digit),
        shape("xoxb-", SlackToken, 10, is_word),
        shape("xoxp-", SlackToken, 10, is_word),
        shape("xoxa-", SlackToken, 10, is_word),
        shape("xoxr-", SlackToken, 10, is_word),
        shape("xoxs-", SlackToken, 10, is_word),
        shape("hf_", HuggingFaceToken, 30, is_alphanumeric),
        shape("gsk_", ServiceKey, 30, is_alphanumeric),
        shape("xai-", ServiceKey, 30, is_alphanumeric),
        shape("pplx-", ServiceKey, 30, is_alphanumeric),
        shape("nvapi-", ServiceKey, 30, is_word),
        shape("r8_", ServiceKey, 30, is_alphanumeric),
        shape("glpat-", ServiceKey, 20, is_word),
        shape("npm_", ServiceKey, 36, is_alphanumeric),
        shape("sk_live_", ServiceKey, 16, is_alphanumeric),
        shape("rk_live_", ServiceKey, 16, is_alphanumeric),
    ]
};

/// What begins here, and for how many bytes it goes on.
fn kind_at(rest: &[u8]) -> Option<(SecretKind, usize)> {
    // Most bytes begin nothing.
    if !matches!(
        rest.first()?,
        b's' | b'A' | b'g' | b'x' | b'h' | b'p' | b'n' | b'r' | b'B' | b'b' | b'e' | b'-'
    ) {
        return None;
    }
    for shape in &SHAPES {
        if let Some(after) = rest.strip_prefix(shape.begins) {
            let length = run(after, shape.fits);
            // Names of things have no figures in them; keys nearly always do.
            if length >= shape.least && after[..length].iter().any(u8::is_ascii_digit) {
                return Some((shape.kind, shape.begins.len() + length));
            }
        }
    }
    json_web_token(rest).or_else(|| bearer(rest)).or_else(|| private_key(rest))
}

fn json_web_token(rest: &[u8]) -> Option<(SecretKind, usize)> {
    let head = run(rest.strip_prefix(b"eyJ")?, is_word) + 3;
    let after = rest.get(head..)?.strip_prefix(b".eyJ")?;
    let body = run(after, is_word);
    (head > 12 && body > 8).then_some((SecretKind::JsonWebToken, head + 4 + body))
}

fn bearer(rest: &[u8]) -> Option<(SecretKind, usize)> {
    let (word, after) = rest.split_at_checked(6)?;
    let spaces = run(after, |byte| byte == b' ' || byte == b'\t');
    let token = &after[spaces..];
    let length = run(token, |byte| is_word(byte) || b".~+/=".contains(&byte));
    let is_token = length >= 16 && token[..length].iter().any(u8::is_ascii_digit);
    (word.eq_ignore_ascii_case(b"bearer") && spaces > 0 && is_token)
        .then_some((SecretKind::BearerToken, 6 + spaces + length))
}

fn private_key(rest: &[u8]) -> Option<(SecretKind, usize)> {
    let after = rest.strip_prefix(b"-----BEGIN ")?;
    let length = run(after, |byte| byte.is_ascii_uppercase() || byte == b' ' || byte.is_ascii_digit());
    let (name, end) = after.split_at(length);
    (name.ends_with(b"PRIVATE KEY") || name.ends_with(b"PRIVATE KEY BLOCK"))
        .then_some(())
        .filter(|()| end.starts_with(b"-----"))
        .map(|()| (SecretKind::PrivateKey, 11 + length))
}

fn run(bytes: &[u8], fits: fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| fits(**byte)).count()
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

const fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

const fn is_capital_or_digit(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::SecretKind::*;
    use super::*;
    use crate::chat::{Message, Role};
    use crate::demo::{Candidate, Recorded};

    /// Letters and figures, so that no whole key stands in this file.
    fn random(length: usize) -> String {
        "a1B2c3D4e5F6g7H8i9J0".chars().cycle().take(length).collect()
    }

    #[track_caller]
    fn check(secret: &str, kind: SecretKind) {
        for (before, after) in [("", ""), ("key=", "\n"), ("我的密钥:", "。"), ("\"", "\","), ("(", ").")]
        {
            let text = format!("{before}{secret}{after}");
            assert_eq!(secrets_in(&text), [(before.len(), kind)], "{text}");
        }
    }

    #[test]
    fn secrets_are_found() {
        check(&format!("sk-{}", random(48)), SkKey);
        check(&format!("sk-proj-{}", random(80)), SkKey);
        check(&format!("sk-ant-api03-{}_-{}", random(40), random(10)), SkKey);
        check(&format!("sk-or-v1-{}", "0123456789abcdef".repeat(4)), SkKey);
        check(&format!("AIza{}", random(35)), GoogleKey);
        check(&format!("ghp_{}", random(36)), GitHubToken);
        check(&format!("github_pat_{}_{}", random(22), random(59)), GitHubToken);
        check("AKIAIOSFODNN7EXAMPLE", AwsKey);
        check(&format!("xoxb-{}-{}", random(12), random(24)), SlackToken);
        check(&format!("hf_{}", random(34)), HuggingFaceToken);
        check(&format!("gsk_{}", random(52)), ServiceKey);
        check(&format!("sk_live_{}", random(24)), ServiceKey);
        check(&format!("Bearer {}", random(20)), BearerToken);
        check(&format!("bearer  {}.{}/+=", random(20), random(9)), BearerToken);
        check(&format!("eyJ{}.eyJ{}", random(20), random(30)), JsonWebToken);
        check("-----BEGIN PRIVATE KEY-----", PrivateKey);
        check("-----BEGIN OPENSSH PRIVATE KEY-----", PrivateKey);
        check("-----BEGIN PGP PRIVATE KEY BLOCK-----", PrivateKey);
    }

    #[test]
    fn what_only_resembles_a_secret_is_left_alone() {
        for text in [
            "",
            "sk-",
            "sk-...",
            "sk-abc123",
            "sk-learn-is-a-fine-library-for-beginners",
            "task-a1B2c3D4e5F6g7H8i9J0a1B2c3",
            "my_sk-a1B2c3D4e5F6g7H8i9J0a1B2c3",
            "risk-0123456789012345678901234567",
            "AIzawa",
            "AKIA",
            "AKIAlowercase1234567",
            "ghp_short1",
            "hf_hub_download(repo_id=1)",
            "hf_transfer",
            "xoxo-hugs-and-kisses",
            "Bearer $OPENAI_API_KEY",
            "Bearer <token>",
            "Bearer of bad news 1234567890123456",
            "the ring bearer 1 carried it",
            "eyJ",
            "eyJhbGciOi.",
            "-----BEGIN PUBLIC KEY-----",
            "-----BEGIN CERTIFICATE-----",
            "-----BEGIN PRIVATE KEY",
            "密钥以 sk- 开头",
        ] {
            assert_eq!(secrets_in(text), [], "{text}");
        }
    }

    #[test]
    fn every_text_of_a_demo_is_looked_through() {
        let key = format!("sk-{}", random(40));
        let field = || [("z".to_owned(), key.clone().into())].into_iter().collect();
        let plain = Message::new(Role::User, "hi");
        let texts: [(Part, Demo); 11] = [
            (Part::Title, Demo { title: key.clone(), ..Demo::default() }),
            (Part::Notes, Demo { notes: key.clone(), ..Demo::default() }),
            (Part::Text, Demo { text: key.clone(), ..Demo::default() }),
            (
                Part::Message(1),
                Demo { messages: vec![plain.clone(), Message::new(Role::User, &*key)], ..Demo::default() },
            ),
            (
                Part::Message(0),
                Demo { messages: vec![Message { unknown: field(), ..plain }], ..Demo::default() },
            ),
            (Part::Model, Demo { model: key.clone(), ..Demo::default() }),
            (Part::BaseUrl, Demo { base_url: Some(format!("https://a.example/{key}")), ..Demo::default() }),
            (
                Part::Recorded,
                Demo {
                    recorded: Some(Recorded { text: key.clone(), ..Recorded::default() }),
                    ..Demo::default()
                },
            ),
            (
                Part::Recorded,
                Demo {
                    recorded: Some(Recorded {
                        top: [&key[..4], &key[4..9], &key[9..]]
                            .map(|it| vec![Candidate(it.to_owned(), -1.0)])
                            .to_vec(),
                        ..Recorded::default()
                    }),
                    ..Demo::default()
                },
            ),
            (
                Part::Recorded,
                Demo {
                    recorded: Some(Recorded { unknown: field(), ..Recorded::default() }),
                    ..Demo::default()
                },
            ),
            (Part::Other, Demo { unknown: field(), ..Demo::default() }),
        ];
        for (part, demo) in texts {
            assert_eq!(secrets(&demo), [Secret { part, kind: SkKey }]);
        }
        assert_eq!(secrets(&Demo::default()), []);
    }

    #[test]
    fn what_is_found_does_not_tell_the_secret() {
        let key = format!("sk-{}", random(40));
        let demo = Demo { text: format!("{key} {key}"), ..Demo::default() };
        assert_eq!(format!("{:?}", secrets(&demo)), "[Secret { part: Text, kind: SkKey }]");
    }
}
