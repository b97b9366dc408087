//! What was done to a source, as it is kept.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    entry::{Entry, KeyKind},
    source::{SourceId, SourceRecord},
};

/// Something that was done to a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct SourceEvent {
    #[ts(type = "string")]
    pub at: DateTime<Utc>,
    /// The desktop account that did it.
    pub by: String,
    pub change: SourceChange,
    #[ts(type = "string")]
    pub source: SourceId,
    /// What the source was called then.
    pub name: String,
    /// What an edit changed, or which key was revoked. Never a key itself.
    #[serde(default)]
    pub details: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum SourceChange {
    Created,
    Edited,
    Deleted,
    KeyRevoked,
}

impl SourceEvent {
    /// A source was saved, in place of what it was before, if it was there.
    pub(crate) fn saved(record: &SourceRecord, before: Option<&SourceRecord>) -> Self {
        let (change, details) = match before {
            None => (SourceChange::Created, Vec::new()),
            Some(before) => (SourceChange::Edited, differences(before, record)),
        };
        Self { details, ..Self::of(change, record, &record.updated_by, record.updated_at) }
    }

    pub(crate) fn deleted(record: &SourceRecord, by: &str, at: DateTime<Utc>) -> Self {
        Self::of(SourceChange::Deleted, record, by, at)
    }

    /// A key of the source's inventory was revoked.
    pub(crate) fn key_revoked(record: &SourceRecord, key: &Entry, by: &str, at: DateTime<Utc>) -> Self {
        Self { details: vec![key_words(key)], ..Self::of(SourceChange::KeyRevoked, record, by, at) }
    }

    fn of(change: SourceChange, record: &SourceRecord, by: &str, at: DateTime<Utc>) -> Self {
        let (source, name) = (record.id, record.name.clone());
        Self { at, by: by.to_owned(), change, source, name, details: Vec::new() }
    }

    /// What was done, and what else there is to say, as the window says it.
    pub(super) fn words(&self) -> (String, String) {
        let (name, details) = (&self.name, self.details.join(", "));
        match self.change {
            SourceChange::Created => (format!("“{name}” was created"), details),
            SourceChange::Edited => (format!("“{name}” was edited"), details),
            SourceChange::Deleted => (format!("“{name}” was deleted"), details),
            SourceChange::KeyRevoked => (format!("“{name}”: {details} was revoked"), String::new()),
        }
    }
}

/// What an edit changed. Of the key it only says that it is another.
fn differences(before: &SourceRecord, after: &SourceRecord) -> Vec<String> {
    let (was, now) = (before.connection.source_type().fields(), after.connection.source_type().fields());
    let name = |record: &SourceRecord| format!("“{}”", record.name);
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let fields = [
        ("name", name(before), name(after)),
        ("Jira URL", was.jira_url, now.jira_url),
        ("user email", was.user_email, now.user_email),
        ("organization ID", was.organization_id, now.organization_id),
        ("expiry date", day(before.expires_on), day(after.expires_on)),
    ];
    let or_none = |text: String| if text.is_empty() { "none".to_owned() } else { text };
    let changed = fields.into_iter().filter(|(_, was, now)| was != now);
    let changed =
        changed.map(|(field, was, now)| format!("{field} (was {}, now {})", or_none(was), or_none(now)));
    changed.chain((before.key != after.key).then(|| "key replaced".to_owned())).collect()
}

/// “API key “CI” of Ada (ada@acme.example)”
fn key_words(key: &Entry) -> String {
    let kind = match key.kind {
        KeyKind::ApiToken => "API token",
        KeyKind::ApiKey | KeyKind::SourceKey => "API key",
    };
    let owner = match (key.owner_name.as_str(), key.owner_email.as_str()) {
        ("", "") => String::new(),
        (owner, "") | ("", owner) => format!(" of {owner}"),
        (name, email) => format!(" of {name} ({email})"),
    };
    format!("{kind} “{}”{owner}", key.label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        source::{CredentialId, KeyId},
        source_types::Connection,
    };

    fn record(connection: &str) -> SourceRecord {
        SourceRecord {
            id: SourceId::new(),
            name: "Acme".into(),
            connection: serde_json::from_str::<Connection>(connection).unwrap(),
            expires_on: None,
            credential: CredentialId::new(),
            key: KeyId::new(),
            reminders: true,
            own_entry: None,
            watched: Vec::new(),
            session_only: false,
            updated_by: "Ada".into(),
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn an_edit_says_what_it_changed_and_nothing_else() {
        let before = record(r#"{"type": "access", "organizationId": null}"#);
        // The same key, entered again.
        let same = SourceRecord { credential: CredentialId::new(), ..before.clone() };
        let event = SourceEvent::saved(&same, Some(&before));
        assert_eq!(event.words(), ("“Acme” was edited".into(), String::new()));

        let after = SourceRecord {
            name: "Acme Group".into(),
            connection: record(r#"{"type": "access", "organizationId": "o-1"}"#).connection,
            expires_on: NaiveDate::from_ymd_opt(2027, 1, 31),
            key: KeyId::new(),
            ..before.clone()
        };
        let details = "name (was “Acme”, now “Acme Group”), organization ID (was none, now o-1), \
                       expiry date (was none, now 2027-01-31), key replaced";
        let event = SourceEvent::saved(&after, Some(&before));
        assert_eq!(event.words(), ("“Acme Group” was edited".into(), details.into()));
        let event = SourceEvent::saved(&after, None);
        assert_eq!(event.words(), ("“Acme Group” was created".into(), String::new()));
    }

    #[test]
    fn events_of_earlier_versions_are_read() {
        let event = SourceEvent::deleted(
            &record(r#"{"type": "access", "organizationId": null}"#),
            "Ada",
            DateTime::UNIX_EPOCH,
        );
        let mut kept = serde_json::to_value(&event).unwrap();
        kept.as_object_mut().unwrap().remove("details").unwrap();
        assert_eq!(serde_json::from_value::<SourceEvent>(kept).unwrap(), event);
    }

    #[test]
    fn a_revoked_key_is_told_by_its_label_and_owner() {
        let record = record(r#"{"type": "access", "organizationId": null}"#);
        let words = |kind, owner: &str, email: &str| {
            let key = Entry {
                id: "1".into(),
                kind,
                label: "CI".into(),
                owner_id: String::new(),
                owner_name: owner.into(),
                owner_email: email.into(),
                created_at: None,
                expires_at: None,
                last_active_at: None,
                scopes: Vec::new(),
                blocked: false,
            };
            SourceEvent::key_revoked(&record, &key, "Ada", DateTime::UNIX_EPOCH).words().0
        };
        assert_eq!(words(KeyKind::ApiKey, "Ada", ""), "“Acme”: API key “CI” of Ada was revoked");
        assert_eq!(words(KeyKind::ApiToken, "", "a@b.c"), "“Acme”: API token “CI” of a@b.c was revoked");
        assert_eq!(words(KeyKind::ApiKey, "Ada", "a@b.c"), "“Acme”: API key “CI” of Ada (a@b.c) was revoked");
        assert_eq!(words(KeyKind::ApiKey, "", ""), "“Acme”: API key “CI” was revoked");
    }
}
