//! An external source as it is kept.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::{connected_to::ConnectedTo, problem::Problem, source_types::Connection};

/// Names a source for as long as it exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceId(Uuid);

/// Names one key in the keychain. A key is never replaced in place: a new key gets a new id, so
/// that a crash half-way leaves either the old pair of record and key or the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CredentialId(Uuid);

impl SourceId {
    #[expect(clippy::new_without_default, reason = "each id is a new one")]
    pub fn new() -> Self {
        Self(Uuid::new_v4())
    }

    /// A number from 0 to 9, as good as random: it keeps sources from all being checked at once.
    pub(crate) fn spread(self) -> i32 {
        i32::from(self.0.as_bytes()[0] % 10)
    }
}

impl CredentialId {
    #[expect(clippy::new_without_default, reason = "each id is a new one")]
    pub fn new() -> Self {
        Self(Uuid::new_v4())
    }
}

impl KeyId {
    #[expect(clippy::new_without_default, reason = "each id is a new one")]
    pub fn new() -> Self {
        Self(Uuid::new_v4())
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for CredentialId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for CredentialId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// Names one key for as long as it lives, also when it is entered again: what was told of it stays
/// told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KeyId(Uuid);

/// What the user said of a source, without its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceRecord {
    pub id: SourceId,
    pub name: String,
    pub connection: Connection,
    /// The key's last day, in the user's calendar.
    pub expires_on: Option<NaiveDate>,
    /// Where the key is kept.
    pub credential: CredentialId,
    pub key: KeyId,
    /// Whether notifications tell of its end.
    pub reminders: bool,
    /// This key's entry in its organization's inventory, as the user told; then its expiry is
    /// known from there.
    pub own_entry: Option<String>,
    /// Other keys of the inventory that reminders were switched on for.
    pub watched: Vec<WatchedKey>,
    /// The key was kept in memory only, for want of a keychain.
    pub session_only: bool,
    /// The desktop account that last changed the record.
    pub updated_by: String,
    pub updated_at: DateTime<Utc>,
}

/// A key of an organization's inventory that is not the source's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WatchedKey {
    /// The inventory's name for it.
    pub entry: String,
    pub label: String,
    pub expires_on: NaiveDate,
}

/// What the last check of a source found. Kept beside the record, since it changes by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// `None` when the source was saved without a check.
    pub at: Option<DateTime<Utc>>,
    /// What the source was connected to when it last worked.
    pub connected_to: Option<ConnectedTo>,
    /// Why it does not work now.
    pub problem: Option<Problem>,
    /// How many checks in a row got no answer at all.
    pub unreached: u32,
    /// The state the user was told, or has seen.
    pub told: Option<StatusState>,
}

/// Whether a source's connection works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum StatusState {
    Connected,
    Error,
}

impl Checked {
    pub fn state(&self) -> StatusState {
        match self.problem {
            None => StatusState::Connected,
            Some(_) => StatusState::Error,
        }
    }
}
