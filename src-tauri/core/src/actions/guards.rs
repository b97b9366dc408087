//! Why a change is refused before anything is sent.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use super::{
    change::Change,
    safety::{Protected, Safety},
};
use crate::{
    source::SourceId,
    sources::Sources,
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
    insiders: Insiders,
    everyone: Arc<Everyone>,
    /// The sources whose users were read to the end: of the others, groups are not known yet.
    whole: HashSet<SourceId>,
    /// By source, and by the number of the group there.
    groups: HashMap<SourceId, BTreeMap<usize, Watched>>,
}

/// A group whose members are not changed like others.
struct Watched {
    id: String,
    name: String,
    is_protected: bool,
    /// How many active members it will still have, where they are administrators.
    admins: Option<usize>,
    /// The accounts that were taken off that number.
    gone: HashSet<String>,
}

/// The accounts that whoever uses the app would lock themselves out with.
#[derive(Default)]
pub(super) struct Insiders {
    /// Those that the app's own keys belong to, by account and e-mail.
    pub accounts: HashSet<String>,
    /// Folded.
    pub emails: HashSet<String>,
    /// Owners of API keys of organizations of which nobody has said which key is this app's.
    pub perhaps: HashSet<String>,
    /// By source, the accounts that administer all of it, and will still do so.
    pub admins: HashMap<SourceId, HashSet<String>>,
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

impl Sources {
    /// What changes of these users are held against.
    pub(super) fn guards(&self, safety: &Safety, insiders: Insiders, everyone: &Arc<Everyone>) -> Guards {
        let protected = Protected::of(safety);
        let sources = everyone.directories().map(|directory| directory.source());
        let whole = sources.filter(|source| self.shown.fetched_at(*source).is_some()).collect();
        let groups =
            everyone.directories().map(|directory| (directory.source(), watched(directory, &protected)));
        Guards { groups: groups.collect(), protected, insiders, everyone: Arc::clone(everyone), whole }
    }
}

impl Guards {
    /// Why a change must not be made. One that may be is counted as made.
    pub fn refusal(&mut self, source: SourceId, user: &User, change: &Change) -> Option<String> {
        if matches!(change, Change::CreateIssue { .. }) {
            return None;
        }
        if let Some(why) = change.ruled_out(user.status) {
            return Some(why.to_owned());
        }
        let is_named = |names: &HashSet<String>| {
            self.rows_of(user).any(|(directory, row)| names.contains(directory.folded_email(row)))
        };
        if self.insiders.accounts.contains(&user.account_id) || is_named(&self.insiders.emails) {
            return Some("one of your own keys belongs to this account".into());
        }
        if change.takes_access() && self.insiders.perhaps.contains(&user.account_id) {
            return Some(
                "owns an API key of the organization, perhaps this app’s: say on the page Keys which one is"
                    .into(),
            );
        }
        if self.protected.accounts.contains(&fold(&user.account_id)) || is_named(&self.protected.accounts) {
            return Some("the account is on the list never to be touched (Settings)".into());
        }
        if self.rows_of(user).any(|(directory, row)| directory.is_synced(row)) {
            return Some("an identity provider keeps the account: change it there".into());
        }
        if !self.whole.contains(&source) {
            return Some("the users of the source were not read to the end yet: sync it first".into());
        }
        let theirs = self.watched_groups_of(user);
        let mut watched = theirs.iter().map(|(source, group)| &self.groups[source][group]);
        if let Some(group) = watched.find(|group| group.is_protected) {
            return Some(format!("a member of “{}”, a group never to be touched (Settings)", group.name));
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
        if user.status != UserStatus::Active {
            return None;
        }
        let mut left = Vec::new();
        for (of, group) in theirs {
            let watched = &self.groups[&of][&group];
            let is_left = match change {
                Change::RemoveFromGroup { group } => of == source && group.id == watched.id,
                change => change.takes_access() && (of == source || change.is_of_account()),
            };
            if !is_left || watched.gone.contains(&user.account_id) {
                continue;
            }
            if watched.admins == Some(1) {
                return Some(format!("the last active member of “{}”, who are administrators", watched.name));
            }
            left.push((of, group));
        }
        for (of, admins) in &mut self.insiders.admins {
            let is_left = change.takes_access() && (*of == source || change.is_of_account());
            if is_left && admins.len() == 1 && admins.contains(&user.account_id) {
                return Some("the last active administrator of the organization".into());
            }
            if is_left {
                admins.remove(&user.account_id);
            }
        }
        for (of, group) in left {
            let watched = self.groups.get_mut(&of).and_then(|groups| groups.get_mut(&group));
            let watched = watched.expect("it was just looked at");
            if let Some(admins) = &mut watched.admins {
                *admins -= 1;
                watched.gone.insert(user.account_id.clone());
            }
        }
        None
    }

    /// The watched groups that a user is in, in every source that knows the account.
    fn watched_groups_of(&self, user: &User) -> BTreeSet<(SourceId, usize)> {
        let mut theirs = BTreeSet::new();
        for (directory, row) in self.rows_of(user) {
            let source = directory.source();
            let codes = directory.group_codes(row);
            theirs.extend(
                codes.filter(|code| self.groups[&source].contains_key(code)).map(|code| (source, code)),
            );
        }
        theirs
    }

    /// A user, as every source knows the account: one may hide what another tells.
    fn rows_of(&self, user: &User) -> impl Iterator<Item = (&Directory, usize)> {
        self.everyone.with_account(&user.account_id).map(|row| {
            let (part, at) = self.everyone.at(row);
            (&*part.directory, at)
        })
    }
}

/// The groups of a source that are watched.
fn watched(directory: &Directory, protected: &Protected) -> BTreeMap<usize, Watched> {
    let is_of_admins = |name: &str| ADMIN_GROUPS.iter().any(|known| name.to_lowercase().starts_with(known));
    let mut watched: BTreeMap<usize, Watched> = directory
        .groups()
        .iter()
        .map(|group| Watched {
            id: group.id.clone(),
            name: group.name.clone(),
            is_protected: protected.group(&group.name),
            admins: is_of_admins(&group.name).then_some(0),
            gone: HashSet::new(),
        })
        .enumerate()
        .filter(|(_, group)| group.is_protected || group.admins.is_some())
        .collect();
    if watched.values().any(|group| group.admins.is_some()) {
        for row in (0..directory.len()).filter(|row| directory.status(*row) == UserStatus::Active) {
            for code in directory.group_codes(row) {
                if let Some(admins) = watched.get_mut(&code).and_then(|group| group.admins.as_mut()) {
                    *admins += 1;
                }
            }
        }
    }
    watched
}
