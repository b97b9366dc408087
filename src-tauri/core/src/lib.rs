//! What External Sources does, without a window.
//!
//! [`Sources`] is the way in: it lists, connects, edits, deletes and checks external sources over
//! a [`Store`] of records, a [`Vault`] of keys and the Atlassian client. Dependencies point one way:
//! the shell calls this crate, this crate calls `atlassian-client`.

mod check;
mod clock;
mod connected_to;
mod draft;
mod error;
mod field;
mod problem;
mod source;
pub mod source_types;
mod sources;
pub mod store;
pub mod vault;
mod view;

pub use clock::{Clock, SystemClock};
pub use connected_to::ConnectedTo;
pub use draft::{SaveOptions, SourceDraft};
pub use error::Error;
pub use field::{FieldError, FieldName};
pub use problem::Problem;
pub use source::{CredentialId, SourceId, SourceRecord};
pub use sources::{Environment, Sources};
pub use store::Store;
pub use vault::Vault;
pub use view::{Expiry, ExpiryState, SourceList, SourceView, Status, StatusState};
