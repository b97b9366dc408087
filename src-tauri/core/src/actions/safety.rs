//! What keeps a run from touching more than it should.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::users::fold::fold;

/// The limits that a careful administrator sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export_to = "ipc.d.ts")]
pub struct Safety {
    /// How many users one run may change; 0 for no limit.
    pub most_users: usize,
    /// E-mail addresses and account ids that are never touched.
    pub protected_accounts: Vec<String>,
    /// Names of groups whose members, and whose memberships, are never touched.
    pub protected_groups: Vec<String>,
    /// Whether a run needs a note on its reason.
    pub reason_required: bool,
}

impl Default for Safety {
    fn default() -> Self {
        Self {
            most_users: 1000,
            protected_accounts: Vec::new(),
            protected_groups: Vec::new(),
            reason_required: false,
        }
    }
}

impl Safety {
    /// Whether the same is never to be touched.
    pub(super) fn protects_as(&self, other: &Self) -> bool {
        let lists = |safety: &Self| (safety.protected_accounts.clone(), safety.protected_groups.clone());
        lists(self) == lists(other)
    }

    /// The same, without empty lines and what stands there twice.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        for list in [&mut self.protected_accounts, &mut self.protected_groups] {
            let mut known = HashSet::new();
            for entry in list.iter_mut() {
                *entry = entry.trim().to_owned();
            }
            list.retain(|entry| !entry.is_empty() && known.insert(fold(entry)));
        }
        self
    }
}

/// The lists of [`Safety`], to look things up in.
pub(super) struct Protected {
    /// Ids and e-mail addresses, folded.
    pub accounts: HashSet<String>,
    groups: HashSet<String>,
}

impl Protected {
    pub fn of(safety: &Safety) -> Self {
        let folded = |list: &[String]| list.iter().map(|entry| fold(entry)).collect();
        Self { accounts: folded(&safety.protected_accounts), groups: folded(&safety.protected_groups) }
    }

    pub fn group(&self, name: &str) -> bool {
        self.groups.contains(&fold(name))
    }
}
