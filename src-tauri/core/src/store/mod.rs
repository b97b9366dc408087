//! The records, in sled, inside a moat.
//!
//! sled 0.34 keeps what was flushed through a kill, but is fragile when its own files are damaged:
//! it may fail to open, or open empty without a word. So every change is numbered and copied into
//! a backup ([`backup`]), and at the start both are compared ([`recover`]).

mod backup;
mod flush;
mod journal;
mod recover;

use std::{
    collections::BTreeMap,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;

use self::{backup::Backup, flush::flush};
use crate::{
    actions::{run::RunId, source_event::SourceEvent, task::Task},
    log::log,
    problem::Problem,
    reminders::Told,
    settings::Settings,
    source::{Checked, CredentialId, SourceId, SourceRecord},
    users::saved_filter::SavedFilter,
};

/// The records of one data folder. Its calls block on the disk: keep them off async threads.
pub struct Store {
    db: sled::Db,
    dir: PathBuf,
    /// Makes one change, with its number and its backup, one step.
    writing: Mutex<()>,
    /// Held for as long as the folder is in use.
    _lock: File,
}

/// Why records could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another instance of the app has this data folder open.
    #[error("another instance of the app uses this data folder")]
    InUse,
    /// A newer version of the app has written this data folder.
    #[error("the data folder was written by a newer version of the app (schema {0})")]
    Newer(u32),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("the database: {0}")]
    Database(#[from] sled::Error),
    #[error("a record cannot be read: {0}")]
    Record(#[from] serde_json::Error),
}

/// The form of what is stored. A change to it comes with a step that reads the older form.
const SCHEMA: u32 = 1;

/// Keys of the one tree. One tree makes a change that touches several of them atomic.
mod key {
    use super::{CredentialId, RunId, SourceId};

    pub const SCHEMA: &str = "meta/schema";
    pub const CHANGES: &str = "meta/changes";
    pub const SOURCES: &str = "source/";
    pub const CHECKS: &str = "check/";
    pub const UNSETTLED: &str = "unsettled/";
    pub const TOLD: &str = "told/";
    pub const SETTINGS: &str = "settings";
    pub const FILTERS: &str = "filters";
    pub const TASKS: &str = "tasks";
    pub const RUNS: &str = "run/";
    pub const EVENTS: &str = "event/";

    pub fn source(id: SourceId) -> String {
        format!("{SOURCES}{id}")
    }
    pub fn check(id: SourceId) -> String {
        format!("{CHECKS}{id}")
    }
    pub fn unsettled(id: CredentialId) -> String {
        format!("{UNSETTLED}{id}")
    }
    pub fn told(key: &str) -> String {
        format!("{TOLD}{key}")
    }
    pub fn run(id: RunId) -> String {
        format!("{RUNS}{id}")
    }
    pub fn items(run: RunId) -> String {
        format!("item/{run}/")
    }
    pub fn item(run: RunId, number: usize) -> String {
        format!("{}{number:08}", items(run))
    }
    /// Events of one moment keep their order by the number of the change.
    pub fn event(at: i64, change: u64) -> String {
        format!("{EVENTS}{at:016}-{change:08}")
    }
}

type Records = BTreeMap<SourceId, SourceRecord>;

impl Store {
    /// Opens the records of a data folder, recovering them from a backup when they are damaged;
    /// then the second value tells the user so.
    ///
    /// # Errors
    /// [`StoreError::InUse`] and [`StoreError::Newer`], and what the disk says.
    pub fn open(dir: &Path) -> Result<(Self, Option<Problem>), StoreError> {
        fs::create_dir_all(dir)?;
        let lock = File::create(dir.join("lock"))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => StoreError::InUse,
            TryLockError::Error(error) => error.into(),
        })?;
        let (db, notice) = recover::open(dir)?;
        let store = Self { db, dir: dir.to_owned(), writing: Mutex::default(), _lock: lock };
        Ok((store, notice))
    }

    /// The data folder. What can be fetched again has files of its own there.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// All sources, in no order a person would expect.
    ///
    /// # Errors
    /// When a record cannot be read.
    pub fn sources(&self) -> Result<Vec<SourceRecord>, StoreError> {
        Ok(records(&self.db)?.into_values().collect())
    }

    /// One source.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn source(&self, id: SourceId) -> Result<Option<SourceRecord>, StoreError> {
        read(&self.db, &key::source(id))
    }

    /// What the last check of each source found.
    ///
    /// # Errors
    /// When a record cannot be read.
    pub fn checks(&self) -> Result<BTreeMap<SourceId, Checked>, StoreError> {
        scan(&self.db, key::CHECKS)
    }

    /// What the last check of one source found.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn check(&self, id: SourceId) -> Result<Option<Checked>, StoreError> {
        read(&self.db, &key::check(id))
    }

    /// Notes what a check of a source found. It can be found again, so it is not backed up.
    ///
    /// # Errors
    /// What the disk says.
    pub fn put_check(&self, id: SourceId, checked: &Checked) -> Result<(), StoreError> {
        self.db.insert(key::check(id), serde_json::to_vec(checked)?)?;
        self.flush()
    }

    /// Adds a source or replaces one, together with what its check found. A key that this leaves
    /// without a record becomes unsettled in the same step.
    ///
    /// # Errors
    /// What the disk says.
    pub fn put_source(&self, record: &SourceRecord, checked: &Checked) -> Result<(), StoreError> {
        self.change(|batch, content| {
            let before = content.records.insert(record.id, record.clone());
            note(batch, content, &SourceEvent::saved(record, before.as_ref()))?;
            if let Some(before) = before.filter(|before| before.credential != record.credential) {
                batch.insert(key::unsettled(before.credential).as_str(), &[]);
            }
            batch.remove(key::unsettled(record.credential).as_str());
            batch.insert(key::source(record.id).as_str(), serde_json::to_vec(record)?);
            batch.insert(key::check(record.id).as_str(), serde_json::to_vec(checked)?);
            Ok(())
        })
    }

    /// Replaces what else is said of a source, its key staying as it is.
    ///
    /// # Errors
    /// What the disk says.
    pub fn put_record(&self, record: &SourceRecord) -> Result<(), StoreError> {
        self.change(|batch, content| {
            content.records.insert(record.id, record.clone());
            batch.insert(key::source(record.id).as_str(), serde_json::to_vec(record)?);
            Ok(())
        })
    }

    /// What the user chose for the whole app.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn settings(&self) -> Result<Settings, StoreError> {
        settings(&self.db)
    }

    /// Keeps what the user chose for the whole app.
    ///
    /// # Errors
    /// What the disk says.
    pub fn put_settings(&self, settings: &Settings) -> Result<(), StoreError> {
        self.change(|batch, content| {
            content.settings = settings.clone();
            batch.insert(key::SETTINGS, serde_json::to_vec(settings)?);
            Ok(())
        })
    }

    /// The saved filters, by name.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn filters(&self) -> Result<Vec<SavedFilter>, StoreError> {
        filters(&self.db)
    }

    /// Changes the saved filters.
    ///
    /// # Errors
    /// What the disk says.
    pub fn change_filters(&self, edit: impl FnOnce(&mut Vec<SavedFilter>)) -> Result<(), StoreError> {
        self.change(|batch, content| {
            edit(&mut content.filters);
            batch.insert(key::FILTERS, serde_json::to_vec(&content.filters)?);
            Ok(())
        })
    }

    /// The scheduled tasks, by name.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(crate) fn tasks(&self) -> Result<Vec<Task>, StoreError> {
        tasks(&self.db)
    }

    /// Changes the scheduled tasks.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn change_tasks(&self, edit: impl FnOnce(&mut Vec<Task>)) -> Result<(), StoreError> {
        self.change(|batch, content| {
            edit(&mut content.tasks);
            batch.insert(key::TASKS, serde_json::to_vec(&content.tasks)?);
            Ok(())
        })
    }

    /// What was told of each key, by the name the key is tracked under.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn told(&self) -> Result<BTreeMap<String, Told>, StoreError> {
        scan(&self.db, key::TOLD)
    }

    /// Notes what was told of keys, and forgets keys that are no more. Losing it repeats
    /// a reminder, so it is not backed up.
    ///
    /// # Errors
    /// What the disk says.
    pub fn put_told<'a>(
        &self,
        told: impl IntoIterator<Item = (&'a str, &'a Told)>,
        forgotten: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for (name, told) in told {
            batch.insert(key::told(name).as_str(), serde_json::to_vec(told)?);
        }
        for name in forgotten {
            batch.remove(key::told(name).as_str());
        }
        self.db.apply_batch(batch)?;
        self.flush()
    }

    /// Removes a source, for an account at a moment. Its key becomes unsettled in the same step.
    ///
    /// # Errors
    /// What the disk says.
    pub fn remove_source(&self, id: SourceId, by: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.change(|batch, content| {
            if let Some(before) = content.records.remove(&id) {
                note(batch, content, &SourceEvent::deleted(&before, by, at))?;
                batch.insert(key::unsettled(before.credential).as_str(), &[]);
            }
            batch.remove(key::source(id).as_str());
            batch.remove(key::check(id).as_str());
            Ok(())
        })
    }

    /// Notes, before it is kept, that a key may soon be in the keychain without a record.
    ///
    /// # Errors
    /// What the disk says.
    pub fn unsettle(&self, id: CredentialId) -> Result<(), StoreError> {
        self.db.insert(key::unsettled(id), &[])?;
        self.flush()
    }

    /// Notes that a key without a record is out of the keychain.
    ///
    /// # Errors
    /// What the disk says.
    pub fn settle(&self, id: CredentialId) -> Result<(), StoreError> {
        self.db.remove(key::unsettled(id))?;
        self.flush()
    }

    /// The keys that may be in the keychain without a record.
    ///
    /// # Errors
    /// What the disk says.
    pub fn unsettled(&self) -> Result<Vec<CredentialId>, StoreError> {
        let ids = self.db.scan_prefix(key::UNSETTLED).keys().map(|found| {
            let found = found?;
            Ok(String::from_utf8_lossy(&found[key::UNSETTLED.len()..]).parse().ok())
        });
        ids.filter_map(Result::transpose).collect()
    }

    /// Writes what is still in memory. Called when the app ends; changes are flushed as they are made.
    ///
    /// # Errors
    /// What the disk says.
    pub fn flush(&self) -> Result<(), StoreError> {
        Ok(flush(&self.db)?)
    }

    /// One change of records: applied whole or not at all, and on the disk on return.
    fn change(
        &self,
        edit: impl FnOnce(&mut sled::Batch, &mut Backup) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut content = content(&self.db)?;
        let mut batch = sled::Batch::default();
        edit(&mut batch, &mut content)?;
        content.changes += 1;
        batch.insert(key::CHANGES, serde_json::to_vec(&content.changes)?);
        self.db.apply_batch(batch)?;
        self.flush()?;
        // The change is safe now. A backup that fails is caught up on by the next change or start.
        if let Err(error) = backup::write(&self.dir, &content) {
            log(format_args!("no backup was written: {error}"));
        }
        Ok(())
    }
}

fn records(db: &sled::Db) -> Result<Records, StoreError> {
    scan(db, key::SOURCES)
}

fn settings(db: &sled::Db) -> Result<Settings, StoreError> {
    Ok(read(db, key::SETTINGS)?.unwrap_or_default())
}

fn filters(db: &sled::Db) -> Result<Vec<SavedFilter>, StoreError> {
    Ok(read(db, key::FILTERS)?.unwrap_or_default())
}

fn tasks(db: &sled::Db) -> Result<Vec<Task>, StoreError> {
    Ok(read(db, key::TASKS)?.unwrap_or_default())
}

/// Notes what is done to a source, in the same step.
fn note(batch: &mut sled::Batch, content: &Backup, event: &SourceEvent) -> Result<(), StoreError> {
    let key = key::event(event.at.timestamp_millis(), content.changes);
    batch.insert(key.as_str(), serde_json::to_vec(event)?);
    Ok(())
}

/// All that is backed up, with the number of the last change, 0 in a new store.
fn content(db: &sled::Db) -> Result<Backup, StoreError> {
    let changes = read(db, key::CHANGES)?.unwrap_or_default();
    let (records, settings, filters, tasks) = (records(db)?, settings(db)?, filters(db)?, tasks(db)?);
    Ok(Backup { changes, records, settings, filters, tasks })
}

fn read<T: DeserializeOwned>(db: &sled::Db, key: &str) -> Result<Option<T>, StoreError> {
    Ok(db.get(key)?.map(|value| serde_json::from_slice(&value)).transpose()?)
}

/// The values under a prefix, by the id that follows it.
fn scan<K: DeserializeOwned + Ord, T: DeserializeOwned>(
    db: &sled::Db,
    prefix: &str,
) -> Result<BTreeMap<K, T>, StoreError> {
    db.scan_prefix(prefix)
        .map(|entry| {
            let (key, value) = entry?;
            let id = String::from_utf8_lossy(&key[prefix.len()..]).into_owned();
            Ok((serde_json::from_value(id.into())?, serde_json::from_slice(&value)?))
        })
        .collect()
}

/// Fills an empty store with the records of a backup.
fn fill(db: &sled::Db, backup: &Backup) -> Result<(), StoreError> {
    let mut batch = sled::Batch::default();
    batch.insert(key::CHANGES, serde_json::to_vec(&backup.changes)?);
    batch.insert(key::SETTINGS, serde_json::to_vec(&backup.settings)?);
    batch.insert(key::FILTERS, serde_json::to_vec(&backup.filters)?);
    batch.insert(key::TASKS, serde_json::to_vec(&backup.tasks)?);
    for record in backup.records.values() {
        batch.insert(key::source(record.id).as_str(), serde_json::to_vec(record)?);
    }
    db.apply_batch(batch)?;
    Ok(flush(db)?)
}
