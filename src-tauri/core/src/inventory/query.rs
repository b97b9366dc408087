//! What the Keys page asks for, and its answer.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::row::{KeyRow, KeyStatus};
use crate::{entry::KeyKind, source::SourceId};

/// Which keys, in which order, and which of them.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct KeyQuery {
    /// In the label, the owner's name or e-mail, or the source's name.
    pub search: String,
    #[ts(type = "string | null")]
    pub source: Option<SourceId>,
    pub kind: Option<KeyKind>,
    pub status: Option<KeyStatus>,
    pub sort: KeySort,
    pub descending: bool,
    pub offset: usize,
    pub limit: usize,
}

/// A column to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum KeySort {
    Label,
    Kind,
    Source,
    Owner,
    Created,
    LastActive,
    Expires,
    Status,
}

/// A window of rows, and what the page shows around them.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct KeyPage {
    pub rows: Vec<KeyRow>,
    /// How many match.
    pub total: usize,
    /// How many there are.
    pub all: usize,
    /// The time line of what matches, from a month ago to a year ahead.
    pub days: Vec<KeyDay>,
    pub counts: KeyCounts,
}

/// How many keys each choice of a filter would show, the other filters staying.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct KeyCounts {
    #[ts(type = "Partial<Record<KeyKind, number>>")]
    pub kind: HashMap<KeyKind, usize>,
    #[ts(type = "Partial<Record<KeyStatus, number>>")]
    pub status: HashMap<KeyStatus, usize>,
}

/// The keys that end on one day.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct KeyDay {
    #[ts(type = "string")]
    pub day: NaiveDate,
    #[ts(type = "number")]
    pub days_left: i64,
    /// The most urgent of them.
    pub state: KeyStatus,
    pub count: usize,
    /// How many of them sources use.
    pub own: usize,
    /// Some of them by name.
    pub labels: Vec<String>,
}

/// The days the time line shows, by days left.
const TIME_LINE: std::ops::RangeInclusive<i64> = -30..=366;
/// How many keys of a day are named.
const NAMED: usize = 5;

impl KeyQuery {
    /// All keys, those that end first before the others.
    pub fn everything() -> Self {
        Self {
            search: String::new(),
            source: None,
            kind: None,
            status: None,
            sort: KeySort::Expires,
            descending: false,
            offset: 0,
            limit: usize::MAX,
        }
    }

    /// Answers from all rows there are.
    pub fn answer(&self, all: Vec<KeyRow>) -> KeyPage {
        let count = all.len();
        let wanted = self.search.trim().to_lowercase();
        let mut counts = KeyCounts::default();
        let mut rows: Vec<_> = all
            .into_iter()
            .filter(|row| self.source.is_none_or(|source| row.source == source) && matches(row, &wanted))
            .filter(|row| {
                let kind = self.kind.is_none_or(|kind| row.kind == kind);
                let status = self.status.is_none_or(|status| row.status == status);
                *counts.kind.entry(row.kind).or_default() += usize::from(status);
                *counts.status.entry(row.status).or_default() += usize::from(kind);
                kind && status
            })
            .collect();
        let days = time_line(&rows);
        self.sort(&mut rows);
        let total = rows.len();
        let rows = rows.into_iter().skip(self.offset).take(self.limit).collect();
        KeyPage { rows, total, all: count, days, counts }
    }

    fn sort(&self, rows: &mut [KeyRow]) {
        let key = |row: &KeyRow| match self.sort {
            KeySort::Label => Key::Text(row.label.to_lowercase()),
            KeySort::Kind => Key::Number(row.kind as i64),
            KeySort::Source => Key::Text(row.source_name.to_lowercase()),
            KeySort::Owner => Key::Text(row.owner_name.to_lowercase()),
            KeySort::Created => Key::Number(row.created_at.map_or(i64::MIN, |at| at.timestamp())),
            KeySort::LastActive => Key::Number(row.last_active_at.map_or(i64::MIN, |at| at.timestamp())),
            // Without a date last: nothing is known to be urgent about them.
            KeySort::Expires => Key::Number(row.days_left.unwrap_or(i64::MAX)),
            KeySort::Status => Key::Number(row.status as i64),
        };
        let label = |row: &KeyRow| (row.label.to_lowercase(), row.entry.clone());
        match self.descending {
            false => rows.sort_by_cached_key(|row| (key(row), label(row))),
            true => rows.sort_by_cached_key(|row| (Reverse(key(row)), label(row))),
        }
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Text(String),
    Number(i64),
}

fn matches(row: &KeyRow, wanted: &str) -> bool {
    wanted.is_empty()
        || [&row.label, &row.owner_name, &row.owner_email, &row.source_name]
            .iter()
            .any(|text| text.to_lowercase().contains(wanted))
}

fn time_line(rows: &[KeyRow]) -> Vec<KeyDay> {
    let mut days: BTreeMap<NaiveDate, KeyDay> = BTreeMap::new();
    let dated = rows.iter().filter_map(|row| Some((row, row.expires_on?, row.days_left?)));
    for (row, day, days_left) in dated.filter(|(_, _, days_left)| TIME_LINE.contains(days_left)) {
        let entry = days.entry(day).or_insert_with(|| KeyDay {
            day,
            days_left,
            state: row.status,
            count: 0,
            own: 0,
            labels: Vec::new(),
        });
        entry.state = entry.state.min(row.status);
        entry.count += 1;
        entry.own += usize::from(row.own);
        // What sources use is named first.
        match row.own {
            true => entry.labels.insert(0, row.label.clone()),
            false => entry.labels.push(row.label.clone()),
        }
        entry.labels.truncate(NAMED);
    }
    days.into_values().collect()
}
