//! Which users a filter lets through.

use std::sync::{Arc, PoisonError};

use arrow_array::StringArray;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use memchr::memmem::Finder;

use super::{Around, Everyone, Part, Rows, text};
use crate::{
    clock::Clock,
    users::{
        directory::{Directory, flag, millis},
        filter::{InSource, LoginHistory, UserFilter},
        fold::{fold, words},
        named::Named,
    },
};

/// The answer to a filter, in parts: what each of its aspects lets through.
pub struct Matched {
    filter: UserFilter,
    /// What the filter meant then: days ago are other days tomorrow.
    pub login: Login,
    named: Option<Arc<Named>>,
    aspects: Vec<(Aspect, Rows)>,
    pub rows: Rows,
    pub total: usize,
}

/// What a filter asks about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// What has no choices to count.
    Other,
    Source,
    Status,
    AccountType,
    Directory,
    App,
    LoginDate,
    LoginHistory,
    Domain,
    Managed,
    Synced,
}

impl Matched {
    /// The users that pass without some aspects.
    pub fn without(&self, everyone: &Everyone, aspects: &[Aspect]) -> Rows {
        let mut rows = everyone.all.clone();
        for (_, passing) in self.aspects.iter().filter(|(aspect, _)| !aspects.contains(aspect)) {
            rows.keep(passing);
        }
        rows
    }
}

impl Everyone {
    pub(super) fn matched(&self, filter: &UserFilter, around: Around) -> Arc<Matched> {
        let last = || self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let named = filter.in_file.then_some(around.named).flatten();
        let login = Login::of(filter, around.clock);
        let same = |known: &&Arc<Matched>| {
            known.filter == *filter
                && known.login == login
                && known.named.as_ref().map(Arc::as_ptr) == named.map(Arc::as_ptr)
        };
        // A selection changes without a word to the filter on it.
        if let Some(known) = last().as_ref().filter(same).filter(|_| !filter.only_selected) {
            return Arc::clone(known);
        }
        let mut matched = Matched {
            filter: filter.clone(),
            named: named.cloned(),
            aspects: self.aspects(filter, &login, around),
            login,
            rows: Rows::none(0),
            total: 0,
        };
        matched.rows = matched.without(self, &[]);
        matched.total = matched.rows.count();
        let matched = Arc::new(matched);
        *last() = Some(Arc::clone(&matched));
        matched
    }

    fn aspects(&self, filter: &UserFilter, login: &Login, around: Around) -> Vec<(Aspect, Rows)> {
        let mut aspects = Vec::new();
        let mut keep = |aspect, when: bool, rows: &dyn Fn() -> Rows| {
            if when {
                aspects.push((aspect, rows()));
            }
        };
        let searched = words(&filter.search);
        keep(Aspect::Other, !searched.is_empty(), &|| self.with_words(searched.clone()));
        let (name, email) = (fold(&filter.name), fold(&filter.email));
        keep(Aspect::Other, !name.is_empty(), &|| self.with_text(&[folded_names], &name));
        keep(Aspect::Other, !email.is_empty(), &|| self.with_text(&[folded_emails], &email));
        keep(Aspect::Other, filter.in_file, &|| match around.named {
            Some(named) => self.named(named),
            None => self.none(),
        });
        keep(Aspect::Other, filter.only_selected, &|| {
            around.selected.map_or_else(|| self.none(), Rows::clone)
        });
        keep(Aspect::Other, !filter.groups.is_empty(), &|| {
            self.passing(|part| {
                let wanted =
                    chosen(part, &filter.groups, part.directory.groups().iter().map(|group| &group.id))?;
                Some(move |row| part.directory.group_codes(row).any(|group| wanted[group]))
            })
        });
        keep(Aspect::Source, !filter.sources.is_empty(), &|| {
            self.passing(|part| filter.sources.contains(&part.directory.source()).then_some(|_| true))
        });
        keep(Aspect::Status, !filter.statuses.is_empty(), &|| {
            let wanted = bits(filter.statuses.iter().map(|status| *status as u8));
            self.passing(|part| Some(move |row| wanted >> part.directory.statuses.value(row) & 1 == 1))
        });
        keep(Aspect::AccountType, !filter.account_types.is_empty(), &|| {
            let wanted = bits(filter.account_types.iter().map(|kind| *kind as u8));
            self.passing(|part| Some(move |row| wanted >> part.directory.account_types.value(row) & 1 == 1))
        });
        keep(Aspect::Directory, !filter.directories.is_empty(), &|| {
            self.passing(|part| {
                let directories = &part.directory.directories;
                let wanted = among(&filter.directories, directories.all());
                Some(move |row| directories.code(row).is_some_and(|code| wanted[code]))
            })
        });
        keep(Aspect::Domain, !filter.domains.is_empty(), &|| {
            self.passing(|part| {
                let domains = &part.directory.domains;
                let wanted = among(&filter.domains, domains.all());
                Some(move |row| domains.code(row).is_some_and(|code| wanted[code]))
            })
        });
        keep(Aspect::Managed, filter.managed.is_some(), &|| {
            self.passing(|part| Some(|row| flag(&part.directory.managed, row) == filter.managed))
        });
        keep(Aspect::Synced, filter.synced.is_some(), &|| {
            self.passing(|part| Some(|row| flag(&part.directory.synced, row) == filter.synced))
        });
        keep(Aspect::App, !filter.apps.is_empty(), &|| {
            self.passing(|part| {
                let wanted = Apps::chosen(part, &filter.apps)?;
                Some(move |row| part.directory.app_access(row).any(|(app, _)| wanted.0[app]))
            })
        });
        keep(Aspect::LoginDate, login.dated(), &|| self.by_login(filter, |at| login.passes_date(at)));
        keep(Aspect::LoginHistory, login.history != LoginHistory::All, &|| {
            self.by_login(filter, |at| login.passes_history(at))
        });
        aspects
    }

    /// Every word in the name or the e-mail. The longest is likely the rarest: it is looked for first,
    /// and the others where it was found.
    fn with_words(&self, mut words: Vec<String>) -> Rows {
        words.sort_by_key(|word| word.len());
        let mut found: Option<Rows> = None;
        for word in words.iter().rev() {
            match &mut found {
                None => found = Some(self.with_text(&[folded_names, folded_emails], word)),
                Some(found) if found.count() < self.len() / FEW => {
                    let finder = Finder::new(word);
                    let has = |text: &str| finder.find(text.as_bytes()).is_some();
                    let without: Vec<_> = found
                        .iter()
                        .filter(|row| !has(self.folded_name(*row)) && !has(self.folded_email(*row)))
                        .collect();
                    without.into_iter().for_each(|row| found.set(row, false));
                }
                Some(found) => found.keep(&self.with_text(&[folded_names, folded_emails], word)),
            }
        }
        found.unwrap_or_else(|| self.all.clone())
    }

    fn with_text(&self, columns: &[Column], text: &str) -> Rows {
        let finder = Finder::new(text);
        self.marked(|part, rows, words| {
            columns
                .iter()
                .for_each(|column| text::mark(column(&part.directory), &finder, rows.clone(), words));
        })
    }

    /// Those whose last activity passes, in sources that tell of it.
    pub(super) fn by_login(&self, filter: &UserFilter, passes: impl Fn(Option<i64>) -> bool + Sync) -> Rows {
        let passes = &passes;
        self.passing(|part| {
            let wanted = match filter.apps.is_empty() {
                true => None,
                false => Some(Apps::chosen(part, &filter.apps)?),
            };
            part.directory.tells_activity().then_some(move |row| match &wanted {
                None => passes(millis(&part.directory.last_active, row)),
                Some(apps) => passes(apps.last_active(&part.directory, row)),
            })
        })
    }
}

/// One in how many users is few enough to look at each.
const FEW: usize = 16;

type Column = fn(&Directory) -> &StringArray;

fn folded_names(directory: &Directory) -> &StringArray {
    &directory.folded_names
}

fn folded_emails(directory: &Directory) -> &StringArray {
    &directory.folded_emails
}

/// When a user must have been active last.
#[derive(PartialEq, Eq)]
pub struct Login {
    /// In milliseconds, from the first that passes to the first that is too late.
    from: Option<i64>,
    before: Option<i64>,
    history: LoginHistory,
}

impl Login {
    pub fn of(filter: &UserFilter, clock: &dyn Clock) -> Self {
        let begin = |day| first_moment(day, clock).timestamp_millis();
        // Before the first day there is, nobody was active.
        let days_ago = |days: u32| {
            let day = clock.now().date_naive().checked_sub_days(Days::new(days.into()));
            day.map_or(i64::MIN, begin)
        };
        Self {
            // A day after the last there is has no beginning: nobody was active then.
            from: filter.last_login_after.map(|day| day.succ_opt().map_or(i64::MAX, begin)),
            before: [filter.last_login_before.map(begin), filter.inactive_days.map(days_ago)]
                .into_iter()
                .flatten()
                .min(),
            history: filter.login_history,
        }
    }

    /// Whether anything is asked.
    pub fn asks(&self) -> bool {
        self.dated() || self.history != LoginHistory::All
    }

    fn dated(&self) -> bool {
        self.from.is_some() || self.before.is_some()
    }

    pub fn passes_date(&self, at: Option<i64>) -> bool {
        let in_time =
            |at| self.from.is_none_or(|from| from <= at) && self.before.is_none_or(|before| at < before);
        !self.dated() || at.is_some_and(in_time)
    }

    pub fn passes_history(&self, at: Option<i64>) -> bool {
        match self.history {
            LoginHistory::All => true,
            LoginHistory::LoggedInBefore => at.is_some(),
            LoginHistory::NeverLoggedIn => at.is_none(),
        }
    }
}

/// The first moment of a day in the user's calendar.
pub fn first_moment(day: NaiveDate, clock: &dyn Clock) -> DateTime<Utc> {
    // No zone is further from Greenwich than this.
    let (mut before, mut after) = (TimeDelta::hours(-26), TimeDelta::hours(26));
    let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
    while after - before > TimeDelta::milliseconds(1) {
        let middle = before + (after - before) / 2;
        match clock.day_of(midnight + middle) < day {
            true => before = middle,
            false => after = middle,
        }
    }
    midnight + after
}

/// The applications of one source that are chosen, by their codes.
struct Apps(Vec<bool>);

impl Apps {
    fn chosen(part: &Part, apps: &[InSource]) -> Option<Self> {
        chosen(part, apps, part.directory.apps().iter().map(|app| &app.id)).map(Self)
    }

    /// The last activity in any of them. Who may use none of them passes no filter on them.
    fn last_active(&self, directory: &Directory, row: usize) -> Option<i64> {
        directory.app_access(row).filter(|(app, _)| self.0[*app]).filter_map(|(_, at)| at).max()
    }
}

/// Which things of a source are chosen, by their codes; `None` when no thing of the source is.
fn chosen<'a>(part: &Part, wanted: &[InSource], ids: impl Iterator<Item = &'a String>) -> Option<Vec<bool>> {
    let source = part.directory.source();
    let wanted: Vec<_> = wanted.iter().filter(|one| one.source == source).map(|one| &one.id).collect();
    (!wanted.is_empty()).then(|| ids.map(|id| wanted.contains(&id)).collect())
}

fn among<'a>(wanted: &[String], names: impl Iterator<Item = &'a str>) -> Vec<bool> {
    names.map(|name| wanted.iter().any(|wanted| wanted == name)).collect()
}

fn bits(numbers: impl Iterator<Item = u8>) -> u8 {
    numbers.fold(0, |bits, number| bits | 1 << number)
}
