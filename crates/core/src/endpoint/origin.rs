//! The origin of an address.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use super::resolve::web_url;
use crate::lm::TAB_BASE_URL;

/// Scheme, host and port, exactly: what a key is bound to.
///
/// Written `scheme://host` or `scheme://host:port`, in lower case, without the
/// scheme's default port. A trailing dot makes another host, as it does for
/// the browser. The model in this tab has the origin `tab:`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Origin(String);

impl Origin {
    /// Reads an origin alone: an address with a path, a query or a user in it
    /// is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == TAB_BASE_URL {
            return Some(Self::tab());
        }
        let url = web_url(text).ok()?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        bare.then(|| Self::of(&url))
    }

    /// The origin of the model in this tab.
    #[must_use]
    pub fn tab() -> Self {
        Self(TAB_BASE_URL.to_owned())
    }

    /// The origin of an address that `web_url` has read.
    pub(super) fn of(url: &Url) -> Self {
        Self(url.origin().ascii_serialization())
    }

    /// The origin as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.0
    }
}

impl TryFrom<String> for Origin {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not an origin")
    }
}

#[cfg(test)]
mod tests {
    use super::Origin;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(Origin::parse(text).as_ref().map(Origin::as_str), expected, "{text}");
    }

    #[test]
    fn origins_are_normalised() {
        check("https://api.openai.com", Some("https://api.openai.com"));
        check("HTTPS://API.OpenAI.com:443/", Some("https://api.openai.com"));
        check("http://localhost:80", Some("http://localhost"));
        check("http://localhost:11434", Some("http://localhost:11434"));
        check("http://[::1]:8080", Some("http://[::1]:8080"));
        check("https://api.openai.com.", Some("https://api.openai.com."));
        check("tab:", Some("tab:"));
    }

    #[test]
    fn an_address_is_no_origin() {
        for text in [
            "",
            "null",
            "localhost",
            "api.openai.com",
            "https://a.example/v1",
            "https://a.example?q",
            "https://a.example#f",
            "https://u@a.example",
            "https://:p@a.example",
            "file:///",
            "javascript:1",
            "blob:https://a.example/1",
            "tab:x",
            "tab://a.example",
            "https://пример.example",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn serde_reads_only_origins() {
        let origin = Origin::parse("https://a.example").unwrap();
        assert_eq!(serde_json::to_string(&origin).unwrap(), r#""https://a.example""#);
        assert_eq!(serde_json::from_str::<Origin>(r#""https://a.example""#).unwrap(), origin);
        assert!(serde_json::from_str::<Origin>(r#""https://a.example/v1""#).is_err());
    }
}
