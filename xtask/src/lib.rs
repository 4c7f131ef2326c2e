//! The part of the chores that the end-to-end tests share: what makes a build a
//! release, the server of the built site, and the headers that go with it.

pub mod headers;
pub mod release;
pub mod server;
