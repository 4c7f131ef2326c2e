//! The benchmark: the engine beside every tokenizer that a web developer could
//! pick.

mod export;

pub use export::export;
