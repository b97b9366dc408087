//! Bulk actions: planned, looked at, run, noted, taken back.
//!
//! A request becomes a plan ([`planning`]): what each user's source supports, held against [`guards`]. A
//! confirmed plan becomes a run, whose journal is written before and after each call ([`running`]).

pub mod activity;
mod activity_export;
pub(crate) mod actor;
mod actors;
pub mod change;
mod guards;
mod issue_places;
pub mod offboarding;
pub mod plan;
pub mod planning;
pub mod request;
mod retries;
pub mod run;
mod running;
pub mod runs;
pub mod safety;
mod scheduled;
pub mod source_event;
pub mod task;
