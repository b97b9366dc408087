//! What each choice of a filter would show.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    Around, Everyone, Part, Rows,
    matching::{Aspect, Login},
};
use crate::{
    source::SourceId,
    users::{
        directory::{Directory, Names, flag},
        filter::{InSource, UserFilter},
        fold::fold,
        page::{Choice, UserFacets},
        user::{AccountType, UserStatus},
    },
};

/// How many domains are told.
const DOMAINS: usize = 50;

impl Everyone {
    /// How many users each choice would show, the other filters staying.
    pub fn facets(&self, filter: &UserFilter, around: Around) -> UserFacets {
        let matched = self.matched(filter, around);
        let without = |aspect| matched.without(self, &[aspect]);
        let statuses = self.numbers(&without(Aspect::Status), |directory, at| directory.statuses.value(at));
        let types =
            self.numbers(&without(Aspect::AccountType), |directory, at| directory.account_types.value(at));
        let mut domains = self.names(&without(Aspect::Domain), |directory| &directory.domains);
        domains.sort_by_key(|choice| (!filter.domains.contains(&choice.value), Reverse(choice.count)));
        domains.truncate(DOMAINS.max(filter.domains.len()));
        let by_history = without(Aspect::LoginHistory);
        UserFacets {
            sources: self.sources(&without(Aspect::Source)),
            statuses: choices(UserStatus::ALL, statuses, &filter.statuses, UserStatus::words),
            account_types: choices(AccountType::ALL, types, &filter.account_types, AccountType::words),
            directories: self.names(&without(Aspect::Directory), |directory| &directory.directories),
            apps: self.apps(
                &matched.login,
                &matched.without(self, &[Aspect::App, Aspect::LoginDate, Aspect::LoginHistory]),
            ),
            groups: self.chosen_groups(filter),
            domains,
            managed: self.flags(&without(Aspect::Managed), |directory, at| flag(&directory.managed, at)),
            synced: self.flags(&without(Aspect::Synced), |directory, at| flag(&directory.synced, at)),
            logged_in: by_history.count_in(&self.by_login(filter, |at| at.is_some())),
            never_logged_in: by_history.count_in(&self.by_login(filter, |at| at.is_none())),
        }
    }

    /// The groups of every source whose name has a text in it, with their members; the largest first.
    pub fn groups(&self, name: &str, limit: usize) -> Vec<Choice<InSource>> {
        let name = fold(name);
        let mut groups = Vec::new();
        for part in &self.parts {
            let directory = &part.directory;
            let mut counts = vec![0; directory.groups().len()];
            (0..directory.len())
                .flat_map(|at| directory.group_codes(at))
                .for_each(|group| counts[group] += 1);
            for (group, count) in directory.groups().iter().zip(counts) {
                if fold(&group.name).contains(&name) {
                    let value = InSource { source: directory.source(), id: group.id.clone() };
                    groups.push(Choice { value, label: group.name.clone(), count });
                }
            }
        }
        groups.sort_by_key(|group| Reverse(group.count));
        groups.truncate(limit);
        groups
    }

    fn chosen_groups(&self, filter: &UserFilter) -> Vec<Choice<InSource>> {
        match filter.groups.is_empty() {
            true => Vec::new(),
            false => {
                let mut groups = self.groups("", usize::MAX);
                groups.retain(|group| filter.groups.contains(&group.value));
                groups
            }
        }
    }

    fn sources(&self, rows: &Rows) -> Vec<Choice<SourceId>> {
        let choice = |part: &Part| Choice {
            value: part.directory.source(),
            label: part.source_name.clone(),
            count: part.rows_in(rows).count(),
        };
        self.parts.iter().map(choice).collect()
    }

    /// Applications, where what is asked of logins is asked of each alone.
    fn apps(&self, login: &Login, rows: &Rows) -> Vec<Choice<InSource>> {
        let mut choices = Vec::new();
        for part in &self.parts {
            let directory = &part.directory;
            let mut counts = vec![0; directory.apps().len()];
            if directory.tells_activity() || !login.asks() {
                for (app, at) in part.rows_in(rows).flat_map(|at| directory.app_access(at)) {
                    counts[app] += usize::from(login.passes_date(at) && login.passes_history(at));
                }
            }
            choices.extend(directory.apps().iter().zip(counts).map(|(app, count)| Choice {
                value: InSource { source: directory.source(), id: app.id.clone() },
                label: app.name.clone(),
                count,
            }));
        }
        choices
    }

    /// How many have each of some small numbers.
    pub(in crate::users) fn numbers(&self, rows: &Rows, of: impl Fn(&Directory, usize) -> u8) -> [usize; 8] {
        let mut counts = [0; 8];
        for part in &self.parts {
            part.rows_in(rows).for_each(|at| counts[usize::from(of(&part.directory, at))] += 1);
        }
        counts
    }

    /// How many have each of some names, in the order of the names.
    pub(in crate::users) fn names(
        &self,
        rows: &Rows,
        of: impl Fn(&Directory) -> &Names,
    ) -> Vec<Choice<String>> {
        let mut named = BTreeMap::new();
        for part in &self.parts {
            let names = of(&part.directory);
            let mut counts = vec![0; names.all().count()];
            part.rows_in(rows).filter_map(|at| names.code(at)).for_each(|code| counts[code] += 1);
            for (name, count) in names.all().zip(counts) {
                *named.entry(name).or_default() += count;
            }
        }
        let choice = |(name, count): (&str, usize)| Choice { value: name.into(), label: name.into(), count };
        named.into_iter().map(choice).collect()
    }

    fn flags(&self, rows: &Rows, of: impl Fn(&Directory, usize) -> Option<bool>) -> [usize; 2] {
        let counts = self.numbers(rows, |directory, at| of(directory, at).map_or(2, u8::from));
        [counts[0], counts[1]]
    }
}

/// The choices that show somebody, and those that are chosen.
fn choices<T: Copy + PartialEq, const N: usize>(
    all: [T; N],
    counts: [usize; 8],
    chosen: &[T],
    words: fn(T) -> &'static str,
) -> Vec<Choice<T>> {
    let choice = |(value, count)| Choice { value, label: words(value).to_owned(), count };
    let all = all.into_iter().zip(counts).map(choice);
    all.filter(|choice| choice.count > 0 || chosen.contains(&choice.value)).collect()
}
