//! The users of every source: fetched, kept for offline, searched.

pub mod filter;
pub mod page;
pub(crate) mod piece;
pub mod sync;
pub mod user;
