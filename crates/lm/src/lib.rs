//! A language model of the llama family, as a GGUF file has it: reading the
//! file, the forward pass, the choice of tokens, and answers to requests.
//!
//! Runs on one thread, natively and as wasm. It knows no browser, no clock and
//! no source of randomness: files are `Read + Seek`, seeds are passed in. A
//! file may be hostile: whatever it says of itself is checked against its
//! length before memory is taken.

mod acts;
mod answer;
mod attention;
mod cache;
mod chat;
mod engine;
mod format;
mod gguf;
pub mod kernels;
mod load;
mod matrix;
mod memory;
mod model;
mod name;
mod pieces;
mod plan;
mod rope;
mod sampler;
mod stops;

pub use acts::{Acts, BLOCK};
pub use answer::{Answer, Circumstances, Said};
pub use chat::Template;
pub use engine::{Engine, Position};
pub use load::Limits;
pub use memory::OutOfMemory;
pub use model::MOST_AT_ONCE;
pub use name::name_of;
pub use pieces::WholeCharacters;
pub use sampler::{Sampler, Sampling, highest, log_probabilities};
pub use stops::{Stops, Stretch};
