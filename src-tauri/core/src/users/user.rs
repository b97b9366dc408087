//! A user of a source, as the source's API tells of them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One user of one source. What an API does not tell is `None`, or empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Atlassian's name for the account, the same in every source.
    pub account_id: String,
    pub name: String,
    /// `None` where the user hides it.
    pub email: Option<String>,
    pub account_type: AccountType,
    pub status: UserStatus,
    /// Whether the organization manages the account.
    pub managed: Option<bool>,
    /// Whether an identity provider keeps the account, so that it cannot be changed here.
    pub synced: Option<bool>,
    /// The name of the directory the user lives in.
    pub directory: Option<String>,
    /// The ids of groups.
    pub groups: Vec<String>,
    pub apps: Vec<AppAccess>,
    /// The last activity in any application; up to 24 hours late at Atlassian. `None` for never, and
    /// in sources that do not tell (see [`Roster::tells_activity`]).
    pub last_active: Option<DateTime<Utc>>,
    pub added: Option<DateTime<Utc>>,
}

/// An application that a user may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppAccess {
    /// The id of the [`App`].
    pub app: String,
    pub last_active: Option<DateTime<Utc>>,
}

/// A group of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct Group {
    pub id: String,
    pub name: String,
    /// An identity provider keeps it, so that it cannot be changed here.
    pub synced: bool,
}

/// An application, on the site it runs on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct App {
    /// Unique within its source.
    pub id: String,
    /// As a person calls it: “Jira Software (acme.atlassian.net)”.
    pub name: String,
    /// How many users it is paid for, where that is told.
    pub seats: Option<u64>,
}

/// Everyone of one source at one moment, and what they are in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    pub fetched_at: DateTime<Utc>,
    pub users: Vec<User>,
    pub groups: Vec<Group>,
    pub apps: Vec<App>,
    /// Whether the source tells when users were last active: without, `None` does not mean never.
    pub tells_activity: bool,
}

/// What kind of account it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
#[repr(u8)]
pub enum AccountType {
    /// A person's Atlassian account.
    Person,
    App,
    /// Of a help desk's portal.
    Customer,
    Other,
}

/// What a user can do, account and membership taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
#[repr(u8)]
pub enum UserStatus {
    Active,
    /// Jira Cloud, which does not tell why.
    Inactive,
    Suspended,
    Deactivated,
    NotInvited,
    ForDeletion,
    Closed,
}

impl AccountType {
    /// In the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Person, Self::App, Self::Customer, Self::Other];

    pub fn words(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::App => "App",
            Self::Customer => "Customer",
            Self::Other => "Other",
        }
    }

    /// The kind that Atlassian's APIs call so.
    pub(crate) fn from_api(name: &str) -> Self {
        match name {
            "atlassian" => Self::Person,
            "app" => Self::App,
            "customer" => Self::Customer,
            _ => Self::Other,
        }
    }
}

impl UserStatus {
    /// In the order of their numbers.
    pub const ALL: [Self; 7] = [
        Self::Active,
        Self::Inactive,
        Self::Suspended,
        Self::Deactivated,
        Self::NotInvited,
        Self::ForDeletion,
        Self::Closed,
    ];

    pub fn words(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Inactive => "Inactive",
            Self::Suspended => "Suspended",
            Self::Deactivated => "Deactivated",
            Self::NotInvited => "Not invited",
            Self::ForDeletion => "For deletion",
            Self::Closed => "Closed",
        }
    }
}
