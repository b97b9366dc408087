//! Why a change is refused before anything is sent.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    change::Change,
    safety::{Protected, Safety},
};
use crate::{
    source::SourceId,
    users::{
        directory::Directory,
        fold::fold,
        query::Everyone,
        user::{User, UserStatus},
    },
};

/// What changes are held against, for one plan.
pub(super) struct Guards {
    protected: Protected,
    own: Own,
    everyone: Arc<Everyone>,
    /// By source and group: how many active members each group of administrators will still have.
    admins: HashMap<(SourceId, String), usize>,
}

/// The accounts that the app's own keys belong to: who uses them would lock themselves out.
#[derive(Default)]
pub(super) struct Own {
    pub accounts: HashSet<String>,
    /// Folded.
    pub emails: HashSet<String>,
}

/// Groups that Atlassian makes administrators by, or what their names begin with.
/// <https://support.atlassian.com/user-management/docs/default-groups-and-permissions/>
const ADMIN_GROUPS: [&str; 7] = [
    "administrators",
    "jira-admins",
    "jira-administrators",
    "org-admins",
    "site-admins",
    "system-administrators",
    "trusted-users",
];

impl Guards {
    pub fn new(safety: &Safety, own: Own, everyone: Arc<Everyone>) -> Self {
        let admins = everyone.directories().flat_map(admins).collect();
        Self { protected: Protected::of(safety), own, everyone, admins }
    }

    /// Why a change must not be made. One that may be is counted as made.
    pub fn refusal(&mut self, source: SourceId, user: &User, change: &Change) -> Option<String> {
        if matches!(change, Change::CreateIssue { .. }) {
            return None;
        }
        if let Some(why) = change.ruled_out(user.status) {
            return Some(why.to_owned());
        }
        if self.own.accounts.contains(&user.account_id)
            || user.email.as_deref().is_some_and(|email| self.own.emails.contains(&fold(email)))
        {
            return Some("one of your own keys belongs to this account".into());
        }
        if self.protected.account(user) {
            return Some("the account is on the list never to be touched (Settings)".into());
        }
        if self.is_synced(user) {
            return Some("an identity provider keeps the account: change it there".into());
        }
        let groups = self.groups_of(source, user);
        if let Some((_, name)) = groups.iter().find(|(_, name)| self.protected.group(name)) {
            return Some(format!("a member of “{name}”, a group never to be touched (Settings)"));
        }
        if let Change::AddToGroup { group } | Change::RemoveFromGroup { group } = change {
            if group.synced {
                return Some(format!(
                    "an identity provider keeps the group “{}”: change it there",
                    group.name
                ));
            }
            if self.protected.group(&group.name) {
                return Some(format!("“{}” is a group never to be touched (Settings)", group.name));
            }
        }
        let left = groups.into_iter().filter(|(id, _)| match change {
            Change::RemoveFromGroup { group } => group.id == *id,
            change => change.takes_access(),
        });
        let left: Vec<_> = left.filter(|_| user.status == UserStatus::Active).collect();
        let key = |id: &String| (source, id.clone());
        if let Some((_, name)) = left.iter().find(|(id, _)| self.admins.get(&key(id)) == Some(&1)) {
            return Some(format!("the last active member of “{name}”, who are administrators"));
        }
        for (id, _) in left {
            if let Some(admins) = self.admins.get_mut(&key(&id)) {
                *admins -= 1;
            }
        }
        None
    }

    /// Whether any source tells that an identity provider keeps the account.
    fn is_synced(&self, user: &User) -> bool {
        user.synced == Some(true)
            || self.everyone.with_account(&user.account_id).any(|row| {
                let (part, at) = self.everyone.at(row);
                part.directory.user(at).synced == Some(true)
            })
    }

    /// The ids and names of a user's groups.
    fn groups_of(&self, source: SourceId, user: &User) -> Vec<(String, String)> {
        let directory = self.everyone.directories().find(|directory| directory.source() == source);
        let groups = directory.into_iter().flat_map(|directory| directory.groups());
        let theirs = groups.filter(|group| user.groups.contains(&group.id));
        theirs.map(|group| (group.id.clone(), group.name.clone())).collect()
    }
}

/// How many active members each group of administrators has.
fn admins(directory: &Arc<Directory>) -> Vec<((SourceId, String), usize)> {
    let is_of_admins = |name: &str| ADMIN_GROUPS.iter().any(|known| name.to_lowercase().starts_with(known));
    let mut counts: HashMap<usize, usize> = directory
        .groups()
        .iter()
        .enumerate()
        .filter(|(_, group)| is_of_admins(&group.name))
        .map(|(code, _)| (code, 0))
        .collect();
    if counts.is_empty() {
        return Vec::new();
    }
    for row in (0..directory.len()).filter(|row| directory.status(*row) == UserStatus::Active) {
        for code in directory.group_codes(row) {
            if let Some(count) = counts.get_mut(&code) {
                *count += 1;
            }
        }
    }
    let group = |code: usize| directory.groups()[code].id.clone();
    counts.into_iter().map(|(code, count)| ((directory.source(), group(code)), count)).collect()
}
