//! Which users are asked for.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::user::{AccountType, UserStatus};
use crate::source::SourceId;

/// Which users: those that every filter lets through. An empty filter lets everyone through; one that
/// a source's type cannot serve lets no user of that source through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export_to = "ipc.d.ts")]
pub struct UserFilter {
    /// Words, each of which must be in the name or the e-mail.
    pub search: String,
    #[ts(type = "string[]")]
    pub sources: Vec<SourceId>,
    /// A part of the e-mail address.
    pub email: String,
    /// A part of the name.
    pub name: String,
    /// Any of these groups, by source and id.
    pub groups: Vec<InSource>,
    /// Any of these directories, by name.
    pub directories: Vec<String>,
    pub statuses: Vec<UserStatus>,
    /// Last active on an earlier day than this, in the user's calendar: anywhere, or in [`Self::apps`] where
    /// some are chosen. The same for the three filters below.
    #[ts(type = "string | null")]
    pub last_login_before: Option<NaiveDate>,
    /// Last active more than so many days ago, counted from the day on which it is asked, so that a filter
    /// that is kept goes with the time.
    pub inactive_days: Option<u32>,
    /// Last active on a later day than this.
    #[ts(type = "string | null")]
    pub last_login_after: Option<NaiveDate>,
    pub login_history: LoginHistory,
    /// Any of these applications, by source and id.
    pub apps: Vec<InSource>,
    pub account_types: Vec<AccountType>,
    pub managed: Option<bool>,
    pub synced: Option<bool>,
    /// Any of these e-mail domains, in lower case.
    pub domains: Vec<String>,
    /// Only users named in the CSV file that was read last: their account ids and e-mails, folded.
    pub in_file: bool,
    /// Only users that are selected.
    pub only_selected: bool,
}

impl UserFilter {
    /// The sources that it names, by themselves or by what is theirs; none where it is for all.
    pub fn sources_meant(&self) -> Vec<SourceId> {
        let of = |named: &[InSource]| named.iter().map(|named| named.source).collect::<BTreeSet<_>>();
        let named = [self.sources.iter().copied().collect(), of(&self.groups), of(&self.apps)];
        named.into_iter().find(|named| !named.is_empty()).into_iter().flatten().collect()
    }
}

/// Something of one source, by its id there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct InSource {
    #[ts(type = "string")]
    pub source: SourceId,
    pub id: String,
}

/// Whether a user has ever been active.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum LoginHistory {
    #[default]
    All,
    LoggedInBefore,
    NeverLoggedIn,
}
