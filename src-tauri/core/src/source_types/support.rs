//! What the Users page can do with the users of a source, as each source type declares it.

use serde::Serialize;
use ts_rs::TS;

use super::ConnectionType;

/// The matrix of the Help page; the Users page takes its reasons from it.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct SupportMatrix {
    pub columns: Vec<SupportColumn>,
    pub filters: Vec<SupportRow<Filter>>,
    pub actions: Vec<SupportRow<Action>>,
}

/// One kind of users a source can serve.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct SupportColumn {
    pub connection_type: ConnectionType,
    pub label: &'static str,
}

/// One filter or action, with a cell for each column.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct SupportRow<T> {
    pub name: T,
    pub label: &'static str,
    pub cells: Vec<Support>,
}

/// Whether something is supported.
#[derive(Debug, Clone, Copy, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct Support {
    pub supported: bool,
    /// Its limits, or the reason why it is not; may be "".
    pub note: &'static str,
}

pub(super) const fn yes(note: &'static str) -> Support {
    Support { supported: true, note }
}

pub(super) const fn no(note: &'static str) -> Support {
    Support { supported: false, note }
}

pub(super) const NO_FIELD: Support = no("the API has no such field");
pub(super) const NO_CALL: Support = no("the cloud APIs have no such call");
pub(super) const ACCOUNT_ONLY: Support = no("belongs to the account, so to the organization that manages it");
pub(super) const DIRECTORY_ONLY: Support = no("belongs to the directory: see directory users");

/// What a source type declares of one kind of users.
pub(crate) struct UserKind {
    pub label: &'static str,
    pub filter: fn(Filter) -> Support,
    pub action: fn(Action) -> Support,
}

/// A filter of the Users page.
#[derive(Debug, Clone, Copy, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum Filter {
    EmailAndName,
    Groups,
    Statuses,
    LastLogin,
    LoginHistory,
    Directories,
    Apps,
    AccountTypes,
    Managed,
    Synced,
    Domains,
    InFile,
}

impl Filter {
    const ALL: [Self; 12] = [
        Self::EmailAndName,
        Self::Groups,
        Self::Statuses,
        Self::LastLogin,
        Self::LoginHistory,
        Self::Directories,
        Self::Apps,
        Self::AccountTypes,
        Self::Managed,
        Self::Synced,
        Self::Domains,
        Self::InFile,
    ];

    fn label(self) -> &'static str {
        match self {
            Self::EmailAndName => "E-mail and name",
            Self::Groups => "Group",
            Self::Statuses => "Status",
            Self::LastLogin => "Last login",
            Self::LoginHistory => "Login history, never logged in",
            Self::Directories => "User directory",
            Self::Apps => "Application access",
            Self::AccountTypes => "Account type",
            Self::Managed => "Managed by the organization",
            Self::Synced => "Kept by an identity provider",
            Self::Domains => "E-mail domain",
            Self::InFile => "CSV file",
        }
    }
}

/// Something that can be done to users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum Action {
    ChangeGroups,
    Deactivate,
    Suspend,
    Delete,
    CancelDeletion,
    CreateIssue,
    ChangeDirectory,
    InvalidatePassword,
}

impl Action {
    const ALL: [Self; 8] = [
        Self::ChangeGroups,
        Self::Deactivate,
        Self::Suspend,
        Self::Delete,
        Self::CancelDeletion,
        Self::CreateIssue,
        Self::ChangeDirectory,
        Self::InvalidatePassword,
    ];

    fn label(self) -> &'static str {
        match self {
            Self::ChangeGroups => "Add to and remove from groups, remove application access",
            Self::Deactivate => "Deactivate and reactivate account",
            Self::Suspend => "Suspend and restore access",
            Self::Delete => "Delete",
            Self::CancelDeletion => "Cancel a deletion",
            Self::CreateIssue => "Create Jira issue",
            Self::ChangeDirectory => "Change directory",
            Self::InvalidatePassword => "Invalidate password",
        }
    }
}

/// Which filters and actions each kind of users supports.
pub fn support_matrix() -> SupportMatrix {
    let kinds: Vec<_> = ConnectionType::ALL
        .iter()
        .flat_map(|connection_type| connection_type.user_kinds().iter().map(|kind| (*connection_type, kind)))
        .collect();
    let column = |&(connection_type, kind): &(ConnectionType, &UserKind)| SupportColumn {
        connection_type,
        label: kind.label,
    };
    let filter = |name: Filter| SupportRow {
        name,
        label: name.label(),
        cells: kinds.iter().map(|(_, kind)| (kind.filter)(name)).collect(),
    };
    let action = |name: Action| SupportRow {
        name,
        label: name.label(),
        cells: kinds.iter().map(|(_, kind)| (kind.action)(name)).collect(),
    };
    SupportMatrix {
        columns: kinds.iter().map(column).collect(),
        filters: Filter::ALL.map(filter).into(),
        actions: Action::ALL.map(action).into(),
    }
}
