//! The kinds of external sources. Each is one file; the lists here name them all.

mod access;
mod jira_cloud;
mod support;

use std::pin::Pin;

use atlassian_client::{Client, Error};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::support::{Support, SupportMatrix, support_matrix};
use self::{access::Access, jira_cloud::JiraCloud};
use crate::{
    draft::{Faults, FieldName, SourceDraft},
    problem::Problem,
    view::ConnectedTo,
};

/// What the window calls the kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "ipc.d.ts")]
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

/// A source's answer that is still on its way.
pub type Checking<'a> = Pin<Box<dyn Future<Output = Result<ConnectedTo, Error>> + Send + 'a>>;

/// What a kind of source can do. Its values hold one source's settings.
pub trait SourceType: Send + Sync {
    /// Asks Atlassian whether this key connects, and to what.
    fn check<'a>(&'a self, client: &'a Client, key: &'a SecretString) -> Checking<'a>;

    /// Tells a person what an error means for this source, and the field to mend.
    fn explain(&self, error: &Error) -> (Problem, Option<FieldName>);

    /// The settings, as the dialog shows them.
    fn fields(&self) -> Fields;

    /// Where a browser finds the source.
    fn home_page(&self) -> String;
}

/// The fields of the dialog that differ between kinds; "" where a kind has none.
#[derive(Debug, Default)]
pub struct Fields {
    pub jira_url: String,
    pub user_email: String,
    pub organization_id: String,
}

impl Connection {
    pub fn connection_type(&self) -> ConnectionType {
        match self {
            Self::Access(_) => ConnectionType::Access,
            Self::JiraCloud(_) => ConnectionType::JiraCloud,
        }
    }

    pub fn source_type(&self) -> &dyn SourceType {
        match self {
            Self::Access(access) => access,
            Self::JiraCloud(site) => site,
        }
    }
}

impl ConnectionType {
    /// Makes the settings from the dialog's fields, noting each fault.
    pub(crate) fn connection(self, draft: &SourceDraft, faults: &mut Faults) -> Option<Connection> {
        match self {
            Self::Access => Access::from_draft(draft, faults).map(Connection::Access),
            Self::JiraCloud => JiraCloud::from_draft(draft, faults).map(Connection::JiraCloud),
        }
    }

    /// Whether a key of this kind always has an expiry date to enter.
    pub(crate) fn expiry_required(self) -> bool {
        match self {
            Self::Access => access::EXPIRY_REQUIRED,
            Self::JiraCloud => jira_cloud::EXPIRY_REQUIRED,
        }
    }

    /// Why this is a key of another kind, where its prefix tells.
    pub(crate) fn wrong_key(self, key: &str) -> Option<&'static str> {
        match self {
            Self::Access => access::wrong_key(key),
            Self::JiraCloud => jira_cloud::wrong_key(key),
        }
    }
}
