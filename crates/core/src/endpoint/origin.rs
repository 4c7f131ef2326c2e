//! The origin of an address.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{resolve::web_url, web_address::WebAddress};
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
        (url.after_host() == "/").then(|| Self::of(&url))
    }

    /// The origin of the model in this tab.
    #[must_use]
    pub fn tab() -> Self {
        Self(TAB_BASE_URL.to_owned())
    }

    /// The origin of an address that `web_url` has read.
    pub(super) fn of(url: &WebAddress) -> Self {
        Self(url.origin().to_owned())
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

    #[test]
    fn serde_reads_only_origins() {
        let origin = Origin::parse("https://a.example").unwrap();
        assert_eq!(serde_json::to_string(&origin).unwrap(), r#""https://a.example""#);
        assert_eq!(serde_json::from_str::<Origin>(r#""https://a.example""#).unwrap(), origin);
        assert!(serde_json::from_str::<Origin>(r#""https://a.example/v1""#).is_err());
    }
}
