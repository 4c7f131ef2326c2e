//! Keys, each bound to the one origin it was typed for.
//!
//! A key never enters a demo, a link, an export, a log or an error: its type
//! cannot be serialised, and its `Debug` shows nothing of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::endpoint::Origin;

/// A part of a key this long is as good as told. Unit: bytes.
const PART_BYTES: usize = 8;

/// The secret that an endpoint asks for.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// Takes a key as it was pasted: white space around it, and the word
    /// `Bearer` in front of it, are dropped.
    ///
    /// `None` when nothing is left, or when it has a character that no key has
    /// and no header can carry (anything but visible ASCII).
    #[must_use]
    pub fn new(pasted: &str) -> Option<Self> {
        let pasted = pasted.trim();
        let secret = match pasted.split_at_checked("bearer ".len()) {
            Some((word, rest)) if word.eq_ignore_ascii_case("bearer ") => rest.trim_start(),
            _ => pasted,
        };
        let fits = !secret.is_empty() && secret.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(secret.to_owned()))
    }

    /// The secret itself, for the request's header and nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The text with `instead` for the key, and for each larger part of it: a
    /// server that cuts its answer may have cut the key in it.
    ///
    /// Cost: linear in the text.
    #[must_use]
    pub fn hidden_in(&self, text: &str, instead: &str) -> String {
        let part = self.0.len().min(PART_BYTES);
        let parts: BTreeSet<&[u8]> = self.0.as_bytes().windows(part).collect();
        let mut out = String::with_capacity(text.len());
        // What is hidden is ASCII, so that it begins and ends between characters.
        let (mut shown, mut hidden) = (0, 0);
        for (start, window) in text.as_bytes().windows(part).enumerate() {
            if !parts.contains(window) {
                continue;
            }
            if start > hidden || hidden == 0 {
                out.push_str(text.get(shown..start).unwrap_or_default());
                out.push_str(instead);
            }
            hidden = start + part;
            shown = hidden;
        }
        out.push_str(text.get(shown..).unwrap_or_default());
        out
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

/// The keys of this tab, by the exact origin that each belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyRing(BTreeMap<Origin, ApiKey>);

impl KeyRing {
    /// The key of this origin; a key of any other origin is never given.
    #[must_use]
    pub fn get(&self, origin: &Origin) -> Option<&ApiKey> {
        self.0.get(origin)
    }

    /// Binds a key to an origin, in place of the one it had.
    pub fn set(&mut self, origin: Origin, key: ApiKey) {
        self.0.insert(origin, key);
    }

    /// Forgets the key of an origin.
    pub fn remove(&mut self, origin: &Origin) {
        self.0.remove(origin);
    }

    /// Whether there is no key at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The secrets in clear, for `sessionStorage` only: it ends with the tab
    /// and is not shared with another.
    #[must_use]
    pub fn to_storage(&self) -> String {
        let entries =
            self.0.iter().map(|(origin, key)| (origin.to_string(), serde_json::Value::from(key.expose())));
        serde_json::Value::Object(entries.collect()).to_string()
    }

    /// Reads what `to_storage` wrote. What cannot be read is left out: a key
    /// is typed again rather than sent to a place that is in doubt.
    #[must_use]
    pub fn from_storage(stored: &str) -> Self {
        let entries: BTreeMap<String, String> = serde_json::from_str(stored).unwrap_or_default();
        let keys = entries
            .into_iter()
            .filter_map(|(origin, secret)| Some((Origin::parse(&origin)?, ApiKey::new(&secret)?)));
        Self(keys.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{ApiKey, KeyRing};
    use crate::endpoint::{Origin, Target, resolve};

    const SECRET: &str = "sk-proj-0123456789";

    fn ring() -> KeyRing {
        let mut ring = KeyRing::default();
        ring.set(origin("https://api.openai.com"), ApiKey::new(SECRET).unwrap());
        ring
    }

    fn origin(text: &str) -> Origin {
        Origin::parse(text).unwrap()
    }

    #[track_caller]
    fn check_key(pasted: &str, expected: Option<&str>) {
        assert_eq!(ApiKey::new(pasted).as_ref().map(ApiKey::expose), expected);
    }

    #[track_caller]
    fn check_hidden(text: &str, expected: &str) {
        assert_eq!(ApiKey::new(SECRET).unwrap().hidden_in(text, "*"), expected);
    }

    #[test]
    fn a_key_and_its_larger_parts_are_hidden() {
        check_hidden(SECRET, "*");
        check_hidden("鲸 sk-proj-0123456789 鱼 sk-proj-0123456789", "鲸 * 鱼 *");
        check_hidden(r#"{"a":"sk-proj-01"}{"b":"23456789"}"#, r#"{"a":"*"}{"b":"*"}"#);
        check_hidden("sk-proj 123456 short", "sk-proj 123456 short");
        check_hidden("", "");
        assert_eq!(ApiKey::new("none").unwrap().hidden_in("is none", "*"), "is *");
    }

    #[test]
    fn keys_as_they_are_pasted() {
        check_key(SECRET, Some(SECRET));
        check_key("  sk-1\r\n", Some("sk-1"));
        check_key("Bearer sk-1", Some("sk-1"));
        check_key("bearer   sk-1", Some("sk-1"));
        check_key("Bearersk-1", Some("Bearersk-1"));
        check_key("", None);
        check_key("   ", None);
        check_key("sk-1\nX-Evil: 1", None);
        check_key("“sk-1”", None);
        check_key("钥匙钥匙", None);
    }

    /// Where the key bound to `https://api.openai.com` goes, and where not.
    #[track_caller]
    fn check(typed: &str, given: bool) {
        let found = resolve(typed, Target::ChatCompletions)
            .ok()
            .and_then(|resolved| ring().get(&resolved.origin).cloned());
        assert_eq!(found.is_some(), given, "{typed}");
    }

    #[test]
    fn a_key_belongs_to_one_exact_origin() {
        check("https://api.openai.com/v1", true);
        check("https://API.OpenAI.com:443/other/path", true);
        check("http://api.openai.com/v1", false);
        check("https://api.openai.com:8443/v1", false);
        check("https://api.openai.com./v1", false);
        check("https://openai.com/v1", false);
        check("https://eu.api.openai.com/v1", false);
        check("https://api.openai.com.evil.example/v1", false);
        check("https://api.openai.com@evil.example/v1", false);
        check("https://user:pass@api.openai.com/v1", false);
        check("https://api.opеnai.com/v1", false); // a Cyrillic letter
        check("https://evil.example/https://api.openai.com/v1", false);
        check("https://evil.example\\@api.openai.com/v1", false);
        check("//api.openai.com.evil/v1", false);
    }

    #[test]
    fn keys_are_replaced_and_forgotten() {
        let mut ring = ring();
        let home = origin("https://api.openai.com");
        ring.set(home.clone(), ApiKey::new("sk-2").unwrap());
        assert_eq!(ring.get(&home).map(ApiKey::expose), Some("sk-2"));
        ring.remove(&home);
        assert!(ring.is_empty());
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?} {:#?}", ring(), ApiKey::new(SECRET));
        assert!(shown.contains("ApiKey(…)") && shown.contains("api.openai.com"));
        assert!(!shown.contains("sk-") && !shown.contains("0123"), "{shown}");
    }

    #[test]
    fn storage_brings_the_ring_back() {
        assert_eq!(KeyRing::from_storage(&ring().to_storage()), ring());
        assert_eq!(KeyRing::from_storage(&KeyRing::default().to_storage()), KeyRing::default());
    }

    #[test]
    fn broken_storage_is_an_empty_ring() {
        for stored in ["", "null", "[1]", "{\"a\":1}", "{\"https://a.example\":\"sk", "{\"nope\":\"sk-1\"}"] {
            assert!(KeyRing::from_storage(stored).is_empty(), "{stored}");
        }
        let path = r#"{"https://a.example/path":"sk-1","https://b.example":"sk-2"}"#;
        let ring = KeyRing::from_storage(path);
        assert_eq!(ring.get(&origin("https://a.example")), None);
        assert!(ring.get(&origin("https://b.example")).is_some());
    }
}
