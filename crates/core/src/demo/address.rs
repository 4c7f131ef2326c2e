//! Where a demo may be fetched from: an address that a person is asked about.

use url::Url;

/// An https address, or one of this machine, without user or password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAddress {
    /// What is fetched.
    pub url: String,
    /// Who is asked, with the port if it is not the usual one.
    pub host: String,
}

/// Why an address is not fetched from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an https address without user")]
pub struct BadAddress;

/// What a fragment of the form `url=https://…` asks to be fetched; `None` for
/// any other fragment. The address may be percent-encoded.
#[must_use]
pub fn address_in(fragment: &str) -> Option<Result<DemoAddress, BadAddress>> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let typed = fragment.strip_prefix("url=")?;
    // An address has a colon and slashes; encoded, it has none of them.
    let decoded =
        url::form_urlencoded::parse(fragment.as_bytes()).next().map(|(_, value)| value.into_owned());
    let typed = if typed.contains("://") { typed.to_owned() } else { decoded.unwrap_or_default() };
    Some(demo_address(&typed))
}

/// Reads an address that a person typed or that a link names. The page of a
/// gist or of a file on GitHub is read as the file itself.
///
/// # Errors
///
/// [`BadAddress`] for anything but https, or http on this machine.
pub fn demo_address(typed: &str) -> Result<DemoAddress, BadAddress> {
    let typed = typed.trim();
    if typed.len() > 4096 || typed.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err(BadAddress);
    }
    let (scheme, rest) = typed.split_once("://").ok_or(BadAddress)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    // The parser has no tables for other hosts: see ARCHITECTURE.md.
    if authority.is_empty() || !authority.is_ascii() || authority.contains(['@', '%']) {
        return Err(BadAddress);
    }
    let plain = format!("{}://{}{path}", scheme.to_ascii_lowercase(), authority.to_ascii_lowercase());
    let mut url = Url::parse(&plain).map_err(|_| BadAddress)?;
    url.set_fragment(None);
    let host = url.host_str().unwrap_or_default();
    let is_here = matches!(host, "localhost" | "127.0.0.1");
    if host.is_empty() || !(url.scheme() == "https" || url.scheme() == "http" && is_here) {
        return Err(BadAddress);
    }
    if let Some(raw) = raw_file(&url) {
        url = raw;
    }
    let host = url.host_str().unwrap_or_default();
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    Ok(DemoAddress { url: url.into(), host })
}

/// The file behind a page that shows it, where that has an address of its own.
fn raw_file(url: &Url) -> Option<Url> {
    let parts: Vec<_> = url.path().trim_matches('/').split('/').collect();
    let raw = match (url.host_str()?, parts.as_slice()) {
        ("gist.github.com", [user, id]) => format!("https://gist.githubusercontent.com/{user}/{id}/raw"),
        ("github.com", [user, repository, "blob" | "raw", rest @ ..]) if rest.len() > 1 => {
            format!("https://raw.githubusercontent.com/{user}/{repository}/{}", rest.join("/"))
        }
        _ => return None,
    };
    Url::parse(&raw).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, url: &str, host: &str) {
        let expected = DemoAddress { url: url.to_owned(), host: host.to_owned() };
        assert_eq!(demo_address(typed), Ok(expected), "{typed}");
    }

    #[test]
    fn https_and_this_machine_are_asked() {
        check("https://a.example/d.json?x=1#frag", "https://a.example/d.json?x=1", "a.example");
        check(" HTTPS://A.Example:8443 ", "https://a.example:8443/", "a.example:8443");
        check("http://localhost:8080/d.json", "http://localhost:8080/d.json", "localhost:8080");
        check(
            "https://gist.github.com/ann/0123abc",
            "https://gist.githubusercontent.com/ann/0123abc/raw",
            "gist.githubusercontent.com",
        );
        check(
            "https://github.com/ann/demos/blob/main/a/b.json",
            "https://raw.githubusercontent.com/ann/demos/main/a/b.json",
            "raw.githubusercontent.com",
        );
    }

    #[test]
    fn nobody_else_is() {
        for typed in [
            "",
            "a.example",
            "//a.example/x",
            "http://a.example/x",
            "http://localhost.evil.example/x",
            "https://user@a.example/x",
            "https://user:pass@a.example/x",
            "https://api.openai.com%40evil/x",
            "https://",
            "https:///x",
            "javascript://a.example/%0aalert(1)",
            "data://text/html,x",
            "file:///etc/passwd",
            "https://中文.example/x",
            "https://a.example\\@evil.example",
            "https://a.exa mple/x",
        ] {
            assert_eq!(demo_address(typed), Err(BadAddress), "{typed}");
        }
    }

    #[test]
    fn a_fragment_may_name_one() {
        let url = |fragment: &str| address_in(fragment).map(|it| it.map(|it| it.url));
        let expected = Some(Ok("https://a.example/d.json?a=1&b=2".to_owned()));
        assert_eq!(url("#url=https://a.example/d.json?a=1&b=2"), expected);
        assert_eq!(url("url=https%3A%2F%2Fa.example%2Fd.json%3Fa%3D1%26b%3D2"), expected);
        assert_eq!(url("#url="), Some(Err(BadAddress)));
        assert_eq!(url("#url=javascript:alert(1)"), Some(Err(BadAddress)));
        assert_eq!(url("#2.abc"), None);
        assert_eq!(url("#curl=https://a.example"), None);
    }
}
