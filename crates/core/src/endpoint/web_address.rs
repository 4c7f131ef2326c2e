//! A web address, read as the browser reads it.
//!
//! In a page it is the browser that reads: what is shown is then what is asked,
//! to the letter. Elsewhere the crate `url` does, by the same rules.

/// An address with the scheme http or https, a host, and no user: its normal
/// form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WebAddress {
    text: String,
    /// Where the path begins in it.
    path: usize,
}

impl WebAddress {
    /// Reads an address. `None` for what the browser cannot read, and for all
    /// but what this type is for.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = normal_form(text)?;
        let (scheme, rest) = text.split_once("://")?;
        let host = rest.find('/')?;
        let is_web = matches!(scheme, "http" | "https") && host > 0 && !rest.get(..host)?.contains('@');
        let path = scheme.len() + "://".len() + host;
        is_web.then_some(Self { text, path })
    }

    /// `http` or `https`.
    pub(crate) fn scheme(&self) -> &str {
        self.text.split(':').next().unwrap_or_default()
    }

    /// The host, with its port if it is not the scheme's own.
    pub(crate) fn host_and_port(&self) -> &str {
        self.origin().get(self.scheme().len() + "://".len()..).unwrap_or_default()
    }

    /// The host alone; an IPv6 address in brackets.
    pub(crate) fn host(&self) -> &str {
        let host = self.host_and_port();
        match host.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => host,
            _ => host,
        }
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> &str {
        self.text.get(..self.path).unwrap_or_default()
    }

    /// The path, which begins with a slash.
    pub(crate) fn path(&self) -> &str {
        let rest = self.after_host();
        rest.get(..rest.find(['?', '#']).unwrap_or(rest.len())).unwrap_or_default()
    }

    /// Path, query and fragment.
    pub(crate) fn after_host(&self) -> &str {
        self.text.get(self.path..).unwrap_or_default()
    }

    /// What the query says of a name, decoded; the first, if there are more.
    pub(crate) fn query_value(&self, name: &str) -> Option<String> {
        let address = self.text.split('#').next().unwrap_or_default();
        let (_, query) = address.split_once('?')?;
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    }

    /// The same origin with another path, which is in its normal form, and with
    /// one pair in the query, or none. No fragment is left.
    pub(crate) fn with(&self, path: &str, pair: Option<(&str, &str)>) -> Self {
        let mut text = format!("{}{path}", self.origin());
        if let Some((name, value)) = pair {
            text.push('?');
            let query = text.len();
            let mut pairs = form_urlencoded::Serializer::for_suffix(text, query);
            text = pairs.append_pair(name, value).finish();
        }
        Self { text, path: self.path }
    }

    /// The same address without its fragment.
    pub(crate) fn without_fragment(mut self) -> Self {
        self.text.truncate(self.text.find('#').unwrap_or(self.text.len()));
        self
    }

    /// The whole address.
    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

/// Whether there is a host, with or without a port, that has nothing in it that parsers read
/// differently or that hides what it is: no user, no escapes, no letters beyond
/// ASCII.
///
/// The crate `url` asserts that none come in some mixtures, since the tables for
/// them are left out here; and browsers make escapes of what has no place in a
/// host.
pub(crate) fn is_plain(authority: &str) -> bool {
    !authority.is_empty()
        && authority.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte))
}

#[cfg(target_arch = "wasm32")]
fn normal_form(text: &str) -> Option<String> {
    Some(web_sys::Url::new(text).ok()?.href())
}

#[cfg(not(target_arch = "wasm32"))]
fn normal_form(text: &str) -> Option<String> {
    Some(url::Url::parse(text).ok()?.into())
}
