//! The users of a source, put together from the pieces that came.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use crate::users::{
    piece::{Marks, Piece, Stage},
    user::{AccountType, App, AppAccess, Group, Roster, User, UserStatus},
};

/// What came so far. The same pieces make the same roster, in whatever order and however often they
/// come.
#[derive(Debug, Clone, Default)]
pub(super) struct Gathered {
    users: Table,
    accounts: Table,
    groups: BTreeMap<String, Group>,
    apps: BTreeMap<String, App>,
    /// How many people there are in both tables.
    people: usize,
    /// How many groups were read to their end.
    groups_read: usize,
    pub marks: Marks,
}

/// Users by account id, each once.
#[derive(Debug, Clone, Default)]
struct Table {
    rows: Vec<User>,
    places: HashMap<Box<str>, usize>,
}

impl Gathered {
    pub fn add(&mut self, piece: Piece) {
        for user in piece.users {
            self.people += usize::from(!self.accounts.has(&user) & self.users.put(user));
        }
        for account in piece.accounts {
            self.people += usize::from(!self.users.has(&account) & self.accounts.put(account));
        }
        for group in piece.groups {
            // Only the list of groups tells which are synced.
            let synced = group.synced || self.groups.get(&group.id).is_some_and(|known| known.synced);
            self.groups.insert(group.id.clone(), Group { synced, ..group });
        }
        for app in piece.apps {
            // The name that also says where the application runs says more.
            let known = self.apps.entry(app.id.clone()).or_insert_with(|| app.clone());
            if app.name.len() >= known.name.len() {
                *known = app;
            }
        }
        for members in piece.members {
            for account in &members.accounts {
                // Who is no user of the source was added meanwhile, or is a user of another.
                let Some(user) = self.users.get_mut(account) else { continue };
                user.join(&members.group, &members.apps);
            }
            self.groups_read += usize::from(piece.next.is_none());
        }
        self.marks.note(piece.list, piece.next);
    }

    pub fn people(&self) -> usize {
        self.people
    }

    /// How many have come in a stage.
    pub fn done(&self, stage: Stage) -> usize {
        match stage {
            Stage::Users => self.people,
            Stage::Members => self.groups_read,
        }
    }

    /// Everyone, by account id. What a directory says of a user counts, and an account adds to it.
    pub fn into_roster(mut self, fetched_at: DateTime<Utc>, tells_activity: bool) -> Roster {
        for account in self.accounts.rows {
            match self.users.get_mut(&account.account_id) {
                Some(user) => user.complete(account),
                None => drop(self.users.put(account)),
            }
        }
        let mut users = self.users.rows;
        users.sort_unstable_by(|a, b| a.account_id.cmp(&b.account_id));
        for user in &mut users {
            user.groups.sort_unstable();
            user.apps.sort_unstable_by(|a, b| a.app.cmp(&b.app));
        }
        Roster {
            fetched_at,
            users,
            groups: self.groups.into_values().collect(),
            apps: self.apps.into_values().collect(),
            tells_activity,
        }
    }
}

impl Table {
    fn has(&self, user: &User) -> bool {
        self.places.contains_key(user.account_id.as_str())
    }

    fn get_mut(&mut self, account: &str) -> Option<&mut User> {
        self.places.get(account).map(|&place| &mut self.rows[place])
    }

    /// Tells whether the user is a new one; of one who comes again, the later word counts.
    fn put(&mut self, user: User) -> bool {
        if let Some(known) = self.get_mut(&user.account_id) {
            known.replace(user);
            return false;
        }
        self.places.insert(user.account_id.as_str().into(), self.rows.len());
        self.rows.push(user);
        true
    }
}

impl User {
    /// Takes the place of what was known. In another directory the user has other groups besides.
    fn replace(&mut self, later: Self) {
        let before = std::mem::replace(self, later);
        if before.directory == self.directory {
            return;
        }
        self.directory = self.directory.take().or(before.directory);
        self.last_active = self.last_active.max(before.last_active);
        before.groups.iter().for_each(|group| self.join(group, &[]));
        let others = before.apps.into_iter().filter(|known| self.apps.iter().all(|app| app.app != known.app));
        self.apps.extend(others.collect::<Vec<_>>());
    }

    /// Adds what only the account tells.
    fn complete(&mut self, account: Self) {
        self.managed = account.managed;
        self.email = self.email.take().or(account.email);
        self.last_active = self.last_active.max(account.last_active);
        if self.account_type == AccountType::Other {
            self.account_type = account.account_type;
        }
    }

    /// Enters a group; whoever is active may use the applications it opens.
    fn join(&mut self, group: &str, apps: &[String]) {
        if self.groups.iter().all(|known| known != group) {
            self.groups.push(group.to_owned());
        }
        for app in apps {
            if self.status == UserStatus::Active && self.apps.iter().all(|known| known.app != *app) {
                self.apps.push(AppAccess { app: app.clone(), last_active: None });
            }
        }
    }
}
