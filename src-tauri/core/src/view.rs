//! What the window is shown. The types of `ui/types/ipc.d.ts` are made from these.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use ts_rs::TS;

use crate::{
    attention::Attention,
    connected_to::ConnectedTo,
    expiry::Expiry,
    problem::Problem,
    source::{Checked, SourceId, SourceRecord, StatusState},
    source_types::ConnectionType,
};

/// The External Sources page.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct SourceList {
    pub sources: Vec<SourceView>,
    /// What happened at the start that the user should know.
    pub notices: Vec<Problem>,
    /// What the user should see to.
    pub attention: Attention,
    /// This computer has no network: what is shown is what was known before.
    pub offline: bool,
}

/// One row of the External Sources page. There is no key in it, in any form.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct SourceView {
    #[ts(type = "string")]
    pub id: SourceId,
    pub name: String,
    pub connection_type: ConnectionType,
    /// "" where the type has no such field; the same for the next two.
    pub jira_url: String,
    pub user_email: String,
    pub organization_id: String,
    #[ts(type = "string | null")]
    pub expires_on: Option<NaiveDate>,
    pub expiry: Expiry,
    pub last_updated_by: String,
    #[ts(type = "string")]
    pub last_updated: DateTime<Utc>,
    pub status: Status,
    pub connected_to: Option<ConnectedTo>,
    /// The key is kept in memory only.
    pub session_only: bool,
    /// Whether notifications tell of the key's end.
    pub reminders: bool,
}

/// What is known of a source's connection.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct Status {
    pub state: StatusState,
    /// A check is under way.
    pub checking: bool,
    /// `null` when it was never checked.
    #[ts(type = "string | null")]
    pub checked_at: Option<DateTime<Utc>>,
    pub problem: Option<Problem>,
}

impl SourceView {
    pub(crate) fn of(
        record: SourceRecord,
        checked: Option<Checked>,
        checking: bool,
        today: NaiveDate,
        earliest: i64,
    ) -> Self {
        let checked = checked.unwrap_or_else(|| {
            let message = format!("“{}” has not been checked yet.", record.name);
            Checked::never(Problem::new(message, "Choose Check now.", ""))
        });
        let fields = record.connection.source_type().fields();
        Self {
            id: record.id,
            name: record.name,
            connection_type: record.connection.connection_type(),
            jira_url: fields.jira_url,
            user_email: fields.user_email,
            organization_id: fields.organization_id,
            expires_on: record.expires_on,
            expiry: Expiry::of(record.expires_on, today, earliest),
            last_updated_by: record.updated_by,
            last_updated: record.updated_at,
            status: Status {
                state: checked.state(),
                checking,
                checked_at: checked.at,
                problem: checked.problem,
            },
            connected_to: checked.connected_to,
            session_only: record.session_only,
            reminders: record.reminders,
        }
    }
}
