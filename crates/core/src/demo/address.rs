//! Where a demo may be fetched from: an address that a person is asked about.

use crate::endpoint::web_address::{WebAddress, is_plain};

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
    let decoded = form_urlencoded::parse(fragment.as_bytes()).next().map(|(_, value)| value.into_owned());
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
    if !is_plain(authority) {
        return Err(BadAddress);
    }
    let plain = format!("{}://{}{path}", scheme.to_ascii_lowercase(), authority.to_ascii_lowercase());
    let url = WebAddress::read(&plain).ok_or(BadAddress)?.without_fragment();
    if url.scheme() != "https" && !matches!(url.host(), "localhost" | "127.0.0.1") {
        return Err(BadAddress);
    }
    let url = raw_file(&url).unwrap_or(url);
    Ok(DemoAddress { host: url.host_and_port().to_owned(), url: url.into_text() })
}

/// The file behind a page that shows it, where that has an address of its own.
fn raw_file(url: &WebAddress) -> Option<WebAddress> {
    let parts: Vec<_> = url.path().trim_matches('/').split('/').collect();
    let raw = match (url.host_and_port(), parts.as_slice()) {
        ("gist.github.com", [user, id]) => format!("https://gist.githubusercontent.com/{user}/{id}/raw"),
        ("github.com", [user, repository, "blob" | "raw", rest @ ..]) if rest.len() > 1 => {
            format!("https://raw.githubusercontent.com/{user}/{repository}/{}", rest.join("/"))
        }
        _ => return None,
    };
    WebAddress::read(&raw)
}
