//! Opening the database, and what is done when it is not what was last written.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use super::{
    SCHEMA, StoreError,
    backup::{self, Backup},
    content, fill,
    flush::flush,
    key, read,
};
use crate::problem::Problem;

/// Memory for sled's page cache. Records take some kilobytes, so the least it manages well with.
const CACHE_BYTES: u64 = 16 << 20;

/// Opens the database. One that cannot be opened, or holds less than the newest backup, is moved
/// aside and made anew from that backup; the notice says so.
pub fn open(dir: &Path) -> Result<(sled::Db, Option<Problem>), StoreError> {
    let path = dir.join("db");
    let newest = backup::newest(dir);
    let existed = path.exists();
    let damage = match try_open(&path) {
        Ok((_, found)) if found.schema > SCHEMA => return Err(StoreError::Newer(found.schema)),
        Ok((db, found)) => match found.compared_with(newest.as_ref()) {
            Found::Whole => {
                // A kill between a change and its backup leaves the backup one behind.
                if newest.as_ref() != Some(&found.content) && !found.content.records.is_empty() {
                    backup::write(dir, &found.content)?;
                }
                return Ok((db, None));
            }
            Found::Lacking(why) => why,
        },
        // Nothing to lose: whatever went wrong, it was not damage to records.
        Err(error) if !existed && newest.is_none() => return Err(error),
        Err(error) => error.to_string(),
    };
    if path.exists() {
        fs::rename(&path, aside(dir))?;
    }
    let (db, _) = try_open(&path)?;
    let restored = newest.unwrap_or_default();
    fill(&db, &restored)?;
    let notice = Problem::new(
        match restored.records.len() {
            0 => "The stored sources were damaged, and no backup of them was found.".to_owned(),
            1 => "The stored sources were damaged. One source was restored from the backup.".to_owned(),
            n => format!("The stored sources were damaged. {n} sources were restored from the backup."),
        },
        "Check that every source is there. The page Activity begins anew: what it showed is in the damaged files, \
         which were set aside in the data folder, not deleted.",
        damage,
    );
    Ok((db, Some(notice)))
}

/// What a database holds.
struct Content {
    schema: u32,
    content: Backup,
}

enum Found {
    Whole,
    Lacking(String),
}

impl Content {
    /// A database may be one change ahead of its backup, and never behind it.
    fn compared_with(&self, newest: Option<&Backup>) -> Found {
        let Some(newest) = newest else { return Found::Whole };
        let (ours, theirs) = (&self.content, newest);
        if ours.changes < theirs.changes {
            Found::Lacking(format!("change {} found, {} backed up", ours.changes, theirs.changes))
        } else if ours.changes == theirs.changes && ours != theirs {
            Found::Lacking(format!(
                "{} records found, {} backed up, or their contents differ",
                ours.records.len(),
                theirs.records.len()
            ))
        } else {
            Found::Whole
        }
    }
}

/// Opens and reads everything once, taking a panic of sled over damaged files for an error.
fn try_open(path: &Path) -> Result<(sled::Db, Content), StoreError> {
    let attempt = || -> Result<(sled::Db, Content), StoreError> {
        let db = sled::Config::new().path(path).cache_capacity(CACHE_BYTES).open()?;
        let schema = match read(&db, key::SCHEMA)? {
            Some(schema) => schema,
            None => {
                db.insert(key::SCHEMA, serde_json::to_vec(&SCHEMA)?)?;
                flush(&db)?;
                SCHEMA
            }
        };
        if schema > SCHEMA {
            return Ok((db, Content { schema, content: Backup::default() }));
        }
        let content = content(&db)?;
        Ok((db, Content { schema, content }))
    };
    catch_unwind(AssertUnwindSafe(attempt))
        .unwrap_or_else(|_| Err(sled::Error::ReportableBug("it panicked while opening".into()).into()))
}

/// A name for a damaged database that no other has.
fn aside(dir: &Path) -> std::path::PathBuf {
    (1..)
        .map(|n| dir.join(format!("db-damaged-{n}")))
        .find(|path| !path.exists())
        .expect("some number is free")
}
