//! Copies of the records as JSON, one after each change. They hold no secret: keys are in the keychain.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Records;
use crate::{actions::task::Task, settings::Settings, users::saved_filter::SavedFilter};

/// The records as they were after one change.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Backup {
    /// The number of that change.
    pub changes: u64,
    pub records: Records,
    pub settings: Settings,
    #[serde(default)]
    pub filters: Vec<SavedFilter>,
    #[serde(default)]
    pub tasks: Vec<Task>,
}

/// A backup's file: its content, and what tells a whole content from a damaged one.
#[derive(Serialize, Deserialize)]
struct Sealed<'a> {
    crc32: u32,
    count: usize,
    #[serde(borrow)]
    content: &'a RawValue,
}

/// How many backups are kept.
const KEPT: usize = 3;

fn folder(dir: &Path) -> PathBuf {
    dir.join("backups")
}

/// Writes a backup, whole or not at all, and removes the oldest ones.
pub fn write(dir: &Path, backup: &Backup) -> io::Result<()> {
    let folder = folder(dir);
    fs::create_dir_all(&folder)?;
    let content = serde_json::to_string(backup)?;
    let sealed = Sealed {
        crc32: crc32fast::hash(content.as_bytes()),
        count: backup.records.len(),
        content: serde_json::from_str(&content)?,
    };
    let mut file = tempfile::NamedTempFile::new_in(&folder)?;
    file.write_all(&serde_json::to_vec(&sealed)?)?;
    file.as_file().sync_all()?;
    // Zero-padded, so that the order of names is the order of changes.
    file.persist(folder.join(format!("sources-{:020}.json", backup.changes)))?;
    #[cfg(unix)]
    fs::File::open(&folder)?.sync_all()?;
    for old in files(&folder)?.iter().rev().skip(KEPT) {
        fs::remove_file(old)?;
    }
    Ok(())
}

/// The newest backup that is whole.
pub fn newest(dir: &Path) -> Option<Backup> {
    files(&folder(dir)).ok()?.iter().rev().find_map(|path| read(path))
}

fn read(path: &Path) -> Option<Backup> {
    let bytes = fs::read(path).ok()?;
    let sealed: Sealed = serde_json::from_slice(&bytes).ok()?;
    let content = sealed.content.get();
    let backup: Backup = serde_json::from_str(content).ok()?;
    let whole = crc32fast::hash(content.as_bytes()) == sealed.crc32 && backup.records.len() == sealed.count;
    whole.then_some(backup)
}

/// All backups, the oldest first.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    Ok(files)
}
