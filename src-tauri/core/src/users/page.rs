//! What the Users page asks for, and its answers.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    filter::{InSource, UserFilter},
    user::{AccountType, UserStatus},
};
use crate::{problem::Problem, source::SourceId, source_types::ConnectionType};

/// Which users, in which order, and which of them.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct UserQuery {
    pub filter: UserFilter,
    pub sort: UserSort,
    pub descending: bool,
    pub offset: usize,
    pub limit: usize,
}

/// A column to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum UserSort {
    Name,
    Email,
    Source,
    Status,
    Directory,
    LastActive,
    Added,
    AccountType,
}

impl UserSort {
    /// In the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Email,
        Self::Source,
        Self::Status,
        Self::Directory,
        Self::LastActive,
        Self::Added,
        Self::AccountType,
    ];
}

/// A window of rows, and how many there are around it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct UserPage {
    /// Of everyone as they are here: offsets mean other users in another version.
    pub version: u32,
    pub rows: Vec<UserRow>,
    /// How many match.
    pub total: usize,
    /// How many there are.
    pub all: usize,
    /// How many of those that match are selected, and how many at all.
    pub selected: usize,
    pub all_selected: usize,
}

/// One user of one source, as a row.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct UserRow {
    #[ts(type = "string")]
    pub source: SourceId,
    pub source_name: String,
    pub account_id: String,
    pub name: String,
    /// "" where it is hidden.
    pub email: String,
    pub account_type: AccountType,
    pub status: UserStatus,
    pub managed: Option<bool>,
    pub synced: Option<bool>,
    /// "" where not told.
    pub directory: String,
    /// The names of groups and of applications.
    pub groups: Vec<String>,
    pub apps: Vec<String>,
    #[ts(type = "string | null")]
    pub last_active: Option<DateTime<Utc>>,
    /// Whether the source tells activity: else `lastActive` says nothing.
    pub tells_activity: bool,
    #[ts(type = "string | null")]
    pub added: Option<DateTime<Utc>>,
    pub selected: bool,
}

/// How many users each choice of a filter would show, the other filters staying.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct UserFacets {
    #[ts(type = "Choice<string>[]")]
    pub sources: Vec<Choice<SourceId>>,
    pub statuses: Vec<Choice<UserStatus>>,
    pub account_types: Vec<Choice<AccountType>>,
    pub directories: Vec<Choice<String>>,
    pub apps: Vec<Choice<InSource>>,
    /// Those that the filter names.
    pub groups: Vec<Choice<InSource>>,
    /// The largest ones.
    pub domains: Vec<Choice<String>>,
    /// Those that are not, and those that are.
    pub managed: [usize; 2],
    pub synced: [usize; 2],
    pub logged_in: usize,
    pub never_logged_in: usize,
}

/// One choice of a filter.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct Choice<T> {
    pub value: T,
    pub label: String,
    pub count: usize,
}

/// A group that was looked for by a part of its name.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct FoundGroup {
    pub value: InSource,
    pub label: String,
    pub source_name: String,
    /// How many users are in it.
    pub count: usize,
}

/// What is known of the users of one source.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct UserSource {
    #[ts(type = "string")]
    pub source: SourceId,
    pub source_name: String,
    pub connection_type: ConnectionType,
    /// When the users that are shown were fetched; `null` when they never were.
    #[ts(type = "string | null")]
    pub fetched_at: Option<DateTime<Utc>>,
    pub users: usize,
    pub sync: Option<SyncProgress>,
    /// Why the last sync failed, or why what was kept was thrown away.
    pub problem: Option<Problem>,
}

/// How far a sync is.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct SyncProgress {
    /// “Users”, “Group members”.
    pub stage: String,
    /// How many have come in this stage, and of how many, where that is known.
    pub done: usize,
    pub total: Option<usize>,
    pub per_second: f64,
    /// Until the stage ends.
    #[ts(type = "number | null")]
    pub seconds_left: Option<u64>,
}
