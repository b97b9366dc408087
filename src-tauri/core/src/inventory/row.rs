//! The rows of the Keys page: what sources use, and what inventories list.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    clock::Clock,
    entry::{Entry, Inventory, KeyKind},
    expiry::{Expiry, ExpiryState},
    source::{SourceId, SourceRecord},
};

/// One key. There is nothing secret in it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct KeyRow {
    #[ts(type = "string")]
    pub source: SourceId,
    pub source_name: String,
    /// The inventory's name for it; `null` for a key that is in none.
    pub entry: Option<String>,
    pub kind: KeyKind,
    pub label: String,
    /// The account it belongs to, "" where not known; the same for its name and e-mail.
    pub owner_id: String,
    pub owner_name: String,
    pub owner_email: String,
    #[ts(type = "string | null")]
    pub created_at: Option<DateTime<Utc>>,
    #[ts(type = "string | null")]
    pub last_active_at: Option<DateTime<Utc>>,
    /// Its last day, in the user's calendar.
    #[ts(type = "string | null")]
    pub expires_on: Option<NaiveDate>,
    #[ts(type = "number | null")]
    pub days_left: Option<i64>,
    pub status: KeyStatus,
    /// The source uses it.
    pub own: bool,
    /// It can be said to be the source's.
    pub linkable: bool,
    /// Notifications tell of its end.
    pub reminders: bool,
    pub revocable: bool,
    /// Why it cannot be revoked; "" where it can.
    pub not_revocable: &'static str,
    pub scopes: Vec<String>,
}

/// The state of a key, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum KeyStatus {
    Expired,
    /// As many days left as at the first reminder, or fewer.
    Soon,
    Fine,
    NotSet,
    /// The organization keeps it from being used. When it ends is then of no urgency.
    Blocked,
}

impl KeyStatus {
    fn of(state: ExpiryState, blocked: bool) -> Self {
        match state {
            ExpiryState::Expired => Self::Expired,
            _ if blocked => Self::Blocked,
            ExpiryState::Soon => Self::Soon,
            ExpiryState::Fine => Self::Fine,
            ExpiryState::NotSet => Self::NotSet,
        }
    }
}

/// What rows are held against.
#[derive(Clone, Copy)]
pub struct Today<'a> {
    pub clock: &'a dyn Clock,
    /// From how many days left on a key ends soon.
    pub earliest: i64,
}

/// The keys of one source: its own, and those of its inventory.
pub fn rows(source: &SourceRecord, inventory: Option<&Inventory>, today: Today<'_>) -> Vec<KeyRow> {
    let entries = inventory.map_or(&[][..], |inventory| &inventory.entries);
    let listed = source.own_entry.as_ref().is_some_and(|own| entries.iter().any(|entry| entry.id == *own));
    let own = (!listed).then(|| own_row(source, today));
    own.into_iter().chain(entries.iter().map(|entry| entry_row(source, entry, today))).collect()
}

fn own_row(source: &SourceRecord, today: Today<'_>) -> KeyRow {
    let Expiry { state, days_left } = life(source.expires_on, today);
    KeyRow {
        source: source.id,
        source_name: source.name.clone(),
        entry: None,
        kind: KeyKind::SourceKey,
        label: source.name.clone(),
        owner_id: String::new(),
        owner_name: String::new(),
        owner_email: source.connection.source_type().fields().user_email,
        created_at: None,
        last_active_at: None,
        expires_on: source.expires_on,
        days_left,
        status: KeyStatus::of(state, false),
        own: true,
        linkable: false,
        reminders: source.reminders && source.expires_on.is_some(),
        revocable: false,
        not_revocable: "No inventory tells which key this is.",
        scopes: Vec::new(),
    }
}

fn entry_row(source: &SourceRecord, entry: &Entry, today: Today<'_>) -> KeyRow {
    let expires_on = entry.expires_at.map(|at| today.clock.day_of(at));
    let Expiry { state, days_left } = life(expires_on, today);
    let own = source.own_entry.as_ref() == Some(&entry.id);
    // A token is revoked by the account it belongs to.
    let not_revocable = match entry.kind == KeyKind::ApiToken && entry.owner_id.is_empty() {
        true => "Atlassian does not tell whose token this is.",
        false => "",
    };
    KeyRow {
        source: source.id,
        source_name: source.name.clone(),
        entry: Some(entry.id.clone()),
        kind: entry.kind,
        label: entry.label.clone(),
        owner_id: entry.owner_id.clone(),
        owner_name: entry.owner_name.clone(),
        owner_email: entry.owner_email.clone(),
        created_at: entry.created_at,
        last_active_at: entry.last_active_at,
        expires_on,
        days_left,
        status: KeyStatus::of(state, entry.blocked),
        own,
        linkable: entry.kind == KeyKind::ApiKey,
        reminders: match own {
            true => source.reminders && expires_on.is_some(),
            false => source.watched.iter().any(|key| key.entry == entry.id),
        },
        revocable: not_revocable.is_empty(),
        not_revocable,
        scopes: entry.scopes.clone(),
    }
}

fn life(expires_on: Option<NaiveDate>, today: Today<'_>) -> Expiry {
    Expiry::of(expires_on, today.clock.now().date_naive(), today.earliest)
}
