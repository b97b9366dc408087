//! What the window asks to be done, and to whom.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{
    change::{Change, Issue},
    run::RunId,
};
use crate::{
    source::SourceId,
    users::{
        filter::{InSource, UserFilter},
        user::User,
    },
};

/// Something to be done to each of some users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
#[ts(export_to = "ipc.d.ts")]
pub enum ActionRequest {
    AddToGroups {
        groups: Vec<InSource>,
    },
    RemoveFromGroups {
        groups: Vec<InSource>,
    },
    /// Removes users from the groups that open these applications.
    RemoveApps {
        apps: Vec<InSource>,
    },
    Suspend,
    Restore,
    Deactivate,
    Reactivate,
    DeleteFromSite,
    RemoveFromDirectory,
    DeleteAccount,
    CancelDeletion,
    CreateIssue {
        issue: IssueTemplate,
    },
}

/// An issue to be created about each user. In its texts, `{name}`, `{email}`, `{account}`, `{source}`
/// and `{status}` stand for the user's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct IssueTemplate {
    /// The Jira Cloud source to create it in.
    #[ts(type = "string")]
    pub source: SourceId,
    pub project: String,
    pub issue_type: String,
    pub summary: String,
    pub description: String,
}

/// What to preview.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
#[ts(export_to = "ipc.d.ts")]
pub enum PlanRequest {
    /// One action for everyone that is selected.
    Selected { action: ActionRequest },
    /// One action for everyone that a filter lets through.
    Matching { filter: Box<UserFilter>, action: ActionRequest },
    /// Changes chosen one by one: how someone is offboarded.
    Chosen { changes: Vec<ChosenChange> },
    /// What takes back what a run did.
    Undo {
        #[ts(type = "string")]
        run: RunId,
    },
    /// What a run did not do.
    Again {
        #[ts(type = "string")]
        run: RunId,
    },
}

/// A change of one user of a source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct ChosenChange {
    #[ts(type = "string")]
    pub source: SourceId,
    pub account_id: String,
    pub change: Change,
}

impl ActionRequest {
    /// The change of a user that needs nothing else to be known.
    pub(crate) fn plain(&self) -> Option<Change> {
        Some(match self {
            Self::Suspend => Change::Suspend,
            Self::Restore => Change::Restore,
            Self::Deactivate => Change::Deactivate,
            Self::Reactivate => Change::Reactivate,
            Self::DeleteFromSite => Change::DeleteFromSite,
            Self::RemoveFromDirectory => Change::RemoveFromDirectory,
            Self::DeleteAccount => Change::DeleteAccount,
            Self::CancelDeletion => Change::CancelDeletion,
            _ => return None,
        })
    }
}

impl IssueTemplate {
    /// The issue about one user.
    pub(crate) fn about(&self, user: &User, source_name: &str) -> Change {
        let fill = |text: &str| {
            text.replace("{name}", &user.name)
                .replace("{email}", user.email.as_deref().unwrap_or("(hidden)"))
                .replace("{account}", &user.account_id)
                .replace("{source}", source_name)
                .replace("{status}", user.status.words())
        };
        Change::CreateIssue {
            issue: Issue {
                project: self.project.clone(),
                issue_type: self.issue_type.clone(),
                // Jira takes one line there.
                summary: fill(&self.summary).replace(['\r', '\n'], " "),
                description: fill(&self.description),
                label: format!("external-sources-{}", Uuid::new_v4().simple()),
            },
        }
    }
}
