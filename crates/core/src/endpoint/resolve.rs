//! From the base URL as it is typed to the address that a request goes to.

use super::{
    Origin,
    web_address::{WebAddress, is_plain},
};
use crate::lm::TAB_BASE_URL;

/// What is asked of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A chat completion.
    ChatCompletions,
    /// A completion of raw text, as base models give it.
    Completions,
    /// The list of models.
    Models,
}

impl Target {
    const fn path(self) -> &'static str {
        match self {
            Self::ChatCompletions => "/chat/completions",
            Self::Completions => "/completions",
            Self::Models => "/models",
        }
    }
}

/// The address that a request goes to, in pieces to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedUrl {
    /// The whole address.
    pub url: String,
    /// What a key for it is bound to.
    pub origin: Origin,
    /// The address up to the host: the scheme and `://`.
    pub before_host: String,
    /// The host, with its port if it is not the scheme's own; shown bold.
    pub host: String,
    /// The rest of the address: path and query.
    pub after_host: String,
    /// How the page gets there.
    pub reach: Reach,
}

/// How a page may reach an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Not at all: the model is in this tab, and nothing leaves the computer.
    Tab,
    /// Over https.
    Secure,
    /// Over http to this machine, as `localhost` or `127.0.0.1`.
    Loopback,
    /// Over http to anything else: the page's policy names only the two hosts
    /// of `Loopback`, and browsers block the rest from a page served over
    /// https. Other names of this machine, such as `[::1]`, are among it.
    PlainRemote,
}

/// Why a typed base URL has no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// Nothing is typed.
    #[error("no address")]
    Empty,
    /// It has a scheme that a page cannot send to.
    #[error("the scheme {scheme} is neither http nor https")]
    Scheme {
        /// The scheme as it was typed.
        scheme: String,
    },
    /// It names a user before the host, as an address that pretends to be
    /// another does.
    #[error("the address has a user name in front of its host")]
    UserInfo,
    /// It has no host.
    #[error("the address has no host")]
    NoHost,
    /// Its host has letters beyond ASCII, which may only look like another's.
    #[error("the host has a character that is not ASCII")]
    NonAsciiHost,
    /// It cannot be read in any other way.
    #[error("the address cannot be read")]
    Invalid,
}

/// The address of a target, from a base URL as people type it. `tab:` is the
/// model in this tab.
///
/// Without a scheme, hosts of this machine get http and others https. A target
/// at the end of the path is taken off first. An address without any path gets
/// `/v1`; any other path is kept, since servers differ in theirs. Fragment and
/// query are dropped, but for Azure's `api-version`.
///
/// # Errors
///
/// See [`BaseUrlError`].
pub fn resolve(typed: &str, target: Target) -> Result<ResolvedUrl, BaseUrlError> {
    if is_tab(typed)? {
        return Ok(ResolvedUrl {
            url: format!("{TAB_BASE_URL}{}", target.path()),
            origin: Origin::tab(),
            before_host: String::new(),
            host: TAB_BASE_URL.to_owned(),
            after_host: target.path().to_owned(),
            reach: Reach::Tab,
        });
    }
    let (base, version) = base(typed)?;
    let path = format!("{}{}", base.path().trim_end_matches('/'), target.path());
    let url = base.with(&path, version.as_deref().map(|it| (AZURE_VERSION, it)));

    let reach = match (url.scheme(), url.host()) {
        ("https", _) => Reach::Secure,
        (_, "localhost" | "127.0.0.1") => Reach::Loopback,
        _ => Reach::PlainRemote,
    };
    Ok(ResolvedUrl {
        origin: Origin::of(&url),
        before_host: format!("{}://", url.scheme()),
        host: url.host_and_port().to_owned(),
        after_host: url.after_host().to_owned(),
        url: url.into_text(),
        reach,
    })
}

/// The base URL in the form in which it is kept and shared: what `resolve`
/// reads out of it and nothing more.
///
/// Reading the result again gives the same base.
///
/// # Errors
///
/// See [`BaseUrlError`].
pub fn base_url(typed: &str) -> Result<String, BaseUrlError> {
    if is_tab(typed)? {
        return Ok(TAB_BASE_URL.to_owned());
    }
    let (base, version) = base(typed)?;
    // A bare host would get `/v1` the next time.
    let path = if base.path() == "/" { Target::ChatCompletions.path() } else { base.path() };
    Ok(base.with(path, version.as_deref().map(|it| (AZURE_VERSION, it))).into_text())
}

/// Whether the address is that of the model in this tab, with a target behind
/// it or without.
///
/// # Errors
///
/// [`BaseUrlError::Invalid`] where it has something else behind it.
fn is_tab(typed: &str) -> Result<bool, BaseUrlError> {
    let typed = cleaned(typed);
    let (Some(scheme), Some(rest)) = (typed.get(..TAB_BASE_URL.len()), typed.get(TAB_BASE_URL.len()..))
    else {
        return Ok(false);
    };
    // A host of this name with a port is one.
    if !scheme.eq_ignore_ascii_case(TAB_BASE_URL) || rest.starts_with(|it: char| it.is_ascii_digit()) {
        return Ok(false);
    }
    let rest = rest.trim_matches(SLASHES);
    let is_target = [Target::ChatCompletions, Target::Completions, Target::Models]
        .iter()
        .any(|target| target.path().trim_start_matches('/') == rest);
    if rest.is_empty() || is_target { Ok(true) } else { Err(BaseUrlError::Invalid) }
}

/// What Azure is told in the query.
const AZURE_VERSION: &str = "api-version";

/// The typed address without a target at the end of its path and without a
/// query; and Azure's version, if the query had it.
fn base(typed: &str) -> Result<(WebAddress, Option<String>), BaseUrlError> {
    let url = parse(typed)?;
    let typed_path = url.path().split('/').filter(|piece| !piece.is_empty());
    let path = typed_path.fold(String::new(), |path, piece| path + "/" + piece);
    let base = [Target::ChatCompletions, Target::Completions, Target::Models]
        .into_iter()
        .find_map(|target| path.strip_suffix(target.path()))
        .unwrap_or(if path.is_empty() { "/v1" } else { &path });
    let base = if base.is_empty() { "/" } else { base };
    Ok((url.with(base, None), url.query_value(AZURE_VERSION)))
}

fn parse(typed: &str) -> Result<WebAddress, BaseUrlError> {
    let typed = cleaned(typed);
    let typed = typed.as_str();
    if typed.is_empty() {
        return Err(BaseUrlError::Empty);
    }
    if has_web_scheme(typed)? {
        return web_url(typed);
    }
    let bare = typed.trim_start_matches(SLASHES);
    if bare.is_empty() || typed.len() - bare.len() == 1 {
        return Err(BaseUrlError::NoHost);
    }
    let url = web_url(&format!("https://{bare}"))?;
    if is_this_machine(&url) { web_url(&format!("http://{bare}")) } else { Ok(url) }
}

/// The address without what browsers drop from it.
fn cleaned(typed: &str) -> String {
    let typed = typed.replace(SKIPPED, "");
    typed.trim_matches(|c: char| c.is_whitespace() || c.is_control()).to_owned()
}

/// What browsers drop from an address wherever it stands.
const SKIPPED: [char; 3] = ['\t', '\n', '\r'];
/// What browsers take for a slash.
const SLASHES: [char; 2] = ['/', '\\'];

/// Reads an address with the scheme http or https, and no user in it.
///
/// The host is looked at before the parser sees it, so that every parser says
/// the same of it; and letters beyond ASCII may only look like others.
pub(super) fn web_url(text: &str) -> Result<WebAddress, BaseUrlError> {
    let text = text.replace(SKIPPED, "");
    let (scheme, rest) = text.split_once(':').ok_or(BaseUrlError::Invalid)?;
    let after_slashes = rest.trim_start_matches(SLASHES);
    let end = after_slashes.find(['/', '\\', '?', '#']).unwrap_or(after_slashes.len());
    let (authority, tail) = after_slashes.split_at(end);
    if authority.contains('@') {
        return Err(BaseUrlError::UserInfo);
    }
    if !authority.is_ascii() {
        return Err(BaseUrlError::NonAsciiHost);
    }
    if authority.is_empty() || authority.starts_with(':') {
        return Err(BaseUrlError::NoHost);
    }
    if !is_plain(authority) {
        return Err(BaseUrlError::Invalid);
    }
    let text = format!("{scheme}://{}{tail}", authority.to_ascii_lowercase());
    WebAddress::read(&text).ok_or(BaseUrlError::Invalid)
}

/// Whether the text begins with `http:` or `https:`. Another scheme is an
/// error; `localhost:11434` has a port, not a scheme.
fn has_web_scheme(typed: &str) -> Result<bool, BaseUrlError> {
    let Some((scheme, rest)) = typed.split_once(':') else {
        return Ok(false);
    };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    if !is_scheme {
        return Ok(false);
    }
    if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") {
        return Ok(true);
    }
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let opaque = ["javascript", "data", "blob", "file", "mailto", "about", "vbscript"];
    if !opaque.iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        if !authority.is_empty() && authority.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(false);
        }
        if authority.contains('@') {
            return Err(BaseUrlError::UserInfo);
        }
    }
    Err(BaseUrlError::Scheme { scheme: scheme.to_owned() })
}

fn is_this_machine(url: &WebAddress) -> bool {
    // In its normal form a host that is all numbers is an IPv4 address.
    let host = url.host();
    let is_ipv4 = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    matches!(host, "localhost" | "0.0.0.0" | "[::1]" | "[::]")
        || host.ends_with(".localhost")
        || is_ipv4 && host.starts_with("127.")
}
