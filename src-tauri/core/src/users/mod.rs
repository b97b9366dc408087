//! The users of every source: fetched, kept for offline, searched.

pub mod directory;
pub mod export;
pub mod filter;
mod fold;
pub mod insights;
pub mod named;
pub mod page;
pub mod people;
pub(crate) mod piece;
pub mod query;
pub mod selection;
pub mod sync;
#[cfg(test)]
mod tests;
pub mod user;
