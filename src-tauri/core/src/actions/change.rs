//! What one call changes of one user.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    source_types::Action,
    users::user::{Group, User, UserStatus},
};

/// A change of one user, made by one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
#[ts(export_to = "ipc.d.ts")]
pub enum Change {
    AddToGroup {
        group: Group,
    },
    RemoveFromGroup {
        group: Group,
    },
    Suspend,
    Restore,
    Deactivate,
    Reactivate,
    DeleteFromSite,
    RemoveFromDirectory,
    /// Atlassian waits 14 days before it does so.
    DeleteAccount,
    CancelDeletion,
    CreateIssue {
        issue: Issue,
    },
}

/// A Jira issue about a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct Issue {
    /// The key of its project.
    pub project: String,
    pub issue_type: String,
    pub summary: String,
    pub description: String,
    /// Tells it from every other issue: an answer that was lost is found again by it.
    pub label: String,
}

/// Whom a change is made to, as far as calls name them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subject {
    pub account_id: String,
    /// The name of the user's directory.
    pub directory: Option<String>,
}

impl Change {
    /// The row of the support matrix it belongs to.
    pub(crate) fn action(&self) -> Action {
        match self {
            Self::AddToGroup { .. } | Self::RemoveFromGroup { .. } => Action::ChangeGroups,
            Self::Suspend | Self::Restore => Action::Suspend,
            Self::Deactivate | Self::Reactivate => Action::Deactivate,
            Self::DeleteFromSite | Self::RemoveFromDirectory | Self::DeleteAccount => Action::Delete,
            Self::CancelDeletion => Action::CancelDeletion,
            Self::CreateIssue { .. } => Action::CreateIssue,
        }
    }

    /// What it does, as a button would say.
    pub fn words(&self) -> String {
        match self {
            Self::AddToGroup { group } => format!("Add to “{}”", group.name),
            Self::RemoveFromGroup { group } => format!("Remove from “{}”", group.name),
            Self::Suspend => "Suspend access".into(),
            Self::Restore => "Restore access".into(),
            Self::Deactivate => "Deactivate account".into(),
            Self::Reactivate => "Reactivate account".into(),
            Self::DeleteFromSite => "Delete from site".into(),
            Self::RemoveFromDirectory => "Remove from directory".into(),
            Self::DeleteAccount => "Delete account".into(),
            Self::CancelDeletion => "Cancel deletion".into(),
            Self::CreateIssue { issue } => format!("Create issue in {}", issue.project),
        }
    }

    /// Whether there is no button to take it back, or not for long.
    pub(crate) fn is_destructive(&self) -> bool {
        matches!(self, Self::DeleteFromSite | Self::RemoveFromDirectory | Self::DeleteAccount)
    }

    /// Whether it takes something from the user.
    pub(crate) fn takes_access(&self) -> bool {
        self.is_destructive() || matches!(self, Self::Suspend | Self::Deactivate)
    }

    /// Whether it is about the account, wherever that is used.
    pub(crate) fn is_of_account(&self) -> bool {
        matches!(self, Self::Deactivate | Self::Reactivate | Self::DeleteAccount | Self::CancelDeletion)
    }

    /// What takes it back, where the API has that.
    pub(crate) fn inverse(&self) -> Option<Self> {
        Some(match self {
            Self::AddToGroup { group } => Self::RemoveFromGroup { group: group.clone() },
            Self::RemoveFromGroup { group } => Self::AddToGroup { group: group.clone() },
            Self::Suspend => Self::Restore,
            Self::Restore => Self::Suspend,
            Self::Deactivate => Self::Reactivate,
            Self::Reactivate => Self::Deactivate,
            Self::DeleteAccount => Self::CancelDeletion,
            Self::CancelDeletion => Self::DeleteAccount,
            Self::DeleteFromSite | Self::RemoveFromDirectory | Self::CreateIssue { .. } => return None,
        })
    }

    /// Whether a source that does not know of the change surely has not made it. Jira's search is behind
    /// what it searches: <https://developer.atlassian.com/cloud/jira/platform/search-and-reconcile/>.
    pub(crate) fn can_be_disproved(&self) -> bool {
        !matches!(self, Self::CreateIssue { .. })
    }

    /// Whether nothing is left to do, as far as is known of the user.
    pub(crate) fn is_made(&self, user: &User) -> bool {
        match self {
            Self::AddToGroup { group } => user.groups.contains(&group.id),
            Self::RemoveFromGroup { group } => !user.groups.contains(&group.id),
            Self::Suspend => user.status == UserStatus::Suspended,
            Self::Restore | Self::Reactivate => user.status == UserStatus::Active,
            Self::Deactivate => user.status == UserStatus::Deactivated,
            Self::DeleteAccount => matches!(user.status, UserStatus::ForDeletion | UserStatus::Closed),
            Self::CancelDeletion => user.status != UserStatus::ForDeletion,
            Self::RemoveFromDirectory | Self::DeleteFromSite | Self::CreateIssue { .. } => false,
        }
    }

    /// Why the user's status rules it out, if it does.
    pub(crate) fn ruled_out(&self, status: UserStatus) -> Option<&'static str> {
        use UserStatus::{Active, Closed, Deactivated, ForDeletion, NotInvited, Suspended};
        match (self, status) {
            (Self::CreateIssue { .. }, _) => None,
            (_, Closed) => Some("the account is closed"),
            (Self::Suspend, Active) | (Self::Restore, Suspended) => None,
            (Self::Suspend | Self::Restore, NotInvited) => Some("the user is in no directory"),
            (Self::Suspend | Self::Restore, _) => Some("the account is not active"),
            (Self::Reactivate, ForDeletion) => {
                Some("the account is to be deleted: choose “Cancel deletion” for it")
            }
            (Self::Reactivate, Suspended | NotInvited) => Some("the account is not deactivated"),
            (Self::RemoveFromDirectory, NotInvited) => Some("the user is in no directory"),
            (Self::AddToGroup { .. } | Self::RemoveFromGroup { .. }, NotInvited) => {
                Some("the user is in no directory")
            }
            (Self::AddToGroup { .. }, Deactivated | ForDeletion) => Some("the account is not active"),
            _ => None,
        }
    }

    /// Has what is known of a user follow the change. Tells whether the user is still there.
    pub(crate) fn apply(&self, user: &mut User) -> bool {
        match self {
            Self::AddToGroup { group } => user.groups.push(group.id.clone()),
            Self::RemoveFromGroup { group } => user.groups.retain(|id| *id != group.id),
            Self::Suspend => user.status = UserStatus::Suspended,
            Self::Restore | Self::Reactivate | Self::CancelDeletion => user.status = UserStatus::Active,
            Self::Deactivate => user.status = UserStatus::Deactivated,
            Self::DeleteAccount => user.status = UserStatus::ForDeletion,
            Self::RemoveFromDirectory => match user.managed {
                // The organization still manages the account.
                Some(true) => {
                    user.status = UserStatus::NotInvited;
                    user.directory = None;
                    user.groups.clear();
                    user.apps.clear();
                }
                _ => return false,
            },
            Self::DeleteFromSite => return false,
            Self::CreateIssue { .. } => {}
        }
        true
    }
}
