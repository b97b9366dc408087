//! The kinds of external sources. Each is one file; the lists here name them all.

mod access;
mod access_actions;
mod access_users;
mod jira_cloud;
mod jira_cloud_actions;
mod source_type;
mod support;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub(crate) use self::source_type::{Fields, SourceType};
pub(crate) use self::support::UserKind;
pub use self::support::{Action, Filter, Support, SupportColumn, SupportMatrix, SupportRow, support_matrix};
use self::{access::Access, jira_cloud::JiraCloud};
use crate::field::Faults;

/// What the window calls the kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum ConnectionType {
    Access,
    JiraCloud,
}

/// How to reach one source: its kind, and what that kind needs besides a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Connection {
    Access(Access),
    JiraCloud(JiraCloud),
}

impl ConnectionType {
    pub(crate) const ALL: [Self; 2] = [Self::JiraCloud, Self::Access];

    /// The kinds of users that sources of this type serve.
    pub(crate) fn user_kinds(self) -> &'static [UserKind] {
        match self {
            Self::Access => Access::user_kinds(),
            Self::JiraCloud => JiraCloud::user_kinds(),
        }
    }
}

impl Connection {
    pub fn connection_type(&self) -> ConnectionType {
        match self {
            Self::Access(_) => ConnectionType::Access,
            Self::JiraCloud(_) => ConnectionType::JiraCloud,
        }
    }

    /// Whether all keys of an organization can be listed through this source.
    pub fn has_inventory(&self) -> bool {
        matches!(self, Self::Access(_))
    }

    pub(crate) fn source_type(&self) -> &dyn SourceType {
        match self {
            Self::Access(access) => access,
            Self::JiraCloud(site) => site,
        }
    }
}

impl ConnectionType {
    /// Makes the settings from the dialog's fields, noting each fault.
    pub(crate) fn connection(self, fields: &Fields, faults: &mut Faults) -> Option<Connection> {
        match self {
            Self::Access => Access::from_fields(fields, faults).map(Connection::Access),
            Self::JiraCloud => JiraCloud::from_fields(fields, faults).map(Connection::JiraCloud),
        }
    }

    /// Whether a key of this kind always has an expiry date to enter.
    pub(crate) fn expiry_required(self) -> bool {
        match self {
            Self::Access => Access::expiry_required(),
            Self::JiraCloud => JiraCloud::expiry_required(),
        }
    }

    /// Why this is a key of another kind, where its prefix tells.
    pub(crate) fn wrong_key(self, key: &str) -> Option<&'static str> {
        match self {
            Self::Access => Access::wrong_key(key),
            Self::JiraCloud => JiraCloud::wrong_key(key),
        }
    }
}
