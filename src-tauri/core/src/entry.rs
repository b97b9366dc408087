//! One key of an organization, as its inventory tells of it. Never the key itself.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A key of an organization, or of one of its users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    pub id: String,
    pub kind: KeyKind,
    pub label: String,
    /// The account it belongs to, "" where not told.
    pub owner_id: String,
    /// Who made it, "" where not told; the same for the e-mail.
    pub owner_name: String,
    pub owner_email: String,
    pub created_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub last_active_at: Option<DateTime<Utc>>,
    pub scopes: Vec<String>,
    /// The organization keeps it from being used. Earlier versions did not note it.
    #[serde(default)]
    pub blocked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum KeyKind {
    /// What a source uses, where no inventory tells more of it.
    SourceKey,
    /// An organization's.
    ApiKey,
    /// A user's.
    ApiToken,
}

/// All keys of one organization, at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Inventory {
    pub fetched_at: DateTime<Utc>,
    pub entries: Vec<Entry>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_earlier_versions_are_read() {
        let kept = r#"{"id": "1", "kind": "apiToken", "label": "CI", "ownerId": "", "ownerName": "", "ownerEmail": "",
            "createdAt": null, "expiresAt": null, "lastActiveAt": null, "scopes": []}"#;
        assert!(!serde_json::from_str::<Entry>(kept).unwrap().blocked);
    }
}
