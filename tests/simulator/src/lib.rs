//! A stand-in, on loopback, for Atlassian's organization API and for Jira Cloud sites.
//!
//! It has a world that requests read and change, credentials for every way a login can end,
//! faults on demand, rate limits, and a log of what it was asked.

mod auth;
mod canned;
pub mod cases;
mod credentials;
mod desk;
mod draw;
mod effects;
mod faults;
mod front;
mod host;
mod issued;
mod known;
mod limits;
mod log;
mod routes;
mod server;
mod simulator;
mod world;

pub use canned::Canned;
pub use credentials::{Credential, Credentials};
pub use desk::{Overview, SiteOverview};
pub use effects::{Change, Effect};
pub use faults::{Fault, FaultRule};
pub use host::Host;
pub use issued::Issued;
pub use known::{Known, Presence};
pub use limits::{Limits, Refill};
pub use log::{Authorization, LoggedRequest, Outcome};
pub use simulator::{Config, Simulator};
pub use world::Issue;
