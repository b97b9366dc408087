//! What External Sources does, without a window.
//!
//! [`Sources`] is the way in: it lists, connects, edits, deletes and checks external sources over
//! a [`Store`] of records, a [`Vault`] of keys and the Atlassian client. Dependencies point one way:
//! the shell calls this crate, this crate calls `atlassian-client`.

// It panics where standard error goes to a full disk: `log` does not.
#![warn(clippy::print_stderr)]

pub mod actions;
mod attention;
mod calendar;
mod check;
mod checks;
mod clock;
mod connected_to;
mod draft;
mod entry;
mod error;
mod expiry;
mod field;
pub mod inventory;
mod log;
mod network;
mod preferences;
mod problem;
mod reminders;
mod rounds;
mod settings;
mod source;
pub mod source_types;
mod sources;
mod spreadsheet;
pub mod store;
mod target;
mod tracked;
mod transfer;
pub mod users;
pub mod vault;
mod view;
mod watch;

pub use attention::{Attention, AttentionItem, AttentionLevel};
pub use clock::{Clock, SystemClock};
pub use connected_to::ConnectedTo;
pub use draft::{SaveOptions, SourceDraft};
pub use entry::{Entry, KeyKind};
pub use error::Error;
pub use expiry::{Expiry, ExpiryState};
pub use field::{FieldError, FieldName};
pub use log::log;
pub use network::{Network, SystemNetwork};
pub use problem::Problem;
pub use reminders::{ReminderSteps, Step, Told};
pub use settings::{Settings, Theme};
pub use source::{Checked, CredentialId, KeyId, SourceId, SourceRecord, StatusState};
pub use sources::{Environment, Sources};
pub use store::Store;
pub use target::Target;
pub use transfer::{ImportReport, Skipped};
pub use vault::Vault;
pub use view::{SourceList, SourceView, Status};
pub use watch::{Notification, Notifier, Watch};
