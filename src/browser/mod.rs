//! Everything that touches the browser: fetch and streams, storage, the
//! workers, clipboard, location.
//!
//! The only importer of gloo and web-sys, and the only place that knows a
//! `JsValue`. What comes out of here is plain data and our own errors.

pub mod clipboard;
pub mod database;
pub mod dom;
pub mod drafts;
pub mod endpoint;
pub mod file;
pub mod lm;
pub mod location;
pub mod model_store;
pub mod page;
pub mod paint_layer;
pub mod storage;
pub mod tabs;
pub mod text_change;
pub mod tokenizer;
