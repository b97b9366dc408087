//! The users of one source in columns: built once, kept in one file, searched where they lie.

mod build;
mod file;
pub mod kept;
mod schema;

use arrow_array::{
    Array, BooleanArray, DictionaryArray, ListArray, RecordBatch, StringArray, TimestampMillisecondArray,
    UInt8Array, cast::AsArray, types::UInt32Type,
};
use arrow_buffer::ScalarBuffer;
use chrono::{DateTime, Utc};

pub use self::file::Damaged;
use self::schema::About;
use super::user::{AccountType, App, AppAccess, Group, Roster, User, UserStatus};
use crate::source::SourceId;

/// The users of one source at one moment, ordered by name, then by account id. It never changes.
pub struct Directory {
    about: About,
    batch: RecordBatch,
    pub(super) account_ids: StringArray,
    pub(super) names: StringArray,
    pub(super) emails: StringArray,
    /// As [`fold`](super::fold) makes them: what is searched and sorted.
    pub(super) folded_names: StringArray,
    pub(super) folded_emails: StringArray,
    pub(super) account_types: UInt8Array,
    pub(super) statuses: UInt8Array,
    pub(super) managed: BooleanArray,
    pub(super) synced: BooleanArray,
    pub(super) directories: Names,
    pub(super) domains: Names,
    groups: ListArray,
    apps: ListArray,
    pub(super) last_active: TimestampMillisecondArray,
    pub(super) added: TimestampMillisecondArray,
    group_codes: ScalarBuffer<u32>,
    app_codes: ScalarBuffer<u32>,
    app_active: TimestampMillisecondArray,
}

/// Names that many users share, each kept once.
pub(super) struct Names(DictionaryArray<UInt32Type>);

impl Names {
    /// Every name; a code is its place.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.values().as_string::<i32>().iter().map(Option::unwrap_or_default)
    }

    pub fn code(&self, row: usize) -> Option<usize> {
        self.0.key(row)
    }

    pub fn get(&self, row: usize) -> Option<&str> {
        self.code(row).map(|code| self.0.values().as_string::<i32>().value(code))
    }
}

impl Directory {
    pub fn source(&self) -> SourceId {
        self.about.source
    }

    pub fn fetched_at(&self) -> DateTime<Utc> {
        self.about.fetched_at
    }

    /// Whether “never active” is known, and not just not told.
    pub fn tells_activity(&self) -> bool {
        self.about.tells_activity
    }

    /// The groups; a code is a place in here. The same for [`Self::apps`].
    pub fn groups(&self) -> &[Group] {
        &self.about.groups
    }

    pub fn apps(&self) -> &[App] {
        &self.about.apps
    }

    pub fn len(&self) -> usize {
        self.batch.num_rows()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Everyone, as the source told of them.
    pub fn roster(&self) -> Roster {
        Roster {
            fetched_at: self.about.fetched_at,
            users: (0..self.len()).map(|row| self.user(row)).collect(),
            groups: self.about.groups.clone(),
            apps: self.about.apps.clone(),
            tells_activity: self.about.tells_activity,
        }
    }

    /// A user, as the source told of them.
    pub fn user(&self, row: usize) -> User {
        let apps = self.app_access(row).map(|(app, at)| AppAccess {
            app: self.about.apps[app].id.clone(),
            last_active: at.and_then(DateTime::from_timestamp_millis),
        });
        User {
            account_id: self.account_ids.value(row).to_owned(),
            name: self.names.value(row).to_owned(),
            email: self.emails.is_valid(row).then(|| self.emails.value(row).to_owned()),
            account_type: self.account_type(row),
            status: self.status(row),
            managed: flag(&self.managed, row),
            synced: flag(&self.synced, row),
            directory: self.directories.get(row).map(str::to_owned),
            groups: self.group_codes(row).map(|group| self.about.groups[group].id.clone()).collect(),
            apps: apps.collect(),
            last_active: moment(&self.last_active, row),
            added: moment(&self.added, row),
        }
    }

    pub(super) fn account_type(&self, row: usize) -> AccountType {
        AccountType::ALL[usize::from(self.account_types.value(row))]
    }

    pub(crate) fn status(&self, row: usize) -> UserStatus {
        UserStatus::ALL[usize::from(self.statuses.value(row))]
    }

    pub(crate) fn is_synced(&self, row: usize) -> bool {
        flag(&self.synced, row) == Some(true)
    }

    /// The e-mail, folded; "" where it is not told.
    pub(crate) fn folded_email(&self, row: usize) -> &str {
        self.folded_emails.value(row)
    }

    pub(crate) fn group_codes(&self, row: usize) -> impl Iterator<Item = usize> {
        places(&self.groups, row).map(|at| self.group_codes[at] as usize)
    }

    /// The applications of a user, each with the last activity there in milliseconds.
    pub(super) fn app_access(&self, row: usize) -> impl Iterator<Item = (usize, Option<i64>)> {
        places(&self.apps, row).map(|at| (self.app_codes[at] as usize, millis(&self.app_active, at)))
    }

    /// Takes the columns apart, once they are known to hold only what they may.
    fn of(batch: RecordBatch) -> Result<Self, Damaged> {
        let about = About::of(&batch)?;
        let column = |name| batch.column_by_name(name).expect("the schema was compared");
        let text = |name| column(name).as_string::<i32>().clone();
        let flags = |name| column(name).as_boolean().clone();
        let small = |name| column(name).as_primitive().clone();
        let moments = |name| column(name).as_primitive().clone();
        let names = |name| Names(column(name).as_dictionary().clone());
        let list = |name| column(name).as_list::<i32>().clone();
        let (groups, apps) = (list(schema::GROUPS), list(schema::APPS));
        let access = apps.values().as_struct();
        let directory = Self {
            account_ids: text(schema::ACCOUNT_ID),
            names: text(schema::NAME),
            emails: text(schema::EMAIL),
            folded_names: text(schema::FOLDED_NAME),
            folded_emails: text(schema::FOLDED_EMAIL),
            account_types: small(schema::ACCOUNT_TYPE),
            statuses: small(schema::STATUS),
            managed: flags(schema::MANAGED),
            synced: flags(schema::SYNCED),
            directories: names(schema::DIRECTORY),
            domains: names(schema::DOMAIN),
            last_active: moments(schema::LAST_ACTIVE),
            added: moments(schema::ADDED),
            group_codes: groups.values().as_primitive::<UInt32Type>().values().clone(),
            app_codes: access.column(0).as_primitive::<UInt32Type>().values().clone(),
            app_active: access.column(1).as_primitive().clone(),
            groups,
            apps,
            about,
            batch,
        };
        let whole = below(directory.account_types.values(), AccountType::ALL.len())
            && below(directory.statuses.values(), UserStatus::ALL.len())
            && below(&directory.group_codes, directory.about.groups.len())
            && below(&directory.app_codes, directory.about.apps.len());
        whole.then_some(directory).ok_or(Damaged::Content)
    }
}

fn below<T: Copy + TryInto<usize>>(codes: &[T], end: usize) -> bool {
    codes.iter().all(|code| (*code).try_into().is_ok_and(|code| code < end))
}

fn places(lists: &ListArray, row: usize) -> std::ops::Range<usize> {
    let ends = lists.value_offsets();
    ends[row] as usize..ends[row + 1] as usize
}

pub(super) fn flag(flags: &BooleanArray, row: usize) -> Option<bool> {
    flags.is_valid(row).then(|| flags.value(row))
}

pub(super) fn millis(moments: &TimestampMillisecondArray, row: usize) -> Option<i64> {
    moments.is_valid(row).then(|| moments.value(row))
}

pub(super) fn moment(moments: &TimestampMillisecondArray, row: usize) -> Option<DateTime<Utc>> {
    millis(moments, row).and_then(DateTime::from_timestamp_millis)
}
