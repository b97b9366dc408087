//! Rosters at random, from little, so that much is alike.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, TimeZone, Utc};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{select, subsequence},
};

use crate::{
    clock::Clock,
    source::SourceId,
    users::{
        directory::Directory,
        query::Everyone,
        user::{AccountType, App, AppAccess, Group, Roster, User, UserStatus},
    },
};

pub const NAMES: [&str; 12] = [
    "",
    "Ada",
    "ada",
    "Ada Lovelace",
    "Jürgen Große",
    "Łukasz",
    "田中 太郎",
    "김철수",
    "محمد",
    "Ann",
    "An",
    "nA",
];
pub const EMAILS: [&str; 8] =
    ["", "ada@acme.com", "Ada@Acme.com", "a@b.c", "jg@große.de", "com", "na@acme.com", "nobody@"];
pub const APPS: [&str; 3] = ["jira", "wiki", "unlisted app"];
pub const GROUPS: [&str; 3] = ["admins", "staff", "unlisted group"];
pub const DIRECTORIES: [&str; 3] = ["", "Main", "élan"];

/// A clock in a zone east of Greenwich.
pub struct East;

impl Clock for East {
    fn now(&self) -> DateTime<FixedOffset> {
        FixedOffset::east_opt(9 * 3600).unwrap().with_ymd_and_hms(2026, 7, 1, 8, 0, 0).unwrap()
    }
}

/// Within some days before now, often the same.
fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    (0..500i64).prop_map(|hours| East.now().to_utc() - chrono::TimeDelta::hours(hours * 20))
}

fn text(of: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(of).prop_map(str::to_owned)
}

fn user() -> impl Strategy<Value = User> {
    let access = |app: &str| (Just(app.to_owned()), option::of(moment()));
    let apps = subsequence(&APPS[..], 0..=APPS.len())
        .prop_flat_map(move |apps| apps.into_iter().map(access).collect::<Vec<_>>())
        .prop_map(|apps| apps.into_iter().map(|(app, last_active)| AppAccess { app, last_active }).collect());
    (
        (text(&["a", "b", "c", "d", "e", "712020:f"]), text(&NAMES), option::of(text(&EMAILS))),
        (select(&AccountType::ALL[..]), select(&UserStatus::ALL[..]), any::<[Option<bool>; 2]>()),
        (option::of(text(&DIRECTORIES)), subsequence(&GROUPS[..], 0..=GROUPS.len()), apps),
        (option::of(moment()), option::of(moment())),
    )
        .prop_map(
            |((account_id, name, email), (account_type, status, [managed, synced]), in_what, moments)| User {
                account_id,
                name,
                email,
                account_type,
                status,
                managed,
                synced,
                directory: in_what.0,
                groups: in_what.1.into_iter().map(str::to_owned).collect(),
                apps: in_what.2,
                last_active: moments.0,
                added: moments.1,
            },
        )
}

pub fn roster() -> impl Strategy<Value = Roster> {
    (vec(user(), 0..150), any::<bool>()).prop_map(|(users, tells_activity)| Roster {
        fetched_at: East.now().to_utc(),
        users,
        groups: GROUPS[..2]
            .iter()
            .map(|id| Group { id: (*id).into(), name: id.to_uppercase(), synced: false })
            .collect(),
        apps: APPS[..2]
            .iter()
            .map(|id| App { id: (*id).into(), name: id.to_uppercase(), seats: Some(3) })
            .collect(),
        tells_activity,
    })
}

/// Some sources, by id.
pub fn rosters() -> impl Strategy<Value = Vec<(SourceId, Roster)>> {
    vec(roster(), 0..4)
        .prop_map(|rosters| rosters.into_iter().map(|roster| (SourceId::new(), roster)).collect())
}

/// Sources are called by their numbers, backwards.
pub fn source_name(number: usize) -> String {
    format!("Source {}", 9 - number)
}

pub fn everyone(rosters: &[(SourceId, Roster)]) -> Arc<Everyone> {
    let directory = |(number, (source, roster)): (usize, &(SourceId, Roster))| {
        (Arc::new(Directory::build(*source, roster.clone())), source_name(number))
    };
    Arc::new(Everyone::new(rosters.iter().enumerate().map(directory).collect()))
}
