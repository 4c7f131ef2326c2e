//! The part of the chores that the end-to-end tests share: the server of the
//! built site.

pub mod server;
