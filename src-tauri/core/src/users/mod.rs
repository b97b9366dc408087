//! The users of every source: fetched, kept for offline, searched.

pub mod filter;
pub mod page;
pub mod user;
