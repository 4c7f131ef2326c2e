//! The part of the chores that the end-to-end tests share: the server of the
//! built site, and the headers that go with it.

pub mod headers;
pub mod server;
