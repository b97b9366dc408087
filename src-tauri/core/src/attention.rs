//! What the user should see to: in the banner, in the tray and its menu.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use crate::{
    expiry::{Expiry, ExpiryState, expiry_in_words},
    reminders::{ReminderSteps, Told},
    source::{Checked, SourceId, SourceRecord, StatusState},
    target::Target,
    tracked::Tracked,
};

/// Everything that the user should see to, the most urgent first.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct Attention {
    pub level: AttentionLevel,
    pub items: Vec<AttentionItem>,
}

/// The state of all sources in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum AttentionLevel {
    Fine,
    /// A key expires soon.
    Soon,
    /// A source does not connect.
    Error,
    /// A key has expired.
    Expired,
}

/// One thing to see to.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct AttentionItem {
    #[ts(type = "string")]
    pub source: SourceId,
    pub level: AttentionLevel,
    /// The inventory's name of the key, where it is not the source's own.
    pub entry: Option<String>,
    /// “Acme”, or the label of a key and its source.
    pub label: String,
    /// “expires in 3 days”.
    pub state: String,
    /// “The key of “Acme” expires in 3 days.”
    pub message: String,
    /// The user put it off until this day.
    #[ts(type = "string | null")]
    pub snoozed_until: Option<NaiveDate>,
    #[serde(skip)]
    #[ts(skip)]
    days_left: i64,
}

impl Attention {
    pub(crate) fn of(
        records: &[SourceRecord],
        checks: &BTreeMap<SourceId, Checked>,
        told: &BTreeMap<String, Told>,
        steps: &ReminderSteps,
        today: NaiveDate,
    ) -> Self {
        let keys = records.iter().flat_map(SourceRecord::tracked);
        let keys = keys.filter_map(|key| AttentionItem::of_key(key, told, steps, today));
        let errors =
            records.iter().filter_map(|record| AttentionItem::of_error(record, checks.get(&record.id)?));
        let mut items: Vec<_> = keys.chain(errors).collect();
        items.sort_by(|a, b| {
            b.level.cmp(&a.level).then(a.days_left.cmp(&b.days_left)).then_with(|| a.label.cmp(&b.label))
        });
        let level = items.first().map_or(AttentionLevel::Fine, |item| item.level);
        Self { level, items }
    }

    /// The state of all sources in words.
    pub fn summary(&self) -> String {
        match self.items.as_slice() {
            [] => "All sources are fine".into(),
            [item] => format!("{} {}", item.label, item.state),
            items => format!("{} things need attention", items.len()),
        }
    }
}

impl AttentionItem {
    /// Where it is seen to: a key of an inventory on the Keys page, all else at its source.
    pub fn target(&self) -> Target {
        match self.entry {
            Some(_) => Target::Inventory(self.source),
            None => Target::Source(self.source),
        }
    }

    fn of_key(
        key: Tracked,
        told: &BTreeMap<String, Told>,
        steps: &ReminderSteps,
        today: NaiveDate,
    ) -> Option<Self> {
        let days_left = (key.expires_on - today).num_days();
        let level = match Expiry::of(Some(key.expires_on), today, steps.earliest()).state {
            // Whoever wants no reminders must still not be told that all is fine.
            ExpiryState::Expired => AttentionLevel::Expired,
            ExpiryState::Soon if key.reminders => AttentionLevel::Soon,
            ExpiryState::Soon | ExpiryState::Fine | ExpiryState::NotSet => return None,
        };
        let told = key.told(told.get(&key.name).cloned());
        let state = expiry_in_words(days_left);
        Some(Self {
            source: key.source,
            level,
            message: format!("{} {state}.", key.subject),
            label: key.label,
            state,
            entry: key.entry,
            snoozed_until: told.snooze_on(today).filter(|until| *until > today),
            days_left,
        })
    }

    fn of_error(record: &SourceRecord, checked: &Checked) -> Option<Self> {
        (checked.state() == StatusState::Error).then(|| Self {
            source: record.id,
            entry: None,
            level: AttentionLevel::Error,
            label: record.name.clone(),
            state: "is not connected".into(),
            message: format!("“{}” is not connected.", record.name),
            snoozed_until: None,
            days_left: 0,
        })
    }
}
