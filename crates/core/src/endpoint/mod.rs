//! Where a prompt goes: the address as people type it, the origin that a key
//! is bound to, the servers that are known by name, and how each is told to
//! let this page in.
//!
//! Nothing is sent from here, and no key is known here.

mod cors;
mod origin;
mod preset;
mod resolve;
pub(crate) mod web_address;

pub use cors::{CorsHelp, System, cors_commands};
pub use origin::Origin;
pub use preset::{PRESETS, Preset, TAB_PRESET, preset_of};
pub use resolve::{BaseUrlError, Reach, ResolvedUrl, Target, base_url, resolve};
