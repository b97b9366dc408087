//! What the engine must answer, said as plainly as can be.

use chrono::{DateTime, Utc};
use proptest::{collection::vec, option, prelude::*, sample::select};

use super::rosters::{APPS, DIRECTORIES, East, GROUPS, source_name};
use crate::{
    clock::Clock,
    source::SourceId,
    users::{
        filter::{InSource, LoginHistory, UserFilter},
        fold::{domain, fold, words},
        page::UserSort,
        user::{AccountType, Roster, User, UserStatus},
    },
};

/// A user, and where they are.
pub struct One<'a> {
    pub number: usize,
    pub source: SourceId,
    pub roster: &'a Roster,
    pub user: &'a User,
}

pub fn everyone(rosters: &[(SourceId, Roster)]) -> Vec<One<'_>> {
    let users = rosters.iter().enumerate().flat_map(|(number, (source, roster))| {
        roster.users.iter().map(move |user| One { number, source: *source, roster, user })
    });
    users.collect()
}

impl One<'_> {
    fn email(&self) -> String {
        self.user.email.as_deref().map(fold).unwrap_or_default()
    }

    pub fn last_active(&self, filter: &UserFilter) -> Option<DateTime<Utc>> {
        let chosen = |app: &str| filter.apps.contains(&InSource { source: self.source, id: app.into() });
        match filter.apps.is_empty() {
            true => self.user.last_active,
            false => self
                .user
                .apps
                .iter()
                .filter(|access| chosen(&access.app))
                .filter_map(|access| access.last_active)
                .max(),
        }
    }

    pub fn passes(&self, filter: &UserFilter) -> bool {
        let (user, source) = (self.user, self.source);
        let (name, email) = (fold(&user.name), self.email());
        let chosen = |of: &[InSource], mut ids: Box<dyn Iterator<Item = &String> + '_>| {
            of.is_empty() || ids.any(|id| of.contains(&InSource { source, id: id.clone() }))
        };
        let last = self.last_active(filter);
        let day = last.map(|at| East.day_of(at));
        let asks = filter.last_login_before.is_some()
            || filter.inactive_days.is_some()
            || filter.last_login_after.is_some()
            || filter.login_history != LoginHistory::All;
        words(&filter.search).iter().all(|word| name.contains(word) || email.contains(word))
            && (filter.sources.is_empty() || filter.sources.contains(&source))
            && email.contains(&fold(&filter.email))
            && name.contains(&fold(&filter.name))
            && chosen(&filter.groups, Box::new(user.groups.iter()))
            && chosen(&filter.apps, Box::new(user.apps.iter().map(|access| &access.app)))
            && (filter.directories.is_empty()
                || user.directory.iter().any(|name| filter.directories.contains(name)))
            && (filter.statuses.is_empty() || filter.statuses.contains(&user.status))
            && (filter.account_types.is_empty() || filter.account_types.contains(&user.account_type))
            && filter.managed.is_none_or(|managed| user.managed == Some(managed))
            && filter.synced.is_none_or(|synced| user.synced == Some(synced))
            && (filter.domains.is_empty()
                || user
                    .email
                    .as_deref()
                    .and_then(domain)
                    .is_some_and(|domain| filter.domains.contains(&domain)))
            && (!asks || self.roster.tells_activity)
            && filter.last_login_before.is_none_or(|before| day.is_some_and(|day| day < before))
            && filter.inactive_days.is_none_or(|days| {
                day.is_some_and(|day| (East.now().date_naive() - day).num_days() > i64::from(days))
            })
            && filter.last_login_after.is_none_or(|after| day.is_some_and(|day| day > after))
            && match filter.login_history {
                LoginHistory::All => true,
                LoginHistory::LoggedInBefore => last.is_some(),
                LoginHistory::NeverLoggedIn => last.is_none(),
            }
    }

    /// What is sorted by, or `None` for what comes last.
    pub fn key(&self, sort: UserSort) -> Option<(String, i64)> {
        let text = |text: &str| Some((fold(text), 0));
        let number = |number| Some((String::new(), number));
        match sort {
            UserSort::Name => text(&self.user.name),
            UserSort::Email => Some((self.email(), 0)).filter(|(email, _)| !email.is_empty()),
            UserSort::Source => text(&source_name(self.number)),
            UserSort::Status => number(self.user.status as i64),
            UserSort::Directory => self.user.directory.as_deref().and_then(text),
            UserSort::LastActive if !self.roster.tells_activity => None,
            UserSort::LastActive => {
                number(self.user.last_active.map_or(i64::MIN, |at| at.timestamp_millis()))
            }
            UserSort::Added => self.user.added.and_then(|at| number(at.timestamp_millis())),
            UserSort::AccountType => number(self.user.account_type as i64),
        }
    }
}

/// Filters that find some: most ask for one thing.
pub fn filter(sources: Vec<SourceId>) -> impl Strategy<Value = UserFilter> {
    let known = || match sources.is_empty() {
        true => vec![SourceId::new()],
        false => sources.clone(),
    };
    let in_source = |ids: &'static [&'static str]| {
        (select(known()), select(ids)).prop_map(|(source, id)| InSource { source, id: id.into() })
    };
    fn seldom<T: std::fmt::Debug + Clone + Default + 'static>(
        of: impl Strategy<Value = T> + 'static,
    ) -> BoxedStrategy<T> {
        prop_oneof![4 => Just(T::default()), 1 => of].boxed()
    }
    let text = |of: &'static [&'static str]| seldom(select(of).prop_map(str::to_owned));
    let texts = |of: &'static [&'static str]| seldom(vec(select(of).prop_map(str::to_owned), 1..3));
    let day =
        || seldom(option::of((0..420u64).prop_map(|days| East.now().date_naive() - chrono::Days::new(days))));
    (
        (
            text(&["a", "ADA", "na", "ada love", "acme a", "große", "com", "zzz", " "]),
            text(&["a", "ad", "grosse", "n", "田"]),
        ),
        (text(&["@", "acme", "mna", "DE"]), seldom(vec(select(known()), 1..3))),
        (seldom(vec(in_source(&GROUPS), 1..3)), seldom(vec(in_source(&APPS), 1..3)), texts(&DIRECTORIES)),
        (seldom(vec(select(&UserStatus::ALL[..]), 1..3)), seldom(vec(select(&AccountType::ALL[..]), 1..3))),
        (
            day(),
            seldom(option::of(0..420u32)),
            day(),
            seldom(select(&[LoginHistory::LoggedInBefore, LoginHistory::NeverLoggedIn][..])),
        ),
        (seldom(any::<Option<bool>>()), seldom(any::<Option<bool>>()), texts(&["acme.com", "grosse.de", ""])),
    )
        .prop_map(
            |(
                (search, name),
                (email, sources),
                (groups, apps, directories),
                (statuses, account_types),
                login,
                rest,
            )| {
                UserFilter {
                    search,
                    sources,
                    email,
                    name,
                    groups,
                    directories,
                    statuses,
                    last_login_before: login.0,
                    inactive_days: login.1,
                    last_login_after: login.2,
                    login_history: login.3,
                    apps,
                    account_types,
                    managed: rest.0,
                    synced: rest.1,
                    domains: rest.2,
                    in_file: false,
                    only_selected: false,
                }
            },
        )
}
