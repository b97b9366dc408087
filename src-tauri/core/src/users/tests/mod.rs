//! The engine against a naive one: loops over rosters.

mod export;
mod file;
mod insights;
mod naive;
mod named;
mod people;
mod query;
mod rosters;
mod selection;
