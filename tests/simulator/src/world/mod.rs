//! What the simulator knows: one organization, its directories, people and groups, and its sites.

mod api_access;
mod group;
mod names;
mod population;
mod project;
mod user;

use std::{
    cell::OnceCell,
    collections::{BTreeMap, HashMap, HashSet},
};

use chrono::{DateTime, NaiveTime, Utc};

pub(crate) use api_access::{ApiKey, ApiToken};
pub(crate) use group::{Group, Purpose};
pub(crate) use population::{ADMIN, LOCKED, MEMBER, Population};
pub use project::Issue;
pub(crate) use project::{ISSUE_TYPES, Project};
pub(crate) use user::{AccountStatus, AccountType, Membership, Status, User};

use crate::{credentials::Credentials, draw::Draw};

/// How many Jira sites there are.
pub(crate) const SITES: usize = 2;

#[derive(Debug)]
pub(crate) struct World {
    pub organization: Organization,
    pub directories: [Directory; 2],
    pub sites: [Site; SITES],
    pub groups: Vec<Group>,
    pub api_keys: Vec<ApiKey>,
    draw: Draw,
    people: Population,
    managed: usize,
    /// The one user whom the role makes an administrator of the organization, which no group does.
    organization_admin: Option<usize>,
    /// The users someone changed.
    changed: HashMap<usize, User>,
    /// By user and group, where it is not as it began.
    memberships: BTreeMap<(usize, usize), bool>,
    /// The members of each group, by index, once someone asked.
    members: OnceCell<Vec<Vec<usize>>>,
    /// The numbers of the groups, by id.
    group_numbers: HashMap<String, usize>,
    /// The tokens someone revoked.
    revoked: HashSet<String>,
}

#[derive(Debug)]
pub(crate) struct Organization {
    pub id: String,
    pub name: &'static str,
}

#[derive(Debug)]
pub(crate) struct Directory {
    pub id: String,
    pub name: &'static str,
}

#[derive(Debug)]
pub(crate) struct Site {
    pub title: &'static str,
    pub cloud_id: String,
    pub application: Application,
    pub projects: Vec<Project>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Application {
    pub key: &'static str,
    pub name: &'static str,
    pub seats: usize,
}

impl Site {
    /// The issues of all projects.
    pub fn issues(&self) -> impl Iterator<Item = &Issue> {
        self.projects.iter().flat_map(|project| &project.issues)
    }
}

impl World {
    pub fn new(draw: Draw, people: Population, credentials: &Credentials, keys: usize) -> Self {
        let site = |number, title, project, application| Site {
            title,
            cloud_id: draw.uuid("site", number),
            application,
            projects: project::projects(project, title),
        };
        let directory = |number, name| Directory { id: draw.uuid("directory", number), name };
        let software = Application { key: "jira-software", name: "Jira Software", seats: 2_000_000 };
        let groups = group::groups(draw, people.squad_count());
        let service =
            Application { key: "jira-servicedesk", name: "Jira Service Management", seats: 500_000 };
        Self {
            organization: Organization { id: draw.uuid("organization", 0), name: "Acme Inc." },
            directories: [directory(0, "Acme Inc."), directory(1, "Acme Partners")],
            sites: [site(0, "Acme Jira", "ACME", software), site(1, "Acme Support", "HELP", service)],
            group_numbers: groups.iter().map(|group| group.id.clone()).zip(0..).collect(),
            groups,
            api_keys: api_access::keys(draw, credentials, keys, &people, today()),
            draw,
            people,
            managed: (0..people.len()).filter(|&index| people.is_managed(index)).count(),
            organization_admin: (LOCKED + 1..people.len()).find(|&index| {
                let user = people.user(index);
                user.is_active() && !user.synced
            }),
            changed: HashMap::new(),
            memberships: BTreeMap::new(),
            members: OnceCell::new(),
            revoked: HashSet::new(),
        }
    }

    pub fn is_organization_admin(&self, user: usize) -> bool {
        self.organization_admin == Some(user)
    }

    pub fn user_count(&self) -> usize {
        self.people.len()
    }

    pub fn managed_count(&self) -> usize {
        self.managed
    }

    pub fn user(&self, index: usize) -> User {
        self.changed.get(&index).cloned().unwrap_or_else(|| self.people.user(index))
    }

    pub fn find_user(&self, account_id: &str) -> Option<User> {
        self.people.index_of(account_id).map(|index| self.user(index))
    }

    /// Everyone, from an index on.
    pub fn users_from(&self, index: usize) -> impl Iterator<Item = User> {
        (index..self.user_count()).map(|index| self.user(index))
    }

    /// The managed accounts, from an index on.
    pub fn managed_from(&self, index: usize) -> impl Iterator<Item = User> {
        (index..self.user_count())
            .filter(|&index| self.people.is_managed(index))
            .map(|index| self.user(index))
    }

    /// Keeps a user as changed.
    pub fn replace(&mut self, user: User) {
        self.changed.insert(user.index, user);
    }

    /// The number of a group.
    pub fn find_group(&self, id: &str) -> Option<usize> {
        self.group_numbers.get(id).copied()
    }

    pub fn is_member(&self, group: usize, user: usize) -> bool {
        let changed = self.memberships.get(&(user, group)).copied();
        changed.unwrap_or_else(|| self.groups[group].began_with(user, &self.people))
    }

    pub fn set_member(&mut self, group: usize, user: usize, member: bool) {
        self.memberships.insert((user, group), member);
        if let Some(members) = self.members.get_mut() {
            let members = &mut members[group];
            match (members.binary_search(&user), member) {
                (Err(place), true) => members.insert(place, user),
                (Ok(place), false) => drop(members.remove(place)),
                _ => {}
            }
        }
    }

    /// The indices of a group's members.
    pub fn members(&self, group: usize) -> &[usize] {
        let members = self.members.get_or_init(|| {
            let mut members = vec![Vec::new(); self.groups.len()];
            for user in 0..self.user_count() {
                self.group_numbers_of(user).for_each(|group| members[group].push(user));
            }
            members
        });
        &members[group]
    }

    /// The same, without those a site deleted.
    pub fn members_at(&self, site: usize, group: usize) -> impl Iterator<Item = usize> {
        let gone: HashSet<_> =
            self.changed.values().filter(|user| user.left[site]).map(|user| user.index).collect();
        self.members(group).iter().copied().filter(move |user| !gone.contains(user))
    }

    pub fn groups_of(&self, user: usize) -> impl Iterator<Item = &Group> {
        self.group_numbers_of(user).map(|number| &self.groups[number])
    }

    fn group_numbers_of(&self, user: usize) -> impl Iterator<Item = usize> {
        let squads = self.people.squads(user).into_iter().flatten().map(|squad| group::NAMED + squad);
        let changed = self.memberships.range((user, 0)..(user + 1, 0)).map(|((_, group), _)| *group);
        let mut possible: Vec<_> = (0..group::NAMED).chain(squads).chain(changed).collect();
        possible.sort_unstable();
        possible.dedup();
        possible.into_iter().filter(move |group| self.is_member(*group, user))
    }

    /// Whether one of the user's groups is for this.
    pub fn may(&self, user: usize, purpose: Purpose) -> bool {
        let for_this = |&(_, group): &(usize, &Group)| group.purpose == purpose;
        let mut groups = self.groups[..group::NAMED].iter().enumerate().filter(for_this);
        groups.any(|(number, _)| self.is_member(number, user))
    }

    /// Whether the user may use the application of a site.
    pub fn has_access(&self, user: usize, site: usize) -> bool {
        let stands = match self.changed.get(&user) {
            Some(user) => user.is_active() && !user.left[site],
            None => self.people.standing(user) == (AccountStatus::Active, Membership::Active),
        };
        stands && self.may(user, Purpose::Use(site))
    }

    /// How many users may use the application of a site.
    pub fn seats_taken(&self, site: usize) -> usize {
        (0..self.user_count()).filter(|&user| self.has_access(user, site)).count()
    }

    /// Whether a site lists the user: everyone who ever had access to it, and some others.
    pub fn is_known_at(&self, user: &User, site: usize) -> bool {
        let ever_had_access = || {
            self.groups[..group::NAMED].iter().enumerate().any(|(number, group)| {
                group.purpose == Purpose::Use(site)
                    && (self.memberships.contains_key(&(user.index, number))
                        || group.began_with(user.index, &self.people))
            })
        };
        let is_other = || self.people.chance(self.sites[site].title, user.index, 100);
        !user.left[site] && (ever_had_access() || is_other())
    }

    /// The API tokens of the users, from a position on, each with its position.
    pub fn api_tokens_from(&self, position: usize) -> impl Iterator<Item = (usize, ApiToken)> {
        let tokens = api_access::tokens(self.draw, self.people, position);
        tokens.filter(|(_, token)| !self.revoked.contains(&token.id))
    }

    /// Tells whether the user had this token.
    pub fn delete_token(&mut self, account: &str, id: &str) -> bool {
        let had = self.find_user(account).is_some_and(|user| {
            self.api_tokens_from(0).any(|(_, token)| token.id == id && token.owner == user.index)
        });
        had && self.revoked.insert(id.to_owned())
    }
}

/// The first moment of this day: worlds made on the same day from the same seed are the same.
pub(crate) fn today() -> DateTime<Utc> {
    Utc::now().date_naive().and_time(NaiveTime::MIN).and_utc()
}
