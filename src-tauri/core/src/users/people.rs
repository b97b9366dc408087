//! One person, in every source they are in.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Serialize;
use ts_rs::TS;

use super::{page::UserRow, query::Everyone, selection::Selection, user::Group};
use crate::{entry::KeyKind, inventory::KeyRow, source::SourceId};

/// Everything that is known of one person.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct PersonView {
    /// In each source, the one that was asked about first; empty when the person is in none.
    pub memberships: Vec<Membership>,
    /// As far as inventories tell.
    pub tokens: Vec<KeyRow>,
}

/// A person as one source tells of them.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct Membership {
    pub user: UserRow,
    pub groups: Vec<Group>,
    pub apps: Vec<AppUse>,
}

/// An application that a person may use.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct AppUse {
    pub id: String,
    pub name: String,
    #[ts(type = "string | null")]
    pub last_active: Option<DateTime<Utc>>,
}

impl UserRow {
    /// Whether an API token is this user's.
    pub(super) fn owns(&self, key: &KeyRow) -> bool {
        let same = |a: &str, b: &str| !a.is_empty() && a.eq_ignore_ascii_case(b);
        key.kind == KeyKind::ApiToken
            && (same(&key.owner_id, &self.account_id) || same(&key.owner_email, &self.email))
    }
}

impl Everyone {
    /// The person behind an account of a source: that account in every source, and whoever else has
    /// the same e-mail. The source that was asked about comes first.
    pub fn person(&self, source: SourceId, account_id: &str, selection: &Selection) -> Vec<Membership> {
        let mut rows: BTreeSet<_> = self.with_account(account_id).collect();
        let emails: BTreeSet<_> = rows.iter().map(|row| self.folded_email(*row)).collect();
        rows.extend(emails.into_iter().flat_map(|email| self.with_email(email)));
        let mut rows: Vec<_> = rows.into_iter().collect();
        rows.sort_by_key(|row| (self.source(*row) != source, self.account_id(*row) != account_id));
        let selected = selection.rows_in(self);
        rows.into_iter().map(|row| self.membership(row, selected.contains(row))).collect()
    }

    fn membership(&self, row: u32, selected: bool) -> Membership {
        let (part, at) = self.at(row);
        let directory = &part.directory;
        let app_use = |(app, at): (usize, Option<i64>)| AppUse {
            id: directory.apps()[app].id.clone(),
            name: directory.apps()[app].name.clone(),
            last_active: at.and_then(DateTime::from_timestamp_millis),
        };
        Membership {
            user: self.row(row, selected),
            groups: directory.group_codes(at).map(|group| directory.groups()[group].clone()).collect(),
            apps: directory.app_access(at).map(app_use).collect(),
        }
    }
}
