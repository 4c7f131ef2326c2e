//! A demo as the fragment of a link, within fixed bounds.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

use super::{Demo, squeeze};

/// The longest fragment that is read, without its `#`.
pub const MAX_FRAGMENT_BYTES: usize = 64 * 1024;
/// The most that a fragment may inflate to.
pub const MAX_INFLATED_BYTES: usize = 1024 * 1024;
/// The most messages of a demo in a link.
pub const MAX_MESSAGES: usize = 1000;

/// The version that is written. A new one is a new way of writing; new fields
/// alone are not. Every older one is read for ever.
const VERSION: &str = "2";
/// The first version: deflate and nothing else.
const DEFLATE_VERSION: &str = "1";
/// What comes before deflate data in the present version. No digit of base64url.
const DEFLATED: char = '~';

/// Why a fragment gives no demo. Never carries any of the fragment's content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DemoError {
    /// There is no fragment.
    #[error("the link has no fragment")]
    Empty,
    /// It was not made as a demo's link; the page ignores it.
    #[error("the fragment is not a demo link")]
    NotADemoLink,
    /// It is longer than this page reads.
    #[error("the fragment has {bytes} bytes, more than {most}")]
    TooLong {
        /// What it has.
        bytes: usize,
        /// What it may have.
        most: usize,
    },
    /// A later version of the page made it.
    #[error("version {version} of demo links is not known")]
    UnknownVersion {
        /// The version that it names; the largest number for any beyond it.
        version: u32,
    },
    /// It is damaged: not base64url.
    #[error("the fragment is not base64url")]
    NotBase64,
    /// It is damaged or cut.
    #[error("the fragment is not whole")]
    NotWhole,
    /// It inflates to more than this page reads.
    #[error("the demo has more than {most} bytes")]
    TooLarge {
        /// What it may have, in bytes.
        most: usize,
    },
    /// What is in it is no demo.
    #[error("the fragment holds no demo")]
    NotADemo,
    /// It has more messages than this page reads.
    #[error("the demo has {count} messages, more than {most}")]
    TooManyMessages {
        /// What it has.
        count: usize,
        /// What it may have.
        most: usize,
    },
}

/// The fragment of a link to this demo, without `#`.
///
/// `2.` and then base64url, without padding, of its packed JSON (see
/// `squeeze.rs`); `2.~` and raw deflate where the JSON is longer than can be
/// packed in a moment. A demo beyond the bounds of [`decode_fragment`] makes a
/// fragment that does not open; compare it with [`MAX_FRAGMENT_BYTES`] before
/// it is shared, or decode it.
#[must_use]
pub fn encode_fragment(demo: &Demo) -> String {
    // A demo is strings, numbers and maps with string keys: it always has JSON.
    let json = serde_json::to_vec(demo).unwrap_or_default();
    match squeeze::pack(&json) {
        Some(packed) => format!("{VERSION}.{}", URL_SAFE_NO_PAD.encode(packed)),
        None => format!("{VERSION}.{DEFLATED}{}", URL_SAFE_NO_PAD.encode(compress_to_vec(&json, 9))),
    }
}

/// The demo of a link's fragment, with or without its `#`.
///
/// Cost is bounded by [`MAX_FRAGMENT_BYTES`] and [`MAX_INFLATED_BYTES`],
/// whatever the fragment says.
///
/// # Errors
///
/// See [`DemoError`].
pub fn decode_fragment(fragment: &str) -> Result<Demo, DemoError> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if fragment.is_empty() {
        return Err(DemoError::Empty);
    }
    let (version, body) = fragment.split_once('.').ok_or(DemoError::NotADemoLink)?;
    if version.is_empty() || !version.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DemoError::NotADemoLink);
    }
    if fragment.len() > MAX_FRAGMENT_BYTES {
        return Err(DemoError::TooLong { bytes: fragment.len(), most: MAX_FRAGMENT_BYTES });
    }
    let json = match (version, body.strip_prefix(DEFLATED)) {
        (DEFLATE_VERSION, _) => inflated(body)?,
        (VERSION, Some(body)) => inflated(body)?,
        (VERSION, None) => squeeze::unpack(&bytes_of(body)?).ok_or(DemoError::NotWhole)?,
        _ => return Err(DemoError::UnknownVersion { version: version.parse().unwrap_or(u32::MAX) }),
    };
    // The parser itself ends at a depth of 128.
    let demo: Demo = serde_json::from_slice(&json).map_err(|_| DemoError::NotADemo)?;
    match demo.messages.len() {
        count if count > MAX_MESSAGES => Err(DemoError::TooManyMessages { count, most: MAX_MESSAGES }),
        _ => Ok(demo),
    }
}

fn bytes_of(body: &str) -> Result<Vec<u8>, DemoError> {
    URL_SAFE_NO_PAD.decode(body).map_err(|_| DemoError::NotBase64)
}

fn inflated(body: &str) -> Result<Vec<u8>, DemoError> {
    decompress_to_vec_with_limit(&bytes_of(body)?, MAX_INFLATED_BYTES).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => DemoError::TooLarge { most: MAX_INFLATED_BYTES },
        _ => DemoError::NotWhole,
    })
}
