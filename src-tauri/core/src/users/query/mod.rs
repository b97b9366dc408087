//! The users of several sources, searched, sorted and counted together.

mod carried_over;
mod facets;
mod index;
mod matching;
mod order;
mod rows;
mod text;

use std::{
    ops::Range,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    thread,
};

pub(super) use self::matching::first_moment;
pub use self::rows::Rows;
use self::{index::Index, matching::Matched};
use super::{
    directory::{Directory, flag, moment},
    filter::UserFilter,
    named::Named,
    page::{UserPage, UserQuery, UserRow, UserSort},
    selection::Selection,
    user::User,
};
use crate::{clock::Clock, source::SourceId};

/// The users of every source that has some, taken together. Each has a row, a number that stays theirs
/// in this `Everyone`. When a source is fetched anew or renamed, another one is made.
pub struct Everyone {
    version: u32,
    parts: Vec<Part>,
    all: Rows,
    orders: [OnceLock<Vec<u32>>; 2 * UserSort::ALL.len()],
    by_account: OnceLock<Index>,
    by_email: OnceLock<Index>,
    /// What was asked last: who scrolls or sorts does not search again.
    last: Mutex<Option<Arc<Matched>>>,
}

/// The users of one source.
pub(crate) struct Part {
    pub directory: Arc<Directory>,
    pub source_name: String,
    /// Its place among the sources.
    pub number: usize,
    /// The row of its first user: a multiple of 64, so that sets are filled without a lock.
    start: usize,
}

/// What a filter is held against.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    pub clock: &'a dyn Clock,
    /// The users that a CSV file names.
    pub named: Option<&'a Arc<Named>>,
    /// Those that are selected.
    pub selected: Option<&'a Rows>,
}

/// How many rows a thread takes at a time. Tests have few.
const CHUNK: usize = if cfg!(test) { 64 } else { 1 << 15 };
static VERSIONS: AtomicU32 = AtomicU32::new(0);
/// How many search at the same time.
const THREADS: usize = 2;

impl Everyone {
    /// Takes the users of sources together, each with the source's name.
    pub fn new(directories: Vec<(Arc<Directory>, String)>) -> Self {
        let mut end = 0;
        let part = |(number, (directory, source_name)): (usize, (Arc<Directory>, String))| {
            let start = end;
            end = (start + directory.len()).next_multiple_of(64);
            Part { directory, source_name, number, start }
        };
        let parts: Vec<_> = directories.into_iter().enumerate().map(part).collect();
        let mut all = Rows::none(end);
        for part in &parts {
            part.rows().for_each(|row| all.set(row, true));
        }
        Self {
            version: VERSIONS.fetch_add(1, Relaxed),
            parts,
            all,
            orders: Default::default(),
            by_account: OnceLock::new(),
            by_email: OnceLock::new(),
            last: Mutex::default(),
        }
    }

    /// Tells this one from any other, for as long as the app runs.
    pub fn version(&self) -> u32 {
        self.version
    }

    pub fn len(&self) -> usize {
        self.parts.iter().map(|part| part.directory.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Everyone.
    pub fn all(&self) -> &Rows {
        &self.all
    }

    /// The directories, in the order they were given.
    pub fn directories(&self) -> impl DoubleEndedIterator<Item = &Arc<Directory>> + ExactSizeIterator {
        self.parts.iter().map(|part| &part.directory)
    }

    /// Answers a query.
    pub fn page(&self, query: &UserQuery, around: Around, selection: &Selection) -> UserPage {
        let matched = self.matched(&query.filter, around);
        let selected = selection.rows_in(self);
        let rows = self
            .ordered(&matched.rows, query.sort, query.descending)
            .skip(query.offset)
            .take(query.limit)
            .map(|row| self.row(row, selected.contains(row)));
        UserPage {
            version: self.version,
            rows: rows.collect(),
            total: matched.total,
            all: self.len(),
            selected: selected.count_in(&matched.rows),
            all_selected: selection.count(),
        }
    }

    /// The rows of a set, in an order.
    pub fn ordered(&self, rows: &Rows, sort: UserSort, descending: bool) -> impl Iterator<Item = u32> {
        self.order(sort, descending).iter().copied().filter(|row| rows.contains(*row))
    }

    /// The users that a filter lets through.
    pub fn matching(&self, filter: &UserFilter, around: Around) -> Rows {
        self.matched(filter, around).rows.clone()
    }

    /// What a source is called; "" where it has no users.
    pub fn source_name(&self, source: SourceId) -> &str {
        let part = self.parts.iter().find(|part| part.directory.source() == source);
        part.map_or("", |part| &part.source_name)
    }

    /// How a user is shown.
    pub fn row(&self, row: u32, selected: bool) -> UserRow {
        let (part, at) = self.at(row);
        let directory = &part.directory;
        UserRow {
            source: directory.source(),
            source_name: part.source_name.clone(),
            account_id: directory.account_ids.value(at).to_owned(),
            name: directory.names.value(at).to_owned(),
            email: directory.emails.value(at).to_owned(),
            account_type: directory.account_type(at),
            status: directory.status(at),
            managed: flag(&directory.managed, at),
            synced: flag(&directory.synced, at),
            directory: directory.directories.get(at).unwrap_or_default().to_owned(),
            groups: directory.group_codes(at).map(|group| directory.groups()[group].name.clone()).collect(),
            apps: directory.app_access(at).map(|(app, _)| directory.apps()[app].name.clone()).collect(),
            last_active: moment(&directory.last_active, at),
            tells_activity: directory.tells_activity(),
            added: moment(&directory.added, at),
            selected,
        }
    }

    /// The rows of an account in a source.
    pub(crate) fn rows_of(&self, source: SourceId, account_id: &str) -> impl Iterator<Item = u32> {
        self.with_account(account_id).filter(move |row| self.source(*row) == source)
    }

    /// A user of a source, as it told of them.
    pub(crate) fn user_of(&self, source: SourceId, account_id: &str) -> Option<User> {
        let (part, at) = self.at(self.rows_of(source, account_id).next()?);
        Some(part.directory.user(at))
    }

    /// The rows of an account in every source.
    pub(crate) fn with_account(&self, account_id: &str) -> impl Iterator<Item = u32> {
        let index = self.by_account.get_or_init(|| Index::of(self, |directory| &directory.account_ids));
        index.rows(account_id).filter(move |row| self.account_id(*row) == account_id)
    }

    /// The rows that have an e-mail, both folded.
    pub(super) fn with_email(&self, email: &str) -> impl Iterator<Item = u32> {
        let index = self.by_email.get_or_init(|| Index::of(self, |directory| &directory.folded_emails));
        index.rows(email).filter(move |row| !email.is_empty() && self.folded_email(*row) == email)
    }

    pub(super) fn source(&self, row: u32) -> SourceId {
        self.at(row).0.directory.source()
    }

    pub(super) fn account_id(&self, row: u32) -> &str {
        let (part, at) = self.at(row);
        part.directory.account_ids.value(at)
    }

    fn folded_name(&self, row: u32) -> &str {
        let (part, at) = self.at(row);
        part.directory.folded_names.value(at)
    }

    pub(super) fn folded_email(&self, row: u32) -> &str {
        let (part, at) = self.at(row);
        part.directory.folded_emails.value(at)
    }

    /// Where a user is: the source's part, and the place in its columns.
    pub(crate) fn at(&self, row: u32) -> (&Part, usize) {
        let row = row as usize;
        let part = &self.parts[self.parts.partition_point(|part| part.start <= row) - 1];
        (part, row - part.start)
    }

    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub(super) fn none(&self) -> Rows {
        Rows(vec![0; self.all.0.len()])
    }

    /// The rows that pass a test, which may be another one for each source; `None` lets nobody pass.
    fn passing<'a, T: Fn(usize) -> bool>(&'a self, test_of: impl Fn(&'a Part) -> Option<T> + Sync) -> Rows {
        self.marked(|part, rows, words| {
            let Some(test) = test_of(part) else { return };
            for (at, row) in rows.enumerate() {
                words[at / 64] |= u64::from(test(row)) << (at % 64);
            }
        })
    }

    /// Fills a set in chunks, by several threads.
    fn marked<'a>(&'a self, mark: impl Fn(&'a Part, Range<usize>, &mut [u64]) + Sync) -> Rows {
        let mut marked = self.none();
        let mut words = &mut marked.0[..];
        let mut chunks = Vec::new();
        for part in &self.parts {
            for start in (0..part.directory.len()).step_by(CHUNK) {
                let rows = start..part.directory.len().min(start + CHUNK);
                let (chunk, rest) = words.split_at_mut(rows.len().div_ceil(64));
                chunks.push((part, rows, chunk));
                words = rest;
            }
        }
        let threads = THREADS.min(chunks.len());
        let chunks = Mutex::new(chunks.into_iter());
        let work = || {
            let next = || chunks.lock().unwrap_or_else(PoisonError::into_inner).next();
            while let Some((part, rows, words)) = next() {
                mark(part, rows, words);
            }
        };
        thread::scope(|scope| {
            (1..threads).for_each(|_| drop(scope.spawn(work)));
            work();
        });
        marked
    }
}

impl Part {
    fn rows(&self) -> Range<u32> {
        self.start as u32..(self.start + self.directory.len()) as u32
    }

    /// The words of a set that are this source's.
    pub fn words(&self) -> Range<usize> {
        self.start / 64..(self.start + self.directory.len()).div_ceil(64)
    }

    /// The places, in the columns, of this source's rows of a set.
    pub fn rows_in(&self, rows: &Rows) -> impl Iterator<Item = usize> {
        rows::ones(&rows.0[self.words()]).map(|row| row as usize)
    }
}
