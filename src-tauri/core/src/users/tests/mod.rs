//! The engine against a naive one: loops over rosters.

mod file;
mod naive;
mod named;
mod query;
mod rosters;
mod selection;
