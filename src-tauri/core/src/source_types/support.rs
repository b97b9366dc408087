//! Which filters and actions each kind of source supports, as Atlassian's APIs allow.

use serde::Serialize;
use ts_rs::TS;

/// The matrix of the Help page.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct SupportMatrix {
    pub columns: Vec<&'static str>,
    pub filters: Vec<SupportRow>,
    pub actions: Vec<SupportRow>,
}

/// One filter or action, with a cell for each column.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct SupportRow {
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

const fn yes(note: &'static str) -> Support {
    Support { supported: true, note }
}

const fn no(note: &'static str) -> Support {
    Support { supported: false, note }
}

const NO_FIELD: Support = no("the API has no such field");
const NO_CALL: Support = no("the cloud APIs have no such call");
const ACCOUNT_ONLY: Support = no("belongs to the account, so to the organization that manages it");
const DIRECTORY_ONLY: Support = no("belongs to the directory: see directory users");

/// One kind of users a source can serve: its column of the matrix.
struct Column {
    label: &'static str,
    /// In the order of [`FILTERS`].
    filters: [Support; FILTERS.len()],
    /// In the order of [`ACTIONS`].
    actions: [Support; ACTIONS.len()],
}

const FILTERS: [&str; 6] =
    ["E-mail and name", "Group", "Status", "Last login, never logged in", "User directory", "CSV file"];

const ACTIONS: [&str; 8] = [
    "Add to and remove from groups, remove application access",
    "Deactivate and reactivate account",
    "Suspend and restore access",
    "Delete",
    "Create Jira issue",
    "Change directory",
    "Invalidate password",
    "Cancel a deletion",
];

const COLUMNS: [Column; 3] = [
    Column {
        label: "Jira Cloud",
        filters: [
            yes("where users do not hide their e-mail"),
            yes(""),
            yes("active, inactive"),
            NO_FIELD,
            NO_FIELD,
            yes(""),
        ],
        actions: [
            yes(""),
            ACCOUNT_ONLY,
            DIRECTORY_ONLY,
            yes("from the site only"),
            yes(""),
            NO_CALL,
            NO_CALL,
            no("removal from a site is final"),
        ],
    },
    Column {
        label: "Access: managed accounts",
        filters: [yes(""), NO_FIELD, yes("active, inactive, closed"), yes(""), NO_FIELD, yes("")],
        actions: [
            DIRECTORY_ONLY,
            yes("with a key without scopes"),
            DIRECTORY_ONLY,
            yes("the account, with 14 days to cancel"),
            yes("through a Jira Cloud source"),
            NO_CALL,
            NO_CALL,
            yes("within 14 days, with a key without scopes"),
        ],
    },
    Column {
        label: "Access: directory users",
        filters: [
            yes(""),
            yes(""),
            yes("active, suspended, deactivated, not invited, for deletion"),
            yes(""),
            yes(""),
            yes(""),
        ],
        actions: [
            yes("not for externally synced groups"),
            ACCOUNT_ONLY,
            yes(""),
            yes("from the directory"),
            yes("through a Jira Cloud source"),
            NO_CALL,
            NO_CALL,
            no("removal from a directory is final"),
        ],
    },
];

/// Which filters and actions each kind of users supports.
pub fn support_matrix() -> SupportMatrix {
    fn rows<const N: usize>(
        labels: [&'static str; N],
        cells: impl Fn(&Column) -> &[Support; N],
    ) -> Vec<SupportRow> {
        let row = |(row, label)| SupportRow {
            label,
            cells: COLUMNS.iter().map(|column| cells(column)[row]).collect(),
        };
        labels.into_iter().enumerate().map(row).collect()
    }
    SupportMatrix {
        columns: COLUMNS.iter().map(|column| column.label).collect(),
        filters: rows(FILTERS, |column| &column.filters),
        actions: rows(ACTIONS, |column| &column.actions),
    }
}
